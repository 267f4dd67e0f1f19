//! One attempt to make a job, prepared and submitted here: each step is written down before it is taken. Whatever drops it,
//! an abort or a failure, its record says what became of it.

use super::client::Client;
use super::future::{sleep, spawn, to_the_end, unless};
use super::js;
use super::ledger::{Delivered, Entry, LEASE_MS, Wanted};
use super::watch::Watched;
use crate::core::error::{Charge, Failure};
use crate::core::ledger::clock::skew_ms;
use crate::core::ledger::record::{Step, Submit};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// How old what was written down may be when the paid request goes out, in milliseconds.
const FRESH_MS: f64 = 10_000.0;

/// The work of one call on one record.
pub struct Attempt {
    /// The record.
    pub entry: Rc<Entry>,
    client: Rc<Client>,
    /// Whether the paid request may have reached the service.
    is_out: Cell<bool>,
    /// The job's id, once it is known.
    id: RefCell<Option<String>>,
    is_over: Cell<bool>,
}

/// Who a call's key belongs to.
pub enum Begun {
    /// This call: it may go on.
    Ours(Attempt),
    /// An earlier one for the same request.
    Theirs(Rc<Entry>),
}

impl Attempt {
    /// Writes the intent down and reserves the money; or finds who has the key.
    pub async fn begin(client: Rc<Client>, wanted: Wanted) -> Result<Begun, Box<Failure>> {
        let budget = &client.settings.budget;
        let (entry, is_ours) = client.ledger.begin(wanted, budget).await?;
        if !is_ours {
            return Ok(Begun::Theirs(entry));
        }
        Ok(Begun::Ours(Attempt {
            entry,
            client,
            is_out: Cell::new(false),
            id: RefCell::default(),
            is_over: Cell::new(false),
        }))
    }

    /// Notes whether the paid request may have reached the service.
    pub fn is_out(&self, is_out: bool) {
        self.is_out.set(is_out);
    }

    /// Does some work, and keeps others off the record meanwhile. `None` where somebody has it all the same.
    pub async fn kept_while<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let keep = async {
            loop {
                sleep(LEASE_MS / 3.0).await;
                let ledger = &self.client.ledger;
                let kept = ledger.step(&self.entry, Step::Renew, LEASE_MS).await;
                if self.client.ledger.failed("put", kept) == Some(false) {
                    return;
                }
            }
        };
        unless(keep, work).await
    }

    /// Writes down that the paid request goes out; no where somebody else has taken the record over. A store that fails
    /// fails the call: nothing was sent yet.
    pub async fn goes_out(&self, body: &JsValue, length_ms: f64) -> Result<bool, Box<Failure>> {
        let ledger = &self.client.ledger;
        loop {
            let now_ms = js::now_ms();
            let submit = Submit {
                request: body.clone().into(),
                account: self.client.http.account.borrow().clone(),
                skew_ms: self
                    .client
                    .stamp_ms
                    .get()
                    .map(|stamp| skew_ms(stamp, now_ms)),
                now_ms,
            };
            let step = ledger.step(&self.entry, Step::Submit(submit), length_ms);
            let is_ours = step.await?;
            // A machine that slept meanwhile may have lost the record again.
            if !is_ours || js::now_ms() - now_ms < FRESH_MS {
                return Ok(is_ours);
            }
        }
    }

    /// Writes down that it was refused for its rate, and is sent again after a pause.
    pub async fn pauses(&self, pause_ms: f64) {
        let ledger = &self.client.ledger;
        let length_ms = pause_ms + LEASE_MS;
        let written = ledger.step(&self.entry, Step::Refused, length_ms).await;
        ledger.failed("put", written);
    }

    /// Writes down that its answer is lost.
    pub async fn is_lost(&self) {
        let ledger = &self.client.ledger;
        let written = ledger.step(&self.entry, Step::Lost, LEASE_MS).await;
        ledger.failed("put", written);
    }

    /// Writes the job's id down, and tells whose it is. What a store fails at is no longer in the way.
    pub async fn has_id(&self, id: &str) -> Delivered {
        *self.id.borrow_mut() = Some(id.to_owned());
        let ledger = &self.client.ledger;
        let delivered = ledger.failed("put", ledger.deliver(&self.entry, id).await);
        let delivered = delivered.unwrap_or(Delivered::Ours);
        if delivered != Delivered::Ours {
            self.id.take();
        }
        delivered
    }

    /// Ends the work with what came of it: what has cost nothing leaves no trace.
    pub async fn end(
        self,
        sent: Result<Option<Rc<Watched>>, Box<Failure>>,
    ) -> Result<Option<Rc<Watched>>, Box<Failure>> {
        if sent
            .as_ref()
            .is_err_and(|failure| failure.charge == Charge::None)
        {
            let (client, entry) = (self.client.clone(), self.entry.clone());
            self.is_over.set(true);
            let release = Box::pin(async move { client.ledger.release(&entry).await });
            self.client.ledger.failed("put", to_the_end(release).await);
        }
        self.is_over.set(true);
        sent
    }
}

impl Drop for Attempt {
    /// Dropped in the middle: what is out is left for a look-up, what is not is taken back.
    fn drop(&mut self) {
        if self.is_over.get() {
            return;
        }
        let (client, entry) = (self.client.clone(), self.entry.clone());
        let (id, is_out) = (self.id.take(), self.is_out.get());
        spawn(async move {
            let ledger = &client.ledger;
            let written = match id {
                Some(id) => ledger.deliver(&entry, &id).await.map(drop),
                None if is_out => ledger.step(&entry, Step::Lost, 0.0).await.map(drop),
                None => ledger.release(&entry).await,
            };
            ledger.failed("put", written);
        });
    }
}
