//! Who of this page or process is at work on something: what nobody here works on any more, others may take over at once.

use js_sys::{JsString, Set};

thread_local! {
    /// A set of the engine's own: the library's would come to kilobytes of wasm.
    static AT_WORK: Set = Set::new(&wasm_bindgen::JsValue::UNDEFINED);
}

/// One who works, until it is dropped. No two work under one name.
pub struct Working(JsString);

impl Working {
    /// Begins to work under that name.
    pub fn new(token: &str) -> Working {
        let token = JsString::from(token);
        AT_WORK.with(|at_work| at_work.add(&token));
        Working(token)
    }

    /// Whether anybody here works under that name.
    pub fn is(token: &str) -> bool {
        AT_WORK.with(|at_work| at_work.has(&JsString::from(token)))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        AT_WORK.with(|at_work| at_work.delete(&self.0));
    }
}
