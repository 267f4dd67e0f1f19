//! A JS value, as the core reads it.

use super::js::{self, Blob, Names, Pattern, Url};
use crate::core::text::without_end;
use crate::core::url;
use crate::core::value::{Key, Kind, Length, UrlParts, Value};
use js_sys::{Array, Function, JsString, Number, Set};
use std::cell::{Cell, OnceCell, RefCell};
use wasm_bindgen::{JsCast, JsValue};

/// A foreign JS value, or what is left of one that threw when it was read.
#[derive(Clone, Debug)]
pub struct Js {
    value: JsValue,
    /// What it turned out to be when that was asked first, which takes several questions.
    kind: Cell<Option<Kind>>,
    /// The number that it is, once that was asked.
    number: Cell<Option<f64>>,
}

/// What is made once, since a handle crosses in a tenth of the time that text takes.
struct Handles {
    /// Every field name, once it was asked for: a page that checks one request needs a dozen of them.
    keys: Vec<OnceCell<JsValue>>,
    /// What nearly every object inherits from.
    plain: JsValue,
    /// What nearly every object says it is.
    object: JsValue,
    /// What nearly every array says it is.
    array: JsValue,
    /// Tells a public address.
    public: Pattern,
}

thread_local! {
    static HANDLES: Cell<Option<&'static Handles>> = const { Cell::new(None) };

    /// For each list of names, what tells whether a name is one of them.
    static KNOWN: RefCell<Vec<(&'static [&'static str], &'static Function)>> = const { RefCell::new(Vec::new()) };
}

fn handles() -> &'static Handles {
    HANDLES.get().unwrap_or_else(|| {
        let handles: &Handles = Box::leak(Box::new(Handles {
            keys: vec![OnceCell::new(); Key::ALL.len()],
            plain: js::prototype(&js_sys::Object::new()).unwrap_or(JsValue::UNDEFINED),
            object: "[object Object]".into(),
            array: "[object Array]".into(),
            public: Pattern::new(url::PUBLIC),
        }));
        HANDLES.set(Some(handles));
        handles
    })
}

/// The `has` of a set of these names.
fn is_one_of(names: &'static [&'static str]) -> Option<&'static Function> {
    KNOWN.with_borrow_mut(|known| {
        if let Some((_, has)) = known.iter().find(|(list, _)| std::ptr::eq(*list, names)) {
            return Some(*has);
        }
        let set = Set::new(&list(names.iter().map(|name| JsValue::from_str(name))));
        let has: &Function = Box::leak(Box::new(js::function(&set, "has")?.bind0(&set)));
        known.push((names, has));
        Some(has)
    })
}

impl From<JsValue> for Js {
    fn from(value: JsValue) -> Js {
        Js {
            value,
            kind: Cell::new(None),
            number: Cell::new(None),
        }
    }
}

impl Js {
    /// The value itself.
    pub fn as_js(&self) -> &JsValue {
        &self.value
    }

    fn of(read: Result<JsValue, JsValue>) -> Js {
        match read {
            Ok(value) => value.into(),
            Err(_) => Js {
                value: JsValue::UNDEFINED,
                kind: Cell::new(Some(Kind::Unreadable)),
                number: Cell::new(None),
            },
        }
    }

    fn string(&self) -> Option<&JsString> {
        let is_string = match self.kind.get() {
            Some(kind) => kind == Kind::Text,
            None => self.value.is_string(),
        };
        is_string.then(|| self.value.unchecked_ref())
    }

    fn kind_of(&self) -> Kind {
        let value = &self.value;
        if value.is_string() {
            Kind::Text
        } else if value.is_undefined() {
            Kind::Missing
        } else if value.is_object() {
            object_kind(value)
        } else if self.number().is_some() {
            Kind::Number
        } else if value.is_null() {
            Kind::Null
        } else if value.as_bool().is_some() {
            Kind::Bool
        } else if value.is_function() {
            Kind::Function
        } else {
            Kind::Other
        }
    }

    /// Whether it may have fields.
    fn is_object(&self) -> bool {
        matches!(self.kind.get(), Some(Kind::Record | Kind::List)) || self.value.is_object()
    }
}

impl Value for Js {
    fn kind(&self) -> Kind {
        self.kind_like(Kind::Text)
    }

    fn kind_like(&self, guess: Kind) -> Kind {
        self.kind.get().unwrap_or_else(|| {
            let value = &self.value;
            let kind = match guess {
                Kind::Missing if value.is_undefined() => guess,
                Kind::Number if self.number().is_some() => guess,
                Kind::List if js::is_array(value).is_ok_and(|is| is) => guess,
                Kind::Record if is_plain(value) => guess,
                Kind::Record | Kind::List if value.is_object() => object_kind(value),
                _ => self.kind_of(),
            };
            self.kind.set(Some(kind));
            kind
        })
    }

    fn get(&self, key: Key) -> Js {
        if !self.is_object() {
            return JsValue::UNDEFINED.into();
        }
        match handles().keys.get(key as usize) {
            Some(name) => {
                let name = name.get_or_init(|| JsValue::from_str(key.name()));
                Js::of(js::read(&self.value, name))
            }
            None => JsValue::UNDEFINED.into(),
        }
    }

    fn names(&self, most: u32) -> Option<Vec<String>> {
        let names = js::keys(&self.value).ok()?;
        let known = (0..names.length().min(most)).filter_map(|index| names.get(index).as_string());
        Some(known.collect())
    }

    fn names_beside(&self, known: &'static [&'static str], most: u32) -> Option<Vec<String>> {
        let names = js::keys(&self.value).ok()?;
        if is_one_of(known).is_some_and(|has| names.unchecked_ref::<Names>().every(has)) {
            return Some(Vec::new());
        }
        let mut unknown = Vec::new();
        for name in names.iter().take(most as usize) {
            unknown.extend(name.as_string());
        }
        unknown.retain(|name| !known.contains(&name.as_str()));
        Some(unknown)
    }

    fn len(&self) -> u32 {
        // A proxy's `length` may be anything, or throw.
        let length = self.get(Key::Length).number().unwrap_or(0.0);
        if length >= 0.0 { length as u32 } else { 0 }
    }

    fn at(&self, index: u32) -> Js {
        if !self.is_object() {
            return JsValue::UNDEFINED.into();
        }
        Js::of(js::item(&self.value, index))
    }

    fn bool(&self) -> Option<bool> {
        self.value.as_bool()
    }

    fn number(&self) -> Option<f64> {
        self.number.get().or_else(|| {
            // Two answers in registers come sooner than one by way of the memory.
            let number = if Number::is_finite(&self.value) {
                Some(self.value.unchecked_into_f64())
            } else {
                self.value.as_f64()
            };
            self.number.set(number);
            number
        })
    }

    fn number_text(&self) -> String {
        self.value
            .as_f64()
            .and_then(|number| Number::from(number).to_string_with_radix(10).ok())
            .map(String::from)
            .unwrap_or_default()
    }

    fn text(&self, most_units: u32) -> Option<String> {
        self.string()
            .filter(|text| text.length() <= most_units)
            .map(String::from)
    }

    fn length(&self, limit: u32) -> Length {
        let Some(text) = self.string() else {
            return Length::Exactly(0);
        };
        Length::of(text.length(), limit, || {
            // Every byte but those that go on with a character.
            let text = String::from(text).into_bytes();
            let starts = text.iter().filter(|byte| **byte & 0xc0 != 0x80);
            u32::try_from(starts.count()).unwrap_or(u32::MAX)
        })
    }

    fn is_blank(&self) -> bool {
        self.string().is_none_or(|text| text.trim().length() == 0)
    }

    fn url(&self) -> Option<UrlParts> {
        let url = Url::new(&self.value, &JsValue::UNDEFINED).ok()?;
        Some(UrlParts {
            scheme: without_end(&url.part("protocol"), b':').to_owned(),
            host: url.part("hostname"),
        })
    }

    fn is_public_address(&self) -> bool {
        self.string()
            .is_some_and(|text| handles().public.test(text))
    }

    fn one_of(&self, words: &'static [&'static str]) -> Option<&'static str> {
        let mut same = words.iter().filter(|word| self.value == *js::word(word));
        same.next().copied()
    }

    fn equals(&self, other: &Js) -> bool {
        !self.value.is_object() && self.value == other.value
    }

    fn blob(&self) -> Option<(f64, String)> {
        let blob: &Blob = self.value.unchecked_ref();
        Some((blob.size().ok()?, blob.media_type().ok()?))
    }
}

/// Whether it is an object as `{}` makes them.
fn is_plain(value: &JsValue) -> bool {
    js::prototype(value).is_ok_and(|prototype| prototype == handles().plain)
}

fn object_kind(object: &JsValue) -> Kind {
    let Ok(tag) = js::tag(object) else {
        return Kind::Unreadable;
    };
    let usual = handles();
    if tag == usual.object {
        return Kind::Record;
    } else if tag == usual.array {
        return Kind::List;
    }
    match tag.as_string().as_deref() {
        Some("[object Module]") => Kind::Record,
        Some("[object Blob]" | "[object File]") => Kind::Blob,
        Some("[object URL]") => Kind::Url,
        Some("[object Map]" | "[object Set]") => Kind::Collection,
        _ => Kind::Other,
    }
}

/// A list of JS values as an array.
pub fn list(items: impl IntoIterator<Item = JsValue>) -> Array {
    items.into_iter().collect()
}
