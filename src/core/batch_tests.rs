//! Tests of `batch`: the pace after each refusal, and what stops all.

use super::*;
use crate::core::error::{Charge, Stage};
use crate::core::ledger::budget::{Budget, Sums};

#[path = "batch_account_tests.rs"]
mod account;

const NOW: f64 = 1e12;
const MINUTE: f64 = 60_000.0;

fn pace() -> Pace {
    Pace::new(Retry::default())
}

/// The pause until the next turn, which must be one.
fn wait(pace: &mut Pace, now_ms: f64) -> f64 {
    match pace.turn(now_ms) {
        Turn::Wait(ms) => ms,
        turn => panic!("{turn:?}"),
    }
}

#[test]
fn at_full_speed_until_something_is_refused() {
    let mut pace = pace();
    for _ in 0..1_000 {
        assert_eq!(pace.turn(NOW), Turn::Go);
    }
    pace.taken();
    assert_eq!(pace.turn(NOW), Turn::Go);
    assert!(!pace.is_hopeless(0.0, NOW + 1e12));
}

#[test]
fn one_at_a_time_after_a_refusal_and_twice_as_many_with_each_that_is_taken() {
    let mut pace = pace();
    pace.refused(0.0, NOW, 0.5);
    let ms = wait(&mut pace, NOW);
    assert_eq!(ms, Retry::default().rate_backoff(1, 0.5));
    assert_eq!(wait(&mut pace, NOW + ms - 1.0), 1.0);
    assert_eq!(pace.turn(NOW + ms), Turn::Go);
    for _ in 0..3 {
        assert_eq!(pace.turn(NOW + ms), Turn::Listen);
        assert_eq!(pace.turn(NOW + 1e9), Turn::Listen);
    }
    for at_once in [2, 4, 8] {
        pace.ended();
        pace.taken();
        for _ in 0..at_once {
            assert_eq!(pace.turn(NOW + ms), Turn::Go);
        }
        assert_eq!(pace.turn(NOW + ms), Turn::Listen);
        for _ in 1..at_once {
            pace.ended();
        }
    }
}

#[test]
fn each_refusal_in_a_row_makes_the_pause_longer_and_many_at_once_are_one() {
    let mut pace = pace();
    let mut now = NOW;
    let mut pauses = Vec::new();
    for _ in 0..8 {
        for _ in 0..5 {
            pace.refused(0.0, now, 1.0);
        }
        let ms = wait(&mut pace, now);
        pauses.push(ms);
        now += ms;
        assert_eq!(pace.turn(now), Turn::Go);
        pace.ended();
    }
    let retry = Retry::default();
    let expected: Vec<f64> = (1..=8).map(|sent| retry.rate_backoff(sent, 1.0)).collect();
    assert_eq!(pauses, expected);
    assert_eq!(pauses[7], 30_000.0);
    // Taken, it begins anew.
    pace.taken();
    pace.refused(0.0, now, 1.0);
    assert_eq!(wait(&mut pace, now), expected[0]);
}

#[test]
fn a_pause_that_was_asked_for_is_kept() {
    let mut pace = pace();
    pace.refused(45_000.0, NOW, 0.5);
    assert_eq!(wait(&mut pace, NOW), 45_000.0);
    // Less than its own is not asked for.
    let mut pace = self::pace();
    pace.refused(1.0, NOW, 0.5);
    assert!(wait(&mut pace, NOW) > 999.0);
}

#[test]
fn one_of_which_nothing_was_heard_lets_the_next_one_try() {
    let mut pace = pace();
    pace.refused(0.0, NOW, 0.5);
    let ms = wait(&mut pace, NOW);
    assert_eq!(pace.turn(NOW + ms), Turn::Go);
    assert_eq!(pace.turn(NOW + ms), Turn::Listen);
    pace.ended();
    assert_eq!(pace.turn(NOW + ms), Turn::Go);
    assert_eq!(pace.turn(NOW + ms), Turn::Listen);
}

#[test]
fn it_is_hopeless_when_nothing_was_taken_for_too_long() {
    let mut pace = pace();
    pace.refused(0.0, NOW, 0.5);
    assert!(!pace.is_hopeless(MINUTE, NOW + MINUTE));
    assert!(pace.is_hopeless(MINUTE, NOW + MINUTE + 1.0));
    // Further refusals do not make it younger; a job that is taken does.
    pace.refused(0.0, NOW + MINUTE, 0.5);
    assert!(pace.is_hopeless(MINUTE, NOW + MINUTE + 1.0));
    pace.taken();
    assert!(!pace.is_hopeless(MINUTE, NOW + 2.0 * MINUTE));
    pace.refused(0.0, NOW + 2.0 * MINUTE, 0.5);
    assert!(!pace.is_hopeless(MINUTE, NOW + 3.0 * MINUTE));
}

#[test]
fn a_clock_that_is_set_back_keeps_nobody_waiting() {
    let mut pace = pace();
    pace.refused(0.0, NOW, 0.5);
    let ms = wait(&mut pace, NOW);
    assert_eq!(wait(&mut pace, NOW - 60.0 * MINUTE), ms);
    assert!(!pace.is_hopeless(MINUTE, NOW - 60.0 * MINUTE));
}

#[test]
fn what_every_further_job_would_meet_as_well_stops_all() {
    let failure = |code| Failure::new(code, Stage::Submit, "No.");
    for code in Code::ALL.iter().copied() {
        let expected = matches!(
            code,
            Code::Unauthorized
                | Code::Forbidden
                | Code::InsufficientCredits
                | Code::Storage
                | Code::Config
                | Code::BudgetExceeded
        );
        assert_eq!(stops_all(&failure(code)), expected, "{code:?}");
    }
    // A job that failed for want of credits was one of many that may not.
    let own = Failure {
        job_id: Some("a".into()),
        charge: Charge::None,
        ..failure(Code::InsufficientCredits)
    };
    assert!(!stops_all(&own));
    let exceeded = |job, total| {
        let budget = Budget {
            job,
            total,
            day: None,
        };
        Sums::default().reserve(&budget, 10, NOW).unwrap_err()
    };
    assert!(
        !stops_all(&exceeded(Some(9), None)),
        "another may be cheaper"
    );
    assert!(stops_all(&exceeded(None, Some(9))));
}
