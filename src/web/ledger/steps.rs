//! The steps of one record, each by compare-and-put, and its money with them.

use super::record::record_object;
use super::store::Contention;
use super::{Entry, LEASE_MS, Ledger};
use crate::core::error::Failure;
use crate::core::ledger::budget::{Budget, Sums};
use crate::core::ledger::record::{Record, State, Step};
use crate::core::model::CODE_IMAGE;
use crate::core::prediction::Prediction;
use crate::core::value::{Key, Value};
use crate::web::js;
use crate::web::value::Js;
use wasm_bindgen::JsValue;

/// A claim that was given up.
const FREE: &str = "";

/// Whose a job is that the service has answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// The record's.
    Ours,
    /// Another record has claimed it: this one's is another.
    Claimed,
    /// Somebody else has taken the record over, and finds out.
    Taken,
}

impl Ledger {
    /// Takes a step with a record as it stands now, if the core allows it; tells whether it did. From now on it is ours
    /// for `length_ms`.
    pub async fn step(
        &self,
        entry: &Entry,
        step: Step<Js>,
        length_ms: f64,
    ) -> Result<bool, Box<Failure>> {
        let lease = self.lease(&entry.token, length_ms);
        let mut contention = Contention::default();
        loop {
            let mut record = Record::clone(&entry.record());
            if !record.step(&step, &lease) {
                return Ok(false);
            }
            let seen = entry.seen.borrow().clone();
            let written = record_object(&record);
            let put = self.store.compare_and_put(&entry.name, &seen, &written);
            if put.await?.is_truthy() {
                *entry.seen.borrow_mut() = written;
                entry.is_now(record);
                self.ring(&entry.name);
                return Ok(true);
            }
            contention.again().await?;
            self.refresh(entry).await?;
        }
    }

    /// Reads a record again; what is no longer there is gone.
    pub async fn refresh(&self, entry: &Entry) -> Result<(), Box<Failure>> {
        let value = self.store.get(&entry.name).await?;
        match Record::read(&Js::from(value.clone())) {
            Some(record) => entry.is_now(record),
            None if value.is_undefined() => entry.is_gone(&entry.record()),
            // Damaged, or of a later version: it may be of a job that is paid.
            None => return Err(Failure::storage("a record cannot be read".to_owned()).into()),
        }
        *entry.seen.borrow_mut() = value;
        Ok(())
    }

    /// Takes a record over that nobody is at work on.
    pub async fn take_over(&self, entry: &Entry) -> Result<bool, Box<Failure>> {
        let from = entry.record().lease.clone();
        entry.works();
        self.step(entry, Step::TakeOver { from }, LEASE_MS).await
    }

    /// Claims a job for a record: granted to one record alone.
    pub async fn claim(&self, entry: &Entry, id: &str) -> Result<bool, Box<Failure>> {
        let claim = self.names.claim(id);
        let name = JsValue::from_str(&entry.name);
        for free in [JsValue::UNDEFINED, JsValue::from_str(FREE)] {
            let put = self.store.compare_and_put(&claim, &free, &name);
            if put.await?.is_truthy() {
                return Ok(true);
            }
        }
        Ok(self.store.get(&claim).await? == name)
    }

    /// Which record a job is claimed for.
    pub async fn claimed_for(&self, id: &str) -> Result<Option<String>, Box<Failure>> {
        let claim = self.store.get(&self.names.claim(id)).await?;
        Ok(claim.as_string().filter(|name| name != FREE))
    }

    /// Writes a job's id down that is claimed for the record; no where that has another job already.
    pub async fn run(&self, entry: &Entry, id: &str) -> Result<bool, Box<Failure>> {
        let step = Step::Run { id: id.to_owned() };
        if self.step(entry, step, 0.0).await? || entry.record().job_id.as_deref() == Some(id) {
            return Ok(true);
        }
        // A claim that nobody stands by would keep a twin from its job.
        self.unclaim(entry, id).await?;
        Ok(false)
    }

    /// Gives a record's claim up.
    async fn unclaim(&self, entry: &Entry, id: &str) -> Result<(), Box<Failure>> {
        let (name, free) = (JsValue::from_str(&entry.name), JsValue::from_str(FREE));
        let claim = self.names.claim(id);
        let given_up = self.store.compare_and_put(&claim, &name, &free);
        given_up.await.map(drop)
    }

    /// Writes down the id that the service has answered.
    pub async fn deliver(&self, entry: &Entry, id: &str) -> Result<Delivered, Box<Failure>> {
        let before = entry.record();
        let is_ours = self.step(entry, Step::Renew, LEASE_MS).await?;
        let is_gone = entry.record().state == State::Gone;
        if is_gone {
            // What is left of it in the store tells nothing of what was asked for, nor of its price.
            entry.is_gone(&before);
        }
        if !is_ours && !is_gone {
            // We were away for long, and another looks the job up: it may have found a twin's, and ours is the twin's.
            return Ok(Delivered::Taken);
        }
        if !self.claim(entry, id).await? || !self.run(entry, id).await? {
            return Ok(Delivered::Claimed);
        }
        if is_gone {
            // It had been given up as absent, and its money given back.
            self.audit().await?;
        }
        Ok(Delivered::Ours)
    }

    /// Writes down a second job that was made of a record's request, and counts it; no where it is another's.
    pub async fn adopt(&self, entry: &Entry, id: &str) -> Result<bool, Box<Failure>> {
        let token = self.token();
        let name = self.names.record_of_chance(&token);
        let record = entry.record().repeated(id);
        let written = record_object(&record);
        let Some(repeated) = self.entry_of(&name, written.clone(), &token) else {
            return Ok(false);
        };
        if !self.claim(&repeated, id).await? {
            return Ok(false);
        }
        let count = &mut |sums: Sums| sums.reserve(&Budget::default(), record.micros, js::now_ms());
        let done = match self.sum(count).await {
            Ok(_) => self.store.put(&name, &written).await,
            Err(failure) => Err(failure),
        };
        // A claim that nobody stands by would keep the next look from it.
        if done.is_err() {
            self.unclaim(&repeated, id).await?;
        }
        self.ring(&name);
        done.map(|_| true)
    }

    /// Takes a record back of which nothing came, and gives its money back.
    pub async fn release(&self, entry: &Entry) -> Result<(), Box<Failure>> {
        let _turn = self.turns.turn().await;
        let epoch = self.sums_now().await?.epoch;
        if self.erase(entry).await? {
            self.give_back(&entry.record(), epoch).await?;
        }
        Ok(())
    }

    /// Takes a record back that somebody left before it was sent. Whether its money was reserved only an audit can tell.
    pub async fn void(&self, entry: &Entry) -> Result<(), Box<Failure>> {
        if self.erase(entry).await? {
            self.audit().await?;
        }
        Ok(())
    }

    /// The same for a record whose money was refused: only an audit may have counted it.
    pub(super) async fn unreserved(&self, entry: &Entry) -> Result<(), Box<Failure>> {
        let sums = self.sums_now().await?;
        let is_counted = sums.preparing.contains(&entry.token);
        if self.erase(entry).await? && is_counted {
            self.give_back(&entry.record(), sums.epoch).await?;
        }
        Ok(())
    }

    /// Takes a record out, unless it has come further or is somebody else's.
    pub(super) async fn erase(&self, entry: &Entry) -> Result<bool, Box<Failure>> {
        let is_erased = self.step(entry, Step::Withdraw, 0.0).await?;
        // The name of a caller's key stays: it is taken by compare-and-put, and a delete that comes late would take the
        // next one's record with it.
        if is_erased && self.names.key_of(&entry.name).is_none() {
            self.store.delete(&entry.name).await?;
        }
        Ok(is_erased)
    }

    /// Notes how a job ended, and gives back what the service refunds.
    pub async fn ended(&self, entry: &Entry, prediction: Prediction) -> Result<(), Box<Failure>> {
        let _turn = self.turns.turn().await;
        let epoch = self.sums_now().await?.epoch;
        let is_of_a_picture = prediction.code == Some(CODE_IMAGE.into());
        let step = Step::End {
            prediction,
            now_ms: js::now_ms(),
        };
        let is_first = self.step(entry, step, 0.0).await?;
        let record = entry.record();
        if is_first && record.counted() == 0 {
            self.give_back(&record, epoch).await?;
        }
        // The service could not fetch a picture: what was uploaded may be gone, whatever its age.
        if is_first && is_of_a_picture {
            self.forget_uploads(&record.request.get(Key::Images))
                .await?;
        }
        Ok(())
    }
}
