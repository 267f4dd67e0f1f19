//! Tests of `plain`: it says what the stand-in for JS values says, and its text is JSON.

use super::*;
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
fn of_two_fields_of_one_name_the_last_counts() {
    let twice = Plain::record([("duration", 5.into()), ("duration", 10.into())]);
    assert_eq!(twice.get(Key::Duration), 10.into());
}

#[test]
fn only_so_many_names_are_told() {
    let value = Plain::record([("a", Plain::Null), ("b", Plain::Null), ("c", Plain::Null)]);
    assert_eq!(value.names(2).unwrap(), ["a", "b"]);
    assert!(Plain::Null.names(2).unwrap().is_empty());
}

#[test]
fn two_lists_or_objects_are_two_as_in_js() {
    let (list, record) = (Plain::list([5]), Plain::record([("a", 5.into())]));
    assert!(!list.equals(&list) && !record.equals(&record));
    assert!(Plain::from(5).equals(&5.into()) && !Plain::from(5).equals(&"5".into()));
    assert!(Plain::Null.equals(&Plain::Null) && !Plain::Null.equals(&Plain::Missing));
}
