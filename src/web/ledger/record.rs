//! What stands in a store, as plain objects: a record, the sums, a lease, how long jobs took.

use crate::core::ledger::Names;
use crate::core::ledger::budget::Sums;
use crate::core::ledger::lease::Lease;
use crate::core::ledger::record::{Record, State};
use crate::core::pricing::Estimate;
use crate::core::seen::Seen;
use crate::core::value::Key;
use crate::web::js::{self, number_or_null, object, text_or_null};
use crate::web::objects;
use crate::web::value::{Js, list};
use wasm_bindgen::JsValue;

/// A record as a store has it.
pub fn record_object(record: &Record<Js>) -> JsValue {
    if record.state == State::Gone {
        // What never was leaves its name, and nothing of what was asked for.
        return fields(&[
            (Key::State, record.state.name().into()),
            (Key::Micros, 0.into()),
            (Key::StartedMs, record.started_ms.into()),
            (Key::Status, record.word.as_str().into()),
        ]);
    }
    let pictures = record.pictures.iter().map(|text| text.as_str().into());
    fields(&[
        (Key::State, record.state.name().into()),
        (Key::Owner, record.lease.owner.as_str().into()),
        (Key::UntilMs, record.lease.until_ms.into()),
        (Key::Request, record.request.as_js().clone()),
        (Key::Pictures, list(pictures).into()),
        (Key::Micros, (record.micros as f64).into()),
        (Key::StartedMs, record.started_ms.into()),
        (Key::SentMs, record.sent_ms.into()),
        (Key::SkewMs, number_or_null(record.skew_ms)),
        (Key::Account, record.account.as_str().into()),
        (Key::JobId, text_or_null(record.job_id.as_deref())),
        (Key::Charge, record.charge.name().into()),
        (Key::Status, record.word.as_str().into()),
        (Key::EndedMs, record.ended_ms.into()),
    ])
}

/// The sums as a store has them.
pub fn sums_object(sums: &Sums) -> JsValue {
    let number = |number: u64| JsValue::from_f64(number as f64);
    let texts = |texts: &[String]| list(texts.iter().map(|text| text.as_str().into())).into();
    fields(&[
        (Key::Epoch, number(sums.epoch)),
        (Key::Changes, number(sums.changes)),
        (Key::Day, number(sums.day)),
        (Key::DayMicros, number(sums.day_micros)),
        (Key::TotalMicros, number(sums.total_micros)),
        (Key::KeptDayMicros, number(sums.kept_day_micros)),
        (Key::KeptMicros, number(sums.kept_micros)),
        (Key::Leaving, texts(&sums.leaving)),
        (Key::Preparing, texts(&sums.preparing)),
    ])
}

/// Who asks for a job, and what was last heard of it.
pub fn lease_object(lease: &Lease, looked_ms: f64, data: &JsValue) -> JsValue {
    let data = if data.is_undefined() {
        &JsValue::NULL
    } else {
        data
    };
    fields(&[
        (Key::Owner, lease.owner.as_str().into()),
        (Key::UntilMs, lease.until_ms.into()),
        (Key::LookedMs, looked_ms.into()),
        (Key::Data, data.clone()),
    ])
}

/// How long the latest jobs took.
pub fn seen_object(seen: Seen) -> JsValue {
    let numbers = |took_ms: &[f64]| list(took_ms.iter().map(|ms| (*ms).into())).into();
    fields(&seen.fields().map(|(key, took_ms)| (key, numbers(took_ms))))
}

/// A record as callers are shown it.
pub fn shown(names: &Names, name: &str, record: &Record<Js>) -> JsValue {
    let ended_ms = (record.ended_ms > 0.0).then_some(record.ended_ms);
    let word = (!record.word.is_empty()).then_some(record.word.as_str());
    object(&[
        ("idempotencyKey", text_or_null(names.key_of(name))),
        ("jobId", text_or_null(record.job_id.as_deref())),
        ("state", record.state.name().into()),
        ("request", record.request.as_js().clone()),
        ("estimate", price(record)),
        ("charge", record.charge().name().into()),
        ("status", text_or_null(word)),
        ("startedAt", record.started_ms.into()),
        ("endedAt", number_or_null(ended_ms)),
    ])
    .into()
}

/// What a record was priced at.
pub fn price(record: &Record<Js>) -> JsValue {
    objects::estimate(estimate(record))
}

/// The same, as a number.
pub fn estimate(record: &Record<Js>) -> Estimate {
    Estimate {
        micros: record.micros,
        count: 1,
        seconds: record.seconds().into(),
    }
}

fn fields(fields: &[(Key, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (key, value) in fields {
        js::set(&object, key.name(), value);
    }
    object.into()
}
