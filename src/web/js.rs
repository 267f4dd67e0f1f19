//! The JS functions that are called, each of them `catch`: what throws here must become an error there, since an
//! exception that crosses an async function would leave its promise pending for ever. And building plain objects.

use js_sys::{Function, JsString, Object, Promise, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `"[object Blob]"` and the like: tells platform objects apart across realms, where `instanceof` fails.
    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call, catch)]
    pub fn tag(value: &JsValue) -> Result<JsValue, JsValue>;

    /// Any object by its fields, `object[key]`: an engine does that sooner than `Reflect`'s functions.
    type Fields;
    #[wasm_bindgen(method, structural, catch, indexing_getter)]
    fn get(this: &Fields, key: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, indexing_getter)]
    fn at(this: &Fields, index: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, indexing_setter)]
    fn set(this: &Fields, key: &str, value: &JsValue) -> Result<(), JsValue>;

    /// Also of another realm.
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    pub fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    pub fn prototype(value: &JsValue) -> Result<JsValue, JsValue>;

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

    /// An object of ours that is told often: a field that is set by its name takes a tenth of what [`set`] does. Not `catch`,
    /// as it is no foreign one.
    #[wasm_bindgen(js_name = Object, extends = Object)]
    pub type Ours;
    #[wasm_bindgen(method, setter)]
    pub fn set_path(this: &Ours, value: &str);
    #[wasm_bindgen(method, setter)]
    pub fn set_code(this: &Ours, value: &JsValue);
    #[wasm_bindgen(method, setter)]
    pub fn set_message(this: &Ours, value: &str);
    #[wasm_bindgen(method, setter)]
    pub fn set_currency(this: &Ours, value: &JsValue);
    #[wasm_bindgen(method, setter)]
    pub fn set_micros(this: &Ours, value: f64);
    #[wasm_bindgen(method, setter)]
    pub fn set_usd(this: &Ours, value: f64);
    #[wasm_bindgen(method, setter)]
    pub fn set_text(this: &Ours, value: &str);
    #[wasm_bindgen(method, setter)]
    pub fn set_count(this: &Ours, value: f64);
    #[wasm_bindgen(method, setter)]
    pub fn set_seconds(this: &Ours, value: f64);

    /// The names that [`keys`] gives.
    pub type Names;
    #[wasm_bindgen(method)]
    pub fn every(this: &Names, is_so: &Function) -> bool;

    /// A regular expression.
    #[wasm_bindgen(js_name = RegExp)]
    pub type Pattern;
    #[wasm_bindgen(constructor, js_class = "RegExp")]
    pub fn new(source: &str) -> Pattern;
    #[wasm_bindgen(method)]
    pub fn test(this: &Pattern, text: &JsValue) -> bool;

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

impl Url {
    /// A part of it: `hostname`, `search` …
    pub fn part(&self, name: &str) -> String {
        field(self, name).as_string().unwrap_or_default()
    }
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

/// A field of what is known to be an object.
pub fn read(object: &JsValue, key: &JsValue) -> Result<JsValue, JsValue> {
    object.unchecked_ref::<Fields>().get(key)
}

/// An item of what is known to be an object.
pub fn item(object: &JsValue, index: u32) -> Result<JsValue, JsValue> {
    object.unchecked_ref::<Fields>().at(index)
}

/// A field of what may be no object: an error then, as where it throws.
pub fn get(object: &JsValue, key: &JsValue) -> Result<JsValue, JsValue> {
    if object.is_object() || object.is_function() {
        read(object, key)
    } else {
        Err(JsValue::UNDEFINED)
    }
}

/// The field of that name, `undefined` where it cannot be had.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
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
    let _ = object.unchecked_ref::<Fields>().set(name, value);
}

thread_local! {
    static WORDS: RefCell<Vec<(&'static str, &'static JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// A text of the program's own, of which few are ever asked for, as a JS string that is made once: a handle crosses in a
/// tenth of the time that text takes.
pub fn word(text: &'static str) -> &'static JsValue {
    WORDS.with_borrow_mut(|words| {
        // It stays where it is: its place tells it from every other.
        let mut known = words.iter().filter(|(other, _)| std::ptr::eq(*other, text));
        if let Some((_, word)) = known.next() {
            return *word;
        }
        let word: &JsValue = Box::leak(Box::new(JsValue::from_str(text)));
        words.push((text, word));
        word
    })
}

impl Ours {
    /// One without a field.
    pub fn new() -> Ours {
        Object::new().unchecked_into()
    }
}

/// A text, or `null`.
pub fn text_or_null(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::NULL, JsValue::from_str)
}

/// A number, or `null`.
pub fn number_or_null(number: Option<f64>) -> JsValue {
    number.map_or(JsValue::NULL, JsValue::from_f64)
}
