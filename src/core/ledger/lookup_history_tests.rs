//! Tests of `lookup`: what a history tells that is old, long, silent on inputs, or of another clock.

use super::*;

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
