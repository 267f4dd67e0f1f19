//! Tests of `request`: which values each field may have.

use super::*;

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
