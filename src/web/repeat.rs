//! A look at whether the browser sent the paid request twice by itself: what it paid for beside is taken into the ledger.

use super::client::Client;
use super::http::Body;
use super::ledger::Entry;
use super::recover::{asked, compare, sights};
use super::report::Reporter;
use crate::core::answer::judge;
use crate::core::ledger::repeat::repeats;
use crate::core::model::HISTORY_PATH;
use crate::core::value::{Key, Value};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// A look, behind one pointer: it is taken at two places.
type Look = Pin<Box<dyn Future<Output = bool>>>;

/// The longest that a look may take, in milliseconds: nobody waits longer for what may be nothing.
const LONGEST_MS: f64 = 10_000.0;

/// Looks once whether more was made of a record's request than the job that it was answered with, `took_ms` after it was
/// sent, and takes it in. Tells whether that is known now.
pub fn look(client: Rc<Client>, entry: Rc<Entry>, took_ms: f64) -> Look {
    Box::pin(async move { try_to_look(&client, &entry, took_ms).await.is_some() })
}

async fn try_to_look(client: &Client, entry: &Entry, took_ms: f64) -> Option<()> {
    let record = entry.record();
    let id = record.job_id.as_deref()?;
    let (not_before_ms, is_sure) = record.not_before();
    let body = Body::Json(asked(1, is_sure.then_some(not_before_ms)));
    let timeout_ms = client.settings.request_timeout_ms.min(LONGEST_MS);
    let answer = client.http.exchange(HISTORY_PATH, body, timeout_ms).await;
    let data = judge(answer).ok()?;
    let sights = sights(entry, &data.get(Key::Items));
    let ids = sights.iter().map(|sight| sight.id.clone()).collect();
    let ledger = &client.ledger;
    let others = ledger.failed("list", compare(ledger, entry, ids).await)?;
    for job in repeats(id, took_ms, &sights, &others)? {
        if ledger.failed("put", ledger.adopt(entry, &job).await) == Some(true) {
            Reporter::new(None, client.on_event.clone()).repeated(&job, id);
        }
    }
    Some(())
}
