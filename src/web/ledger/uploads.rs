//! Uploads are remembered: the same bytes go up once for as long as the service keeps them.

use super::Ledger;
use crate::core::error::Failure;
use crate::core::ledger::UPLOAD_MS;
use crate::core::value::{Key, Value};
use crate::web::js;
use crate::web::value::Js;
use wasm_bindgen::JsValue;

impl Ledger {
    /// Forgets uploads that the service no longer has, by their addresses.
    pub(super) async fn forget_uploads(&self, images: &Js) -> Result<(), Box<Failure>> {
        for (name, value) in self.store.list(&self.names.all_uploads()).await? {
            let url = Js::from(value).get(Key::Url);
            if (0..images.len()).any(|index| images.at(index).equals(&url)) {
                self.store.delete(&name).await?;
            }
        }
        Ok(())
    }

    /// The remembered uploads of that size that may still be used: digest and address.
    pub async fn uploads(&self, bytes: f64) -> Vec<(String, JsValue)> {
        let prefix = self.names.uploads(bytes);
        let now_ms = js::now_ms();
        let listed = self.failed("list", self.store.list(&prefix).await);
        let usable = |(name, value): (String, JsValue)| {
            let value = Js::from(value);
            let age_ms = now_ms - value.get(Key::StartedMs).number()?;
            let digest = name.strip_prefix(prefix.as_str())?.to_owned();
            let is_young = (0.0..UPLOAD_MS).contains(&age_ms);
            is_young.then(|| (digest, value.get(Key::Url).as_js().clone()))
        };
        listed
            .unwrap_or_default()
            .into_iter()
            .filter_map(usable)
            .collect()
    }

    /// Remembers an upload.
    pub async fn uploaded(&self, bytes: f64, digest: &str, url: &JsValue) {
        let name = format!("{}{digest}", self.names.uploads(bytes));
        let value = js::object(&[
            (Key::Url.name(), url.clone()),
            (Key::StartedMs.name(), js::now_ms().into()),
        ]);
        self.failed("put", self.store.put(&name, &value).await);
    }
}
