//! What the face gives beside `fetch`: where jobs are remembered, who else is at work on them, and a body for one sending.

use super::ledger::store::{RawStore, settled};
use js_sys::{Function, JsString};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What the platform has beside `fetch`: stores, and who lives among those that share one.
    #[derive(Clone)]
    pub type Platform;
    /// Opens a store, which is touched at its first use.
    #[wasm_bindgen(method, catch)]
    pub fn open(
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
