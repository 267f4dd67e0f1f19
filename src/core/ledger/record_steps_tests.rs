//! Tests of `record`: who may take which step, and what it writes.

use super::*;
use crate::core::testing::ledger::submit;

fn lease(owner: &str) -> Lease {
    Lease {
        owner: owner.into(),
        until_ms: NOW + 60_000.0,
    }
}

fn prediction(data: serde_json::Value) -> Prediction {
    Prediction::read(&Foreign::from(data))
}

fn end(data: serde_json::Value) -> Step<Foreign> {
    Step::End {
        prediction: prediction(data),
        now_ms: NOW + 5.0,
    }
}

fn run(id: &str) -> Step<Foreign> {
    Step::Run { id: id.into() }
}

/// A record that tab 1 has.
fn of(state: State) -> Record<Foreign> {
    let is_known = matches!(state, State::Running | State::Ended);
    Record {
        lease: lease("tab 1"),
        job_id: is_known.then(|| "a".to_owned()),
        ..in_state(state, Charge::None)
    }
}

#[test]
fn from_the_intent_to_the_end() {
    let ours = lease("tab 1");
    let mut record = Record::new(wire("a"), Vec::new(), 250_000, ours.clone(), NOW);
    assert!(record.step(&submit("b", NOW + 1.0, Some(7.0)), &ours));
    assert_eq!(
        (
            record.state,
            record.sent_ms,
            record.skew_ms,
            record.account.as_str()
        ),
        (State::Submitting, NOW + 1.0, Some(7.0), "0badcafe")
    );
    assert!(
        record.asks_for(&wire("b"), &[]),
        "the request as it went out"
    );
    assert!(record.step(&Step::Refused, &ours));
    assert_eq!(
        (record.state, record.charge()),
        (State::Preparing, Charge::None)
    );
    assert!(record.step(&submit("b", NOW + 2.0, None), &ours));
    assert!(record.step(&run("a"), &ours));
    assert_eq!(
        (record.state, record.job_id.as_deref(), record.charge()),
        (State::Running, Some("a"), Charge::Charged)
    );
    assert!(record.step(
        &end(json!({"status": "completed", "outputs": ["https://a/1.mp4"]})),
        &ours
    ));
    assert_eq!(
        (
            record.state,
            record.charge,
            record.word.as_str(),
            record.ended_ms
        ),
        (State::Ended, Charge::Charged, "completed", NOW + 5.0)
    );
}

#[test]
fn an_end_is_written_once_and_only_where_it_is_one() {
    for (data, charge) in [
        (json!({"status": "failed"}), Charge::None),
        (json!({"status": "timeout"}), Charge::None),
        (json!({"status": "cancelled"}), Charge::Charged),
        (json!({"status": "deleted"}), Charge::Charged),
        (json!({"status": "completed"}), Charge::Charged),
    ] {
        let mut record = of(State::Running);
        for running in [
            json!({"status": "processing"}),
            json!({}),
            json!({"status": "failed", "code": 5004}),
        ] {
            assert!(!record.step(&end(running), &lease("tab 1")));
            assert_eq!(record.state, State::Running);
        }
        // Whoever hears of it may write it down.
        assert!(record.step(&end(data.clone()), &lease("tab 2")), "{data}");
        assert_eq!(
            (record.state, record.charge),
            (State::Ended, charge),
            "{data}"
        );
        let written = shown(&record);
        for again in ["failed", "completed", "cancelled"] {
            assert!(!record.step(&end(json!({"status": again})), &lease("tab 1")));
        }
        assert_eq!(shown(&record), written);
    }
}

#[test]
fn who_may_take_which_step() {
    let from = lease("tab 1");
    let take_over = Step::TakeOver { from };
    let failed = end(json!({"status": "failed"}));
    let open = [State::Preparing, State::Submitting, State::Unknown];
    // The step, the states in which it may be taken, and whether only by the one who has the record.
    let steps: [(Step<Foreign>, &[State], bool); 8] = [
        (Step::Renew, &open, true),
        (take_over, &open, false),
        (submit("b", NOW, None), &open, true),
        (Step::Withdraw, &open, true),
        // Refused, and looked for behind the refusal.
        (Step::Refused, &[State::Submitting, State::Unknown], true),
        (Step::Lost, &[State::Submitting, State::Unknown], true),
        (
            run("b"),
            &[
                State::Preparing,
                State::Submitting,
                State::Unknown,
                State::Gone,
            ],
            false,
        ),
        (failed, &[State::Running], false),
    ];
    for (step, states, is_ours_alone) in steps {
        for state in State::ALL.iter().copied() {
            for owner in ["tab 1", "tab 2"] {
                let mut record = of(state);
                let before = shown(&record);
                let may = states.contains(&state) && (owner == "tab 1" || !is_ours_alone);
                assert_eq!(
                    record.step(&step, &lease(owner)),
                    may,
                    "{step:?} of {owner} in {state:?}"
                );
                // What may not be is not.
                assert!(may || shown(&record) == before);
            }
        }
    }
}

#[test]
fn a_record_is_taken_over_as_it_was_seen_or_not_at_all() {
    for state in [State::Preparing, State::Submitting, State::Unknown] {
        let mut record = of(state);
        let from = record.lease.clone();
        let renewed = Lease {
            until_ms: NOW + 90_000.0,
            ..from.clone()
        };
        let take_over = Step::TakeOver { from };
        assert!(record.step(&Step::Renew, &renewed));
        assert!(!record.step(&take_over, &lease("tab 2")), "it lives");
        assert_eq!(record.lease, renewed);
        let take_over = Step::TakeOver {
            from: renewed.clone(),
        };
        assert!(record.step(&take_over, &lease("tab 2")));
        assert_eq!(record.lease, lease("tab 2"));
        // Two cannot, and the one who had it has it no more.
        assert!(!record.step(&take_over, &lease("tab 3")));
        assert!(!record.step(&Step::Renew, &renewed));
        assert!(!record.step(&submit("a", NOW, None), &renewed));
    }
}

#[test]
fn the_answer_to_what_was_taken_over_is_lost() {
    let take_over = Step::TakeOver {
        from: lease("tab 1"),
    };
    let mut record = of(State::Submitting);
    assert!(record.step(&take_over, &lease("tab 2")));
    assert_eq!(record.state, State::Unknown);
    // What was not sent is not lost.
    let mut record = of(State::Preparing);
    assert!(record.step(&take_over, &lease("tab 2")));
    assert_eq!(record.state, State::Preparing);
}

#[test]
fn an_id_is_written_once() {
    let mut record = of(State::Submitting);
    assert!(record.step(&run("a"), &lease("tab 2")));
    assert!(!record.step(&run("b"), &lease("tab 1")));
    assert_eq!(record.job_id.as_deref(), Some("a"));
    // One that was given up, and existed after all, is paid.
    let mut record = of(State::Gone);
    assert!(record.step(&run("a"), &lease("tab 1")));
    assert_eq!(record.charge(), Charge::Charged);
}

proptest! {
    /// Whatever is done to it by whomever: an id once written stays, and what has ended does not change any more.
    #[test]
    fn no_step_loses_an_id(steps in proptest::collection::vec((0..9u8, 0..3u8), 0..40)) {
        let mut record = Record::new(wire("a"), Vec::new(), 1, lease("tab 0"), NOW);
        for (kind, tab) in steps {
            let step = match kind {
                0 => Step::Renew,
                1 => Step::TakeOver { from: record.lease.clone() },
                2 => submit("a", NOW, None),
                3 => Step::Refused,
                4 => Step::Lost,
                5 => run("a"),
                6 => run("b"),
                7 => end(json!({"status": "failed"})),
                _ => Step::Withdraw,
            };
            let before = record.clone();
            let is_taken = record.step(&step, &lease(&format!("tab {tab}")));
            prop_assert!(is_taken || shown(&record) == shown(&before));
            prop_assert!(before.job_id.is_none() || record.job_id == before.job_id);
            prop_assert!(before.state != State::Ended || shown(&record) == shown(&before));
            let has_id = matches!(record.state, State::Running | State::Ended);
            prop_assert_eq!(has_id, record.job_id.is_some());
        }
    }
}
