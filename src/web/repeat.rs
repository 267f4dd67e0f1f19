//! A look at whether the browser sent the paid request twice by itself: what it paid for beside is taken into the ledger.

use super::client::Client;
use super::http::Body;
use super::report::Reporter;
use super::sights::{compare, query, sights};
use super::watch::Watched;
use crate::core::answer::judge;
use crate::core::ledger::repeat::{LOOK_MS, repeats};
use crate::core::model::HISTORY_PATH;
use crate::core::value::{Key, Value};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// A look, behind one pointer: it is taken at two places.
type Look = Pin<Box<dyn Future<Output = ()>>>;

/// Looks once, where it is not known yet how often the job's request was sent. What cannot be told now is looked for again
/// by the next look.
pub fn look(client: Rc<Client>, watched: Rc<Watched>) -> Look {
    Box::pin(async move {
        if try_to_look(&client, &watched).await.is_some() {
            watched.is_repeated_no_more();
        }
    })
}

async fn try_to_look(client: &Client, watched: &Watched) -> Option<()> {
    let (entry, took_ms) = watched.repeatable()?;
    let (not_before_ms, is_sure) = entry.record().not_before();
    let body = Body::Json(query(1, is_sure.then_some(not_before_ms)));
    let timeout_ms = client.settings.request_timeout_ms.min(LOOK_MS);
    let answer = client.http.exchange(HISTORY_PATH, body, timeout_ms).await;
    let data = judge(answer).ok()?;
    let sights = sights(&entry, &data.get(Key::Items));
    let ids = sights.iter().map(|sight| sight.id.clone()).collect();
    let ledger = &client.ledger;
    let others = ledger.failed("list", compare(ledger, &entry, ids).await)?;
    for id in repeats(&watched.id, took_ms, &sights, &others)? {
        if ledger.failed("put", ledger.adopt(&entry, &id).await)? {
            Reporter::new(None, client.on_event.clone()).repeated(&id, &watched.id);
        }
    }
    Some(())
}
