//! Tests of `lookup`: each verdict, from what the history and the ledger show.

use super::*;
use crate::core::ledger::lease::Lease;
use crate::core::ledger::record::Step as Note;
use crate::core::testing::Foreign;
use crate::core::testing::ledger::{entry, sent, steps, wire};

#[path = "lookup_any_tests.rs"]
mod any;
#[path = "lookup_history_tests.rs"]
mod history;
#[path = "lookup_twins_tests.rs"]
mod twins;
#[path = "lookup_world_tests.rs"]
mod world;

const SENT_MS: f64 = 1e12;
const OWN: &str = "job/r/own";

/// A look-up of a record that was sent at `SENT_MS`, by a clock that is the service's.
struct Search {
    record: Record<Foreign>,
    lookup: Lookup,
}

/// An equal job, made so long after the submit.
fn equal(id: &str, after_ms: f64) -> Foreign {
    entry(id, Some(wire("a")), SENT_MS + after_ms)
}

/// A job of which the service does not tell what it was made of.
fn untold(id: &str, after_ms: f64) -> Foreign {
    entry(id, None, SENT_MS + after_ms)
}

fn claims(of: &[(&str, &str)]) -> Others {
    let claims = of
        .iter()
        .map(|(id, name)| (id.to_string(), name.to_string()));
    Others {
        claims: claims.collect(),
        ..Others::default()
    }
}

fn lost(lost: u32) -> Others {
    Others {
        lost,
        ..Others::default()
    }
}

fn unknown_of(ids: &[&str]) -> Step {
    let ids = ids.iter().map(|id| id.to_string());
    Step::End(Verdict::Unknown(ids.collect()))
}

fn claim_of(id: &str) -> Step {
    Step::Claim { id: id.to_owned() }
}

const PAUSE: Step = Step::Pause { ms: 5_000.0 };
const ABSENT: Step = Step::End(Verdict::Absent);

impl Search {
    fn of(record: Record<Foreign>) -> Search {
        let lookup = Lookup::new(Patience::default(), OWN, &record);
        Search { record, lookup }
    }

    fn new() -> Search {
        Search::of(sent("a", SENT_MS, Some(0.0)))
    }

    /// Where the service's clock is not known.
    fn unsure() -> Search {
        Search::of(sent("a", SENT_MS, None))
    }

    /// One look: a history of one page, and what the ledger has.
    fn look(&mut self, history: &[Foreign], others: &Others) -> Step {
        if matches!(self.lookup.next(), Step::Pause { .. }) {
            self.lookup.paused();
        }
        assert_eq!(self.lookup.next(), &Step::Read { page: 1 });
        let sights: Vec<Sight> = history
            .iter()
            .filter_map(|entry| self.record.sight(entry))
            .collect();
        let ids = sights.iter().map(|sight| sight.id.clone()).collect();
        self.lookup.read(sights, false);
        assert_eq!(self.lookup.next(), &Step::Compare { ids });
        self.lookup.compared(others);
        self.lookup.next().clone()
    }

    /// The same look, and the same again, until it comes to something.
    fn looks(&mut self, history: &[Foreign], others: &Others) -> Step {
        for _ in 0..200 {
            let step = self.look(history, others);
            if !matches!(step, Step::Pause { .. }) {
                return step;
            }
        }
        panic!("it never ends");
    }
}

#[test]
fn what_is_in_the_history_is_claimed_and_found() {
    let mut search = Search::new();
    let history = [equal("a", 500.0), entry("b", Some(wire("b")), SENT_MS)];
    assert_eq!(
        search.look(&history, &Others::default()),
        claim_of("a"),
        "at the first look"
    );
    search.lookup.claimed(true);
    let found = Step::End(Verdict::Found("a".into()));
    assert_eq!(search.lookup.next(), &found);
    // It stays found.
    search.lookup.claimed(false);
    assert_eq!(search.lookup.next(), &found);

    let mut search = Search::new();
    assert_eq!(search.look(&[], &Others::default()), PAUSE);
    assert_eq!(
        search.look(&[equal("a", 500.0)], &Others::default()),
        claim_of("a"),
        "at the second look"
    );
}

#[test]
fn what_is_in_no_look_is_absent() {
    let mut search = Search::new();
    assert_eq!(search.look(&[], &Others::default()), PAUSE);
    assert_eq!(search.look(&[], &Others::default()), ABSENT);
    for looks in [1, 2, 7] {
        let patience = Patience {
            looks,
            ..Patience::default()
        };
        let mut search = Search::new();
        search.lookup = Lookup::new(patience, OWN, &search.record);
        for _ in 1..looks {
            assert_eq!(search.look(&[], &Others::default()), PAUSE);
        }
        assert_eq!(search.look(&[], &Others::default()), ABSENT);
    }
    // Jobs of other requests are none of its business.
    let others = [entry("b", Some(wire("b")), SENT_MS + 500.0)];
    assert_eq!(Search::new().looks(&others, &lost(3)), ABSENT);
}

#[test]
fn more_equal_jobs_than_lost_submits_are_not_told_apart() {
    let history = [equal("b", 900.0), equal("a", 500.0)];
    let step = Search::new().look(&history, &Others::default());
    assert_eq!(step, unknown_of(&["b", "a"]));
    // Lost twins explain one each; one that was sent to make something else does not.
    assert_eq!(Search::new().look(&history, &lost(1)), claim_of("a"));
    let strange = Others {
        strangers: 5,
        ..Others::default()
    };
    let step = Search::new().look(&history, &strange);
    assert_eq!(step, unknown_of(&["b", "a"]));
}

#[test]
fn a_job_that_another_record_has_is_not_taken() {
    let theirs = claims(&[("a", "job/r/other")]);
    assert_eq!(Search::new().looks(&[equal("a", 500.0)], &theirs), ABSENT);
    let history = [equal("b", 900.0), equal("a", 500.0)];
    assert_eq!(Search::new().look(&history, &theirs), claim_of("b"));
    // Claimed between the look at the ledger and the claim: the ledger is read again.
    let mut search = Search::new();
    assert_eq!(search.look(&history, &lost(1)), claim_of("a"));
    search.lookup.claimed(false);
    let ids = vec!["b".to_owned(), "a".to_owned()];
    assert_eq!(search.lookup.next(), &Step::Compare { ids });
    search.lookup.compared(&theirs);
    assert_eq!(search.lookup.next(), &claim_of("b"));
}

#[test]
fn a_store_that_refuses_a_claim_and_shows_none_keeps_nobody_for_ever() {
    let mut search = Search::new();
    let history = [equal("b", 900.0), equal("a", 500.0)];
    assert_eq!(search.look(&history, &lost(1)), claim_of("a"));
    search.lookup.claimed(false);
    search.lookup.compared(&lost(1));
    assert_eq!(search.lookup.next(), &claim_of("b"));
    search.lookup.claimed(false);
    search.lookup.compared(&lost(1));
    assert_eq!(search.lookup.next(), &PAUSE);
    assert_eq!(search.looks(&history, &lost(1)), ABSENT);
}

#[test]
fn its_own_claim_is_found_again() {
    // Claimed by a tab that died before it wrote so into the record.
    let ours = claims(&[("b", "job/r/other"), ("a", OWN)]);
    let history = [equal("c", 900.0), equal("b", 700.0), equal("a", 500.0)];
    let found = Step::End(Verdict::Found("a".into()));
    assert_eq!(Search::new().look(&history, &ours), found);
    // Whatever else is going on.
    let busy = Others {
        under_way: 1,
        lost: 1,
        strangers: 1,
        ..ours
    };
    let untold = [untold("a", -7_200_000.0)];
    assert_eq!(Search::new().look(&untold, &busy), found);
}
