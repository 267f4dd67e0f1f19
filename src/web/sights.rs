//! What the service's history and the ledger show beside one record: which jobs may be its, and who else may own them.

use super::js::{self, object};
use super::ledger::{Entry, Ledger};
use super::questions::page_of_history;
use super::run::Run;
use super::value::Js;
use crate::core::error::Failure;
use crate::core::ledger::likeness::Sight;
use crate::core::ledger::lookup::Others;
use crate::core::model;
use crate::core::value::Value;
use wasm_bindgen::JsValue;

/// How many entries a page of the history has at the most. Service.
const PAGE_SIZE: u32 = 100;

/// A page of the history: what concerns the record, and whether more follows.
pub async fn read(
    run: &Run,
    entry: &Entry,
    page: u32,
    since_ms: Option<f64>,
) -> Option<(Vec<Sight>, bool)> {
    let (_, items) = page_of_history(run, query(page, since_ms)).await.ok()?;
    Some((sights(entry, &items), items.len() >= PAGE_SIZE))
}

/// What is asked of the history to find jobs with what they were made of, the newest first.
pub fn query(page: u32, since_ms: Option<f64>) -> JsValue {
    let body = object(&[
        ("page", page.into()),
        ("page_size", PAGE_SIZE.into()),
        ("model", model::ID.into()),
        ("include_inputs", true.into()),
    ]);
    if let Some(since_ms) = since_ms {
        let since = js_sys::Date::new(&JsValue::from_f64(since_ms.clamp(0.0, 8e15)));
        js::set(&body, "created_after", &since.to_iso_string().into());
    }
    body.into()
}

/// What of a page of the history concerns a record.
pub fn sights(entry: &Entry, items: &Js) -> Vec<Sight> {
    let record = entry.record();
    (0..items.len())
        .filter_map(|index| record.sight(&items.at(index)))
        .collect()
}

/// What the ledger has beside this record.
pub async fn compare(
    ledger: &Ledger,
    entry: &Entry,
    ids: Vec<String>,
) -> Result<Others, Box<Failure>> {
    let mut others = Others::default();
    let own = entry.record();
    let now_ms = js::now_ms();
    for other in ledger.entries().await? {
        let record = other.record();
        let owner = ledger.owner(&record.lease, "").await;
        let is_free = record.others_until(owner, now_ms).is_none();
        others.count((&entry.name, &own), (&other.name, &record), is_free);
    }
    for id in ids {
        if let Some(name) = ledger.claimed_for(&id).await? {
            others.claims.push((id, name));
        }
    }
    Ok(others)
}
