//! Tests of `repeat`: which jobs of the history are the browser's doing.

use super::*;
use crate::core::ledger::record::Record;
use crate::core::testing::Foreign;
use crate::core::testing::ledger::{entry, sent, wire};

const SENT_MS: f64 = 1e12;
/// How long it was until the answer.
const TOOK_MS: f64 = 1_500.0;
/// When the job was made that the page was told of.
const MADE_MS: f64 = SENT_MS + 1_000.0;

fn record() -> Record<Foreign> {
    sent("a", SENT_MS, Some(0.0))
}

/// What the history shows: the own job, and another of the same inputs, made so long before it.
fn history(earlier_ms: f64) -> Vec<Sight> {
    let entries = [
        entry("own", Some(wire("a")), MADE_MS),
        entry("second", Some(wire("a")), MADE_MS - earlier_ms),
    ];
    entries
        .iter()
        .filter_map(|entry| record().sight(entry))
        .collect()
}

fn found(sights: &[Sight]) -> Option<Vec<String>> {
    repeats("own", TOOK_MS, sights, &Others::default())
}

fn second() -> Option<Vec<String>> {
    Some(vec!["second".to_owned()])
}

#[test]
fn an_equal_job_of_the_same_moment_that_nobody_claims_is_the_browsers_doing() {
    assert_eq!(found(&history(500.0)), second());
    assert_eq!(found(&history(0.0)), second());
}

#[test]
fn one_that_was_made_at_another_time_is_not() {
    assert_eq!(found(&history(TOOK_MS + SLACK_MS + 1.0)), Some(Vec::new()));
    assert_eq!(found(&history(-SLACK_MS - 1.0)), Some(Vec::new()));
}

#[test]
fn one_that_another_record_has_is_not() {
    let others = Others {
        claims: vec![("second".to_owned(), "job/r/other".to_owned())],
        ..Others::default()
    };
    assert_eq!(
        repeats("own", TOOK_MS, &history(500.0), &others),
        Some(Vec::new())
    );
}

#[test]
fn one_that_an_equal_request_of_ours_may_own_is_left_to_that() {
    for others in [
        Others {
            lost: 1,
            ..Others::default()
        },
        Others {
            under_way: 1,
            ..Others::default()
        },
    ] {
        assert_eq!(repeats("own", TOOK_MS, &history(500.0), &others), None);
        let alone = &history(500.0)[..1];
        assert_eq!(repeats("own", TOOK_MS, alone, &others), Some(Vec::new()));
    }
    let others = Others {
        strangers: 3,
        ..Others::default()
    };
    assert_eq!(repeats("own", TOOK_MS, &history(500.0), &others), second());
}

#[test]
fn a_history_that_does_not_show_the_own_job_yet_tells_nothing() {
    assert_eq!(found(&[]), None);
    assert_eq!(found(&history(500.0)[1..]), None);
    let undated = Sight {
        made_ms: None,
        ..history(0.0)[0].clone()
    };
    assert_eq!(found(&[undated]), None);
}

#[test]
fn a_job_of_which_the_service_does_not_tell_what_it_was_made_of_is_nobodys() {
    let untold = entry("second", None, MADE_MS);
    let sights: Vec<Sight> = history(0.0)[..1]
        .iter()
        .cloned()
        .chain(record().sight(&untold))
        .collect();
    assert_eq!(sights.len(), 2);
    assert_eq!(found(&sights), Some(Vec::new()));
}

#[test]
fn any_refusal_that_was_spoken_may_hide_the_first() {
    let setback = |code, refused| Setback {
        code,
        refused,
        ..Setback::unreadable()
    };
    for code in [
        Code::InsufficientCredits,
        Code::RateLimited,
        Code::BadRequest,
        Code::Forbidden,
        Code::NotFound,
    ] {
        assert!(may_hide_a_job(&setback(code, true)), "{code:?}");
        // In doubt it is looked up anyway.
        assert!(!may_hide_a_job(&setback(code, false)), "{code:?}");
    }
    // It was never sent.
    assert!(!may_hide_a_job(&setback(Code::Config, true)));
}

#[test]
fn several_repetitions_are_all_found() {
    let mut sights = history(500.0);
    sights.extend(record().sight(&entry("third", Some(wire("a")), MADE_MS - 900.0)));
    assert_eq!(
        found(&sights),
        Some(vec!["second".to_owned(), "third".to_owned()])
    );
}

#[test]
fn what_was_repeated_is_a_running_job_of_its_own() {
    let repeated = record().repeated("second");
    assert_eq!(repeated.job_id.as_deref(), Some("second"));
    assert_eq!(repeated.counted(), record().micros);
    assert!(repeated.is_made_of(&wire("a")));
    assert_eq!(repeated.lease.owner, "");
}
