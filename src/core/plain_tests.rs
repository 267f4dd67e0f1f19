//! Tests of `plain`: it says what the stand-in for JS values says, and its text is JSON.

use super::*;
use crate::core::draft::Draft;
use crate::core::pricing;
use crate::core::reach::Vantage;
use crate::core::request::check;
use crate::core::testing::{Foreign, any};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// The same value made in Rust; `None` where that cannot say it.
fn of(value: &Foreign) -> Option<Plain> {
    Some(match value {
        Foreign::Missing => Plain::Missing,
        Foreign::Null => Plain::Null,
        Foreign::Bool(value) => Plain::Bool(*value),
        Foreign::Number(number) => Plain::Number(*number),
        Foreign::Text(text) => Plain::Text((**text).into()),
        Foreign::List(items) => Plain::List(items.iter().map(of).collect::<Option<_>>()?),
        Foreign::Record(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| Some((name.as_str().into(), of(value)?)));
            Plain::Record(fields.collect::<Option<_>>()?)
        }
        Foreign::Blob(size, media_type) => Plain::Blob {
            bytes: *size as u64,
            media_type: (*media_type).into(),
        },
        _ => return None,
    })
}

proptest! {
    #[test]
    fn a_request_of_rust_is_checked_and_priced_like_one_of_js(value in any::request()) {
        if let Some(plain) = of(&value) {
            for vantage in [Vantage::Public, Vantage::Local] {
                let (ours, theirs) = (check(&plain, vantage), check(&value, vantage));
                prop_assert_eq!(ours.errors, theirs.errors);
                prop_assert_eq!(ours.warnings, theirs.warnings);
            }
            prop_assert_eq!(pricing::estimate(&plain), pricing::estimate(&value));
        }
    }

    #[test]
    fn its_text_is_json(text in ".{0,40}", name in ".{0,8}") {
        let plain = Plain::record([
            (&name[..], text.as_str().into()),
            ("\u{1f}", Plain::Missing),
        ]);
        let read: Json = serde_json::from_str(&plain.to_string()).unwrap();
        prop_assert_eq!(read, json!({ name: text }));
    }

    #[test]
    fn a_number_in_its_text_is_that_number(number in any::<f64>()) {
        let text = Plain::from(number).to_string();
        let json: Result<Json, _> = serde_json::from_str(&text);
        prop_assert!(json.is_ok(), "{}", text);
        if number.is_finite() {
            prop_assert_eq!(text.parse::<f64>().unwrap(), number);
        } else {
            prop_assert_eq!(text, "null");
        }
    }
}

#[test]
fn what_json_cannot_say_is_null_in_a_list_and_left_out_of_an_object() {
    let bytes = Plain::Blob {
        bytes: 5,
        media_type: "".into(),
    };
    let items = Plain::list([Plain::Null, true.into(), Plain::Missing, bytes, 1e21.into()]);
    let value = Plain::record([("a", Plain::Missing), ("b", items), ("c", Plain::Missing)]);
    assert_eq!(value.to_string(), r#"{"b":[null,true,null,null,1e21]}"#);
}

#[test]
fn a_draft_says_only_what_was_said() {
    let draft = Draft::new("Pan left").image("https://example.com/a.png");
    let expected = r#"{"prompt":"Pan left","images":["https://example.com/a.png"]}"#;
    assert_eq!(draft.value().to_string(), expected);
}

#[test]
fn a_whole_draft_is_a_request_and_its_body() {
    let draft = Draft::new("Pan left")
        .negative_prompt("blur")
        .image(" https://example.com/a.png\n")
        .image_bytes(10, "image/png")
        .duration(10)
        .aspect_ratio("9:16")
        .enable_safety_checker(false);
    let checked = draft.check(Vantage::Public);
    assert_eq!((checked.errors, checked.warnings), (vec![], vec![]));
    let request = checked.request.unwrap();
    assert_eq!(request.body(&[]), None);
    assert_eq!(request.body(&["https://u/1", "https://u/2"]), None);
    assert_eq!(
        request.body(&["https://u/1"]).unwrap().to_string(),
        r#"{"prompt":"Pan left","negative_prompt":"blur","images":["https://example.com/a.png","https://u/1"],"duration":10,"aspect_ratio":"9:16","enable_safety_checker":false}"#
    );
}
