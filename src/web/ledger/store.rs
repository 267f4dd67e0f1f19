//! The store that the ledger stands in: JS of ours over IndexedDB or memory, or the caller's own. Every call ends: a store
//! that does not answer has failed.

use crate::core::error::Failure;
use crate::core::ledger::contention;
use crate::core::text::beginning;
use crate::web::future::{sleep, unless};
use crate::web::js;
use crate::web::platform::Platform;
use js_sys::Function;
use std::future::Future;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The longest that a store may take for one call, in milliseconds: it is on this machine, or near.
const LONGEST_MS: f64 = 10_000.0;

#[wasm_bindgen]
extern "C" {
    /// A store, as the platform's own JS or the caller has it.
    pub type RawStore;
    #[wasm_bindgen(method, catch)]
    fn get(this: &RawStore, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn put(this: &RawStore, key: &str, value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn delete(this: &RawStore, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn list(this: &RawStore, prefix: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = compareAndPut)]
    fn compare_and_put(
        this: &RawStore,
        key: &str,
        expected: &JsValue,
        value: &JsValue,
    ) -> Result<JsValue, JsValue>;
}

/// A store. What goes wrong with it is told in its own words.
pub struct Store(RawStore);

impl Store {
    /// Opens one; `kind` is the name of one of ours, or the caller's own.
    pub fn open(
        platform: &Platform,
        kind: &JsValue,
        is_explicit: bool,
        tell: &Function,
    ) -> Result<Store, JsValue> {
        platform.open(kind, is_explicit, tell).map(Store)
    }

    /// Whether no other process can have it open: then every other owner is gone.
    pub fn is_alone(&self) -> bool {
        js::field(&self.0, "isAlone").is_truthy()
    }

    /// What stands under that name; `undefined` where nothing does.
    pub fn get(&self, key: &str) -> impl Future<Output = Answer> + use<> {
        settled(self.0.get(key))
    }

    /// Writes.
    pub fn put(&self, key: &str, value: &JsValue) -> impl Future<Output = Answer> + use<> {
        settled(self.0.put(key, value))
    }

    /// Removes.
    pub fn delete(&self, key: &str) -> impl Future<Output = Answer> + use<> {
        settled(self.0.delete(key))
    }

    /// Writes where what stands there is still `expected`, and tells whether it was.
    pub fn compare_and_put(
        &self,
        key: &str,
        expected: &JsValue,
        value: &JsValue,
    ) -> impl Future<Output = Answer> + use<> {
        settled(self.0.compare_and_put(key, expected, value))
    }

    /// All names that begin so, with what stands there.
    pub async fn list(&self, prefix: &str) -> Result<Vec<(String, JsValue)>, Box<Failure>> {
        let entries = settled(self.0.list(prefix)).await?;
        let entries: &js_sys::Array = entries.unchecked_ref();
        let pair = |entry: JsValue| {
            let part = |at: f64| js::get(&entry, &at.into()).unwrap_or(JsValue::UNDEFINED);
            Some((part(0.0).as_string()?, part(1.0)))
        };
        Ok(entries.iter().filter_map(pair).collect())
    }
}

/// Patience with a value that others change at the same time, as the core says.
#[derive(Default)]
pub struct Contention(contention::Contention);

impl Contention {
    /// Pauses before the next try, or gives up.
    pub async fn again(&mut self) -> Result<(), Box<Failure>> {
        match self.0.again(js::chance()) {
            Some(pause_ms) if pause_ms > 0.0 => sleep(pause_ms).await,
            Some(_) => {}
            None => return Err(failure("its compareAndPut keeps saying no".to_owned())),
        }
        Ok(())
    }
}

/// What a store answered, or its own words for why it did not.
pub type Answer = Result<JsValue, Box<Failure>>;

/// Waits for what a foreign function gave, for no longer than a store may take.
pub async fn settled(given: Result<JsValue, JsValue>) -> Answer {
    let promise = js::promised(&given.map_err(thrown)?);
    match unless(sleep(LONGEST_MS), JsFuture::from(promise)).await {
        Some(done) => done.map_err(thrown),
        None => Err(failure("it did not answer in time".to_owned())),
    }
}

fn thrown(thrown: JsValue) -> Box<Failure> {
    let message = js::field(&thrown, "message").as_string();
    let text = message.or_else(|| thrown.as_string()).unwrap_or_default();
    failure(beginning(&text, 300).to_owned())
}

fn failure(said: String) -> Box<Failure> {
    Failure::storage(said).into()
}
