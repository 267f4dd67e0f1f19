//! Tests of `request`: how a problem is told, and how much of the caller's own is in it.

use super::*;

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
