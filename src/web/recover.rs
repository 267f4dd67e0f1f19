//! What became of a record without an id: somebody else is at work on it, it was never sent, or its answer is lost and it
//! is looked up.

use super::client::Client;
use super::future::{sleep, spawn, to_the_end, unless};
use super::js;
use super::ledger::{Entry, LEASE_MS};
use super::run::Run;
use super::sights::{compare, read};
use crate::core::error::{Charge, Code, Failure, Stage};
use crate::core::ledger::lookup::{Lookup, Patience, Step, Verdict};
use crate::core::ledger::record::{self, State};
use std::rc::Rc;

/// How often a record that somebody else is at work on is read again, in milliseconds, where nobody rings.
const GLANCE_MS: f64 = 1_000.0;

/// Follows a record until its job has an id, looking it up where nobody else is at work on it.
pub async fn job_of(run: &Run, entry: &Rc<Entry>) -> Result<String, Box<Failure>> {
    let ledger = &run.client.ledger;
    let _listening = ledger.listen();
    let changed = ledger.changed.of(&entry.name);
    let storage = |failure: Box<Failure>| {
        Box::new(Failure {
            cause: failure.cause,
            ..Failure::unresolved(Vec::new())
        })
    };
    loop {
        let changes = changed.count();
        let before = entry.record();
        ledger.refresh(entry).await.map_err(storage)?;
        let record = entry.record();
        match (record.state, record.job_id.clone()) {
            (State::Running | State::Ended, Some(id)) => return Ok(id),
            (State::Running | State::Ended, None) => {
                return Err(storage(Failure::storage("no id".to_owned()).into()));
            }
            (State::Gone, _) => return Err(Failure::of_gone(&before, &record).into()),
            _ => {}
        }
        run.is_at(Stage::Submit, record.charge());
        let now_ms = js::now_ms();
        let owner = ledger.owner(&record.lease, "").await;
        if let Some(until_ms) = record.others_until(owner, now_ms) {
            let glance = sleep((until_ms - now_ms).min(GLANCE_MS));
            let _ = unless(glance, changed.after(changes)).await;
            continue;
        }
        if !ledger.take_over(entry).await.map_err(storage)? {
            continue;
        }
        if record.state == State::Preparing {
            let (client, entry) = (run.client.clone(), entry.clone());
            let void = Box::pin(async move { client.ledger.void(&entry).await });
            to_the_end(void).await.map_err(storage)?;
            return Err(Failure::never_sent().into());
        }
        let mut held = Held {
            client: run.client.clone(),
            entry: entry.clone(),
            is_over: false,
        };
        let verdict = look_up(run, entry, run.client.settings.patience).await;
        held.is_over = true;
        let Some(verdict) = verdict else { continue };
        return match verdict {
            Verdict::Found(id) => Ok(id),
            Verdict::Absent => {
                let (client, entry) = (run.client.clone(), entry.clone());
                let release = Box::pin(async move { client.ledger.release(&entry).await });
                to_the_end(release).await.map_err(storage)?;
                Err(Failure::absent(Code::Network).into())
            }
            Verdict::Unknown(candidates) => Err(unresolved(run, entry, candidates).await),
        };
    }
}

/// A record that is looked up here. Dropped in the middle, it is left to the next who wants to know.
struct Held {
    client: Rc<Client>,
    entry: Rc<Entry>,
    is_over: bool,
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let (client, entry) = (self.client.clone(), self.entry.clone());
        spawn(async move {
            let ledger = &client.ledger;
            let left = ledger.step(&entry, record::Step::Renew, 0.0).await;
            ledger.failed("put", left);
        });
    }
}

/// Leaves a record for a later look, and says so.
pub async fn unresolved(run: &Run, entry: &Entry, candidates: Vec<String>) -> Box<Failure> {
    let ledger = &run.client.ledger;
    let written = ledger.step(entry, record::Step::Lost, 0.0).await;
    ledger.failed("put", written);
    Failure::unresolved(candidates).into()
}

/// Looks a lost submit up in the history, as the core says. What is found is written down. `None` where somebody else has
/// taken the record over, and goes on.
pub async fn look_up(run: &Run, entry: &Entry, patience: Patience) -> Option<Verdict> {
    run.is_at(Stage::Lookup, Charge::Unknown);
    run.reporter.update("looking_up", None, &[]);
    let ledger = &run.client.ledger;
    let record = entry.record();
    let mut lookup = Lookup::new(patience, &entry.name, &record);
    loop {
        // Whoever slept while the lease ran out must not go on beside the one who has it now.
        let renewed = ledger.step(entry, record::Step::Renew, LEASE_MS).await;
        if ledger.failed("put", renewed) == Some(false) {
            return None;
        }
        match lookup.next().clone() {
            Step::Read { page } => match read(run, entry, page, lookup.since_ms()).await {
                Some((sights, has_more)) => lookup.read(sights, has_more),
                None => lookup.unreadable(),
            },
            Step::Compare { ids } => match compare(ledger, entry, ids).await {
                Ok(others) => lookup.compared(&others),
                Err(failure) => {
                    ledger.failed::<()>("list", Err(failure));
                    lookup.unreadable();
                }
            },
            Step::Claim { id } => match ledger.claim(entry, &id).await {
                Ok(is_granted) => lookup.claimed(is_granted),
                Err(failure) => {
                    ledger.failed::<()>("put", Err(failure));
                    return Some(Verdict::Unknown(vec![id]));
                }
            },
            Step::Pause { ms } => {
                sleep(ms).await;
                lookup.paused();
            }
            Step::End(verdict) => return settled(run, entry, verdict).await,
        }
    }
}

/// Writes down what was found; and doubts an absence that another account's history tells of.
async fn settled(run: &Run, entry: &Entry, verdict: Verdict) -> Option<Verdict> {
    let ledger = &run.client.ledger;
    match &verdict {
        Verdict::Found(id) => {
            let is_ours = ledger.failed("put", ledger.run(entry, id).await);
            (is_ours != Some(false)).then_some(verdict)
        }
        Verdict::Absent if entry.record().account != *run.client.http.account.borrow() => {
            Some(Verdict::Unknown(Vec::new()))
        }
        _ => Some(verdict),
    }
}
