//! Foreign values for tests: JSON, and what JSON cannot say; and what must hold of the core for any bytes at all.
//! The fuzz targets include this file as well, so it needs no more than `serde_json` and `url`.

use super::answer::{self, Exchange};
use super::image::{self, Look};
use super::issue::Issue;
use super::model;
use super::picture::Picture;
use super::prediction::Prediction;
use super::reach::Vantage;
use super::request::{self, Request};
use super::value::{Key, Kind, Length, UrlParts, Value};
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

    fn blob(&self) -> Option<(f64, String)> {
        match self {
            Foreign::Blob(size, media_type) => Some((*size, (*media_type).to_owned())),
            _ => None,
        }
    }
}

/// A checked request as a caller would write it: with every default in place.
pub fn normal_form(request: &Request<Foreign>) -> Foreign {
    let mut fields = vec![("prompt", request.prompt.clone())];
    fields.extend(
        request
            .negative_prompt
            .clone()
            .map(|text| ("negative_prompt", text)),
    );
    let images = request.images.iter().map(|picture| match picture {
        Picture::Address(value) | Picture::Bytes(value) => value.clone(),
    });
    fields.push(("images", list(images)));
    fields.push(("duration", request.duration.into()));
    fields.push(("aspect_ratio", request.aspect_ratio.into()));
    fields.extend(
        request
            .enable_safety_checker
            .map(|on| ("enable_safety_checker", on.into())),
    );
    record(fields)
}

/// What holds of every check of every value. Panics where it does not.
pub fn check_any_request(value: &Foreign, vantage: Vantage) {
    let checked = request::check(value, vantage);
    assert_eq!(
        checked.request.is_some(),
        checked.errors.is_empty(),
        "a request is there exactly where nothing is wrong: {checked:?}"
    );
    for issue in checked.errors.iter().chain(&checked.warnings) {
        check_issue(issue, value);
    }
    if let Some(request) = checked.request {
        assert!(
            (model::IMAGES_MIN as usize..=model::IMAGES_MAX as usize)
                .contains(&request.images.len())
        );
        assert!(model::DURATIONS.contains(&request.duration));
        assert!(model::ASPECT_RATIOS.contains(&request.aspect_ratio));
        let again = request::check(&normal_form(&request), vantage);
        assert_eq!(again.errors, [], "the normal form is a request as well");
        assert_eq!(again.warnings, checked.warnings);
    }
}

/// An issue points at something that is there, or names a field that is missing; and says something.
fn check_issue(issue: &Issue, value: &Foreign) {
    let is_missing =
        matches!(issue.code, "required") && matches!(issue.path.as_str(), "/prompt" | "/images");
    // The name of an unknown field is cut short at 60 characters.
    let is_cut = issue.code == "unknown_field" && issue.path.chars().count() > 60;
    assert!(
        is_missing || is_cut || value.pointed(&issue.path).is_some(),
        "{issue:?} leads nowhere"
    );
    assert!(!issue.code.is_empty(), "{issue:?}");
    assert!(issue.message.ends_with(['.', '?']), "{issue:?}");
    assert!(issue.message.chars().count() < 1_000, "{issue:?}");
}

/// What holds of every answer. Panics where it does not. `bytes` begin with a status; JSON or not follows.
pub fn fuzz_answer(bytes: &[u8]) {
    let (head, body) = bytes.split_at(bytes.len().min(2));
    let status = head.iter().fold(0, |sum, b| sum << 8 | u16::from(*b));
    // Two in three answers are of the kind that matters the most.
    let status = if status % 3 == 0 { status } else { 200 };
    let json = serde_json::from_slice::<serde_json::Value>(body)
        .ok()
        .map(Foreign::from);
    check_any_answer(status, json);
}

/// What holds of every answer with that status and that body.
pub fn check_any_answer(status: u16, json: Option<Foreign>) {
    let judged = answer::judge(Exchange::Reply {
        status,
        json: json.clone(),
        retry_after_ms: None,
    });
    match judged {
        Ok(data) => {
            assert!((200..=299).contains(&status), "{status} is no success");
            check_any_prediction(&data);
        }
        Err(setback) => {
            assert_eq!(setback.status.is_some(), status > 0);
            assert!(setback.said.chars().count() <= 300);
        }
    }
    if let Some(json) = json {
        check_any_prediction(&json);
    }
}

fn check_any_prediction(data: &Foreign) {
    let prediction = Prediction::read(data);
    assert!(prediction.id.is_none_or(|id| model::is_job_id(&id)));
    assert!(
        prediction
            .outputs
            .iter()
            .all(|output| !output.trim().is_empty())
    );
    assert!(prediction.outputs.len() <= 64);
    assert!(prediction.error.chars().count() <= 500);
    assert!(
        prediction
            .inference_ms
            .is_none_or(|ms| ms.is_finite() && ms >= 0.0)
    );
}

/// What holds of every picture's head. Panics where it does not.
pub fn fuzz_image(bytes: &[u8]) {
    if let Look::Picture(picture) = image::look(bytes) {
        assert!(picture.width > 0 && picture.height > 0);
        let advice = image::advise(picture, "/images/0");
        assert!(
            advice
                .iter()
                .all(|issue| issue.path == "/images/0" && issue.message.ends_with('.'))
        );
    }
}

/// What holds of every request that is JSON. Panics where it does not.
pub fn fuzz_request(bytes: &[u8]) {
    if let Ok(json) = serde_json::from_slice::<serde_json::Value>(bytes) {
        let value = Foreign::from(json);
        check_any_request(&value, Vantage::Public);
        check_any_request(&value, Vantage::Local);
    }
}

/// Arbitrary values, for properties.
#[cfg(test)]
pub mod any {
    use super::*;
    use proptest::prelude::*;

    /// Any value that is no array and no object, what a caller might mean more often than noise.
    pub fn leaf() -> impl Strategy<Value = Foreign> {
        prop_oneof![
            Just(Foreign::Missing),
            Just(Foreign::Null),
            any::<bool>().prop_map(Foreign::Bool),
            any::<f64>().prop_map(Foreign::Number),
            proptest::sample::select(vec![0.0, 5.0, 10.0, 7.5, 200.0, 5004.0, f64::NAN])
                .prop_map(Foreign::Number),
            ".{0,40}".prop_map(Foreign::from),
            proptest::sample::select(WORDS.to_vec()).prop_map(Foreign::from),
            any::<u32>().prop_map(Foreign::HugeText),
            (
                0.0..3e7,
                proptest::sample::select(vec!["", "image/png", "image/webp", "text/html"])
            )
                .prop_map(|(size, media_type)| Foreign::Blob(size, media_type)),
            Just(Foreign::BrokenBlob),
            Just(Foreign::Url(
                url::Url::parse("https://example.com/a.png").unwrap()
            )),
            Just(Foreign::Map),
            Just(Foreign::Function),
            Just(Foreign::Symbol),
            Just(Foreign::Throws),
        ]
    }

    /// Any tree of values, with the field names that are read and others.
    pub fn value() -> impl Strategy<Value = Foreign> {
        leaf().prop_recursive(4, 48, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(list),
                fields(inner).prop_map(|fields| Foreign::Record(Rc::new(fields))),
            ]
        })
    }

    /// Something like a request: its own fields, each of them right or anything.
    pub fn request() -> impl Strategy<Value = Foreign> {
        let mixed =
            |right: Vec<Foreign>| prop_oneof![4 => proptest::sample::select(right), 1 => value()];
        let picture = || {
            prop_oneof![
                4 => proptest::sample::select(vec![
                    Foreign::from("https://example.com/a.png"),
                    Foreign::Blob(10.0, "image/png"),
                ]),
                1 => leaf(),
            ]
        };
        (
            mixed(vec!["Pan left".into()]),
            prop_oneof![4 => proptest::collection::vec(picture(), 0..6).prop_map(list), 1 => value()],
            mixed(vec![Foreign::Missing, 5u32.into(), 10u32.into()]),
            mixed(vec![Foreign::Missing, "1:1".into(), "9:16".into()]),
            mixed(vec![Foreign::Missing, "blur".into()]),
            mixed(vec![Foreign::Missing, true.into()]),
            prop_oneof![4 => Just(Vec::new()), 1 => fields(leaf())],
        )
            .prop_map(|(prompt, images, duration, ratio, negative, checker, others)| {
                let mut all = vec![
                    ("prompt".to_owned(), prompt),
                    ("images".to_owned(), images),
                    ("duration".to_owned(), duration),
                    ("aspect_ratio".to_owned(), ratio),
                    ("negative_prompt".to_owned(), negative),
                    ("enable_safety_checker".to_owned(), checker),
                ];
                for (name, value) in others {
                    if !all.iter().any(|(known, _)| *known == name) {
                        all.push((name, value));
                    }
                }
                Foreign::Record(Rc::new(all))
            })
    }

    /// Fields as an object has them: no two of one name.
    fn fields(of: impl Strategy<Value = Foreign>) -> impl Strategy<Value = Vec<(String, Foreign)>> {
        let name = prop_oneof![
            3 => proptest::sample::select(Key::ALL.to_vec()).prop_map(str::to_owned),
            1 => ".{0,80}",
            1 => "[a-z~/]{0,8}",
        ];
        proptest::collection::btree_map(name, of, 0..8)
            .prop_map(|fields| fields.into_iter().collect())
    }

    const WORDS: [&str; 24] = [
        "",
        " ",
        "5",
        "10",
        "1:1",
        "16:9",
        "completed",
        "failed",
        "cancelled",
        "timeout",
        "deleted",
        "processing",
        "0",
        "5004",
        "1200",
        "https://example.com/a.png",
        "http://127.1/a.png",
        "blob:https://example.com/1",
        "file:///a.png",
        "data:image/png;base64,AA==",
        "a.png",
        "null",
        "0.25",
        "🎬🎬",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn corpus(target: &str, run: fn(&[u8])) {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
        // The crate as it is packed has no fuzz targets.
        if !fuzz.exists() {
            return;
        }
        let folder = fuzz.join("corpus").join(target);
        let mut files = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            run(&std::fs::read(entry.unwrap().path()).unwrap());
            files += 1;
        }
        assert!(files >= 12, "{} has {files} files", folder.display());
    }

    #[test]
    fn the_corpus_of_answers_holds() {
        corpus("answer", fuzz_answer);
    }

    #[test]
    fn the_corpus_of_images_holds() {
        corpus("image", fuzz_image);
    }

    #[test]
    fn the_corpus_of_requests_holds() {
        corpus("request", fuzz_request);
    }

    #[test]
    fn pointers_follow_rfc_6901() {
        let value = Foreign::from(serde_json::json!({"a": [1, {"b/c~d": 2}]}));
        assert_eq!(value.pointed("/a/1/b~1c~0d").unwrap().number(), Some(2.0));
        assert!(value.pointed("/a/2").is_none());
        assert!(value.pointed("a").is_none());
    }
}
