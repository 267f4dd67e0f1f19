//! Tests of `pricing`.

use super::*;
use crate::core::testing::{Foreign, Told, list, record, told};
use proptest::prelude::*;
use serde_json::json;

fn price(json: serde_json::Value) -> Result<Estimate, Told> {
    estimate_of(&Foreign::from(json))
}

fn estimate_of(value: &Foreign) -> Result<Estimate, Told> {
    estimate(value).map_err(|issues| told(&issues))
}

/// The model's page, word for word.
const PAGE: &str = "
| Duration | Calculation | Cost |
|---|---|---|
| 5 seconds | 5 ÷ 5 × $0.25 | $0.25 |
| 10 seconds | 10 ÷ 5 × $0.25 | $0.50 |

| Videos | Duration | Total Cost |
|---|---|---|
| 5 | 5s | $1.25 |
| 5 | 10s | $2.50 |
| 10 | 5s | $2.50 |
| 10 | 10s | $5.00 |
";

#[test]
fn the_pages_two_tables() {
    let mut rows = 0;
    for line in PAGE.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let (count, seconds, cost) = match cells[..] {
            [_, seconds, _, cost, _] if seconds.ends_with(" seconds") => ("1", seconds, cost),
            [_, count, seconds, cost, _] if seconds.ends_with('s') => (count, seconds, cost),
            _ => continue,
        };
        rows += 1;
        let seconds: u32 = seconds
            .trim_end_matches(" seconds")
            .trim_end_matches('s')
            .parse()
            .unwrap();
        let count: u64 = count.parse().unwrap();
        let found = price(json!({"duration": seconds, "count": count})).unwrap();
        assert_eq!(dollars(found.micros), cost, "{line}");
        assert_eq!(
            (found.count, found.seconds),
            (count, count * u64::from(seconds)),
            "{line}"
        );
        // A request of its own for each video comes to the same.
        let batch = list((0..count).map(|_| record([("duration", seconds.into())])));
        assert_eq!(estimate(&batch), Ok(found), "{line}");
    }
    assert_eq!(rows, 6);
}

#[test]
fn ten_million_videos_are_exact() {
    let found = price(json!({"duration": 10, "count": 10_000_000})).unwrap();
    assert_eq!(
        found,
        Estimate {
            micros: 5_000_000_000_000,
            count: 10_000_000,
            seconds: 100_000_000
        }
    );
    assert_eq!(dollars(found.micros), "$5000000.00");
}

#[test]
fn beyond_what_a_js_number_holds_there_is_no_price() {
    // 2⁵³ − 1 millionths are 36,028,797,018 whole units and a rest.
    let most = EXACT_MAX / UNIT_MICROS;
    assert_eq!(Estimate::of(5, most).unwrap().micros, most * UNIT_MICROS);
    assert_eq!(Estimate::of(5, most + 1), None);
    assert_eq!(Estimate::of(10, u64::MAX), None);
    assert_eq!(price(json!({"count": most})).unwrap().count, most);
    assert_eq!(
        price(json!({"count": most + 1})),
        Err(vec![(String::new(), "too_large")])
    );
    let half = json!({"count": most / 2 + 1});
    assert_eq!(
        price(json!([half, {"duration": 10}, half])),
        Err(vec![("/2".to_owned(), "too_large")])
    );
    let full = Estimate {
        micros: EXACT_MAX,
        count: 1,
        seconds: 5,
    };
    assert_eq!(full.plus(Estimate::default()), Some(full));
    assert_eq!(
        full.plus(Estimate {
            micros: 1,
            count: 0,
            seconds: 0
        }),
        None
    );
}

#[test]
fn requests_counts_and_batches_mix() {
    let whole = json!({"prompt": "a", "images": [], "negative_prompt": 5, "aspect_ratio": "x", "enable_safety_checker": 1});
    assert_eq!(price(whole.clone()).unwrap().micros, 250_000);
    let batch = json!([whole, {"duration": 10}, {"duration": 10, "count": 3}, {"count": 0}, {"duration": null, "count": null}]);
    let found = price(batch).unwrap();
    assert_eq!(
        found,
        Estimate {
            micros: 2_500_000,
            count: 6,
            seconds: 50
        }
    );
    assert_eq!(price(json!([])), Ok(Estimate::default()));
}

#[test]
fn nonsense_is_pointed_at_all_at_once() {
    let batch = json!([
        {"duration": 5},
        {"count": -1},
        {"count": 1.5, "duration": 7},
        {"duration": "5"},
        {"durration": 5},
        null,
        [],
        {"count": "2"},
    ]);
    let expected = [
        ("/1/count", "not_allowed"),
        ("/2/duration", "not_allowed"),
        ("/2/count", "not_allowed"),
        ("/3/duration", "type"),
        ("/4/durration", "unknown_field"),
        ("/5", "type"),
        ("/6", "type"),
        ("/7/count", "type"),
    ];
    assert_eq!(
        price(batch).unwrap_err(),
        expected.map(|(path, code)| (path.to_owned(), code))
    );
    for (value, code) in [
        (Foreign::Missing, "type"),
        (Foreign::Null, "type"),
        (5u32.into(), "type"),
        ("5".into(), "type"),
        (Foreign::Map, "type"),
        (Foreign::Function, "type"),
        (Foreign::Throws, "unreadable"),
    ] {
        assert_eq!(
            estimate_of(&value),
            Err(vec![(String::new(), code)]),
            "{value:?}"
        );
    }
    for count in [
        f64::NAN,
        f64::INFINITY,
        -0.5,
        1e300,
        9_007_199_254_740_992.0,
    ] {
        let value = record([("count", count.into())]);
        assert_eq!(
            estimate_of(&value),
            Err(vec![("/count".into(), "not_allowed")]),
            "{count}"
        );
    }
    for (key, code) in [("duration", "unreadable"), ("count", "unreadable")] {
        let value = list([record([(key, Foreign::Throws)])]);
        assert_eq!(estimate_of(&value), Err(vec![(format!("/0/{key}"), code)]));
    }
}

#[test]
fn ten_thousand_wrong_rows_are_not_ten_thousand_messages() {
    let rows = list((0..10_000).map(|_| Foreign::Null));
    let found = estimate(&rows).unwrap_err().len();
    assert!((100..200).contains(&found), "{found}");
}

#[test]
fn dollars_are_written_exactly() {
    for (micros, text) in [
        (0, "$0.00"),
        (1, "$0.000001"),
        (10, "$0.00001"),
        (1_000, "$0.001"),
        (10_000, "$0.01"),
        (100_000, "$0.10"),
        (250_000, "$0.25"),
        (999_999, "$0.999999"),
        (1_000_000, "$1.00"),
        (1_010_000, "$1.01"),
        (1_001_000, "$1.001"),
        (2_500_000, "$2.50"),
        (2_500_000_000_000, "$2500000.00"),
        (EXACT_MAX, "$9007199254.740991"),
        (u64::MAX, "$18446744073709.551615"),
    ] {
        assert_eq!(dollars(micros), text);
    }
}

#[test]
fn amounts_of_the_service_are_read() {
    for (value, micros) in [
        (Foreign::from(0.25), Some(250_000)),
        (0.0.into(), Some(0)),
        ((-0.0).into(), Some(0)),
        (0.001.into(), Some(1_000)),
        (0.1.into(), Some(100_000)),
        (0.000_000_4.into(), Some(0)),
        (0.000_000_6.into(), Some(1)),
        (12_345_678.9.into(), Some(12_345_678_900_000)),
        ("0.25".into(), Some(250_000)),
        (" 12 ".into(), Some(12_000_000)),
        ("0.000001".into(), Some(1)),
        ("1234.567891".into(), Some(1_234_567_891)),
        ((-0.25).into(), None),
        (f64::NAN.into(), None),
        (f64::INFINITY.into(), None),
        (1e300.into(), None),
        ("".into(), None),
        ("$0.25".into(), None),
        ("-1".into(), None),
        ("1e3".into(), None),
        ("1.2.3".into(), None),
        ("0,25".into(), None),
        ("11111111111111111111111111111111111".into(), None),
        (Foreign::Null, None),
        (Foreign::Missing, None),
        (true.into(), None),
        (Foreign::Throws, None),
    ] {
        assert_eq!(micros_of(&value), micros, "{value:?}");
    }
}

proptest! {
    #[test]
    fn a_batch_adds_up_as_in_wide_integers(
        rows in proptest::collection::vec((any::<bool>(), 0..200_000_000_000u64), 0..12)
    ) {
        let batch = list(rows.iter().map(|(is_long, count)| {
            let seconds: u32 = if *is_long { 10 } else { 5 };
            record([("duration", seconds.into()), ("count", (*count as f64).into())])
        }));
        let units: u128 = rows.iter().map(|(is_long, count)| (1 + u128::from(*is_long)) * u128::from(*count)).sum();
        let micros = units * u128::from(UNIT_MICROS);
        match estimate(&batch) {
            Ok(found) => {
                prop_assert_eq!(u128::from(found.micros), micros);
                prop_assert_eq!(u128::from(found.seconds), units * 5);
                prop_assert_eq!(u128::from(found.count), rows.iter().map(|(_, n)| u128::from(*n)).sum::<u128>());
            }
            Err(issues) => {
                prop_assert!(micros > u128::from(EXACT_MAX));
                prop_assert!(issues.iter().all(|issue| issue.code == "too_large"));
            }
        }
    }

    #[test]
    fn dollars_read_back_to_the_same_micros(micros in 0..=EXACT_MAX) {
        let text = dollars(micros);
        let (whole, fraction) = text.trim_start_matches('$').split_once('.').unwrap();
        prop_assert!((2..=6).contains(&fraction.len()));
        prop_assert!(fraction.len() == 2 || !fraction.ends_with('0'));
        prop_assert_eq!(format!("{whole}{fraction:0<6}").parse::<u64>().unwrap(), micros);
    }

    #[test]
    fn an_amount_is_read_as_it_is_written(micros in 0..1_000_000_000_000u64) {
        prop_assert_eq!(micros_of(&Foreign::from(&dollars(micros)[1..])), Some(micros));
        prop_assert_eq!(micros_of(&Foreign::Number(micros as f64 / 1e6)), Some(micros));
    }

    #[test]
    fn any_value_has_a_price_or_a_reason(value in crate::core::testing::any::value()) {
        match estimate(&value) {
            Ok(found) => prop_assert!(found.micros <= EXACT_MAX),
            Err(issues) => prop_assert!(!issues.is_empty()),
        }
    }
}
