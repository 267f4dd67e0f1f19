//! Whether the page is shown and the machine online, and the moment when it is so again.

use super::future::Bell;
use super::js;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Hears, for as long as it lives, that waiting may be over sooner than planned. Node has none of the events.
pub struct Presence {
    /// Rings when the page shows again or is online again.
    pub back: Rc<Bell>,
    callback: Closure<dyn FnMut()>,
}

/// Which events are heard, and on what: the page or worker itself, or its document.
const EVENTS: [(bool, &str); 3] = [
    (false, "online"),
    (false, "pageshow"),
    (true, "visibilitychange"),
];

impl Presence {
    /// Begins to listen.
    pub fn new() -> Presence {
        let back = Rc::new(Bell::default());
        let rung = back.clone();
        let callback = Closure::new(move || {
            if is_shown() {
                rung.ring();
            }
        });
        let presence = Presence { back, callback };
        presence.each("addEventListener");
        presence
    }

    /// Whether the platform does not say that it is offline.
    pub fn is_online() -> bool {
        let navigator = js::field(&js::global(), "navigator");
        js::field(&navigator, "onLine").as_bool() != Some(false)
    }

    fn each(&self, method: &str) {
        for (is_of_document, event) in EVENTS {
            let target = if is_of_document {
                document()
            } else {
                js::global()
            };
            if let Some(function) = js::function(&target, method) {
                let _ = function.call2(&target, &event.into(), self.callback.as_ref());
            }
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.each("removeEventListener");
    }
}

fn document() -> JsValue {
    js::field(&js::global(), "document")
}

fn is_shown() -> bool {
    js::field(&document(), "visibilityState")
        .as_string()
        .as_deref()
        != Some("hidden")
}
