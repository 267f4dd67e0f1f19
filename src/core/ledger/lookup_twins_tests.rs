//! Tests of `lookup`: other records that are lost or being submitted, of the same request and of others.

use super::*;

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

#[test]
fn a_twin_is_given_a_moment_also_where_no_pause_is_asked_for() {
    let patience = Patience {
        pause_ms: 0.0,
        ..Patience::default()
    };
    let mut search = Search::new();
    search.lookup = Lookup::new(patience, OWN, &search.record);
    let busy = Others {
        under_way: 1,
        ..Others::default()
    };
    let pause = Step::Pause { ms: 100.0 };
    assert_eq!(search.look(&[equal("a", 500.0)], &busy), pause);
}
