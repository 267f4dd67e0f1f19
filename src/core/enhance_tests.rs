//! Tests of `enhance`.

use super::super::reach::Vantage;
use super::*;
use crate::core::testing::{Foreign, Told, any, list, one, record, told};
use proptest::prelude::*;
use serde_json::json;

fn errors(value: &Foreign) -> Told {
    told(&check(value, Vantage::Public).err().unwrap_or_default())
}

#[test]
fn a_text_or_an_image_or_both() {
    let text = check(&Foreign::from(json!({"text": "a cat"})), Vantage::Public).unwrap();
    assert_eq!(
        (text.text.unwrap().text(10).unwrap(), text.style),
        ("a cat".to_owned(), "default")
    );
    assert!(text.image.is_none());
    let blob = record([
        ("image", Foreign::Blob(5.0, "image/png")),
        ("text", Foreign::Null),
    ]);
    assert!(matches!(
        check(&blob, Vantage::Public).unwrap().image,
        Some(Picture::Bytes(_))
    ));
    let url = Foreign::Url(url::Url::parse("https://example.com/a.png").unwrap());
    for image in [Foreign::from("https://example.com/a.png"), url] {
        let both = record([
            ("image", image),
            ("text", "a".into()),
            ("style", "anime".into()),
        ]);
        let both = check(&both, Vantage::Public).unwrap();
        assert!(matches!(both.image, Some(Picture::Address(_))));
        assert_eq!(both.style, "anime");
    }
}

#[test]
fn one_of_the_two_is_needed() {
    for value in [
        json!({}),
        json!({"text": " "}),
        json!({"text": null, "image": null}),
    ] {
        let shown = value.to_string();
        assert_eq!(errors(&value.into()), one("/text", "required"), "{shown}");
    }
}

#[test]
fn every_style_of_the_service_and_no_other() {
    for style in ENHANCE_STYLES {
        assert_eq!(
            check(
                &Foreign::from(json!({"text": "a", "style": style})),
                Vantage::Public
            )
            .unwrap()
            .style,
            style
        );
    }
    for style in [
        json!("Anime"),
        json!(""),
        json!(5),
        json!([]),
        json!("x".repeat(1_000)),
    ] {
        let shown = style.to_string();
        assert_eq!(
            errors(&json!({"text": "a", "style": style}).into()),
            one("/style", "not_allowed"),
            "{shown}"
        );
    }
    assert_eq!(
        check(
            &Foreign::from(json!({"text": "a", "style": null})),
            Vantage::Public
        )
        .unwrap()
        .style,
        "default"
    );
}

#[test]
fn all_problems_are_told_at_once() {
    let value = record([
        ("text", 5u32.into()),
        ("image", list(["https://example.com/a.png"])),
        ("style", "loud".into()),
        ("mode", "video".into()),
    ]);
    let mut found = errors(&value);
    found.sort();
    let expected = [
        ("/image", "type"),
        ("/mode", "unknown_field"),
        ("/style", "not_allowed"),
        ("/text", "type"),
    ];
    assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code)));
    for (value, code) in [
        (Foreign::Missing, "type"),
        ("a cat".into(), "type"),
        (Foreign::Map, "type"),
        (Foreign::Throws, "unreadable"),
    ] {
        assert_eq!(errors(&value), one("", code), "{value:?}");
    }
}

proptest! {
    #[test]
    fn any_value_is_fit_or_told(value in any::value()) {
        if let Err(issues) = check(&value, Vantage::Public) {
            prop_assert!(!issues.is_empty());
            prop_assert!(issues.iter().all(|issue| issue.message.ends_with(['.', '?'])));
        }
    }
}
