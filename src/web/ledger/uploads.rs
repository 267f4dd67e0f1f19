//! Uploads are remembered: the same bytes go up once for as long as the service keeps them.

use super::Ledger;
use crate::core::error::Failure;
use crate::core::ledger::UPLOAD_MS;
use crate::core::picture::uploaded;
use crate::core::value::{Key, Value};
use crate::web::future::Bell;
use crate::web::js;
use crate::web::value::Js;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

thread_local! {
    /// What is about to be remembered in this realm, by any client: where it will stand, and its address.
    static NOTES: RefCell<Vec<(String, JsValue)>> = RefCell::default();
    /// Rings when one of them is written, or given up.
    static NOTED: Rc<Bell> = Rc::default();
    /// Rings when somebody waits for one.
    static ASKED: Rc<Bell> = Rc::default();
}

/// An upload that is about to be remembered, until this is dropped: who asks for what is remembered waits for it.
pub struct Note {
    place: String,
    url: JsValue,
    now_ms: f64,
    /// How often somebody had asked for any when this one was made.
    asked: u32,
}

impl Note {
    fn is_of(&self, (place, url): &(String, JsValue)) -> bool {
        *place == self.place && *url == self.url
    }

    /// When somebody may be waiting for it.
    pub async fn asked(&self) {
        let bell = ASKED.with(Rc::clone);
        bell.after(self.asked).await;
    }

    /// Whether the service still has it, as far as is known.
    fn is_wanted(&self) -> bool {
        NOTES.with_borrow(|notes| notes.iter().any(|note| self.is_of(note)))
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        NOTES.with_borrow_mut(|notes| notes.retain(|note| !self.is_of(note)));
        NOTED.with(|noted| noted.ring());
    }
}

/// Waits for what is about to be remembered there by now. What comes to it meanwhile may itself wait for who waits here.
async fn noted(place: &str) {
    let bell = NOTED.with(Rc::clone);
    let urls_there = || -> Vec<JsValue> {
        NOTES.with_borrow(|notes| {
            let there = notes.iter().filter(|(other, _)| other == place);
            there.map(|(_, url)| url.clone()).collect()
        })
    };
    let first = urls_there();
    loop {
        let rung = bell.count();
        if !urls_there().iter().any(|url| first.contains(url)) {
            return;
        }
        ASKED.with(|asked| asked.ring());
        bell.after(rung).await;
    }
}

impl Ledger {
    /// Forgets uploads that the service no longer has, by their addresses.
    pub(super) async fn forget_uploads(&self, images: &Js) -> Result<(), Box<Failure>> {
        let is_lost = |url: &Js| (0..images.len()).any(|index| images.at(index).equals(url));
        NOTES.with_borrow_mut(|notes| notes.retain(|(_, url)| !is_lost(&url.clone().into())));
        for (name, value) in self.store.list(&self.names.all_uploads()).await? {
            let url = Js::from(value).get(Key::Url);
            if is_lost(&url) {
                self.store.delete(&name).await?;
            }
        }
        Ok(())
    }

    /// The remembered uploads of that size that may still be used: digest and address.
    pub async fn uploads(&self, bytes: f64) -> Vec<(String, JsValue)> {
        let prefix = self.names.uploads(bytes);
        noted(&prefix).await;
        let now_ms = js::now_ms();
        let listed = self.failed("list", self.store.list(&prefix).await);
        let usable = |(name, value): (String, JsValue)| {
            let value = Js::from(value);
            let age_ms = now_ms - value.get(Key::StartedMs).number()?;
            let digest = name.strip_prefix(prefix.as_str())?.to_owned();
            let is_young = (0.0..UPLOAD_MS).contains(&age_ms);
            let address = uploaded(&value.get(Key::Url))?;
            is_young.then(|| (digest, address.into()))
        };
        listed
            .unwrap_or_default()
            .into_iter()
            .filter_map(usable)
            .collect()
    }

    /// Says that an upload will be remembered, as soon as its digest is known.
    pub fn will_note(&self, bytes: f64, url: &JsValue) -> Note {
        let note = Note {
            place: self.names.uploads(bytes),
            url: url.clone(),
            now_ms: js::now_ms(),
            asked: ASKED.with(|asked| asked.count()),
        };
        NOTES.with_borrow_mut(|notes| notes.push((note.place.clone(), url.clone())));
        note
    }

    /// Remembers an upload, unless the service has lost it since.
    pub async fn uploaded(&self, note: &Note, digest: &str) {
        if !note.is_wanted() {
            return;
        }
        let name = format!("{}{digest}", note.place);
        let value = js::object(&[
            (Key::Url.name(), note.url.clone()),
            (Key::StartedMs.name(), note.now_ms.into()),
        ]);
        self.failed("put", self.store.put(&name, &value).await);
    }
}
