//! JSON as `serde_json` reads it, as the core reads it. With the feature `serde_json`.

use super::like_js::{copied, is_blank, length, number_text};
use super::url;
use super::value::{Key, Kind, Length, UrlParts, Value};
use serde_json::Value as Json;

/// A request or an answer in JSON. A picture is an address here: what has bytes is a
/// [`Plain`](super::plain::Plain), made by a [`Draft`](super::draft::Draft).
///
/// ```
/// use kling_multi_i2v::core::{reach::Vantage, request::check};
/// use serde_json::json;
///
/// let row = json!({ "prompt": "Pan left", "images": ["https://example.com/a.png"], "duration": "10" });
/// let checked = check(&row, Vantage::Public);
/// assert_eq!(checked.errors[0].to_string(), "/duration: duration must be a number: write 5 or 10 without quotes.");
/// ```
impl Value for Json {
    fn kind(&self) -> Kind {
        match self {
            Json::Null => Kind::Null,
            Json::Bool(_) => Kind::Bool,
            Json::Number(_) => Kind::Number,
            Json::String(_) => Kind::Text,
            Json::Array(_) => Kind::List,
            Json::Object(_) => Kind::Record,
        }
    }

    /// `null` where there is no such field: to the core the two are one.
    fn get(&self, key: Key) -> Json {
        Json::get(self, key.name()).cloned().unwrap_or_default()
    }

    fn names(&self, most: u32) -> Option<Vec<String>> {
        let fields = self.as_object().into_iter().flatten();
        Some(
            fields
                .map(|(name, _)| name.clone())
                .take(most as usize)
                .collect(),
        )
    }

    fn len(&self) -> u32 {
        let items = self.as_array().map_or(0, Vec::len);
        u32::try_from(items).unwrap_or(u32::MAX)
    }

    fn at(&self, index: u32) -> Json {
        Json::get(self, index as usize).cloned().unwrap_or_default()
    }

    fn bool(&self) -> Option<bool> {
        self.as_bool()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn number_text(&self) -> String {
        self.as_f64().map(number_text).unwrap_or_default()
    }

    fn text(&self, most_units: u32) -> Option<String> {
        self.as_str().and_then(|text| copied(text, most_units))
    }

    fn length(&self, limit: u32) -> Length {
        length(self.as_str().unwrap_or_default(), limit)
    }

    fn is_blank(&self) -> bool {
        is_blank(self.as_str().unwrap_or_default())
    }

    fn url(&self) -> Option<UrlParts> {
        url::parts(self.as_str()?)
    }

    fn equals(&self, other: &Json) -> bool {
        match (self, other) {
            (Json::Array(_) | Json::Object(_), _) => false,
            // 5 and 5.0 are one number.
            (Json::Number(one), Json::Number(other)) => one.as_f64() == other.as_f64(),
            _ => self == other,
        }
    }

    fn blob(&self) -> Option<(f64, String)> {
        None
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
