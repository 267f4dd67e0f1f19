//! How long jobs took, as it stands in the store: what one client has learned, the next one and the other tabs plan by.

use super::record::seen_object;
use crate::web::client::Client;
use crate::web::future::spawn;
use crate::web::js;
use std::cell::Cell;
use std::rc::Rc;

/// For how long what was read there is taken as news, in milliseconds.
const FRESH_MS: f64 = 60_000.0;

/// Whether the store is being asked, when it was last, and whether it failed then: it is not asked with each job again.
#[derive(Default)]
pub struct Sharing {
    is_under_way: Cell<bool>,
    asked_ms: Cell<f64>,
    has_failed: Cell<bool>,
}

/// Writes down what was learned here and takes in what was learned elsewhere, where there may be any of either. Nobody waits
/// for it, and what is learned meanwhile goes with the next.
pub fn share(client: &Rc<Client>) {
    let (ledger, durations) = (&client.ledger, &client.durations);
    let sharing = &ledger.sharing;
    let age_ms = js::now_ms() - sharing.asked_ms.get();
    let has_news = durations.borrow().has_news() && !sharing.has_failed.get();
    let is_due = has_news || !(0.0..FRESH_MS).contains(&age_ms);
    // Nobody else reads a memory of one's own.
    if !ledger.is_shared || !is_due || sharing.is_under_way.replace(true) {
        return;
    }
    let client = client.clone();
    spawn(async move {
        let (ledger, durations) = (&client.ledger, &client.durations);
        let sharing = &ledger.sharing;
        let has_news = || durations.borrow().has_news();
        loop {
            let operation = if has_news() { "put" } else { "get" };
            let share = &mut |there| durations.borrow_mut().share(&there).map(seen_object);
            let done = ledger.change(&ledger.names.durations(), share).await;
            sharing.has_failed.set(done.is_err());
            if ledger.failed(operation, done).is_none() {
                break;
            }
            durations.borrow_mut().shared();
            if !has_news() {
                break;
            }
        }
        sharing.asked_ms.set(js::now_ms());
        sharing.is_under_way.set(false);
    });
}
