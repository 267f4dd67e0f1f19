//! Tests of `seen`: what is read of a store, whatever stands there.

use super::*;
use crate::core::plain::Plain;
use proptest::prelude::*;

fn stored(seen: &Seen) -> Plain {
    let lists = seen.fields();
    Plain::record(lists.map(|(key, list)| (key.name(), Plain::list(list.to_vec()))))
}

#[test]
fn what_is_written_is_read_again() {
    let mut seen = Seen::default();
    for n in 0..30u32 {
        seen.learn(5, 80_000.0 + f64::from(n));
        seen.learn(10, 160_000.0 + f64::from(n));
    }
    assert_eq!(Seen::read(&stored(&seen)), seen);
    assert_eq!(seen.took_ms(5).len(), REMEMBERED);
    assert_eq!(seen.took_ms(5).last(), Some(&80_029.0));
    assert_eq!(seen.took_ms(10).first(), Some(&160_006.0));
    assert_eq!(
        stored(&Seen::of(vec![81_000.0], vec![])).to_string(),
        r#"{"5":[81000],"10":[]}"#
    );
}

#[test]
fn what_is_damaged_or_somebody_elses_is_nothing() {
    let of = |list: Plain| Plain::record([("5", list)]);
    for foreign in [
        Plain::Missing,
        Plain::Null,
        "[81000]".into(),
        81_000.into(),
        Plain::list([81_000.0]),
        Plain::record([("state", "ended".into())]),
        of(Plain::Null),
        of(81_000.into()),
        of(Plain::record([("0", 81_000.into())])),
        of(Plain::list(["81000", ""])),
        of(Plain::list([3.0, -5.0, 0.0, f64::NAN, f64::INFINITY])),
        of(Plain::list([5.0 * 86_400_000.0])),
    ] {
        assert!(Seen::read(&foreign).is_empty(), "{foreign}");
    }
    // What is sound between it counts.
    let mixed = of(Plain::list([
        Plain::Null,
        81_000.4.into(),
        3.0.into(),
        82_000.into(),
    ]));
    assert_eq!(Seen::read(&mixed).took_ms(5), [81_000.0, 82_000.0]);
}

#[test]
fn of_a_list_however_long_the_latest_are_read() {
    let long = Plain::list((1..=100_000u32).map(|n| f64::from(n) + 1e6));
    let seen = Seen::read(&Plain::record([("10", long)]));
    assert_eq!(seen.took_ms(10).len(), REMEMBERED);
    assert_eq!(seen.took_ms(10).last(), Some(&1_100_000.0));
    assert!(seen.took_ms(5).is_empty());
}

proptest! {
    #[test]
    fn what_comes_after_stands_behind_and_no_more_than_the_latest(
        before in proptest::collection::vec(1_000u32..3_600_000, 0..40),
        after in proptest::collection::vec(1_000u32..3_600_000, 0..40),
    ) {
        let learn = |all: &[u32]| {
            let mut seen = Seen::default();
            all.iter().for_each(|took| seen.learn(5, f64::from(*took)));
            seen
        };
        let mut both = learn(&before);
        both.append(&learn(&after));
        let after = &after[after.len().saturating_sub(REMEMBERED)..];
        prop_assert_eq!(both, learn(&[&before, after].concat()));
    }
}
