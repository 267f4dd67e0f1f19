//! Once in a while, and at each resume: what is over is let go, and the sums are counted anew.

use super::Ledger;
use super::record::{record_object, sums_object};
use super::store::Contention;
use crate::core::error::Failure;
use crate::core::ledger::budget::{Fate, Sums, fate};
use crate::core::ledger::record::{Record, State};
use crate::core::ledger::{KEPT_MS, UPLOAD_MS};
use crate::core::value::{Key, Value};
use crate::web::js;
use crate::web::value::Js;
use wasm_bindgen::JsValue;

/// How often the records are counted anew, in milliseconds.
const AUDIT_MS: f64 = 86_400_000.0;

impl Ledger {
    /// The same, where it was not done today.
    pub(super) async fn audit_if_due(&self) -> Result<(), Box<Failure>> {
        let is_done = || js::now_ms() - self.audited_ms.get() < AUDIT_MS;
        if is_done() {
            return Ok(());
        }
        let _turn = self.turns.turn().await;
        // Many calls may begin together: one of them counts.
        if is_done() {
            return Ok(());
        }
        self.audit_now().await
    }

    /// Counts the sums anew from the records, and lets go of those that the service has forgotten or that never came to
    /// be.
    pub async fn audit(&self) -> Result<(), Box<Failure>> {
        let _turn = self.turns.turn().await;
        self.audit_now().await
    }

    async fn audit_now(&self) -> Result<(), Box<Failure>> {
        let now_ms = js::now_ms();
        let mut contention = Contention::default();
        loop {
            let before = self.store.get(&self.names.sums()).await?;
            let known = Sums::read(&Js::from(before.clone()));
            let entries = self.entries().await?;
            let mut records = Vec::new();
            for entry in entries {
                let record = entry.record();
                let owner = self.owner(&record.lease, &entry.token).await;
                let is_free = record.others_until(owner, now_ms).is_none();
                match fate(&record, is_free, now_ms) {
                    Fate::Stays => records.push((entry.name.clone(), record, false)),
                    Fate::Void if record.state == State::Gone => {
                        if self.names.key_of(&entry.name).is_none() {
                            self.store.delete(&entry.name).await?;
                        }
                    }
                    Fate::Void => {
                        if !self.take_over(&entry).await? || !self.erase(&entry).await? {
                            records.push((entry.name.clone(), entry.record(), false));
                        }
                    }
                    Fate::Leaves => records.push((entry.name.clone(), record, true)),
                }
            }
            let counted = records
                .iter()
                .map(|(name, record, is_leaving)| (name.as_str(), &**record, *is_leaving));
            let sums = known.recount(counted, now_ms);
            let put = sums_object(&sums);
            let name = self.names.sums();
            let put = self.store.compare_and_put(&name, &before, &put);
            if !put.await?.is_truthy() {
                contention.again().await?;
                continue;
            }
            for (name, record, _) in records.iter().filter(|(.., is_leaving)| *is_leaving) {
                self.forget(name, record).await?;
            }
            if !sums.leaving.is_empty() {
                let left = &mut |now: Sums| Ok(now.forgotten(sums.epoch));
                let _ = self.sum_now(left).await?;
            }
            self.audited_ms.set(now_ms);
            return self.forget_old(now_ms).await;
        }
    }

    /// Lets a record go. Of one with a caller's key the key and the id stay: a key is submitted once, ever.
    async fn forget(&self, name: &str, record: &Record<Js>) -> Result<(), Box<Failure>> {
        if let Some(id) = &record.job_id {
            self.store.delete(&self.names.claim(id)).await?;
        }
        if self.names.key_of(name).is_some() {
            let state = match record.job_id {
                Some(_) => State::Ended,
                None => record.state,
            };
            let stub = Record {
                state,
                request: JsValue::NULL.into(),
                pictures: Vec::new(),
                ..record.clone()
            };
            let put = self.store.put(name, &record_object(&stub));
            return put.await.map(drop);
        }
        self.store.delete(name).await.map(drop)
    }

    /// Lets go of leases and uploads whose time is over.
    async fn forget_old(&self, now_ms: f64) -> Result<(), Box<Failure>> {
        for (prefix, key, kept_ms) in [
            (self.names.leases(), Key::LookedMs, KEPT_MS),
            (self.names.all_uploads(), Key::StartedMs, UPLOAD_MS),
        ] {
            for (name, value) in self.store.list(&prefix).await? {
                let value = Js::from(value);
                let time = |key| value.get(key).number().unwrap_or(0.0);
                // A lease that was just taken has not looked yet.
                if now_ms - time(key).max(time(Key::UntilMs)) >= kept_ms {
                    self.store.delete(&name).await?;
                }
            }
        }
        Ok(())
    }
}
