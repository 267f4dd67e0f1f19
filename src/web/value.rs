//! A JS value, as the core reads it.

use super::js::{self, Blob, Url};
use crate::core::value::{Key, Kind, Length, UrlParts, Value};
use js_sys::{Array, JsString, Number};
use wasm_bindgen::{JsCast, JsValue};

/// A foreign JS value, or what is left of one that threw when it was read.
#[derive(Clone, Debug)]
pub struct Js {
    value: JsValue,
    is_unreadable: bool,
}

thread_local! {
    /// Every field name as a JS string, made once: a handle crosses in a tenth of the time that text takes.
    static KEYS: Vec<JsValue> = Key::ALL.iter().map(|name| JsValue::from_str(name)).collect();
}

/// Every field name, in the order of [`Key`].
#[cfg(not(feature = "npm"))]
pub fn known_names() -> Vec<JsValue> {
    KEYS.with(Clone::clone)
}

impl From<JsValue> for Js {
    fn from(value: JsValue) -> Js {
        Js {
            value,
            is_unreadable: false,
        }
    }
}

impl Js {
    /// The value itself.
    pub fn as_js(&self) -> &JsValue {
        &self.value
    }

    /// What was read, or what is left of it where that threw.
    pub fn of(read: Result<JsValue, JsValue>) -> Js {
        match read {
            Ok(value) => value.into(),
            Err(_) => Js {
                value: JsValue::UNDEFINED,
                is_unreadable: true,
            },
        }
    }

    fn string(&self) -> Option<&JsString> {
        self.value.is_string().then(|| self.value.unchecked_ref())
    }
}

impl Value for Js {
    fn kind(&self) -> Kind {
        let value = &self.value;
        if self.is_unreadable {
            Kind::Unreadable
        } else if value.is_string() {
            Kind::Text
        } else if value.is_undefined() {
            Kind::Missing
        } else if value.is_null() {
            Kind::Null
        } else if value.as_f64().is_some() {
            Kind::Number
        } else if value.as_bool().is_some() {
            Kind::Bool
        } else if value.is_function() {
            Kind::Function
        } else if value.is_object() {
            match js::tag(value).as_deref() {
                Ok("[object Object]" | "[object Module]") => Kind::Record,
                Ok("[object Array]") => Kind::List,
                Ok("[object Blob]" | "[object File]") => Kind::Blob,
                Ok("[object URL]") => Kind::Url,
                Ok("[object Map]" | "[object Set]") => Kind::Collection,
                Ok(_) => Kind::Other,
                Err(_) => Kind::Unreadable,
            }
        } else {
            Kind::Other
        }
    }

    fn get(&self, key: Key) -> Js {
        if !self.value.is_object() {
            return JsValue::UNDEFINED.into();
        }
        Js::of(KEYS.with(|keys| match keys.get(key as usize) {
            Some(name) => js::get(&self.value, name),
            None => Ok(JsValue::UNDEFINED),
        }))
    }

    fn names(&self, most: u32) -> Option<Vec<String>> {
        let names = js::keys(&self.value).ok()?;
        let known = (0..names.length().min(most)).filter_map(|index| names.get(index).as_string());
        Some(known.collect())
    }

    fn len(&self) -> u32 {
        // A proxy's `length` may be anything, or throw.
        let length = js::field(&self.value, "length").as_f64().unwrap_or(0.0);
        if length >= 0.0 { length as u32 } else { 0 }
    }

    fn at(&self, index: u32) -> Js {
        if !self.value.is_object() {
            return JsValue::UNDEFINED.into();
        }
        Js::of(js::get(&self.value, &JsValue::from_f64(f64::from(index))))
    }

    fn bool(&self) -> Option<bool> {
        self.value.as_bool()
    }

    fn number(&self) -> Option<f64> {
        self.value.as_f64()
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
            u32::try_from(String::from(text).chars().count()).unwrap_or(u32::MAX)
        })
    }

    fn is_blank(&self) -> bool {
        self.string().is_none_or(|text| text.trim().length() == 0)
    }

    fn url(&self) -> Option<UrlParts> {
        let url = Url::new(&self.value, &JsValue::UNDEFINED).ok()?;
        Some(UrlParts {
            scheme: url.protocol().trim_end_matches(':').to_owned(),
            host: url.hostname(),
        })
    }

    fn equals(&self, other: &Js) -> bool {
        !self.value.is_object() && self.value == other.value
    }

    fn blob(&self) -> Option<(f64, String)> {
        let blob: &Blob = self.value.unchecked_ref();
        Some((blob.size().ok()?, blob.media_type().ok()?))
    }
}

/// A list of JS values as an array.
pub fn list(items: impl IntoIterator<Item = JsValue>) -> Array {
    items.into_iter().collect()
}
