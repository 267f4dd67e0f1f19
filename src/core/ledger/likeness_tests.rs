//! Tests of `likeness`: what is the same video, another, or untold.

use super::*;
use crate::core::ledger::lease::Lease;
use crate::core::testing::ledger::{entry, sent, wire};
use crate::core::testing::{Foreign, record as object};
use serde_json::json;

const NOW: f64 = 1e12;

#[test]
fn the_same_video_is_asked_for_where_all_that_was_said_is_the_same() {
    let pictures = vec!["https://example.com/a.png".to_owned(), "sha".to_owned()];
    let said = json!({"prompt": "a", "images": ["https://example.com/a.png", null], "duration": 5, "aspect_ratio": "1:1"});
    let record = Record::new(
        Foreign::from(said.clone()),
        pictures.clone(),
        0,
        Lease::default(),
        NOW,
    );
    let with = |name: &str, value: serde_json::Value| {
        let mut other = said.clone();
        other[name] = value;
        record.asks_for(&other.into(), &pictures)
    };
    assert!(with("prompt", json!("a")));
    // Nothing and an empty text are one; the pictures are told apart by what they are, not by where they are.
    assert!(with("negative_prompt", json!("")));
    assert!(with("negative_prompt", json!(null)));
    assert!(with("images", json!([])));
    for (name, other) in [
        ("prompt", json!("b")),
        ("prompt", json!(null)),
        ("negative_prompt", json!("blur")),
        ("duration", json!(10)),
        ("aspect_ratio", json!("9:16")),
        ("enable_safety_checker", json!(false)),
    ] {
        assert!(!with(name, other.clone()), "{name} {other}");
    }
    let other = |pictures: &[&str]| {
        let pictures: Vec<String> = pictures.iter().map(|picture| picture.to_string()).collect();
        record.asks_for(&said.clone().into(), &pictures)
    };
    assert!(other(&["https://example.com/a.png", "sha"]));
    assert!(!other(&["sha", "https://example.com/a.png"]));
    assert!(!other(&["https://example.com/a.png"]));
    assert!(!other(&["https://example.com/a.png", "sha2"]));
    // One that is kept for its key alone cannot tell any more.
    let stub = Record {
        request: Foreign::Null,
        ..record.clone()
    };
    assert!(stub.is_stub() && !record.is_stub());
    assert!(stub.asks_for(&wire("b"), &[]));
}

#[test]
fn the_service_s_inputs_are_compared_as_it_may_tell_them() {
    let said = json!({"prompt": "a", "images": ["x", "y"], "duration": 5, "aspect_ratio": "1:1"});
    let record = Record::new(
        Foreign::from(said.clone()),
        Vec::new(),
        0,
        Lease::default(),
        NOW,
    );
    let with = |name: &str, value: serde_json::Value| {
        let mut input = said.clone();
        input[name] = value;
        record.is_made_of(&input.into())
    };
    assert!(with("prompt", json!("a")));
    // What is a default may be left out, and fields of its own may be there.
    for (name, value) in [
        ("duration", json!(null)),
        ("aspect_ratio", json!(null)),
        ("negative_prompt", json!("")),
        ("negative_prompt", json!(null)),
        ("enable_safety_checker", json!(true)),
        ("seed", json!(-1)),
    ] {
        assert!(with(name, value.clone()), "{name} {value}");
    }
    for (name, value) in [
        ("prompt", json!("A")),
        ("prompt", json!("")),
        ("negative_prompt", json!("blur")),
        ("duration", json!(10)),
        ("duration", json!("5")),
        ("aspect_ratio", json!("16:9")),
        ("images", json!(["y", "x"])),
        ("images", json!(["x"])),
        ("images", json!(["x", "y", "z"])),
        ("images", json!(["x", null])),
        ("images", json!(null)),
        ("images", json!("x")),
    ] {
        assert!(!with(name, value.clone()), "{name} {value}");
    }
    assert!(!record.is_made_of(&Foreign::Missing));
    let without = json!({"prompt": "a", "images": ["x", "y"]});
    assert!(record.is_made_of(&without.into()));
}

#[test]
fn an_entry_of_the_history_is_the_same_another_or_untold() {
    let record = sent("a", NOW, None);
    let with = |name: &str, value: Foreign| {
        let mut fields = vec![
            ("id", Foreign::from("a")),
            ("model", model::ID.into()),
            ("input", wire("a")),
            ("created_at", "2001-09-09T01:46:40Z".into()),
        ];
        fields.retain(|(field, _)| *field != name);
        fields.push((name, value));
        object(fields)
    };
    for (name, value, likeness) in [
        ("id", "a".into(), Likeness::Same),
        // A service may leave the model out where it was asked for by it.
        ("model", Foreign::Missing, Likeness::Same),
        ("model", Foreign::Null, Likeness::Same),
        ("model", "kwaivgi/another".into(), Likeness::Other),
        ("model", Foreign::HugeText(300), Likeness::Other),
        ("input", Foreign::Missing, Likeness::Untold),
        ("input", Foreign::Null, Likeness::Untold),
        ("input", "a".into(), Likeness::Untold),
        ("input", object([]), Likeness::Untold),
        ("input", json!({"images": ["x"]}).into(), Likeness::Untold),
        ("input", wire("b"), Likeness::Other),
    ] {
        let entry = with(name, value.clone());
        assert_eq!(record.likeness(&entry), likeness, "{name} {value:?}");
        let sight = record.sight(&entry);
        assert_eq!(
            sight.is_some(),
            likeness != Likeness::Other,
            "{name} {value:?}"
        );
        assert!(sight.is_none_or(|sight| sight.likeness == likeness));
    }
    for id in [
        Foreign::Missing,
        5u32.into(),
        "../a".into(),
        "".into(),
        Foreign::HugeText(129),
    ] {
        assert_eq!(record.sight(&with("id", id.clone())), None, "{id:?}");
    }
    for (created_at, made_ms) in [
        ("2001-09-09T01:46:40Z".into(), Some(NOW)),
        ("yesterday".into(), None),
        (Foreign::Missing, None),
        (5u32.into(), None),
    ] {
        let sight = record.sight(&with("created_at", created_at)).unwrap();
        assert_eq!((sight.id.as_str(), sight.made_ms), ("a", made_ms));
    }
    assert_eq!(
        record.sight(&entry("b", Some(wire("a")), NOW + 1.0)),
        Some(Sight {
            id: "b".into(),
            likeness: Likeness::Same,
            made_ms: Some(NOW + 1.0)
        })
    );
}

#[test]
fn since_when_its_job_can_have_been_made() {
    let known = sent("a", NOW, Some(-3_600_000.0));
    assert_eq!(known.not_before(), (NOW - 3_660_000.0, true));
    let unknown = sent("a", NOW, None);
    assert_eq!(unknown.not_before(), (NOW - 86_400_000.0, false));
}
