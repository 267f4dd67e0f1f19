//! Tests of `request`.

use super::*;
use crate::core::testing::{
    Foreign, Told, any, check_any_request, list, normal_form, one, record, told,
};
use proptest::prelude::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;

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
fn prompts_are_counted_in_scalar_values() {
    for (prompt, fits) in [
        ("a".repeat(2500), true),
        ("a".repeat(2501), false),
        // Two UTF-16 units each.
        ("🎬".repeat(2500), true),
        ("🎬".repeat(2501), false),
        ("🎬".repeat(1250) + &"a".repeat(1250), true),
        ("🎬".repeat(1250) + &"a".repeat(1251), false),
        // Combining marks are scalar values of their own.
        ("e\u{301}".repeat(1250), true),
        ("e\u{301}".repeat(1250) + "e", false),
        // What a lone surrogate becomes.
        ("\u{fffd}".repeat(2500), true),
        ("\u{fffd}".repeat(2501), false),
        // Around the length from which nothing is counted any more.
        ("a".repeat(4999), false),
        ("a".repeat(5000), false),
        ("a".repeat(5001), false),
        ("a".repeat(5002), false),
    ] {
        let count = prompt.chars().count();
        let expected = if fits {
            vec![]
        } else {
            one("/prompt", "too_long")
        };
        assert_eq!(
            errors(&request_with([("prompt", prompt.as_str().into())])),
            expected,
            "{count}"
        );
    }
    assert_eq!(
        message("prompt", ("🎬".repeat(1250) + &"a".repeat(1251)).into()),
        "prompt may have at most 2500 characters, got 2501: shorten it."
    );
    for units in [5_001, 50_000_000, u32::MAX] {
        let found = errors(&request_with([("prompt", Foreign::HugeText(units))]));
        assert_eq!(found, one("/prompt", "too_long"), "{units}");
    }
}

#[test]
fn blank_texts() {
    for blank in ["", " ", "\n\t", "\u{feff}", "\u{3000}\u{a0}"] {
        assert_eq!(
            errors(&request_with([("prompt", blank.into())])),
            one("/prompt", "empty")
        );
        let checked = check(
            &request_with([("negative_prompt", blank.into())]),
            Vantage::Public,
        );
        assert!(checked.request.unwrap().negative_prompt.is_none());
        let found = errors(&request_with([("images", list([blank]))]));
        assert_eq!(found, one("/images/0", "empty"));
    }
}

#[test]
fn a_long_negative_prompt_is_a_warning() {
    for (length, warned) in [(2500, false), (2501, true), (5001, true), (100_000, true)] {
        let value = request_with([("negative_prompt", "a".repeat(length).into())]);
        assert_eq!(errors(&value), []);
        let expected = if warned {
            one("/negative_prompt", "too_long")
        } else {
            vec![]
        };
        assert_eq!(warnings(&value), expected, "{length}");
    }
}

#[test]
fn the_problems_of_an_endless_list_are_few() {
    let found = errors(&request_with([(
        "images",
        list((0..100_000).map(|_| Foreign::Null)),
    )]));
    assert!(found.len() < 50, "{}", found.len());
    let names: Vec<String> = (0..100_000).map(|i| format!("field{i}")).collect();
    let found = errors(&request_with(
        names
            .iter()
            .map(|name| (name.as_str(), Foreign::Null))
            .take(2_000),
    ));
    assert!((1..50).contains(&found.len()), "{}", found.len());
}

#[test]
fn durations() {
    for right in [5.0, 10.0] {
        assert_eq!(errors(&request_with([("duration", right.into())])), []);
    }
    for wrong in [0.0, -5.0, 7.0, 5.5, 15.0, f64::NAN, f64::INFINITY] {
        let found = errors(&request_with([("duration", wrong.into())]));
        assert_eq!(found, one("/duration", "not_allowed"), "{wrong}");
    }
    assert_eq!(
        message("duration", 7u32.into()),
        "duration must be the number 5 or 10 (seconds), got 7."
    );
    assert_eq!(
        message("duration", "5".into()),
        "duration must be a number: write 5 or 10 without quotes."
    );
    for wrong in ["5s", "", "five", "05"] {
        let found = errors(&request_with([("duration", wrong.into())]));
        assert_eq!(found, one("/duration", "not_allowed"), "{wrong}");
    }
}

#[test]
fn aspect_ratios() {
    for right in ["1:1", "16:9", "9:16"] {
        let checked = check(
            &request_with([("aspect_ratio", right.into())]),
            Vantage::Public,
        );
        assert_eq!(checked.request.unwrap().aspect_ratio, right);
    }
    for wrong in ["4:3", "", " 1:1", "16x9", "16:9\n", "1:1:1"] {
        let found = errors(&request_with([("aspect_ratio", wrong.into())]));
        assert_eq!(found, one("/aspect_ratio", "not_allowed"), "{wrong}");
    }
    assert!(message("aspect_ratio", "4:3".into()).contains("got \"4:3\""));
    assert!(message("aspect_ratio", Foreign::HugeText(50_000_000)).len() < 200);
}

#[test]
fn misspelt_fields_are_told_with_the_name_that_was_meant() {
    for (given, meant) in [
        ("aspectRatio", "aspect_ratio"),
        ("negativePrompt", "negative_prompt"),
        ("input_image_urls", "images"),
        ("image_list", "images"),
        ("image_urls", "images"),
        ("image", "images"),
        ("Duration", "duration"),
        ("promt", "prompt"),
        ("enableSafetyChecker", "enable_safety_checker"),
    ] {
        let value = request_with([(given, Foreign::Null)]);
        assert_eq!(errors(&value), one(&format!("/{given}"), "unknown_field"));
        let message = message(given, Foreign::Null);
        assert!(
            message.ends_with(&format!("did you mean \"{meant}\"?")),
            "{message}"
        );
    }
    let message = message("cfg_scale", 0.5.into());
    assert!(
        message.contains("\"cfg_scale\"") && message.contains("aspect_ratio"),
        "{message}"
    );
}

#[test]
fn field_names_are_escaped_as_pointers_have_it() {
    for (name, path) in [
        ("a/b", "/a~1b"),
        ("a~b", "/a~0b"),
        ("~1", "/~01"),
        ("/", "/~1"),
        ("", "/"),
        ("ø 🎬", "/ø 🎬"),
        ("__proto__", "/__proto__"),
    ] {
        let value = request_with([(name, Foreign::Null)]);
        assert_eq!(errors(&value), one(path, "unknown_field"), "{name}");
    }
    // A long name is cut short, in the message as well.
    let name = "x".repeat(10_000);
    let found = check(
        &request_with([(name.as_str(), Foreign::Null)]),
        Vantage::Public,
    )
    .errors;
    assert!(found[0].message.len() < 400 && found[0].path.len() < 100);
}

#[test]
fn messages_have_no_more_of_the_caller_than_they_need() {
    let long = "x".repeat(5_000);
    for address in [
        format!("https://{}.local/a.png", "a.".repeat(80)),
        format!("{long}:a"),
        format!("data:{long}"),
    ] {
        let checked = check(
            &request_with([("images", list([address.as_str()]))]),
            Vantage::Public,
        );
        for issue in checked.errors.iter().chain(&checked.warnings) {
            assert!(issue.message.len() < 400, "{issue:?}");
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
