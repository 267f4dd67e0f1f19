//! The store that the ledger stands in, and the realm that writes it: JS of ours over IndexedDB, memory, or the caller's
//! own. Every call ends: a store that does not answer has failed.

use crate::core::ledger::contention;
use crate::web::future::{sleep, unless};
use crate::web::js;
use js_sys::{Function, JsString};
use std::future::Future;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The longest that a store may take for one call, in milliseconds: it is on this machine, or near.
const LONGEST_MS: f64 = 10_000.0;

#[wasm_bindgen]
extern "C" {
    /// What the platform has beside `fetch`: stores, and who lives among those that share one.
    #[derive(Clone)]
    pub type Platform;
    /// Opens a store, which is touched at its first use.
    #[wasm_bindgen(method, catch)]
    fn open(
        this: &Platform,
        kind: &JsValue,
        is_explicit: bool,
        tell: &Function,
    ) -> Result<RawStore, JsValue>;
    /// A name for this page, worker or process.
    #[wasm_bindgen(method, catch)]
    pub fn owner(this: &Platform) -> Result<String, JsValue>;
    #[wasm_bindgen(method, catch, js_name = hold)]
    fn hold_raw(this: &Platform) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = isAlive)]
    fn is_alive_raw(this: &Platform, owner: &str) -> Result<JsValue, JsValue>;
    /// Tells the other tabs that something has changed.
    #[wasm_bindgen(method, catch)]
    pub fn ring(this: &Platform, name: &str) -> Result<JsValue, JsValue>;
    /// Hears of it; what it gives ends the hearing.
    #[wasm_bindgen(method, catch, js_name = onRing)]
    pub fn on_ring(this: &Platform, listener: &JsValue) -> Result<Function, JsValue>;

    /// A text that a browser can send but once; nothing where it cannot stream.
    #[wasm_bindgen(method, catch)]
    pub fn once(this: &Platform, text: &JsString) -> Result<Option<Once>, JsValue>;
    /// Whether the global `fetch` may send a POST twice by itself.
    #[wasm_bindgen(method, catch, js_name = mayRepeat)]
    pub fn may_repeat(this: &Platform) -> Result<bool, JsValue>;

    /// A text that can be sent but once.
    pub type Once;
    /// It, as a stream.
    #[wasm_bindgen(method, getter)]
    pub fn body(this: &Once) -> JsValue;
    /// Whether any of it was read: before, nothing was sent.
    #[wasm_bindgen(method, getter, js_name = isRead)]
    pub fn is_read(this: &Once) -> bool;

    type RawStore;
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

impl Platform {
    /// Lets others know that this realm lives, before it writes what others would take over from the dead.
    pub async fn hold(&self) {
        let _ = settled(self.hold_raw()).await;
    }

    /// Whether that owner lives; `None` where nobody can tell.
    pub async fn is_alive(&self, owner: &str) -> Option<bool> {
        settled(self.is_alive_raw(owner)).await.ok()?.as_bool()
    }
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
    pub async fn list(&self, prefix: &str) -> Result<Vec<(String, JsValue)>, String> {
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
    pub async fn again(&mut self) -> Result<(), String> {
        match self.0.again(js::chance()) {
            Some(pause_ms) if pause_ms > 0.0 => sleep(pause_ms).await,
            Some(_) => {}
            None => return Err("its compareAndPut keeps saying no".to_owned()),
        }
        Ok(())
    }
}

/// What a store answered, or its own words for why it did not.
pub type Answer = Result<JsValue, String>;

async fn settled(given: Result<JsValue, JsValue>) -> Answer {
    let said = |thrown: JsValue| {
        let message = js::field(&thrown, "message").as_string();
        let text = message.or_else(|| thrown.as_string()).unwrap_or_default();
        text.chars().take(300).collect::<String>()
    };
    let promise = js::promised(&given.map_err(said)?);
    match unless(sleep(LONGEST_MS), JsFuture::from(promise)).await {
        Some(done) => done.map_err(said),
        None => Err("it did not answer in time".to_owned()),
    }
}
