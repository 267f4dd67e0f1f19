//! Tests of `request`: a request as a whole. Its fields are in `request_fields_tests.rs`, the words of its problems in
//! `request_words_tests.rs`.

use super::*;
use crate::core::testing::{
    Foreign, Told, any, check_any_request, list, normal_form, one, record, told,
};
use proptest::prelude::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;

#[path = "request_fields_tests.rs"]
mod fields;
#[path = "request_words_tests.rs"]
mod words;

const PICTURE: &str = "https://example.com/a.png";

/// A good request with these fields put in its own place of them, or added.
fn request_with<'a>(fields: impl IntoIterator<Item = (&'a str, Foreign)>) -> Foreign {
    let mut all = vec![("prompt", "Pan left".into()), ("images", list([PICTURE]))];
    for (name, value) in fields {
        all.retain(|(known, _)| *known != name);
        all.push((name, value));
    }
    record(all)
}

fn errors(value: &Foreign) -> Told {
    check_any_request(value, Vantage::Public);
    told(&check(value, Vantage::Public).errors)
}

fn warnings(value: &Foreign) -> Told {
    told(&check(value, Vantage::Public).warnings)
}

/// The one message of the errors of a request with that field.
fn message(name: &str, value: Foreign) -> String {
    let errors = check(&request_with([(name, value)]), Vantage::Public).errors;
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors[0].message.clone()
}

#[test]
fn the_least_request_gets_every_default() {
    let checked = check(&request_with([]), Vantage::Public);
    assert_eq!((checked.errors, checked.warnings), (vec![], vec![]));
    let request = checked.request.unwrap();
    assert_eq!(request.prompt.text(100).unwrap(), "Pan left");
    assert!(request.negative_prompt.is_none());
    assert_eq!(request.images.len(), 1);
    assert_eq!((request.duration, request.aspect_ratio), (5, "1:1"));
    assert_eq!(request.enable_safety_checker, None);
}

#[test]
fn a_full_request_keeps_what_it_says_in_its_order() {
    let value = request_with([
        ("negative_prompt", "blur".into()),
        (
            "images",
            list([
                Foreign::from(PICTURE),
                Foreign::Blob(1e6, "image/jpeg"),
                Foreign::Url(url::Url::parse("https://example.org/b.jpg").unwrap()),
                Foreign::Blob(1.0, ""),
            ]),
        ),
        ("duration", 10u32.into()),
        ("aspect_ratio", "9:16".into()),
        ("enable_safety_checker", false.into()),
    ]);
    let checked = check(&value, Vantage::Public);
    assert_eq!((checked.errors, checked.warnings), (vec![], vec![]));
    let request = checked.request.unwrap();
    assert_eq!(
        request.negative_prompt.as_ref().unwrap().text(10).unwrap(),
        "blur"
    );
    assert_eq!((request.duration, request.aspect_ratio), (10, "9:16"));
    assert_eq!(request.enable_safety_checker, Some(false));
    let kinds: Vec<Kind> = request
        .images
        .iter()
        .map(|picture| match picture {
            Picture::Address(value) | Picture::Bytes(value) => value.kind(),
        })
        .collect();
    assert_eq!(kinds, [Kind::Text, Kind::Blob, Kind::Url, Kind::Blob]);
    assert!(matches!(request.images[1], Picture::Bytes(_)));
    assert!(matches!(request.images[2], Picture::Address(_)));
}

#[test]
fn all_problems_are_told_at_once() {
    let value = record([
        ("prompt", " \n".into()),
        ("negative_prompt", 5u32.into()),
        (
            "images",
            list([
                Foreign::from("http://localhost/a.png"),
                Foreign::Null,
                PICTURE.into(),
                "a.png".into(),
                Foreign::Throws,
            ]),
        ),
        ("duration", "5".into()),
        ("aspect_ratio", "4:3".into()),
        ("enable_safety_checker", "yes".into()),
        ("seed", 1u32.into()),
    ]);
    let mut found = errors(&value);
    found.sort();
    let mut expected = [
        ("/prompt", "empty"),
        ("/negative_prompt", "type"),
        ("/images", "too_many"),
        ("/images/0", "unreachable"),
        ("/images/1", "type"),
        ("/images/3", "url"),
        ("/images/4", "unreadable"),
        ("/duration", "type"),
        ("/aspect_ratio", "not_allowed"),
        ("/enable_safety_checker", "type"),
        ("/seed", "unknown_field"),
    ]
    .map(|(path, code)| (path.to_owned(), code));
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(
        errors(&record([])),
        [
            ("/prompt".to_owned(), "required"),
            ("/images".to_owned(), "required")
        ]
    );
}

#[test]
fn what_is_no_object_is_refused_as_a_whole() {
    for value in foreigners()
        .into_iter()
        .chain([Foreign::Missing, Foreign::Null])
    {
        if value.kind() == Kind::Record {
            continue;
        }
        let code = if value.kind() == Kind::Unreadable {
            "unreadable"
        } else {
            "type"
        };
        assert_eq!(errors(&value), one("", code), "{value:?}");
    }
}

/// One of each kind but `undefined` and `null`.
fn foreigners() -> Vec<Foreign> {
    vec![
        true.into(),
        7u32.into(),
        f64::NAN.into(),
        "text".into(),
        Foreign::HugeText(50_000_000),
        list([PICTURE]),
        record([("a", Foreign::Null)]),
        Foreign::Blob(10.0, "image/png"),
        Foreign::BrokenBlob,
        Foreign::Url(url::Url::parse(PICTURE).unwrap()),
        Foreign::Map,
        Foreign::Function,
        Foreign::Symbol,
        Foreign::Throws,
    ]
}

#[test]
fn every_kind_of_value_in_every_field_is_fit_or_told() {
    let fit: [(&str, &[Kind]); 6] = [
        ("prompt", &[Kind::Text]),
        ("negative_prompt", &[Kind::Text]),
        ("images", &[Kind::List]),
        ("duration", &[]),
        ("aspect_ratio", &[]),
        ("enable_safety_checker", &[Kind::Bool]),
    ];
    for (name, kinds) in fit {
        for value in foreigners() {
            if kinds.contains(&value.kind()) {
                continue;
            }
            let found = errors(&request_with([(name, value.clone())]));
            let code = match (name, value.kind()) {
                (_, Kind::Unreadable) => "unreadable",
                ("duration", Kind::Number | Kind::Text) | ("aspect_ratio", Kind::Text) => {
                    "not_allowed"
                }
                _ => "type",
            };
            assert_eq!(found, one(&format!("/{name}"), code), "{value:?}");
        }
    }
    for value in foreigners() {
        if matches!(value, Foreign::Blob(..) | Foreign::Url(_)) {
            continue;
        }
        let found = errors(&request_with([("images", list([value.clone()]))]));
        let code = match value.kind() {
            Kind::Unreadable | Kind::Blob => "unreadable",
            Kind::Text => "url",
            _ => "type",
        };
        assert_eq!(found, one("/images/0", code), "{value:?}");
    }
}

#[test]
fn null_and_undefined_are_as_left_out() {
    for absent in [Foreign::Null, Foreign::Missing] {
        for name in [
            "negative_prompt",
            "duration",
            "aspect_ratio",
            "enable_safety_checker",
        ] {
            assert_eq!(
                errors(&request_with([(name, absent.clone())])),
                [],
                "{name}"
            );
        }
        for name in ["prompt", "images"] {
            let found = errors(&request_with([(name, absent.clone())]));
            assert_eq!(found, one(&format!("/{name}"), "required"));
        }
    }
}

#[test]
fn each_field_is_read_once() {
    let log = Rc::new(RefCell::new(Vec::new()));
    let value = Foreign::Watched(Rc::new(request_with([])), Rc::clone(&log));
    assert!(check(&value, Vantage::Public).request.is_some());
    let mut read = log.take();
    read.sort_unstable();
    assert_eq!(
        read,
        [
            "aspect_ratio",
            "duration",
            "enable_safety_checker",
            "images",
            "negative_prompt",
            "prompt"
        ]
    );
}

#[test]
fn the_normal_form_says_every_default() {
    let json =
        json!({"prompt": "a", "images": [PICTURE], "negative_prompt": " ", "duration": null});
    let request = check(&Foreign::from(json), Vantage::Public)
        .request
        .unwrap();
    let normal = normal_form(&request);
    assert_eq!(
        normal.names(10).unwrap(),
        ["prompt", "images", "duration", "aspect_ratio"]
    );
}

proptest! {
    #[test]
    fn any_value_holds(value in any::value()) {
        check_any_request(&value, Vantage::Public);
    }

    #[test]
    fn anything_like_a_request_holds(value in any::request()) {
        check_any_request(&value, Vantage::Public);
        check_any_request(&value, Vantage::Local);
    }
}
