//! What changes in the ledger is told to those who wait for it, here and in other tabs.

use super::Ledger;
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Hears what other tabs write, for as long as it lives.
pub struct Listening {
    off: Option<Function>,
    _callback: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(off) = &self.off {
            let _ = off.call0(&JsValue::UNDEFINED);
        }
    }
}

impl Ledger {
    /// Hears what other tabs write, for as long as somebody holds what it gives.
    pub fn listen(&self) -> Rc<Listening> {
        if let Some(listening) = self.listening.borrow().upgrade() {
            return listening;
        }
        let changed = self.changed.clone();
        let callback = Closure::<dyn FnMut(JsValue)>::new(move |what: JsValue| {
            changed.ring(&what.as_string().unwrap_or_default());
        });
        let off = if self.is_shared {
            self.platform.on_ring(callback.as_ref()).ok()
        } else {
            None
        };
        let listening = Rc::new(Listening {
            off,
            _callback: callback,
        });
        *self.listening.borrow_mut() = Rc::downgrade(&listening);
        listening
    }

    /// Says, here and to other tabs, what has changed.
    pub fn ring(&self, what: &str) {
        self.changed.ring(what);
        if self.is_shared {
            let _ = self.platform.ring(what);
        }
    }
}
