//! Tests of `draft`: what was said is in the request, and the request in its body.

use super::*;

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
