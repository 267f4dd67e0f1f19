//! Tests of `batch`: whole batches against an account whose level takes only so many jobs.

use super::*;
use proptest::prelude::*;

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
