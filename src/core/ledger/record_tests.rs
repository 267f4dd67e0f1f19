//! Tests of `record`: as it is written and read, and what it counts. Its steps are in `record_steps_tests.rs`.

use super::*;
use crate::core::testing::ledger::{sent, stored, wire};
use crate::core::testing::{Foreign, any, list, record as object};
use proptest::prelude::*;
use serde_json::json;

#[path = "record_steps_tests.rs"]
mod steps;

const NOW: f64 = 1e12;

fn in_state(state: State, charge: Charge) -> Record<Foreign> {
    Record {
        state,
        charge,
        ..sent("a", NOW, None)
    }
}

/// Any record, as it may have been written.
fn any_record() -> impl Strategy<Value = Record<Foreign>> {
    let name = || "[ -~]{0,16}";
    (
        (
            proptest::sample::select(State::ALL.to_vec()),
            proptest::sample::select(Charge::ALL.to_vec()),
            proptest::option::of("[A-Za-z0-9_-]{1,128}"),
            proptest::option::of(-1e9..1e9f64),
            0..(1u64 << 53),
        ),
        (0.0..2e12, 0.0..2e12, 0.0..2e12, -1e12..2e12),
        (name(), name(), name()),
        proptest::collection::vec(".{0,200}", 0..=4),
    )
        .prop_map(
            |(
                (state, charge, job_id, skew_ms, micros),
                (started_ms, sent_ms, ended_ms, until_ms),
                (owner, account, word),
                pictures,
            )| Record {
                state,
                lease: Lease { owner, until_ms },
                request: wire("a"),
                pictures,
                micros,
                started_ms,
                sent_ms,
                skew_ms,
                account,
                job_id,
                charge,
                word,
                ended_ms,
            },
        )
}

/// `Foreign` has no equality: its fields are compared as they are printed.
fn shown(record: &Record<Foreign>) -> String {
    format!("{record:?}")
}

proptest! {
    #[test]
    fn what_was_written_is_read(record in any_record()) {
        let read = Record::read(&stored(&record)).unwrap();
        prop_assert_eq!(shown(&read), shown(&record));
    }

    #[test]
    fn any_value_is_a_record_or_none(value in any::value()) {
        if let Some(record) = Record::read(&value) {
            let _ = (record.seconds(), record.counted(), record.not_before());
            let _ = record.sight(&value);
        }
    }

    /// A record of which any one field is something else.
    #[test]
    fn a_damaged_record_is_one_that_can_be_reckoned_with(
        record in any_record(),
        field in proptest::sample::select(vec![
            "state", "owner", "untilMs", "request", "pictures", "micros", "startedMs", "sentMs", "skewMs", "account",
            "jobId", "charge", "status", "endedMs",
        ]),
        value in any::value(),
    ) {
        let Foreign::Record(fields) = stored(&record) else { panic!("no record") };
        let fields = fields.iter().map(|(name, was)| {
            (name.as_str(), if name == field { value.clone() } else { was.clone() })
        });
        let read = Record::read(&object(fields));
        // Without these nothing is known of it.
        let is_needed = matches!(field, "state" | "micros" | "startedMs");
        prop_assert!(read.is_some() || is_needed);
        if let Some(read) = read {
            prop_assert!(read.pictures.len() <= 4);
            prop_assert!(read.job_id.as_deref().is_none_or(model::is_job_id));
            let numbers = [read.started_ms, read.sent_ms, read.ended_ms, read.lease.until_ms];
            prop_assert!(numbers.iter().all(|number| number.is_finite()));
        }
    }

    #[test]
    fn an_account_tells_keys_apart_and_nothing_of_them(key in "[!-~]{8,80}", place in any::<usize>(), other in b'!'..=b'~') {
        let told = account(&key);
        prop_assert!(told.len() == 8 && told.bytes().all(|b| b.is_ascii_hexdigit()));
        prop_assert_eq!(&told, &account(&key));
        // No piece of the key that anyone could know again.
        let pieces = told.as_bytes().windows(6);
        let is_in_key = |piece: &[u8]| key.as_bytes().windows(6).any(|part| part == piece);
        prop_assert!(!pieces.into_iter().any(is_in_key));
        // One character makes another.
        let mut changed = key.clone().into_bytes();
        let place = place % changed.len();
        if changed[place] != other {
            changed[place] = other;
            prop_assert_ne!(told, account(std::str::from_utf8(&changed).unwrap()));
        }
    }
}

#[test]
fn a_new_record_has_sent_nothing() {
    let lease = Lease {
        owner: "tab 1".into(),
        until_ms: NOW + 60_000.0,
    };
    let new = Record::new(
        wire("a"),
        vec!["digest".into()],
        250_000,
        lease.clone(),
        NOW,
    );
    assert_eq!(
        (new.state, new.charge(), new.counted()),
        (State::Preparing, Charge::None, 250_000)
    );
    assert_eq!(
        (new.lease.clone(), new.started_ms, new.sent_ms),
        (lease, NOW, 0.0)
    );
    assert_eq!((new.job_id.clone(), new.account.as_str()), (None, ""));
    assert_eq!(new.seconds(), 5);
    let long = json!({"prompt": "a", "duration": 10});
    assert_eq!(
        Record::new(Foreign::from(long), vec![], 0, Lease::default(), NOW).seconds(),
        10
    );
    assert_eq!(
        Record::new(Foreign::Null, vec![], 0, Lease::default(), NOW).seconds(),
        5
    );
}

#[test]
fn what_is_no_record_is_none() {
    for value in [
        Foreign::Missing,
        Foreign::Null,
        "running".into(),
        list(["running"]),
        object([]),
        json!({"state": "running", "micros": 5}).into(),
        json!({"state": "running", "startedMs": 5}).into(),
        json!({"state": "walking", "micros": 5, "startedMs": 5}).into(),
        json!({"state": "running", "micros": -5, "startedMs": 5}).into(),
        json!({"state": "running", "micros": "5", "startedMs": 5}).into(),
        Foreign::Throws,
    ] {
        assert!(Record::<Foreign>::read(&value).is_none(), "{value:?}");
    }
    // A record of an earlier kind, with the least there is: what is not known is not taken for free.
    let least = json!({"state": "ended", "micros": 5, "startedMs": 5});
    let read = Record::<Foreign>::read(&least.into()).unwrap();
    assert_eq!((read.charge(), read.counted()), (Charge::Unknown, 5));
    // An id that can be none is none.
    let odd = json!({"state": "running", "micros": 5, "startedMs": 5, "jobId": "../a"});
    assert_eq!(Record::<Foreign>::read(&odd.into()).unwrap().job_id, None);
}

#[test]
fn what_each_state_counts_and_has_cost() {
    for (state, charge, counted, told) in [
        (State::Preparing, Charge::None, 250_000, Charge::None),
        (State::Submitting, Charge::None, 250_000, Charge::Unknown),
        (State::Unknown, Charge::None, 250_000, Charge::Unknown),
        (State::Running, Charge::None, 250_000, Charge::Charged),
        (State::Ended, Charge::Charged, 250_000, Charge::Charged),
        (State::Ended, Charge::Unknown, 250_000, Charge::Unknown),
        (State::Ended, Charge::None, 0, Charge::None),
        (State::Gone, Charge::Charged, 0, Charge::None),
    ] {
        let record = in_state(state, charge);
        assert_eq!(
            (record.counted(), record.charge()),
            (counted, told),
            "{state:?} {charge:?}"
        );
    }
}

#[test]
fn who_is_at_work_matters_until_there_is_an_id() {
    for state in State::ALL.iter().copied() {
        let mut record = in_state(state, Charge::None);
        record.lease = Lease {
            owner: "tab 1".into(),
            until_ms: NOW + 1_000.0,
        };
        let is_open = matches!(state, State::Preparing | State::Submitting | State::Unknown);
        let until_ms = is_open.then_some(NOW + 1_000.0);
        assert_eq!(
            record.others_until(Owner::Another, NOW),
            until_ms,
            "{state:?}"
        );
        assert_eq!(record.others_until(Owner::Another, NOW + 1_000.0), None);
        assert_eq!(record.others_until(Owner::Dead, NOW), None);
        assert_eq!(record.others_until(Owner::Ourselves, NOW), None);
    }
}

#[test]
fn it_is_past_when_the_service_has_forgotten_it() {
    let record = sent("a", NOW, None);
    assert!(!record.is_past(NOW + KEPT_MS - 1.0));
    assert!(record.is_past(NOW + KEPT_MS));
    // A clock that was set back makes nothing past.
    assert!(!record.is_past(NOW - KEPT_MS));
}
