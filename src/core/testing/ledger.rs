//! What stands in a store and in the service's history, as native tests have it.

use super::foreign::{Foreign, list, record};
use crate::core::ledger::lease::Lease;
use crate::core::ledger::record::{Record, Step, Submit};
use crate::core::model;

/// A record as the store has it.
pub fn stored(of: &Record<Foreign>) -> Foreign {
    let number_or_null = |number: Option<f64>| number.map_or(Foreign::Null, Foreign::from);
    record([
        ("state", of.state.name().into()),
        ("owner", of.lease.owner.as_str().into()),
        ("untilMs", of.lease.until_ms.into()),
        ("request", of.request.clone()),
        ("pictures", list(of.pictures.iter().map(String::as_str))),
        ("micros", (of.micros as f64).into()),
        ("startedMs", of.started_ms.into()),
        ("sentMs", of.sent_ms.into()),
        ("skewMs", number_or_null(of.skew_ms)),
        ("account", of.account.as_str().into()),
        (
            "jobId",
            of.job_id.as_deref().map_or(Foreign::Null, Foreign::from),
        ),
        ("charge", of.charge.name().into()),
        ("status", of.word.as_str().into()),
        ("endedMs", of.ended_ms.into()),
    ])
}

/// A request as the wire has it.
pub fn wire(prompt: &str) -> Foreign {
    serde_json::json!({
        "prompt": prompt,
        "images": ["https://example.com/a.png"],
        "duration": 5,
        "aspect_ratio": "1:1",
    })
    .into()
}

/// A record that was sent, for `wire(prompt)`.
pub fn sent(prompt: &str, sent_ms: f64, skew_ms: Option<f64>) -> Record<Foreign> {
    let pictures = vec!["https://example.com/a.png".to_owned()];
    let mut sent = Record::new(wire(prompt), pictures, 250_000, Lease::default(), sent_ms);
    assert!(steps(&mut sent, submit(prompt, sent_ms, skew_ms)));
    sent
}

/// The paid request for `wire(prompt)` going out.
pub fn submit(prompt: &str, sent_ms: f64, skew_ms: Option<f64>) -> Step<Foreign> {
    Step::Submit(Submit {
        request: wire(prompt),
        account: "0badcafe".into(),
        skew_ms,
        now_ms: sent_ms,
    })
}

/// A step of the one who has the record.
pub fn steps(record: &mut Record<Foreign>, step: Step<Foreign>) -> bool {
    let lease = record.lease.clone();
    record.step(&step, &lease)
}

/// An entry of the history; without `input` where the service does not tell it.
pub fn entry(id: &str, input: Option<Foreign>, made_ms: f64) -> Foreign {
    let mut fields = vec![
        ("id", id.into()),
        ("model", model::ID.into()),
        ("status", "processing".into()),
        ("created_at", Foreign::from(stamp(made_ms))),
    ];
    fields.extend(input.map(|input| ("input", input)));
    record(fields)
}

/// Wall-clock milliseconds as the service writes them.
pub fn stamp(ms: f64) -> String {
    let ms = ms as i64;
    let (day, rest) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    // Counted from a first of March, so that the odd day is a year's last.
    let day = day + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    format!(
        "{:04}-{month:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        era * 400 + year + i64::from(month < 3),
        of_year - (153 * shifted + 2) / 5 + 1,
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1_000 % 60,
        rest % 1_000
    )
}

#[cfg(test)]
mod tests {
    use super::stamp;
    use crate::core::ledger::clock::timestamp_ms;
    use proptest::prelude::*;

    #[test]
    fn a_stamp_is_read_as_it_was_written() {
        assert_eq!(stamp(1_680_352_496_789.0), "2023-04-01T12:34:56.789Z");
        for ms in [0.0, 951_868_799_999.0, 1_709_164_800_000.0, 1e12] {
            assert_eq!(timestamp_ms(&stamp(ms)), Some(ms), "{}", stamp(ms));
        }
    }

    proptest! {
        #[test]
        fn any_stamp_is_read_to_the_millisecond(ms in 0..4_000_000_000_000u64) {
            prop_assert_eq!(timestamp_ms(&stamp(ms as f64)), Some(ms as f64));
        }
    }
}
