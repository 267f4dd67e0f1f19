//! A job that several tabs or processes wait for: one of them asks, the others read what it heard.

use super::Watched;
use crate::core::follow::is_ahead;
use crate::core::ledger::lease::{Lease, Owner};
use crate::core::prediction::Prediction;
use crate::core::value::{Key, Kind, Value};
use crate::web::client::Client;
use crate::web::js;
use crate::web::ledger::store::Contention;
use crate::web::value::Js;

/// The shortest time for which one of them has the looks to itself, in milliseconds.
const LEAST_LEASE_MS: f64 = 1_000.0;

impl Watched {
    /// Whether it is this tab's or process's turn to ask. If not, what the other one heard is taken in.
    pub(super) async fn may_look(&self, client: &Client, is_only_listening: bool) -> bool {
        let ledger = &client.ledger;
        ledger.hold().await;
        let min_ms = client.settings.rules.polling.min_ms;
        let mut contention = Contention::default();
        loop {
            let Ok((seen, lease, looked_ms)) = ledger.poll_lease(&self.id).await else {
                return true;
            };
            let now_ms = js::now_ms();
            let owner = ledger.owner(&lease, &client.token).await;
            let open_ms = looked_ms + min_ms;
            let is_theirs = owner != Owner::Ourselves;
            let is_too_soon = is_theirs && is_ahead(open_ms, now_ms, min_ms);
            let until_ms = lease.others_until(owner, now_ms);
            if is_only_listening || until_ms.is_some() || is_too_soon {
                self.is_told.set(is_theirs);
                self.hear(seen, looked_ms, until_ms.unwrap_or(open_ms).max(open_ms));
                return false;
            }
            let mine = ledger.lease(&client.token, min_ms.max(LEAST_LEASE_MS) * 2.0);
            match ledger
                .take_poll_lease(&self.id, &seen, &mine, looked_ms)
                .await
            {
                Ok(false) if contention.again().await.is_ok() => {}
                _ => {
                    self.is_told.set(false);
                    return true;
                }
            }
        }
    }

    /// Takes in what another tab or process heard.
    fn hear(&self, seen: Js, looked_ms: f64, until_ms: f64) {
        let data = seen.get(Key::Data);
        let is_news = looked_ms > self.told_ms.get() && data.kind() == Kind::Record;
        let prediction = is_news.then(|| {
            self.told_ms.set(looked_ms);
            let prediction = Prediction::read(&data);
            *self.raw.borrow_mut() = data.as_js().clone();
            prediction
        });
        let now_ms = js::now_ms();
        self.job
            .borrow_mut()
            .told(prediction, looked_ms, until_ms, now_ms);
    }

    /// Passes on what was heard, and when we look next: then the others may, if we do not.
    pub(super) async fn pass_on(&self, client: &Client) {
        let due_ms = self.job.borrow().due_ms();
        let grace_ms = client.settings.rules.polling.min_ms.max(LEAST_LEASE_MS);
        let lease = Lease {
            owner: client.token.clone(),
            until_ms: due_ms.map_or(0.0, |due_ms| due_ms + grace_ms),
        };
        let raw = self.raw.borrow().clone();
        let ledger = &client.ledger;
        ledger.heard(&self.id, &lease, js::now_ms(), &raw).await;
    }
}
