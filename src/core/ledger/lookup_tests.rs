//! Tests of `lookup`: each verdict, from what the history and the ledger show.

use super::*;
use crate::core::ledger::lease::Lease;
use crate::core::ledger::record::Step as Note;
use crate::core::testing::Foreign;
use crate::core::testing::ledger::{entry, sent, steps, wire};
use proptest::prelude::*;

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
    let claims = of.iter().map(|(id, name)| (id.to_string(), name.to_string()));
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

#[test]
fn a_twin_s_claim_is_a_reason_to_look_again() {
    // It took this one's job, perhaps, and its own was not in the history yet.
    let taken = claims(&[("a", "job/r/twin")]);
    let patience = Patience {
        looks: 1,
        ..Patience::default()
    };
    let mut search = Search::new();
    search.lookup = Lookup::new(patience, OWN, &search.record);
    let one = [equal("a", 500.0)];
    let two = [equal("b", 600.0), equal("a", 500.0)];
    assert_eq!(search.look(&one, &taken), PAUSE);
    let mut later = Search {
        record: search.record.clone(),
        lookup: search.lookup.clone(),
    };
    assert_eq!(search.look(&one, &taken), ABSENT);
    assert_eq!(later.look(&two, &taken), claim_of("b"));
    // As often as another one is taken, but not for ever.
    let mut search = Search::new();
    let mut history = Vec::new();
    let mut others = claims(&[]);
    for n in 0..40 {
        let id = format!("twin-{n}");
        history.push(equal(&id, 500.0));
        others.claims.push((id, format!("job/r/{n}")));
        let step = search.look(&history, &others);
        if step != PAUSE {
            assert_eq!((n, step), (20, unknown_of(&[])));
            return;
        }
    }
    panic!("it never ends");
}

#[test]
fn while_a_twin_is_being_submitted_no_job_is_taken() {
    let mut search = Search::new();
    let busy = Others {
        under_way: 1,
        ..Others::default()
    };
    let history = [equal("a", 500.0)];
    for _ in 0..20 {
        assert_eq!(search.look(&history, &busy), PAUSE);
    }
    // Longer than a submit may take.
    assert_eq!(search.look(&history, &busy), unknown_of(&["a"]));
    // It has its answer, and it was that job.
    let mut search = Search::new();
    assert_eq!(search.look(&history, &busy), PAUSE);
    let theirs = claims(&[("a", "job/r/twin")]);
    assert_eq!(search.looks(&history, &theirs), ABSENT);
    // Its answer is lost, too: a job is a job.
    let mut search = Search::new();
    assert_eq!(search.look(&history, &busy), PAUSE);
    assert_eq!(search.look(&history, &lost(1)), claim_of("a"));
    // Where there is nothing to take there is nothing to wait for.
    assert_eq!(Search::new().looks(&[], &busy), ABSENT);
}

#[test]
fn a_history_without_inputs_is_held_to_a_stricter_rule() {
    let one = [untold("a", 500.0)];
    assert_eq!(
        Search::new().look(&one, &Others::default()),
        claim_of("a"),
        "the only one since, of the only one who asked"
    );
    for others in [
        lost(1),
        Others {
            under_way: 1,
            ..Others::default()
        },
        Others {
            strangers: 1,
            ..Others::default()
        },
    ] {
        assert_eq!(
            Search::new().looks(&one, &others),
            unknown_of(&["a"]),
            "{others:?}"
        );
    }
    let two = [untold("b", 900.0), untold("a", 500.0)];
    let step = Search::new().looks(&two, &Others::default());
    assert_eq!(step, unknown_of(&["b", "a"]));
    // One of them is spoken for.
    let theirs = claims(&[("b", "job/r/other")]);
    assert_eq!(Search::new().look(&two, &theirs), claim_of("a"));
    // Too early, or at a time by an unknown clock.
    let early = [untold("a", -61_000.0)];
    let step = Search::new().looks(&early, &Others::default());
    assert_eq!(step, unknown_of(&["a"]));
    let step = Search::unsure().looks(&one, &Others::default());
    assert_eq!(step, unknown_of(&["a"]));
    // What is told to be equal comes before what is not told.
    let mixed = [untold("b", 900.0), equal("a", 500.0)];
    let step = Search::new().look(&mixed, &Others::default());
    assert_eq!(step, claim_of("a"));
    assert_eq!(Search::new().looks(&[], &lost(3)), ABSENT);
}

#[test]
fn a_job_of_no_known_age_raises_doubt_and_is_not_taken() {
    let ageless = crate::core::testing::record([("id", "a".into()), ("input", wire("a"))]);
    let step = Search::new().looks(&[ageless], &Others::default());
    assert_eq!(step, unknown_of(&["a"]));
}

#[test]
fn a_job_from_before_the_submit_is_not_its_own() {
    let look = |after_ms: f64| Search::new().looks(&[equal("a", after_ms)], &Others::default());
    assert_eq!(look(-59_000.0), claim_of("a"), "within the margin");
    // The clock may have been set since: nothing is proven.
    assert_eq!(look(-61_000.0), unknown_of(&["a"]));
    assert_eq!(look(-86_400_000.0), unknown_of(&["a"]));
    assert_eq!(look(-86_500_000.0), ABSENT);
    // By an unknown clock a day is the margin, and nothing is ever too old to be doubted.
    let look = |after_ms: f64| Search::unsure().looks(&[equal("a", after_ms)], &Others::default());
    assert_eq!(look(-86_000_000.0), claim_of("a"));
    assert_eq!(look(-86_500_000.0), unknown_of(&["a"]));
    assert_eq!(look(-600_000_000.0), unknown_of(&["a"]));
}

#[test]
fn the_service_s_clock_is_what_counts() {
    // Ours is an hour behind, and the record knows it.
    let hour = 3_600_000.0;
    let search = || Search::of(sent("a", SENT_MS, Some(hour)));
    let others = Others::default();
    let own = [equal("a", hour + 500.0)];
    assert_eq!(search().looks(&own, &others), claim_of("a"));
    let old = [equal("a", hour - 61_000.0)];
    assert_eq!(search().looks(&old, &others), unknown_of(&["a"]));
    // Set forwards by an hour after the service's was read, it makes its own job seem too old: it is not taken, and
    // not missed either.
    let forwards = || Search::of(sent("a", SENT_MS + hour, Some(0.0)));
    let own = [equal("a", 500.0)];
    assert_eq!(forwards().looks(&own, &others), unknown_of(&["a"]));
    // Set back by an hour, older jobs seem possible, too.
    let back = || Search::of(sent("a", SENT_MS - hour, Some(0.0)));
    assert_eq!(back().looks(&own, &others), claim_of("a"));
    let two = [equal("a", 500.0), equal("b", -1_800_000.0)];
    assert_eq!(back().looks(&two, &others), unknown_of(&["a", "b"]));
    assert_eq!(
        search().lookup.since_ms(),
        Some(SENT_MS + hour - 60_000.0 - 86_400_000.0)
    );
    assert_eq!(Search::unsure().lookup.since_ms(), None);
}

#[test]
fn a_history_is_read_page_by_page_and_an_entry_once() {
    let mut search = Search::new();
    let sight = |entry: Foreign| search.record.sight(&entry).unwrap();
    let (a, b) = (sight(equal("a", 500.0)), sight(equal("b", 900.0)));
    search.lookup.read(vec![b.clone()], true);
    assert_eq!(search.lookup.next(), &Step::Read { page: 2 });
    // A new job has moved the others on.
    search.lookup.read(vec![b, a], false);
    let ids = vec!["b".to_owned(), "a".to_owned()];
    assert_eq!(search.lookup.next(), &Step::Compare { ids });
    search.lookup.compared(&lost(1));
    assert_eq!(search.lookup.next(), &claim_of("a"));
}

#[test]
fn a_history_that_is_longer_than_is_read_proves_nothing_absent() {
    let mut search = Search::new();
    for _ in 0..2 {
        for page in 1..=PAGES_MOST {
            assert_eq!(search.lookup.next(), &Step::Read { page });
            search.lookup.read(Vec::new(), true);
        }
        assert_eq!(search.lookup.next(), &Step::Compare { ids: Vec::new() });
        search.lookup.compared(&Others::default());
        if matches!(search.lookup.next(), Step::Pause { .. }) {
            search.lookup.paused();
        }
    }
    assert_eq!(search.lookup.next(), &unknown_of(&[]));
    // What is in it is found all the same.
    let mut search = Search::new();
    let sight = search.record.sight(&equal("a", 500.0)).unwrap();
    search.lookup.read(vec![sight], true);
    for _ in 1..PAGES_MOST {
        search.lookup.read(Vec::new(), true);
    }
    search.lookup.compared(&Others::default());
    assert_eq!(search.lookup.next(), &claim_of("a"));
    // The last page of all is the end.
    let mut search = Search::new();
    for page in 1..=PAGES_MOST {
        search.lookup.read(Vec::new(), page < PAGES_MOST);
    }
    search.lookup.compared(&Others::default());
    assert_eq!(search.look(&[], &Others::default()), ABSENT);
}

#[test]
fn a_history_that_cannot_be_read_settles_nothing() {
    let mut search = Search::new();
    search.lookup.unreadable();
    assert_eq!(search.lookup.next(), &unknown_of(&[]));
    let mut search = Search::new();
    assert_eq!(search.look(&[], &Others::default()), PAUSE);
    search.lookup.paused();
    search.lookup.unreadable();
    assert_eq!(search.lookup.next(), &unknown_of(&[]));
}

#[test]
fn who_counts_as_a_twin_and_who_as_a_stranger() {
    let own = sent("a", SENT_MS, Some(0.0));
    let counted = |other: &Record<Foreign>, name: &str, is_free: bool| {
        let mut others = Others::default();
        others.count((OWN, &own), (name, other), is_free);
        (others.lost, others.under_way, others.strangers)
    };
    let mut twin = own.clone();
    assert_eq!(counted(&twin, OWN, true), (0, 0, 0), "itself");
    assert_eq!(counted(&twin, "b", false), (0, 1, 0), "being submitted");
    assert_eq!(counted(&twin, "b", true), (1, 0, 0), "its tab is gone");
    let mut stranger = sent("b", SENT_MS, None);
    assert_eq!(counted(&stranger, "b", false), (0, 0, 1));
    assert_eq!(counted(&stranger, "b", true), (0, 0, 1));
    steps(&mut stranger, Note::Lost);
    assert_eq!(counted(&stranger, "b", true), (0, 0, 1));
    // A lost one is lost, also while it is looked up: two that wait for each other would wait for ever.
    steps(&mut twin, Note::Lost);
    assert_eq!(counted(&twin, "b", false), (1, 0, 0));
    assert_eq!(counted(&twin, "b", true), (1, 0, 0));
    for state in State::ALL.iter().copied() {
        let is_open = matches!(state, State::Submitting | State::Unknown);
        let other = Record {
            state,
            ..own.clone()
        };
        assert_eq!(
            counted(&other, "b", true) != (0, 0, 0),
            is_open,
            "{state:?}"
        );
    }
    // One that has nothing written down but its pictures' digests is not sent yet, and no twin.
    let preparing = Record::new(wire("a"), Vec::new(), 0, Lease::default(), SENT_MS);
    assert_eq!(counted(&preparing, "b", false), (0, 0, 0));
}

proptest! {
    /// Whatever a history has, it comes to an end, claims only what is there and nobody's, and finds only what it claimed.
    #[test]
    fn any_history_ends(
        history in proptest::collection::vec((0..6u32, -200_000.0..200_000.0, 0..3u8), 0..8),
        taken in proptest::collection::vec((0..6u32, any::<bool>()), 0..4),
        lost in 0..3u32,
        under_way in 0..2u32,
        strangers in 0..2u32,
        knows in any::<bool>(),
        grants in any::<bool>(),
    ) {
        let mut search = if knows { Search::new() } else { Search::unsure() };
        let history: Vec<Foreign> = history
            .into_iter()
            .map(|(id, after_ms, kind)| match kind {
                0 => equal(&id.to_string(), after_ms),
                1 => untold(&id.to_string(), after_ms),
                _ => entry(&id.to_string(), Some(wire("b")), SENT_MS + after_ms),
            })
            .collect();
        let claims = taken.into_iter().map(|(id, is_ours)| {
            (id.to_string(), if is_ours { OWN } else { "job/r/other" }.to_owned())
        });
        let others = Others { claims: claims.collect(), lost, under_way, strangers };
        let mut claimed = None;
        for _ in 0..400 {
            match search.lookup.next().clone() {
                Step::Read { .. } => {
                    let sights = history.iter().filter_map(|entry| search.record.sight(entry));
                    let sights = sights.collect();
                    search.lookup.read(sights, false);
                }
                Step::Compare { .. } => search.lookup.compared(&others),
                Step::Claim { id } => {
                    prop_assert!(others.claims.iter().all(|(claimed, _)| *claimed != id));
                    claimed = Some(id);
                    search.lookup.claimed(grants);
                }
                Step::Pause { ms } => {
                    prop_assert_eq!(ms, 5_000.0);
                    search.lookup.paused();
                }
                Step::End(Verdict::Found(id)) => {
                    let is_ours = others.claims.iter().any(|claim| *claim == (id.clone(), OWN.to_owned()));
                    prop_assert!(is_ours || (grants && claimed == Some(id)));
                    return Ok(());
                }
                Step::End(_) => return Ok(()),
            }
        }
        prop_assert!(false, "it never ends");
    }
}
