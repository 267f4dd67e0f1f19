//! The keys that were given, and how they are kept out of all that callers are shown.

use super::js;
use js_sys::JsString;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// A key shorter than this is a stand-in, as for a simulator: blotting out "test" would spoil honest answers.
const SHORTEST: u32 = 12;

/// How many keys are remembered: a service may still echo the one before the last.
const REMEMBERED: usize = 4;

const BLOT: &str = "[key]";

/// The last keys that were given, each as it is and as JSON spells it.
#[derive(Default)]
pub struct Secrets(RefCell<Vec<(String, String)>>);

impl Secrets {
    /// Remembers a key.
    pub fn keep(&self, key: &JsString) {
        if key.length() < SHORTEST {
            return;
        }
        let plain = String::from(key);
        let mut known = self.0.borrow_mut();
        if known.iter().any(|(known, _)| *known == plain) {
            return;
        }
        let quoted = js::to_json(key).unwrap_or_else(|_| key.clone());
        let spelled = quoted.slice(1, quoted.length().saturating_sub(1));
        if known.len() >= REMEMBERED {
            known.remove(0);
        }
        known.push((plain, spelled.into()));
    }

    /// Text that may quote a key, without it.
    pub fn blotted(&self, text: JsString) -> JsString {
        self.0.borrow().iter().fold(text, |text, (plain, spelled)| {
            text.replace_all(plain, BLOT).replace_all(spelled, BLOT)
        })
    }

    /// JSON that may quote a key, without it; as it is where it does not. JSON has several ways to spell a character:
    /// the one searched is our engine's own.
    pub fn blotted_json(&self, json: JsValue) -> JsValue {
        let Ok(text) = js::to_json(&json) else {
            return json;
        };
        let is_quoted = self
            .0
            .borrow()
            .iter()
            .any(|(_, spelled)| text.includes(spelled, 0));
        if !is_quoted {
            return json;
        }
        js::parse_json(&self.blotted(text)).unwrap_or(JsValue::NULL)
    }
}
