//! Tests of `answer`: what is read in each thing that comes back.

use super::*;
use crate::core::error::Stage;
use crate::core::testing::Foreign;
use serde_json::json;

#[path = "answer_told_tests.rs"]
mod told;

fn reply(status: u16, json: Option<serde_json::Value>) -> Exchange<Foreign> {
    Exchange::Reply {
        status,
        json: json.map(Foreign::from),
        retry_after_ms: None,
    }
}

fn setback(status: u16, json: Option<serde_json::Value>) -> Setback {
    judge(reply(status, json)).unwrap_err()
}

fn data(json: serde_json::Value) -> Foreign {
    judge(reply(200, Some(json))).unwrap()
}

fn id(value: &Foreign) -> Option<String> {
    value.get(Key::Id).text(100)
}

#[test]
fn an_envelope_gives_its_data() {
    let whole = json!({"code": 200, "message": "success", "data": {"id": "a", "code": 0}});
    assert_eq!(id(&data(whole)).unwrap(), "a");
    for lenient in [
        json!({"data": {"id": "a"}}),
        json!({"code": null, "data": {"id": "a"}}),
        json!({"code": 0, "data": {"id": "a"}}),
        // A bare prediction, without an envelope, with a code of its own.
        json!({"id": "a", "status": "created"}),
        json!({"id": "a", "status": "failed", "code": 1200}),
        json!({"id": "a", "data": null}),
    ] {
        let shown = lenient.to_string();
        assert_eq!(id(&data(lenient)).as_deref(), Some("a"), "{shown}");
    }
    for status in [201, 202, 299] {
        assert!(judge(reply(status, Some(json!({"data": {"id": "a"}})))).is_ok());
    }
}

#[test]
fn each_row_of_the_services_table() {
    let credits = "Insufficient credits. Please top up your account to continue.";
    for (status, said, code, refused) in [
        (
            400,
            "field \"prompt\" is required and must not be empty",
            Code::BadRequest,
            true,
        ),
        (400, "Model not found", Code::BadRequest, true),
        (400, credits, Code::InsufficientCredits, true),
        (402, credits, Code::InsufficientCredits, true),
        (402, "", Code::InsufficientCredits, true),
        (401, "Unauthorized", Code::Unauthorized, true),
        (403, "Forbidden", Code::Forbidden, true),
        (404, "Prediction not found", Code::NotFound, true),
        (405, "", Code::BadRequest, true),
        (408, "", Code::Timeout, false),
        (413, "upload too large", Code::BadRequest, true),
        (422, "unprocessable", Code::BadRequest, true),
        (
            429,
            "You have reached your concurrency limit",
            Code::RateLimited,
            true,
        ),
        (429, "2 predictions per 1 minute", Code::RateLimited, true),
        (500, "internal", Code::Server, false),
        (502, "", Code::Server, false),
        (503, "", Code::Server, false),
        (504, "", Code::Server, false),
        (599, "", Code::Server, false),
    ] {
        let found = setback(
            status,
            Some(json!({"code": status, "message": said, "data": null})),
        );
        assert_eq!(
            (found.code, found.refused),
            (code, refused),
            "{status} {said}"
        );
        assert_eq!((found.status, found.said.as_str()), (Some(status), said));
        // A gateway's page, not JSON, says the same but for the words.
        if !said.contains("credits") {
            let page = setback(status, None);
            assert_eq!(
                (page.code, page.refused, page.said.as_str()),
                (code, refused, ""),
                "{status}"
            );
        }
        // The same code in an envelope of HTTP 200.
        let inner = setback(200, Some(json!({"code": status, "message": said})));
        assert_eq!(
            (inner.code, inner.refused, inner.status),
            (code, refused, Some(status)),
            "200, {status}"
        );
    }
}

#[test]
fn the_services_own_codes_in_an_envelope() {
    for (code, expected, refused) in [
        (1200, Code::BadRequest, true),
        (1400, Code::BadRequest, true),
        (1407, Code::InsufficientCredits, true),
        (5000, Code::Server, false),
        (5003, Code::Server, false),
        (5004, Code::Server, false),
    ] {
        let found = setback(200, Some(json!({"code": code, "message": "no"})));
        assert_eq!((found.code, found.refused), (expected, refused), "{code}");
    }
    // Credits are told by the code where an error has no words.
    let found = setback(400, Some(json!({"code": 1407})));
    assert_eq!(
        (found.code, found.refused),
        (Code::InsufficientCredits, true)
    );
}

#[test]
fn what_is_no_answer_of_the_service_is_in_doubt() {
    for (status, json) in [
        (200, None),
        (204, None),
        (200, Some(json!([]))),
        (200, Some(json!("ok"))),
        (200, Some(json!(null))),
        (200, Some(json!(5))),
        (0, None),
        (302, None),
        (304, Some(json!({"id": "a"}))),
        (100, None),
    ] {
        let found = setback(status, json);
        assert_eq!(
            (found.code, found.refused),
            (Code::BadResponse, false),
            "{status}"
        );
    }
    let lost = judge::<Foreign>(Exchange::Lost("Failed to fetch".into())).unwrap_err();
    assert_eq!(
        (lost.code, lost.refused, lost.status),
        (Code::Network, false, None)
    );
    assert_eq!(lost.said, "Failed to fetch");
    let late = judge::<Foreign>(Exchange::TimedOut).unwrap_err();
    assert_eq!((late.code, late.refused), (Code::Timeout, false));
    let unsent = judge::<Foreign>(Exchange::Unsent("headers cannot be sent".into())).unwrap_err();
    assert_eq!((unsent.code, unsent.refused), (Code::Config, true));
}

#[test]
fn the_services_words_are_found_and_kept_short() {
    for (body, said) in [
        (json!({"message": "no"}), "no"),
        (json!({"error": "no"}), "no"),
        (json!({"message": " ", "error": " no "}), "no"),
        (json!({"message": {"a": 1}}), ""),
        (json!("no"), ""),
    ] {
        let shown = body.to_string();
        assert_eq!(setback(500, Some(body)).said, said, "{shown}");
    }
    let long = setback(500, Some(json!({"message": "ø".repeat(5_000)})));
    assert_eq!(long.said.chars().count(), 300);
}

#[test]
fn the_pause_that_was_asked_for_is_kept() {
    let found = judge::<Foreign>(Exchange::Reply {
        status: 429,
        json: None,
        retry_after_ms: Some(7_000.0),
    });
    assert_eq!(found.unwrap_err().retry_after_ms, Some(7_000.0));
}
