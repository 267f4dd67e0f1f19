//! Tests of `json`: a `serde_json::Value` is read like the same JSON from JS.

use super::*;
use crate::core::answer::{Exchange, judge};
use crate::core::prediction::Prediction;
use crate::core::pricing;
use crate::core::reach::Vantage;
use crate::core::request::check;
use crate::core::testing::{Foreign, any};
use proptest::prelude::*;

/// The JSON of a value; `None` where JSON cannot say it.
fn json_of(value: &Foreign) -> Option<Json> {
    Some(match value {
        Foreign::Null => Json::Null,
        Foreign::Bool(value) => (*value).into(),
        Foreign::Number(number) if number.is_finite() => (*number).into(),
        Foreign::Text(text) => (**text).into(),
        Foreign::List(items) => items.iter().map(json_of).collect::<Option<_>>()?,
        Foreign::Record(fields) => fields
            .iter()
            .map(|(name, value)| Some((name.clone(), json_of(value)?)))
            .collect::<Option<_>>()?,
        _ => return None,
    })
}

fn judged<V: Value>(json: V) -> String {
    let exchange = Exchange::Reply {
        status: 200,
        json: Some(json),
        retry_after_ms: None,
    };
    format!("{:?}", judge(exchange).map(|data| Prediction::read(&data)))
}

proptest! {
    #[test]
    fn json_is_checked_priced_and_judged_alike(value in prop_oneof![any::request(), any::value()]) {
        if let Some(json) = json_of(&value) {
            // Through JSON as well, so that the order and the number of fields are the same.
            let value = Foreign::from(json.clone());
            for vantage in [Vantage::Public, Vantage::Local] {
                let (ours, theirs) = (check(&json, vantage), check(&value, vantage));
                prop_assert_eq!(ours.errors, theirs.errors);
                prop_assert_eq!(ours.warnings, theirs.warnings);
            }
            prop_assert_eq!(pricing::estimate(&json), pricing::estimate(&value));
            prop_assert_eq!(judged(json), judged(value));
        }
    }
}

#[test]
fn numbers_are_equal_however_they_are_written() {
    let of = |text| serde_json::from_str::<Json>(text).unwrap();
    assert!(of("5").equals(&of("5.0")));
    assert!(!of("5").equals(&of("\"5\"")));
    assert!(
        !of("[5]").equals(&of("[5]")),
        "two arrays are two, as in JS"
    );
    assert!(!of("{}").equals(&of("{}")), "and so are objects");
}

#[test]
fn only_so_many_names_are_told() {
    let value = serde_json::json!({ "a": 1, "b": 2, "c": 3 });
    assert_eq!(value.names(2).unwrap(), ["a", "b"]);
}
