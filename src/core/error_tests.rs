//! Tests of `error`.

use super::*;
use crate::core::answer::{Exchange, judge};
use crate::core::issue::Issue;
use crate::core::ledger::budget::{Budget, Sums};
use crate::core::prediction::Prediction;
use crate::core::retry::Call;
use crate::core::testing::Foreign;
use serde_json::json;
use std::collections::BTreeSet;

fn exceeded() -> Failure {
    let budget = Budget {
        total: Some(1),
        ..Budget::default()
    };
    Sums::default().reserve(&budget, 2, 0.0).unwrap_err()
}

/// Every failure that the core can make, each code of the service included.
fn failures() -> Vec<Failure> {
    let mut all = vec![
        Failure::deadline("a", Charge::Charged),
        Failure::deadline("a", Charge::Unknown),
        Failure::unknown_job("a", Charge::Unknown),
        Failure::unknown_job("a", Charge::Charged),
        crate::core::settings::config("/apiKey", "apiKey is empty: give one."),
        Failure::conflict("order/42", None),
        Failure::conflict("order/42", Some("a".into())),
        Failure::storage("The disk is full.".into()),
        Failure::never_sent(),
        Failure::unresolved(Vec::new()),
        Failure::unresolved(vec!["a".into(), "b".into()]),
        exceeded(),
    ];
    // What a submit can have met whose answer is lost.
    for code in [
        Code::Network,
        Code::Timeout,
        Code::Server,
        Code::BadResponse,
    ] {
        all.push(Failure::absent(code));
    }
    for stage in Stage::ALL.iter().copied() {
        for charge in Charge::ALL.iter().copied() {
            all.push(Failure::aborted(stage, charge, Some("a".into())));
        }
    }
    let mut exchanges = vec![
        Exchange::Lost("words".into()),
        Exchange::TimedOut,
        Exchange::Unsent("The headers cannot be sent.".into()),
    ];
    for status in 0..=1000 {
        for json in [
            None,
            Some(json!({"message": "words"})),
            Some(json!({"message": "Insufficient credits."})),
        ] {
            exchanges.push(Exchange::Reply {
                status,
                json: json.map(Foreign::from),
                retry_after_ms: None,
            });
        }
    }
    for code in 1..=6_000 {
        exchanges.push(Exchange::Reply {
            status: 200,
            json: Some(json!({"code": code}).into()),
            retry_after_ms: None,
        });
    }
    for exchange in exchanges {
        if let Err(setback) = judge(exchange) {
            for call in [Call::Submit, Call::Upload, Call::Poll, Call::Ask] {
                all.push(setback.clone().failure(call));
            }
        }
    }
    for status in ["completed", "failed", "cancelled", "timeout", "deleted"] {
        for code in [
            0, 1200, 1400, 1401, 1402, 1403, 1405, 1406, 1407, 5000, 5003,
        ] {
            for error in ["", "words"] {
                let data = json!({"status": status, "code": code, "error": error});
                let prediction = Prediction::read(&Foreign::from(data));
                all.push(Failure::of_prediction(&prediction, "a").unwrap());
            }
        }
    }
    let checked = crate::core::request::check(
        &Foreign::from(json!({"seed": 1})),
        crate::core::reach::Vantage::Public,
    );
    all.push(Failure::of_issues(
        Code::Validation,
        Stage::Validate,
        checked.errors,
    ));
    all
}

#[test]
fn only_what_is_free_may_be_submitted_again() {
    for failure in failures() {
        assert!(
            !failure.can_resubmit() || failure.charge == Charge::None,
            "{failure:?}"
        );
        let is_final = matches!(
            failure.code,
            Code::Validation
                | Code::Config
                | Code::BadRequest
                | Code::Moderated
                | Code::IdempotencyConflict
        );
        assert_eq!(
            failure.can_resubmit(),
            failure.charge == Charge::None && !is_final,
            "{failure:?}"
        );
    }
    for code in Code::ALL.iter().copied() {
        for charge in [Charge::Charged, Charge::Unknown] {
            let failure = Failure {
                charge,
                ..Failure::new(code, Stage::Submit, "No.")
            };
            assert!(!failure.can_resubmit(), "{failure:?}");
        }
    }
}

#[test]
fn every_code_can_come_about_and_no_message_is_empty() {
    let all = failures();
    let made: BTreeSet<&str> = all.iter().map(|failure| failure.code.name()).collect();
    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(made, known);
    for failure in all {
        let ours = failure.message.split(" The service said: ").next().unwrap();
        let ours = ours.split(" The platform said: ").next().unwrap();
        assert!(ours.len() > 10 && ours.ends_with('.'), "{failure:?}");
        assert!(!failure.message.contains("  "), "{failure:?}");
    }
}

#[test]
fn what_a_code_says_of_the_charge() {
    for failure in failures() {
        match failure.code {
            Code::SubmitUnknown => assert_eq!(failure.charge, Charge::Unknown, "{failure:?}"),
            Code::Cancelled | Code::Expired | Code::NoOutput => {
                assert_eq!(failure.charge, Charge::Charged, "{failure:?}");
            }
            Code::Deadline => assert_ne!(failure.charge, Charge::None, "{failure:?}"),
            Code::Aborted | Code::NotFound => {}
            _ => assert_eq!(failure.charge, Charge::None, "{failure:?}"),
        }
        // A job's own end has the job's id.
        if failure.stage == Stage::Result && failure.code != Code::Aborted {
            assert_eq!(failure.job_id.as_deref(), Some("a"), "{failure:?}");
        }
    }
}

#[test]
fn a_job_that_runs_or_is_well_has_not_failed() {
    for data in [
        json!({}),
        json!({"status": "processing", "error": "odd"}),
        json!({"status": "completed", "outputs": ["https://a/1.mp4"]}),
        json!({"status": "failed", "code": 5004}),
    ] {
        let prediction = Prediction::read(&Foreign::from(data));
        assert_eq!(Failure::of_prediction(&prediction, "a"), None);
    }
}

#[test]
fn the_services_words_are_in_the_message_and_the_cause() {
    let data = json!({"status": "failed", "error": " Image 2 is broken "});
    let failure = Failure::of_prediction(&Prediction::read(&Foreign::from(data)), "a").unwrap();
    assert!(
        failure
            .message
            .ends_with("The service said: Image 2 is broken"),
        "{}",
        failure.message
    );
    assert_eq!(failure.cause.as_deref(), Some("Image 2 is broken"));
}

#[test]
fn what_the_ledger_says_before_anything_is_sent() {
    for (failure, code, stage, can_resubmit) in [
        (exceeded(), Code::BudgetExceeded, Stage::Budget, true),
        (
            Failure::conflict("order/42", None),
            Code::IdempotencyConflict,
            Stage::Validate,
            false,
        ),
        (
            Failure::storage("Full.".into()),
            Code::Storage,
            Stage::Budget,
            true,
        ),
        (Failure::never_sent(), Code::Aborted, Stage::Upload, true),
    ] {
        assert_eq!(
            (failure.code, failure.stage, failure.charge),
            (code, stage, Charge::None)
        );
        assert_eq!(failure.can_resubmit(), can_resubmit, "{failure:?}");
        assert!(failure.candidates.is_empty());
    }
    let failure = Failure::storage("The disk is full.".into());
    assert_eq!(failure.cause.as_deref(), Some("The disk is full."));
    assert!(failure.message.ends_with("It said: The disk is full."));
    // The key is named, as far as anyone would read it; the job is that of the key.
    let failure = Failure::conflict(&"k".repeat(300), Some("a".into()));
    assert_eq!(failure.job_id.as_deref(), Some("a"));
    assert!(failure.message.contains(&"k".repeat(80)));
    assert!(!failure.message.contains(&"k".repeat(81)));
}

#[test]
fn what_a_look_up_says_of_a_lost_submit() {
    let absent = Failure::absent(Code::Timeout);
    assert_eq!(
        (absent.code, absent.stage, absent.charge),
        (Code::Timeout, Stage::Lookup, Charge::None)
    );
    assert!(absent.can_resubmit());
    let none = Failure::unresolved(Vec::new());
    let some = Failure::unresolved(vec!["a".into(), "b".into()]);
    for failure in [&none, &some] {
        assert_eq!(
            (failure.code, failure.stage, failure.charge),
            (Code::SubmitUnknown, Stage::Lookup, Charge::Unknown)
        );
        assert!(!failure.can_resubmit());
        assert_eq!(failure.job_id, None);
        assert!(failure.message.contains("resume()"), "{}", failure.message);
    }
    assert_eq!(*some.candidates, ["a".to_owned(), "b".to_owned()]);
    assert!(some.message.contains("candidates") && !none.message.contains("candidates"));
}

#[test]
fn many_issues_make_one_message_that_can_be_read() {
    let issue = |n: usize| Issue::new(format!("/images/{n}"), "url", "No.");
    let few = Failure::of_issues(
        Code::Validation,
        Stage::Validate,
        vec![Issue::new("", "type", "No."), issue(1)],
    );
    assert_eq!(few.message, "No.\n/images/1: No.");
    let many = Failure::of_issues(
        Code::Validation,
        Stage::Validate,
        (0..100).map(issue).collect(),
    );
    assert_eq!(many.message.lines().count(), 9);
    assert!(many.message.ends_with("\nSee .issues for the rest."));
    assert_eq!(many.issues.len(), 100);
    // All that is left out is told of, and where all is told nothing is.
    for (count, is_cut) in [(8, false), (9, true)] {
        let issues = (0..count).map(issue).collect();
        let failure = Failure::of_issues(Code::Validation, Stage::Validate, issues);
        assert_eq!(failure.message.contains(".issues"), is_cut, "{count}");
    }
}

#[test]
fn public_names_are_words_of_lower_case_and_differ() {
    let names = Code::ALL
        .iter()
        .map(|code| code.name())
        .chain(Stage::ALL.iter().map(|stage| stage.name()))
        .chain(Charge::ALL.iter().map(|charge| charge.name()));
    for name in names {
        assert!(
            name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
            "{name}"
        );
    }
    // What was written by its name is read by it.
    assert!(
        Charge::ALL
            .iter()
            .all(|charge| Charge::of(charge.name()) == Some(*charge))
    );
    assert_eq!((Charge::of("None"), Charge::of("")), (None, None));
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
}
