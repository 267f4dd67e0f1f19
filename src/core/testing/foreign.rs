//! A stand-in for a JS value: JSON, and what JSON cannot say.

use crate::core::value::{Key, Kind, Length, UrlParts, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// A stand-in for a JS value.
#[derive(Clone, Debug)]
pub enum Foreign {
    /// `undefined`, or not there.
    Missing,
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, also `NaN`.
    Number(f64),
    /// A string. A lone surrogate is a U+FFFD here, as it is when a JS string is copied into wasm.
    Text(Rc<str>),
    /// A string of so many `a`, too long to be made.
    HugeText(u32),
    /// An array.
    List(Rc<Vec<Foreign>>),
    /// An object.
    Record(Rc<Vec<(String, Foreign)>>),
    /// A `Blob` of so many bytes and that media type.
    Blob(f64, &'static str),
    /// A `Blob` whose getters throw.
    BrokenBlob,
    /// A `URL` object.
    Url(url::Url),
    /// A `Map`.
    Map,
    /// A function.
    Function,
    /// A symbol.
    Symbol,
    /// What is left of a getter that threw.
    Throws,
    /// An object that writes down which of its fields are read.
    Watched(Rc<Foreign>, Rc<RefCell<Vec<&'static str>>>),
}

impl From<serde_json::Value> for Foreign {
    fn from(json: serde_json::Value) -> Foreign {
        match json {
            serde_json::Value::Null => Foreign::Null,
            serde_json::Value::Bool(value) => Foreign::Bool(value),
            serde_json::Value::Number(value) => Foreign::Number(value.as_f64().unwrap_or(f64::NAN)),
            serde_json::Value::String(value) => Foreign::from(value),
            serde_json::Value::Array(items) => list(items.into_iter().map(Foreign::from)),
            serde_json::Value::Object(fields) => Foreign::Record(Rc::new(
                fields
                    .into_iter()
                    .map(|(name, value)| (name, value.into()))
                    .collect(),
            )),
        }
    }
}

impl From<String> for Foreign {
    fn from(text: String) -> Foreign {
        Foreign::Text(text.into())
    }
}

impl From<&str> for Foreign {
    fn from(text: &str) -> Foreign {
        Foreign::Text(text.into())
    }
}

impl From<f64> for Foreign {
    fn from(number: f64) -> Foreign {
        Foreign::Number(number)
    }
}

impl From<u32> for Foreign {
    fn from(number: u32) -> Foreign {
        Foreign::Number(number.into())
    }
}

impl From<bool> for Foreign {
    fn from(value: bool) -> Foreign {
        Foreign::Bool(value)
    }
}

/// An array.
pub fn list(items: impl IntoIterator<Item = impl Into<Foreign>>) -> Foreign {
    Foreign::List(Rc::new(items.into_iter().map(Into::into).collect()))
}

/// An object.
pub fn record<'a>(fields: impl IntoIterator<Item = (&'a str, Foreign)>) -> Foreign {
    Foreign::Record(Rc::new(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    ))
}

impl Foreign {
    /// What a JSON Pointer leads to, by RFC 6901; `None` where it leads nowhere.
    pub fn pointed(&self, pointer: &str) -> Option<Foreign> {
        if pointer.is_empty() {
            return Some(self.clone());
        }
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(self.clone(), |value, token| {
                let name = token.replace("~1", "/").replace("~0", "~");
                match value {
                    Foreign::List(items) => items.get(name.parse::<usize>().ok()?).cloned(),
                    Foreign::Record(fields) => fields
                        .iter()
                        .find(|(field, _)| *field == name)
                        .map(|(_, value)| value.clone()),
                    _ => None,
                }
            })
    }

    fn str(&self) -> Option<&str> {
        match self {
            Foreign::Text(text) => Some(text),
            _ => None,
        }
    }

    fn units(&self) -> Option<u32> {
        match self {
            Foreign::Text(text) => u32::try_from(text.encode_utf16().count()).ok(),
            Foreign::HugeText(units) => Some(*units),
            _ => None,
        }
    }
}

impl Value for Foreign {
    fn kind(&self) -> Kind {
        match self {
            Foreign::Missing => Kind::Missing,
            Foreign::Null => Kind::Null,
            Foreign::Bool(_) => Kind::Bool,
            Foreign::Number(_) => Kind::Number,
            Foreign::Text(_) | Foreign::HugeText(_) => Kind::Text,
            Foreign::List(_) => Kind::List,
            Foreign::Record(_) => Kind::Record,
            Foreign::Blob(..) | Foreign::BrokenBlob => Kind::Blob,
            Foreign::Url(_) => Kind::Url,
            Foreign::Map => Kind::Collection,
            Foreign::Function => Kind::Function,
            Foreign::Symbol => Kind::Other,
            Foreign::Throws => Kind::Unreadable,
            Foreign::Watched(inner, _) => inner.kind(),
        }
    }

    fn get(&self, key: Key) -> Foreign {
        match self {
            // The last of two fields of one name counts, as in JS.
            Foreign::Record(fields) => fields
                .iter()
                .rev()
                .find(|(name, _)| name == key.name())
                .map_or(Foreign::Missing, |(_, value)| value.clone()),
            Foreign::Watched(inner, log) => {
                log.borrow_mut().push(key.name());
                inner.get(key)
            }
            _ => Foreign::Missing,
        }
    }

    fn names(&self, most: u32) -> Option<Vec<String>> {
        if let Foreign::Throws = self {
            return None;
        }
        let most = most as usize;
        Some(match self {
            Foreign::Record(fields) => fields
                .iter()
                .take(most)
                .map(|(name, _)| name.clone())
                .collect(),
            // As `Object.keys` has it: a string and an array have their places as names.
            Foreign::List(items) => (0..items.len().min(most)).map(|i| i.to_string()).collect(),
            Foreign::Text(_) | Foreign::HugeText(_) => (0..self.units().unwrap_or(0))
                .take(most)
                .map(|i| i.to_string())
                .collect(),
            Foreign::Watched(inner, _) => return inner.names(most as u32),
            _ => Vec::new(),
        })
    }

    fn len(&self) -> u32 {
        match self {
            Foreign::List(items) => u32::try_from(items.len()).unwrap_or(u32::MAX),
            _ => 0,
        }
    }

    fn at(&self, index: u32) -> Foreign {
        match self {
            Foreign::List(items) => items
                .get(index as usize)
                .cloned()
                .unwrap_or(Foreign::Missing),
            _ => Foreign::Missing,
        }
    }

    fn bool(&self) -> Option<bool> {
        match self {
            Foreign::Bool(value) => Some(*value),
            _ => None,
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Foreign::Number(value) => Some(*value),
            _ => None,
        }
    }

    fn number_text(&self) -> String {
        match self {
            // As JS writes it, near enough: whole numbers without a point, long ones with an exponent.
            Foreign::Number(value) if value.trunc() == *value && value.abs() < 1e21 => {
                format!("{value:.0}")
            }
            Foreign::Number(value) => format!("{value:?}"),
            _ => String::new(),
        }
    }

    fn text(&self, most_units: u32) -> Option<String> {
        self.units()
            .filter(|units| *units <= most_units)
            .map(|units| match self {
                Foreign::Text(text) => text.to_string(),
                _ => "a".repeat(units as usize),
            })
    }

    fn length(&self, limit: u32) -> Length {
        Length::of(self.units().unwrap_or(0), limit, || match self {
            Foreign::Text(text) => u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
            _ => self.units().unwrap_or(0),
        })
    }

    fn is_blank(&self) -> bool {
        match self {
            // As `trim()` has it: the byte order mark is white space in JS, and U+0085 is not.
            Foreign::Text(text) => text
                .chars()
                .all(|c| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'),
            Foreign::HugeText(units) => *units == 0,
            _ => true,
        }
    }

    fn url(&self) -> Option<UrlParts> {
        let url = match self {
            Foreign::Url(url) => url.clone(),
            _ => url::Url::parse(self.str()?).ok()?,
        };
        Some(UrlParts {
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or("").to_owned(),
        })
    }

    fn equals(&self, other: &Foreign) -> bool {
        match (self, other) {
            (Foreign::Text(one), Foreign::Text(other)) => one == other,
            (Foreign::Number(one), Foreign::Number(other)) => one == other,
            (Foreign::Bool(one), Foreign::Bool(other)) => one == other,
            _ => self.kind() == other.kind() && self.kind().is_absent(),
        }
    }

    fn blob(&self) -> Option<(f64, String)> {
        match self {
            Foreign::Blob(size, media_type) => Some((*size, (*media_type).to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_follow_rfc_6901() {
        let value = Foreign::from(serde_json::json!({"a": [1, {"b/c~d": 2}]}));
        assert_eq!(value.pointed("/a/1/b~1c~0d").unwrap().number(), Some(2.0));
        assert!(value.pointed("/a/2").is_none());
        assert!(value.pointed("a").is_none());
    }
}
