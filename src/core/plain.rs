//! A value made in Rust: a request for [`request::check`](super::request::check), an answer for
//! [`answer::judge`](super::answer::judge), without a JS object and without a dependency.
//!
//! [`Draft`](super::draft::Draft) makes one of typed fields. With the feature `serde_json`, a `serde_json::Value` will do
//! as well.

// `#[inline]` on all that only a Rust program calls, and on what that calls: the npm package's build then compiles none of it.
// Compiled and thrown away later it had LLVM inline less of what stands beside, which came to 1.4 kB of wasm.

use super::like_js::{copied, is_blank, length, number_text};
use super::url;
use super::value::{Key, Kind, Length, UrlParts, Value};
use std::fmt;
use std::sync::Arc;

/// What JSON can say, what it cannot (nothing at all), and bytes that are to be uploaded. Cheap to clone.
///
/// Its text is JSON, as `JSON.stringify` writes it:
///
/// ```
/// use kling_multi_i2v::core::plain::Plain;
///
/// let value = Plain::record([
///     ("prompt", "Pan \"left\"".into()),
///     ("images", Plain::list(["https://example.com/a.png"])),
///     ("duration", 10.into()),
///     ("negative_prompt", Plain::Missing),
/// ]);
/// assert_eq!(
///     value.to_string(),
///     r#"{"prompt":"Pan \"left\"","images":["https://example.com/a.png"],"duration":10}"#,
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Plain {
    /// Not there.
    #[default]
    Missing,
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(Arc<str>),
    /// An array.
    List(Arc<[Plain]>),
    /// An object; of two fields of one name the last counts.
    Record(Arc<[(Arc<str>, Plain)]>),
    /// Bytes that are to be uploaded, which is up to you: only this much of them is judged.
    Blob {
        /// How many there are.
        bytes: u64,
        /// Their media type, like `image/png`; empty where it is not known.
        media_type: Arc<str>,
    },
}

impl Plain {
    /// An object of these fields.
    #[inline]
    pub fn record<'a>(fields: impl IntoIterator<Item = (&'a str, Plain)>) -> Plain {
        let fields = fields.into_iter().map(|(name, value)| (name.into(), value));
        Plain::Record(fields.collect())
    }

    /// An array of these items.
    #[inline]
    pub fn list(items: impl IntoIterator<Item = impl Into<Plain>>) -> Plain {
        Plain::List(items.into_iter().map(Into::into).collect())
    }

    #[inline]
    fn str(&self) -> Option<&str> {
        match self {
            Plain::Text(text) => Some(text),
            _ => None,
        }
    }
}

macro_rules! from {
    ($($of:ty: $value:ident => $plain:expr),* $(,)?) => {
        $(impl From<$of> for Plain {
            #[inline]
            fn from($value: $of) -> Plain {
                $plain
            }
        })*
    };
}

from! {
    &str: text => Plain::Text(text.into()),
    String: text => Plain::Text(text.into()),
    bool: value => Plain::Bool(value),
    f64: number => Plain::Number(number),
    u32: number => Plain::Number(number.into()),
    i32: number => Plain::Number(number.into()),
}

/// Nothing is [`Plain::Missing`].
impl<T: Into<Plain>> From<Option<T>> for Plain {
    fn from(value: Option<T>) -> Plain {
        value.map_or(Plain::Missing, Into::into)
    }
}

impl Value for Plain {
    #[inline]
    fn kind(&self) -> Kind {
        match self {
            Plain::Missing => Kind::Missing,
            Plain::Null => Kind::Null,
            Plain::Bool(_) => Kind::Bool,
            Plain::Number(_) => Kind::Number,
            Plain::Text(_) => Kind::Text,
            Plain::List(_) => Kind::List,
            Plain::Record(_) => Kind::Record,
            Plain::Blob { .. } => Kind::Blob,
        }
    }

    #[inline]
    fn get(&self, key: Key) -> Plain {
        let Plain::Record(fields) = self else {
            return Plain::Missing;
        };
        let mut of_that_name = fields
            .iter()
            .rev()
            .filter(|(name, _)| **name == *key.name());
        of_that_name
            .next()
            .map_or(Plain::Missing, |(_, value)| value.clone())
    }

    #[inline]
    fn names(&self, most: u32) -> Option<Vec<String>> {
        let fields = match self {
            Plain::Record(fields) => &fields[..],
            _ => &[],
        };
        let names = fields.iter().map(|(name, _)| name.to_string());
        Some(names.take(most as usize).collect())
    }

    #[inline]
    fn len(&self) -> u32 {
        match self {
            Plain::List(items) => u32::try_from(items.len()).unwrap_or(u32::MAX),
            _ => 0,
        }
    }

    #[inline]
    fn at(&self, index: u32) -> Plain {
        match self {
            Plain::List(items) => items.get(index as usize).cloned().unwrap_or_default(),
            _ => Plain::Missing,
        }
    }

    #[inline]
    fn bool(&self) -> Option<bool> {
        match self {
            Plain::Bool(value) => Some(*value),
            _ => None,
        }
    }

    #[inline]
    fn number(&self) -> Option<f64> {
        match self {
            Plain::Number(number) => Some(*number),
            _ => None,
        }
    }

    #[inline]
    fn number_text(&self) -> String {
        self.number().map(number_text).unwrap_or_default()
    }

    #[inline]
    fn text(&self, most_units: u32) -> Option<String> {
        self.str().and_then(|text| copied(text, most_units))
    }

    #[inline]
    fn length(&self, limit: u32) -> Length {
        length(self.str().unwrap_or_default(), limit)
    }

    #[inline]
    fn is_blank(&self) -> bool {
        is_blank(self.str().unwrap_or_default())
    }

    #[inline]
    fn url(&self) -> Option<UrlParts> {
        url::parts(self.str()?)
    }

    #[inline]
    fn equals(&self, other: &Plain) -> bool {
        match self {
            Plain::List(_) | Plain::Record(_) | Plain::Blob { .. } => false,
            _ => self == other,
        }
    }

    #[inline]
    fn blob(&self) -> Option<(f64, String)> {
        match self {
            Plain::Blob { bytes, media_type } => Some((*bytes as f64, media_type.to_string())),
            _ => None,
        }
    }
}

/// JSON. What is missing is left out of an object, and `null` in an array; so are bytes, and numbers that are none.
impl fmt::Display for Plain {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Plain::Bool(value) => write!(f, "{value}"),
            Plain::Number(number) if number.is_finite() => f.write_str(&number_text(*number)),
            Plain::Text(text) => quoted(text, f),
            Plain::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    write!(f, "{item}")?;
                }
                f.write_str("]")
            }
            Plain::Record(fields) => {
                f.write_str("{")?;
                let there = fields.iter().filter(|(_, value)| *value != Plain::Missing);
                for (index, (name, value)) in there.enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    quoted(name, f)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
            _ => f.write_str("null"),
        }
    }
}

#[inline]
fn quoted(text: &str, f: &mut fmt::Formatter) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            c if c < ' ' => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

#[cfg(test)]
#[path = "plain_tests.rs"]
mod tests;
