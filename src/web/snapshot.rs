//! What a foreign value says now, kept until the client is loaded that will read it: afterwards it may say something else.

use super::js;
use super::value::{Js, known_names};
use crate::core::value::{Key, Kind, Value};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Proxy, catch)]
    fn revocable(target: &Object, handler: &Object) -> Result<JsValue, JsValue>;
}

/// How deep values are copied: a list of requests, their fields, their pictures.
const DEEPEST: u32 = 3;

/// The most items that are copied of a list within another value: more than any may have, which its length still tells.
const MOST_WITHIN: u32 = 64;

/// A copy of an argument that reads the same, in plain objects and lists of ours. What is somebody else's to call or to
/// read, a function, a signal, a store, a file, is passed on as it is; what throws when it is read, throws again.
pub fn snapshot(value: &Js) -> JsValue {
    copy(value, 0)
}

fn copy(value: &Js, depth: u32) -> JsValue {
    match value.kind() {
        Kind::Unreadable => unreadable(),
        Kind::Url => js::field(value.as_js(), "href"),
        Kind::List if depth < DEEPEST => list(value, depth),
        Kind::Record if depth < DEEPEST => record(value, depth),
        _ => value.as_js().clone(),
    }
}

fn list(value: &Js, depth: u32) -> JsValue {
    let length = value.len();
    let most = if depth == 0 { length } else { MOST_WITHIN };
    let copied = Array::new();
    for index in 0..length.min(most) {
        copied.push(&copy(&value.at(index), depth.saturating_add(1)));
    }
    copied.set_length(length);
    copied.into()
}

fn record(value: &Js, depth: u32) -> JsValue {
    let Ok(own) = js::keys(value.as_js()) else {
        return unreadable();
    };
    let known = known_names();
    let foreign = [Key::Store, Key::Signal].map(|key| known.get(key as usize));
    let copied = Object::new();
    // A class may have its fields from further up.
    for name in own.iter().chain(known.iter().cloned()) {
        let field = Js::of(js::get(value.as_js(), &name));
        let is_foreign = foreign.contains(&Some(&name)) && field.kind() != Kind::Unreadable;
        let field = if is_foreign {
            field.as_js().clone()
        } else {
            copy(&field, depth.saturating_add(1))
        };
        if !field.is_undefined() || own.includes(&name, 0) {
            let _ = Reflect::set(&copied, &name, &field);
        }
    }
    copied.into()
}

/// What throws whatever is done with it.
fn unreadable() -> JsValue {
    let pair = revocable(&Object::new(), &Object::new()).unwrap_or(JsValue::UNDEFINED);
    if let Some(revoke) = js::function(&pair, "revoke") {
        let _ = revoke.call0(&JsValue::UNDEFINED);
    }
    js::field(&pair, "proxy")
}
