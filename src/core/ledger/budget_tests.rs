//! Tests of `budget`.

use super::*;
use crate::core::error::Charge;
use crate::core::ledger::KEPT_MS;
use crate::core::testing::ledger::sent;
use crate::core::testing::{Foreign, any, list, record as object};
use proptest::prelude::*;

#[path = "budget_world_tests.rs"]
mod world;

const DAY: f64 = 86_400_000.0;
const NOON: f64 = 20_000.5 * DAY;
const NONE: Budget = Budget {
    job: None,
    day: None,
    total: None,
};

fn spent(day_micros: u64, total_micros: u64) -> Sums {
    Sums {
        epoch: 3,
        day: 20_000,
        day_micros,
        total_micros,
        ..Sums::default()
    }
}

/// A record of that state, of a job of a quarter of a dollar.
fn of(state: State, started_ms: f64) -> Record<Foreign> {
    Record {
        state,
        charge: Charge::Charged,
        ..sent("a", started_ms, None)
    }
}

fn recounted(sums: Sums, records: &[(&str, Record<Foreign>)], leaving: &[&str]) -> Sums {
    let records = records
        .iter()
        .map(|(name, record)| (*name, record, leaving.contains(name)));
    sums.recount(records, NOON)
}

#[test]
fn each_limit_stands_in_the_way_and_says_so() {
    for (budget, path, left, next) in [
        (
            Budget {
                job: Some(249_999),
                ..NONE
            },
            "/budget/perJobUsd",
            "$0.249999 of the $0.249999",
            "Ask for less",
        ),
        (
            Budget {
                day: Some(1_249_999),
                ..NONE
            },
            "/budget/perDayUsd",
            "$0.249999 of the $1.249999",
            "Wait for tomorrow",
        ),
        (
            Budget {
                total: Some(5_100_000),
                ..NONE
            },
            "/budget/totalUsd",
            "$0.10 of the $5.10",
            "Raise budget.totalUsd",
        ),
        (
            Budget {
                total: Some(3_000_000),
                ..NONE
            },
            "/budget/totalUsd",
            "$0.00 of the $3.00",
            "Raise budget.totalUsd",
        ),
    ] {
        let sums = spent(1_000_000, 5_000_000);
        let failure = sums.reserve(&budget, 250_000, NOON).unwrap_err();
        assert_eq!(
            (failure.code, failure.stage, failure.charge),
            (Code::BudgetExceeded, Stage::Budget, Charge::None)
        );
        assert!(failure.can_resubmit());
        assert_eq!(failure.issues[0].path, path);
        for words in ["This costs $0.25,", left, next] {
            assert!(failure.message.contains(words), "{}", failure.message);
        }
        assert_eq!(is_of_one_job(&failure), path.ends_with("perJobUsd"));
    }
    let other = Failure::never_sent();
    assert!(!is_of_one_job(&other));
}

#[test]
fn what_fits_to_the_cent_is_reserved() {
    let budget = Budget {
        job: Some(250_000),
        day: Some(1_250_000),
        total: Some(5_250_000),
    };
    let sums = spent(1_000_000, 5_000_000)
        .reserve(&budget, 250_000, NOON)
        .unwrap();
    assert_eq!((sums.day_micros, sums.total_micros), (1_250_000, 5_250_000));
    assert!(sums.clone().reserve(&budget, 1, NOON).is_err());
    // What costs nothing is always allowed, and without a limit everything is.
    assert!(sums.clone().reserve(&budget, 0, NOON).is_ok());
    assert!(sums.reserve(&NONE, u64::MAX, NOON).is_ok());
}

#[test]
fn a_new_day_has_spent_nothing_and_all_days_have() {
    let budget = Budget {
        day: Some(250_000),
        ..NONE
    };
    let sums = spent(250_000, 250_000);
    assert!(sums.clone().reserve(&budget, 250_000, NOON).is_err());
    let sums = sums.reserve(&budget, 250_000, NOON + DAY).unwrap();
    assert_eq!(
        (sums.day, sums.day_micros, sums.total_micros),
        (20_001, 250_000, 500_000)
    );
    assert_eq!(day_of(20_001.0 * DAY), 20_001);
    assert_eq!(day_of(20_001.0 * DAY - 1.0), 20_000);
    assert_eq!(day_of(-1.0), 0);
}

#[test]
fn a_clock_that_is_behind_at_midnight_opens_no_day_anew() {
    let midnight = 20_001.0 * DAY;
    let budget = Budget {
        day: Some(250_000),
        ..NONE
    };
    let sums = Sums::default()
        .reserve(&budget, 250_000, midnight + 1.0)
        .unwrap();
    // Another process, a second behind.
    assert!(
        sums.clone()
            .reserve(&budget, 250_000, midnight - 999.0)
            .is_err()
    );
    assert_eq!(sums.clone().at(midnight - 999.0), sums);
    // A clock that was years ahead must not stop its days for ever.
    assert_eq!(sums.at(NOON - 10.0 * DAY).day_micros, 0);
}

#[test]
fn what_is_given_back_is_that_day_s_and_only_while_it_is_counted() {
    let back = |micros: u64, then_ms: f64, epoch: u64| {
        let sums = spent(500_000, 900_000).give_back(micros, then_ms, epoch);
        (sums.day_micros, sums.total_micros)
    };
    assert_eq!(back(250_000, NOON, 3), (250_000, 650_000));
    assert_eq!(back(250_000, NOON - DAY, 3), (500_000, 650_000));
    // Counted anew since: it may have been left out.
    assert_eq!(back(250_000, NOON, 2), (500_000, 900_000));
    assert_eq!(back(250_000, NOON, 4), (500_000, 900_000));
    assert_eq!(back(u64::MAX, NOON, 3), (0, 0));
}

#[test]
fn no_change_looks_as_if_nothing_was_changed() {
    // Else a count that began before both would be taken for the latest.
    let sums = spent(500_000, 900_000);
    let same = sums
        .clone()
        .reserve(&NONE, 250_000, NOON)
        .unwrap()
        .give_back(250_000, NOON, 3);
    assert_eq!(same.total_micros, sums.total_micros);
    assert_ne!(same, sums);
    assert_ne!(sums.clone().keep(1).unkeep(1, NOON), sums);
    let counted = recounted(spent(0, 0), &[], &[]);
    assert_ne!(recounted(counted.clone(), &[], &[]), counted);
}

#[test]
fn what_an_audit_has_counted_is_not_reserved_twice() {
    let mut preparing = of(State::Preparing, NOON);
    preparing.lease.owner = "tab 1".into();
    let sums = recounted(spent(0, 0), &[("a", preparing)], &[]);
    assert_eq!(
        (sums.total_micros, sums.preparing.as_slice()),
        (250_000, ["tab 1".to_owned()].as_slice())
    );
    let budget = Budget {
        total: Some(500_000),
        ..NONE
    };
    let reserve =
        |sums: &Sums, owner: &str| sums.clone().reserve_for(owner, &budget, 250_000, NOON);
    let ours = reserve(&sums, "tab 1").unwrap();
    assert_eq!((ours.total_micros, ours.day_micros), (250_000, 250_000));
    let other = reserve(&sums, "tab 2").unwrap();
    assert_eq!((other.total_micros, other.day_micros), (500_000, 500_000));
    // The next count forgets who was preparing.
    assert!(recounted(sums, &[], &[]).preparing.is_empty());
}

#[test]
fn what_nothing_is_written_down_of_is_kept() {
    let sums = spent(0, 0).reserve(&NONE, 250_000, NOON).unwrap();
    let kept = sums.keep(250_000);
    let counted = recounted(kept, &[], &[]);
    assert_eq!(
        (counted.day_micros, counted.total_micros),
        (250_000, 250_000)
    );
    let back = counted.clone().unkeep(250_000, NOON);
    assert_eq!((back.day_micros, back.total_micros), (0, 0));
    let again = recounted(back, &[], &[]);
    assert_eq!((again.day_micros, again.total_micros), (0, 0));
    // Of a day before, it was not kept on this one.
    let next = counted
        .at(NOON + DAY)
        .reserve(&NONE, 100_000, NOON + DAY)
        .unwrap();
    let next = next.unkeep(250_000, NOON);
    assert_eq!((next.day_micros, next.total_micros), (100_000, 100_000));
}

#[test]
fn a_recount_has_what_the_records_count() {
    let records = [
        ("preparing", of(State::Preparing, NOON)),
        ("submitting", of(State::Submitting, NOON)),
        ("unknown", of(State::Unknown, NOON)),
        ("running", of(State::Running, NOON - DAY)),
        ("ended", of(State::Ended, NOON - 2.0 * DAY)),
        ("gone", of(State::Gone, NOON)),
        (
            "refunded",
            Record {
                charge: Charge::None,
                ..of(State::Ended, NOON)
            },
        ),
    ];
    let sums = recounted(spent(9_000_000, 9_000_000), &records, &[]);
    assert_eq!(
        (sums.epoch, sums.day_micros, sums.total_micros),
        (4, 750_000, 1_250_000)
    );
}

#[test]
fn a_clock_set_back_by_a_day_leaves_the_limit_of_the_day_in_force() {
    let sums = Sums {
        day: 20_001,
        ..spent(0, 0)
    };
    let records = [
        ("before it was", of(State::Ended, NOON + DAY)),
        ("since", of(State::Ended, NOON)),
        ("older", of(State::Ended, NOON - DAY)),
    ];
    let sums = recounted(sums, &records, &[]);
    assert_eq!((sums.day, sums.day_micros), (20_001, 500_000));
}

#[test]
fn what_leaves_stays_counted_once() {
    let old = [("old", of(State::Ended, NOON - KEPT_MS))];
    let sums = recounted(spent(0, 250_000), &old, &["old"]);
    assert_eq!((sums.total_micros, sums.kept_micros), (250_000, 250_000));
    assert_eq!(sums.leaving, ["old"]);
    // That audit was broken off before it had deleted it: the next one meets it again.
    let again = recounted(sums.clone(), &old, &["old"]);
    assert_eq!((again.total_micros, again.kept_micros), (250_000, 250_000));
    // Or it had.
    let gone = recounted(sums.clone(), &[], &[]);
    assert_eq!((gone.total_micros, gone.kept_micros), (250_000, 250_000));
    assert!(gone.leaving.is_empty());
    // Deleted, it need not be named any more, unless another audit has counted since.
    let epoch = sums.epoch;
    assert!(sums.clone().forgotten(epoch).leaving.is_empty());
    assert_eq!(sums.clone().forgotten(epoch - 1).leaving, ["old"]);
    // A new one of the same name is another.
    let new = [("old", of(State::Running, NOON))];
    let both = recounted(sums, &new, &[]);
    assert_eq!((both.day_micros, both.total_micros), (250_000, 500_000));
}

#[test]
fn the_fate_of_a_record() {
    let past = NOON - KEPT_MS;
    for (state, is_free, started_ms, expected) in [
        (State::Preparing, true, NOON, Fate::Void),
        (State::Preparing, false, past, Fate::Stays),
        (State::Gone, true, NOON, Fate::Void),
        (State::Gone, false, NOON, Fate::Stays),
        (State::Submitting, true, NOON, Fate::Stays),
        // Nobody has looked it up: it may exist.
        (State::Submitting, true, past, Fate::Stays),
        (State::Unknown, true, past, Fate::Leaves),
        (State::Running, true, past, Fate::Leaves),
        (State::Running, true, past + 1.0, Fate::Stays),
        (State::Ended, true, past, Fate::Leaves),
        (State::Ended, true, NOON, Fate::Stays),
    ] {
        let found = fate(&of(state, started_ms), is_free, NOON);
        assert_eq!(found, expected, "{state:?} {is_free} {started_ms}");
    }
    // One that is kept for its key alone stays.
    let stub = Record {
        request: Foreign::Null,
        ..of(State::Ended, past)
    };
    assert_eq!(fate(&stub, true, NOON), Fate::Stays);
}

#[test]
fn what_a_store_gives_is_read() {
    assert_eq!(Sums::read(&Foreign::Missing), Sums::default());
    let written = object([
        ("epoch", 3u32.into()),
        ("day", 20_000u32.into()),
        ("dayMicros", 1u32.into()),
        ("totalMicros", 2u32.into()),
        ("keptDayMicros", 3u32.into()),
        ("keptMicros", 4u32.into()),
        ("leaving", list(["a", "b"])),
        ("preparing", list(["c"])),
        ("changes", 5u32.into()),
    ]);
    let read = Sums {
        epoch: 3,
        day: 20_000,
        day_micros: 1,
        total_micros: 2,
        kept_day_micros: 3,
        kept_micros: 4,
        leaving: vec!["a".into(), "b".into()],
        preparing: vec!["c".into()],
        changes: 5,
    };
    assert_eq!(Sums::read(&written), read);
    let odd = object([("totalMicros", (-5.0).into()), ("day", f64::NAN.into())]);
    assert_eq!(Sums::read(&odd), Sums::default());
}

proptest! {
    #[test]
    fn any_value_is_read_as_sums_and_reckoned_with(value in any::value(), micros in any::<u64>(), now_ms in any::<f64>()) {
        let sums = Sums::read(&value);
        let _ = sums.clone().give_back(micros, now_ms, sums.epoch);
        let _ = sums.clone().keep(micros).unkeep(micros, now_ms);
        let _ = sums.clone().reserve_for("a", &NONE, micros, now_ms);
        let _ = recounted(sums, &[("a", of(State::Running, now_ms))], &["a"]);
    }
}
