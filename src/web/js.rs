//! The JS functions that are called, each of them `catch`: what throws here must become an error there, since an
//! exception that crosses an async function would leave its promise pending for ever. And building plain objects.

use js_sys::{Function, JsString, Object, Promise, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `"[object Blob]"` and the like: tells platform objects apart across realms, where `instanceof` fails.
    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call, catch)]
    pub fn tag(value: &JsValue) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    pub fn get(object: &JsValue, key: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    fn reflect_set(object: &Object, key: &str, value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = keys, catch)]
    pub fn keys(object: &JsValue) -> Result<js_sys::Array, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = assign, catch)]
    pub fn assign(target: &Object, source: &JsValue) -> Result<Object, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = fromEntries, catch)]
    pub fn from_entries(entries: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    pub fn parse_json(text: &JsString) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = JSON, js_name = stringify, catch)]
    pub fn to_json(value: &JsValue) -> Result<JsString, JsValue>;

    /// What an HTTP header can carry.
    #[wasm_bindgen(js_name = encodeURIComponent, catch)]
    pub fn encoded(text: &str) -> Result<JsValue, JsValue>;

    /// The global object. `js_sys::global` tries four names for it, for engines that are older than any that runs this.
    #[wasm_bindgen(js_namespace = globalThis, js_name = valueOf)]
    pub fn global() -> JsValue;

    /// The global function, looked up when it is called.
    #[wasm_bindgen(js_name = fetch, catch)]
    pub fn global_fetch(url: &str, init: &Object) -> Result<JsValue, JsValue>;

    /// A URL as the platform parses it.
    #[wasm_bindgen(js_name = URL)]
    pub type Url;
    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    pub fn new(text: &JsValue, base: &JsValue) -> Result<Url, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn protocol(this: &Url) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn hostname(this: &Url) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn origin(this: &Url) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn pathname(this: &Url) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn search(this: &Url) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn hash(this: &Url) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn username(this: &Url) -> String;

    #[wasm_bindgen(js_name = Uint8Array)]
    type Bytes;
    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    fn new(buffer: &JsValue) -> Result<Bytes, JsValue>;

    /// The platform's check of header names and values.
    pub type Headers;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(headers: &JsValue) -> Result<Headers, JsValue>;

    /// A foreign `Blob` or `File`: unlike web-sys's own, each of its functions is `catch`.
    pub type Blob;
    #[wasm_bindgen(method, getter, catch)]
    pub fn size(this: &Blob) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, getter, js_name = type, catch)]
    pub fn media_type(this: &Blob) -> Result<String, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn slice(this: &Blob, start: f64, end: f64) -> Result<Blob, JsValue>;
    #[wasm_bindgen(method, js_name = arrayBuffer, catch)]
    pub fn array_buffer(this: &Blob) -> Result<JsValue, JsValue>;
}

/// A promise of ours for what a foreign function gave. A race of one, since `Promise.resolve` hands a promise through
/// as it is, and would throw, as its `then` may, where somebody has tampered with it.
pub fn promised(given: &JsValue) -> Promise {
    Promise::race(&js_sys::Array::of1(given))
}

/// The bytes of a buffer that a foreign function gave.
pub fn bytes(buffer: &JsValue) -> Result<Uint8Array, JsValue> {
    Ok(Bytes::new(buffer)?.unchecked_into())
}

/// Milliseconds since 1970, by the wall clock.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A number from 0 to 1.
pub fn chance() -> f64 {
    js_sys::Math::random()
}

/// The field of that name, `undefined` where it cannot be had.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    if object.is_object() || object.is_function() {
        get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// The field of that name, where it is a function.
pub fn function(object: &JsValue, name: &str) -> Option<Function> {
    field(object, name).dyn_into().ok()
}

/// A plain object of these fields.
pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object
}

/// Sets a field of an object that is ours.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object of our own takes any field.
    let _ = reflect_set(object, name, value);
}

/// A text, or `null`.
pub fn text_or_null(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::NULL, JsValue::from_str)
}

/// A number, or `null`.
pub fn number_or_null(number: Option<f64>) -> JsValue {
    number.map_or(JsValue::NULL, JsValue::from_f64)
}
