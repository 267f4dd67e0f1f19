//! Tests of `prediction`.

use super::*;
use crate::core::testing::{Foreign, any, check_any_answer};
use proptest::prelude::*;
use serde_json::json;

fn read(json: serde_json::Value) -> Prediction {
    Prediction::read(&Foreign::from(json))
}

#[test]
fn a_whole_prediction() {
    let found = read(json!({
        "id": "d1b1e0a0c0ffee00d1b1e0a0c0ffee00",
        "model": "kwaivgi/kling-v1.6-multi-i2v-standard",
        "outputs": ["https://cdn.example/a.mp4"],
        "urls": {"get": "https://api.wavespeed.ai/api/v3/predictions/d1/result"},
        "has_nsfw_contents": [false],
        "status": "completed",
        "created_at": "2023-04-01T12:34:56.789Z",
        "error": "",
        "code": 0,
        "timings": {"inference": 151_234},
        "executionTime": 151_234,
        "input": {"prompt": "a"},
    }));
    assert_eq!(
        found,
        Prediction {
            id: Some("d1b1e0a0c0ffee00d1b1e0a0c0ffee00".into()),
            status: Status::Completed,
            word: "completed".into(),
            outputs: vec!["https://cdn.example/a.mp4".into()],
            flagged: false,
            error: String::new(),
            code: Some(0),
            inference_ms: Some(151_234.0),
            created_at: Some("2023-04-01T12:34:56.789Z".into()),
        }
    );
}

#[test]
fn what_is_missing_null_or_no_object_is_a_job_that_runs() {
    for value in [
        json!({}),
        json!({"id": null, "status": null, "outputs": null, "error": null, "code": null, "timings": null,
               "has_nsfw_contents": null, "created_at": null, "urls": null}),
        json!({"timings": {"inference": null}, "outputs": {}, "error": {}, "has_nsfw_contents": {}}),
        json!({"id": 5, "status": 5, "outputs": 5, "error": 5, "timings": 5, "created_at": 5, "has_nsfw_contents": 5}),
        json!([]),
        json!("completed"),
        json!(null),
    ] {
        let shown = value.to_string();
        assert_eq!(read(value), Prediction::default(), "{shown}");
    }
    assert_eq!(Prediction::read(&Foreign::Throws), Prediction::default());
}

#[test]
fn outputs_in_every_shape() {
    for (outputs, expected) in [
        (json!(null), &[][..]),
        (json!([]), &[]),
        (
            json!(["https://a/1.mp4", "https://a/2.mp4"]),
            &["https://a/1.mp4", "https://a/2.mp4"],
        ),
        (json!("https://a/1.mp4"), &["https://a/1.mp4"]),
        (
            json!([{"url": "https://a/1.mp4", "type": "video"}]),
            &["https://a/1.mp4"],
        ),
        (json!({"url": "https://a/1.mp4"}), &["https://a/1.mp4"]),
        (
            json!(["", " ", null, 5, [], {}, {"url": null}, "https://a/1.mp4"]),
            &["https://a/1.mp4"],
        ),
        (json!(""), &[]),
        (json!(5), &[]),
    ] {
        let shown = outputs.to_string();
        assert_eq!(
            read(json!({"outputs": outputs})).outputs,
            expected,
            "{shown}"
        );
    }
}

#[test]
fn flags_in_every_shape() {
    for (flags, expected) in [
        (json!(null), false),
        (json!([]), false),
        (json!([false]), false),
        (json!([false, true]), true),
        (json!(true), true),
        (json!([null, "true", 1]), false),
        (json!("yes"), false),
    ] {
        let shown = flags.to_string();
        assert_eq!(
            read(json!({"has_nsfw_contents": flags})).flagged,
            expected,
            "{shown}"
        );
    }
}

#[test]
fn status_words() {
    for (word, status) in [
        ("created", Status::Running),
        ("processing", Status::Running),
        ("completed", Status::Completed),
        ("failed", Status::Failed),
        ("cancelled", Status::Cancelled),
        ("timeout", Status::TimedOut),
        ("deleted", Status::Deleted),
        // Any other word means still running.
        ("queued", Status::Running),
        ("in_progress", Status::Running),
        ("success", Status::Running),
        ("🎬", Status::Running),
        // Case and white space are forgiven.
        ("Completed", Status::Completed),
        (" FAILED\n", Status::Failed),
    ] {
        let found = read(json!({"status": word}));
        assert_eq!(found.status, status, "{word}");
        assert_eq!(found.word, word.trim(), "{word}");
        assert_eq!(status.is_terminal(), status != Status::Running);
    }
}

#[test]
fn a_synchronous_wait_that_is_over_is_a_job_that_goes_on() {
    for code in [json!(5004), json!("5004"), json!(" 5004 ")] {
        let found = read(json!({"status": "failed", "code": code, "error": "sync wait timeout"}));
        assert_eq!(found.status, Status::Running);
    }
    assert_eq!(
        read(json!({"status": "completed", "code": 5004})).status,
        Status::Completed
    );
}

#[test]
fn codes_as_number_or_text() {
    for (code, expected) in [
        (json!(0), Some(0)),
        (json!(1200), Some(1200)),
        (json!("1200"), Some(1200)),
        (json!("-1"), Some(-1)),
        (json!("E1200"), None),
        (json!(""), None),
        (json!("123456789"), None),
        (json!(1e300), None),
        (json!([1200]), None),
    ] {
        let shown = code.to_string();
        assert_eq!(read(json!({"code": code})).code, expected, "{shown}");
    }
    let record = crate::core::testing::record([("code", f64::NAN.into())]);
    assert_eq!(Prediction::read(&record).code, None);
}

#[test]
fn only_what_can_be_an_id_is_one() {
    for (id, is_one) in [
        ("d1b1e0a0c0ffee00d1b1e0a0c0ffee00", true),
        ("A-b_9", true),
        (" padded ", true),
        ("", false),
        ("../balance", false),
        ("a/b", false),
        ("a?b", false),
        ("a b", false),
        ("ø", false),
        ("%2e%2e", false),
    ] {
        assert_eq!(read(json!({"id": id})).id.is_some(), is_one, "{id}");
    }
    assert!(read(json!({"id": "a".repeat(128)})).id.is_some());
    assert!(read(json!({"id": "a".repeat(129)})).id.is_none());
}

#[test]
fn times_and_errors() {
    for created in [
        "2023-04-01T12:34:56Z",
        "2023-04-01T12:34:56.123456789+02:00",
    ] {
        assert_eq!(
            read(json!({"created_at": created})).created_at.unwrap(),
            created
        );
    }
    for (ms, expected) in [
        (json!(0), Some(0.0)),
        (json!(1.5), Some(1.5)),
        (json!(-1), None),
        (json!("5"), None),
    ] {
        assert_eq!(
            read(json!({"timings": {"inference": ms}})).inference_ms,
            expected
        );
    }
    for (error, expected) in [
        (json!(" bad "), "bad"),
        (json!({"message": "bad", "code": 5}), "bad"),
        (json!(null), ""),
        (json!(["bad"]), ""),
    ] {
        assert_eq!(read(json!({"error": error})).error, expected);
    }
    assert_eq!(
        read(json!({"error": "ø".repeat(600)}))
            .error
            .chars()
            .count(),
        500
    );
}

#[test]
fn why_a_job_failed_by_code_and_by_text() {
    for (code, error, expected) in [
        (Some(1200), "", Code::Moderated),
        (None, "Content flagged by moderation", Code::Moderated),
        (None, "NSFW content detected", Code::Moderated),
        (None, "Sensitive content", Code::Moderated),
        (Some(5000), "the input hits risk control", Code::Moderated),
        (Some(1407), "", Code::InsufficientCredits),
        (
            None,
            "Insufficient credits. Please top up",
            Code::InsufficientCredits,
        ),
        (Some(1400), "bad parameter", Code::JobFailed),
        (Some(1401), "", Code::JobFailed),
        (Some(1402), "could not fetch image", Code::JobFailed),
        (Some(1403), "", Code::JobFailed),
        (Some(1405), "", Code::JobFailed),
        (Some(1406), "", Code::JobFailed),
        (Some(5000), "", Code::JobFailed),
        (Some(5003), "", Code::JobFailed),
        (Some(0), "", Code::JobFailed),
        (None, "", Code::JobFailed),
    ] {
        let prediction = Prediction {
            status: Status::Failed,
            code,
            error: error.into(),
            ..Prediction::default()
        };
        let (found, charge, message) = prediction.why_failed();
        // Failed jobs are refunded by the service, whatever the reason.
        assert_eq!(
            (found, charge),
            (expected, Charge::None),
            "{code:?} {error}"
        );
        assert!(message.ends_with('.'));
    }
}

proptest! {
    #[test]
    fn any_value_is_read(status in 0..1000u16, value in any::value()) {
        check_any_answer(status, Some(value.clone()));
        check_any_answer(200, Some(value));
    }
}
