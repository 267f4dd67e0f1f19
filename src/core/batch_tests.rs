//! Tests of `batch`: the pace at which an account's level takes jobs.

use super::*;
use crate::core::error::{Charge, Stage};
use crate::core::ledger::budget::{Budget, Sums};
use proptest::prelude::*;

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

/// An account whose level takes so many jobs a minute and has so many run at once; the jobs of a batch that it is to take.
struct Account {
    now_ms: f64,
    a_minute: usize,
    at_once: usize,
    taken_ms: Vec<f64>,
    /// When each ends that runs.
    running: Vec<f64>,
    refused: usize,
}

/// What one of the batch's places is doing, until when.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Ready,
    Waits(f64),
    Listens,
    Submits(f64),
    Runs(f64),
}

impl Account {
    fn new(a_minute: usize, at_once: usize) -> Account {
        Account {
            now_ms: NOW,
            a_minute,
            at_once,
            taken_ms: Vec::new(),
            running: Vec::new(),
            refused: 0,
        }
    }

    fn takes(&mut self, ends_ms: f64) -> bool {
        let now_ms = self.now_ms;
        self.running.retain(|ends_ms| *ends_ms > now_ms);
        let recent = self.taken_ms.iter().rev();
        let recent = recent.take_while(|taken_ms| now_ms - **taken_ms < MINUTE);
        let takes = recent.count() < self.a_minute && self.running.len() < self.at_once;
        if takes {
            self.taken_ms.push(now_ms);
            self.running.push(ends_ms);
        } else {
            self.refused += 1;
        }
        takes
    }

    /// Runs a batch to its end; `chance` decides how long jobs take, and which answers are lost.
    fn run(&mut self, jobs: usize, places: usize, mut chance: impl FnMut() -> f64) {
        let mut pace = pace();
        let mut places = vec![Place::Ready; places];
        let mut left = jobs;
        let mut out = 0;
        for _ in 0..jobs * 1_000 {
            for place in &mut places {
                let is_due = match *place {
                    Place::Ready => left > 0,
                    Place::Listens => true,
                    Place::Waits(ms) | Place::Submits(ms) | Place::Runs(ms) => ms <= self.now_ms,
                };
                if !is_due {
                    continue;
                }
                *place = match *place {
                    Place::Submits(_) => {
                        out -= 1;
                        pace.ended();
                        let ends_ms = self.now_ms + 60_000.0 + 240_000.0 * chance();
                        if self.takes(ends_ms) {
                            left -= 1;
                            // One answer in fifty is lost.
                            if chance() >= 0.02 {
                                pace.taken();
                            }
                            Place::Runs(ends_ms)
                        } else {
                            pace.refused(0.0, self.now_ms, chance());
                            assert!(!pace.is_hopeless(1_800_000.0, self.now_ms));
                            Place::Ready
                        }
                    }
                    Place::Runs(_) => Place::Ready,
                    // The last of them need no turn any more.
                    _ if out >= left => Place::Ready,
                    _ => match pace.turn(self.now_ms) {
                        Turn::Go => {
                            out += 1;
                            Place::Submits(self.now_ms + 300.0)
                        }
                        Turn::Wait(ms) => {
                            assert!(ms > 0.0 && ms <= 30_000.0);
                            Place::Waits(self.now_ms + ms)
                        }
                        Turn::Listen => {
                            assert!(out > 0, "there is nobody to listen to");
                            Place::Listens
                        }
                    },
                };
            }
            let times = places.iter().filter_map(|place| match place {
                Place::Waits(ms) | Place::Submits(ms) | Place::Runs(ms) => Some(*ms),
                Place::Ready if out < left => Some(self.now_ms),
                Place::Ready | Place::Listens => None,
            });
            let next_ms = times.fold(f64::INFINITY, f64::min);
            if left == 0 && next_ms == f64::INFINITY {
                return;
            }
            assert!(
                next_ms < f64::INFINITY,
                "all wait for each other: {places:?}"
            );
            self.now_ms = self.now_ms.max(next_ms);
        }
        panic!("it never ends: {left} are left");
    }
}

/// Numbers from 0 to 1, the same each time.
fn chances(mut seed: u32) -> impl FnMut() -> f64 {
    move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(seed >> 8) / f64::from(1 << 24)
    }
}

#[test]
fn an_account_of_the_first_level_takes_five_hundred_jobs() {
    // As many places as the level has, the usual two, and far too many.
    for places in [2, 3, 10, 500] {
        let mut account = Account::new(2, 2);
        account.run(500, places, chances(places as u32));
        assert_eq!(account.taken_ms.len(), 500);
        // Not much later than the level itself allows: two at once, three minutes each.
        let most_ms = 500.0 / 2.0 * 180_000.0;
        let took_ms = account.now_ms - NOW;
        assert!(took_ms < 1.3 * most_ms, "{places}: {took_ms} of {most_ms}");
        // Asked in vain a few times for each; the first time all try at once.
        let most = 12 * 500 + places;
        assert!(account.refused < most, "{places}: {}", account.refused);
    }
}

#[test]
fn an_account_that_takes_all_is_never_waited_for() {
    let mut account = Account::new(10_000, 10_000);
    account.run(500, 100, chances(1));
    assert_eq!(account.refused, 0);
}

proptest! {
    #[test]
    fn whatever_the_level_a_batch_ends(
        a_minute in 1..20usize,
        at_once in 1..20usize,
        jobs in 1..40usize,
        places in 1..50usize,
        seed in any::<u32>(),
    ) {
        Account::new(a_minute, at_once).run(jobs, places, chances(seed));
    }
}
