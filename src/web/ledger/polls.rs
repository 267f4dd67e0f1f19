//! One tab or process asks for a job, and writes down what it heard; the others read it.

use super::Ledger;
use super::record::lease_object;
use crate::core::error::Failure;
use crate::core::ledger::lease::Lease;
use crate::core::value::{Key, Value};
use crate::web::value::Js;
use wasm_bindgen::JsValue;

impl Ledger {
    /// Who asks for a job, when it was last asked for, and what was heard.
    pub async fn poll_lease(&self, id: &str) -> Result<(Js, Lease, f64), Box<Failure>> {
        let value = Js::from(self.store.get(&self.names.lease(id)).await?);
        let lease = Lease {
            owner: value.get(Key::Owner).text(200).unwrap_or_default(),
            until_ms: value.get(Key::UntilMs).number().unwrap_or(0.0),
        };
        let looked_ms = value.get(Key::LookedMs).number().unwrap_or(0.0);
        Ok((value, lease, looked_ms))
    }

    /// Takes the lease of a job's polls, if it is still as it was seen.
    pub async fn take_poll_lease(
        &self,
        id: &str,
        seen: &Js,
        lease: &Lease,
        looked_ms: f64,
    ) -> Result<bool, Box<Failure>> {
        let value = lease_object(lease, looked_ms, seen.get(Key::Data).as_js());
        let name = self.names.lease(id);
        let put = self.store.compare_and_put(&name, seen.as_js(), &value);
        Ok(put.await?.is_truthy())
    }

    /// Writes down what was heard of a job, and who asks next, and when.
    pub async fn heard(&self, id: &str, lease: &Lease, looked_ms: f64, data: &JsValue) {
        let value = lease_object(lease, looked_ms, data);
        let put = self.store.put(&self.names.lease(id), &value).await;
        self.failed("put", put);
        self.ring(id);
    }
}
