//! The ledger: each step of a job is written down before it is taken, by compare-and-put, so that two tabs never both
//! take it.

use super::future::Bell;
use super::js;
use super::record::{lease_object, record_object, sums_object};
use super::report::Reporter;
use super::store::{Platform, Store};
use super::value::Js;
use crate::core::error::Failure;
use crate::core::ledger::Names;
use crate::core::ledger::budget::{Budget, Fate, Sums, fate};
use crate::core::ledger::lease::{Lease, Owner};
use crate::core::ledger::record::{Record, State, Step};
use crate::core::model::CODE_IMAGE;
use crate::core::prediction::Prediction;
use crate::core::settings;
use crate::core::value::{Key, Value};
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// How long a step has to itself, in milliseconds, before others may take over; it is renewed thrice as often.
pub const LEASE_MS: f64 = 60_000.0;

/// How often the records are counted anew, in milliseconds.
const AUDIT_MS: f64 = 86_400_000.0;

/// One client's ledger.
pub struct Ledger {
    /// The names of what stands in it.
    pub names: Names,
    store: Store,
    platform: Platform,
    /// This realm.
    realm: String,
    tokens: Cell<u32>,
    /// Whether other tabs or processes may share it.
    pub is_shared: bool,
    /// Rings when a record was written here, or when another tab says so.
    pub changed: Rc<Bell>,
    listening: RefCell<Weak<Listening>>,
    is_held: Cell<bool>,
    audited_ms: Cell<f64>,
    reporter: Reporter,
    _tell: Closure<dyn FnMut(JsValue)>,
}

/// One record, as it was last seen.
pub struct Entry {
    /// Its name in the store.
    pub name: String,
    /// What is written there, to compare with.
    seen: RefCell<JsValue>,
    record: RefCell<Record<Js>>,
    /// Who works on it, if we do.
    token: String,
}

impl Entry {
    /// The record.
    pub fn record(&self) -> Record<Js> {
        self.record.borrow().clone()
    }

}

/// Who a call's key belongs to.
pub enum Begun {
    /// This call: it may go on.
    Ours(Rc<Entry>),
    /// An earlier one for the same request.
    Theirs(Rc<Entry>),
}

/// Hears what other tabs write, for as long as it lives.
pub struct Listening {
    off: Option<Function>,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(off) = &self.off {
            let _ = off.call0(&JsValue::UNDEFINED);
        }
    }
}

impl Ledger {
    /// For the service at `base`, in the store that the options name.
    pub fn open(
        base: &str,
        kind: settings::Store,
        own: &JsValue,
        platform: Platform,
        on_event: Option<Function>,
    ) -> Result<Ledger, JsValue> {
        let reporter = Reporter::new(None, on_event.clone());
        let told = Reporter::new(None, on_event);
        let tell = Closure::<dyn FnMut(JsValue)>::new(move |trouble: JsValue| {
            let word = |name| js::field(&trouble, name).as_string().unwrap_or_default();
            told.storage(&word("operation"), &word("message"));
        });
        let is_page = ["document", "indexedDB"]
            .into_iter()
            .any(|name| !js::field(&js_sys::global(), name).is_undefined());
        let (kind, is_explicit) = match kind {
            settings::Store::Usual if is_page => ("indexeddb".into(), false),
            settings::Store::Usual | settings::Store::Memory => ("memory".into(), false),
            settings::Store::IndexedDb => ("indexeddb".into(), true),
            settings::Store::Own => (own.clone(), true),
        };
        let is_shared = kind != "memory";
        let store = Store::open(&platform, &kind, is_explicit, tell.as_ref().unchecked_ref())?;
        Ok(Ledger {
            names: Names::new(base),
            store,
            realm: platform.owner().unwrap_or_default(),
            platform,
            tokens: Cell::new(0),
            is_shared,
            changed: Rc::default(),
            listening: RefCell::default(),
            is_held: Cell::new(false),
            audited_ms: Cell::new(0.0),
            reporter,
            _tell: tell,
        })
    }

    /// A name for one who works, which tells of its realm.
    pub fn token(&self) -> String {
        self.tokens.set(self.tokens.get().wrapping_add(1));
        let chance = (js::chance() * 4_294_967_296.0) as u32;
        format!("{}/{chance:08x}{}", self.realm, self.tokens.get())
    }

    /// Lets others know that this realm lives.
    pub async fn hold(&self) {
        if self.is_shared && !self.is_held.replace(true) {
            self.platform.hold().await;
        }
    }

    /// A lease that begins now.
    pub fn lease(&self, token: &str, length_ms: f64) -> Lease {
        Lease {
            owner: token.to_owned(),
            until_ms: js::now_ms() + length_ms,
        }
    }

    /// What is known of a lease's owner.
    pub async fn owner(&self, lease: &Lease, token: &str) -> Owner {
        if lease.owner == token {
            return Owner::Ourselves;
        }
        let realm = lease.owner.split('/').next().unwrap_or_default();
        let is_dead = realm != self.realm
            && (self.store.is_alone() || self.platform.is_alive(realm).await == Some(false));
        if is_dead { Owner::Dead } else { Owner::Another }
    }

    /// Hears what other tabs write, for as long as somebody holds what it gives.
    pub fn listen(&self) -> Rc<Listening> {
        if let Some(listening) = self.listening.borrow().upgrade() {
            return listening;
        }
        let changed = self.changed.clone();
        let callback = Closure::<dyn FnMut()>::new(move || changed.ring());
        let off = if self.is_shared {
            self.platform.on_ring(callback.as_ref()).ok()
        } else {
            None
        };
        let listening = Rc::new(Listening {
            off,
            _callback: callback,
        });
        *self.listening.borrow_mut() = Rc::downgrade(&listening);
        listening
    }

    /// Says, here and to other tabs, that something has changed.
    pub fn ring(&self, what: &str) {
        self.changed.ring();
        if self.is_shared {
            let _ = self.platform.ring(what);
        }
    }

    /// Tells of a store that failed when it was too late to stop for it.
    pub fn failed<T>(&self, operation: &str, done: Result<T, String>) -> Option<T> {
        done.map_err(|said| self.reporter.storage(operation, &said))
            .ok()
    }

    /// Writes the intent down and reserves the money; or finds who has the key.
    pub async fn begin(
        &self,
        key: Option<&str>,
        request: &Js,
        pictures: Vec<String>,
        micros: u64,
        budget: &Budget,
    ) -> Result<Begun, Box<Failure>> {
        let storage = |said| Box::new(Failure::storage(said));
        self.audit_if_due().await.map_err(storage)?;
        let token = self.token();
        let name = match key {
            Some(key) => self.names.record_of_key(key),
            None => self.names.record_of_chance(&token),
        };
        self.hold().await;
        loop {
            let there = match key {
                Some(_) => self.store.get(&name).await.map_err(storage)?,
                None => JsValue::UNDEFINED,
            };
            if let Some(entry) = self.entry_of(&name, there.clone(), &token) {
                let record = entry.record();
                if record.state != State::Gone {
                    if !record.asks_for(request, &pictures) {
                        let key = key.unwrap_or_default();
                        return Err(Failure::conflict(key, record.job_id).into());
                    }
                    return Ok(Begun::Theirs(entry));
                }
            }
            let now_ms = js::now_ms();
            let lease = self.lease(&token, LEASE_MS);
            let record = Record::new(request.clone(), pictures.clone(), micros, lease, now_ms);
            let written = record_object(&record);
            let put = self.store.compare_and_put(&name, &there, &written);
            if !put.await.map_err(storage)?.is_truthy() {
                continue;
            }
            let entry = Rc::new(Entry {
                name: name.clone(),
                seen: RefCell::new(written),
                record: RefCell::new(record),
                token: token.clone(),
            });
            let reserve =
                &mut |sums: Sums| sums.reserve_for(&token, budget, micros, now_ms);
            return match self.sum(reserve).await {
                Ok(Ok(_)) => Ok(Begun::Ours(entry)),
                Ok(Err(failure)) => {
                    self.failed("put", self.unreserved(&entry).await);
                    Err(failure.into())
                }
                // Whether it was reserved is not known: what an audit finds too much it takes back.
                Err(said) => {
                    let _ = self.erase(&entry).await;
                    Err(storage(said))
                }
            };
        }
    }

    /// Reads a record that somebody wrote.
    fn entry_of(&self, name: &str, value: JsValue, token: &str) -> Option<Rc<Entry>> {
        let record = Record::read(&Js::from(value.clone()))?;
        Some(Rc::new(Entry {
            name: name.to_owned(),
            seen: RefCell::new(value),
            record: RefCell::new(record),
            token: token.to_owned(),
        }))
    }

    /// Takes a step with a record as it stands now, if the core allows it; tells whether it did. From now on it is ours
    /// for `length_ms`.
    pub async fn step(
        &self,
        entry: &Entry,
        step: Step<Js>,
        length_ms: f64,
    ) -> Result<bool, String> {
        let lease = self.lease(&entry.token, length_ms);
        loop {
            let mut record = entry.record();
            if !record.step(&step, &lease) {
                return Ok(false);
            }
            let seen = entry.seen.borrow().clone();
            let written = record_object(&record);
            let put = self.store.compare_and_put(&entry.name, &seen, &written);
            if put.await?.is_truthy() {
                *entry.seen.borrow_mut() = written;
                *entry.record.borrow_mut() = record;
                self.ring(&entry.name);
                return Ok(true);
            }
            self.refresh(entry).await?;
        }
    }

    /// Reads a record again; what is no longer there is gone.
    pub async fn refresh(&self, entry: &Entry) -> Result<(), String> {
        let value = self.store.get(&entry.name).await?;
        match Record::read(&Js::from(value.clone())) {
            Some(record) => *entry.record.borrow_mut() = record,
            None => entry.record.borrow_mut().state = State::Gone,
        }
        *entry.seen.borrow_mut() = value;
        Ok(())
    }

    /// Takes a record over that nobody is at work on.
    pub async fn take_over(&self, entry: &Entry) -> Result<bool, String> {
        let from = entry.record().lease;
        self.step(entry, Step::TakeOver { from }, LEASE_MS).await
    }

    /// Claims a job for a record: granted to one record alone.
    pub async fn claim(&self, entry: &Entry, id: &str) -> Result<bool, String> {
        let claim = self.names.claim(id);
        let name = JsValue::from_str(&entry.name);
        let nothing = JsValue::UNDEFINED;
        let put = self.store.compare_and_put(&claim, &nothing, &name);
        Ok(put.await?.is_truthy() || self.store.get(&claim).await? == name)
    }

    /// Which record a job is claimed for.
    pub async fn claimed_for(&self, id: &str) -> Result<Option<String>, String> {
        Ok(self.store.get(&self.names.claim(id)).await?.as_string())
    }

    /// Claims the job and writes its id down; no where another record has it.
    pub async fn running(&self, entry: &Entry, id: &str) -> Result<bool, String> {
        if !self.claim(entry, id).await? {
            return Ok(false);
        }
        let id = id.to_owned();
        self.step(entry, Step::Run { id }, 0.0).await?;
        Ok(true)
    }

    /// Takes a record back of which nothing came, and gives its money back.
    pub async fn release(&self, entry: &Entry) -> Result<(), String> {
        let epoch = self.sums().await?.epoch;
        if self.erase(entry).await? {
            self.give_back(&entry.record(), epoch).await?;
        }
        Ok(())
    }

    /// The same for a record whose money was refused: only an audit may have counted it.
    async fn unreserved(&self, entry: &Entry) -> Result<(), String> {
        let sums = self.sums().await?;
        let is_counted = sums.preparing.contains(&entry.token);
        if self.erase(entry).await? && is_counted {
            self.give_back(&entry.record(), sums.epoch).await?;
        }
        Ok(())
    }

    /// Gives a record's money back. `epoch` was read while the record still counted.
    async fn give_back(&self, record: &Record<Js>, epoch: u64) -> Result<(), String> {
        let give_back =
            &mut |sums: Sums| Ok(sums.give_back(record.micros, record.started_ms, epoch));
        self.sum(give_back).await.map(drop)
    }

    /// Takes a record out, unless it has come further or is somebody else's.
    async fn erase(&self, entry: &Entry) -> Result<bool, String> {
        let is_erased = self.step(entry, Step::Withdraw, 0.0).await?;
        if is_erased {
            self.store.delete(&entry.name).await?;
        }
        Ok(is_erased)
    }

    /// Notes how a job ended, and gives back what the service refunds.
    pub async fn ended(&self, entry: &Entry, prediction: Prediction) -> Result<(), String> {
        let epoch = self.sums().await?.epoch;
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
            self.forget_uploads(&record.request.get(Key::Images)).await?;
        }
        Ok(())
    }

    /// What has been spent.
    pub async fn sums(&self) -> Result<Sums, String> {
        let value = self.store.get(&self.names.sums()).await?;
        Ok(Sums::read(&Js::from(value)).at(js::now_ms()))
    }

    /// Changes the sums as they stand now, unless that is refused.
    pub async fn sum(
        &self,
        change: &mut dyn FnMut(Sums) -> Result<Sums, Failure>,
    ) -> Result<Result<Sums, Failure>, String> {
        let name = self.names.sums();
        loop {
            let there = self.store.get(&name).await?;
            let changed = match change(Sums::read(&Js::from(there.clone()))) {
                Ok(changed) => changed,
                Err(failure) => return Ok(Err(failure)),
            };
            let put = sums_object(&changed);
            let put = self.store.compare_and_put(&name, &there, &put);
            if put.await?.is_truthy() {
                return Ok(Ok(changed));
            }
        }
    }

    /// Every record, by name.
    pub async fn entries(&self) -> Result<Vec<Rc<Entry>>, String> {
        let listed = self.store.list(&self.names.records()).await?;
        let token = self.token();
        let entry = |(name, value): (String, JsValue)| self.entry_of(&name, value, &token);
        Ok(listed.into_iter().filter_map(entry).collect())
    }

    /// The record of a job that this ledger knows.
    pub async fn entry_of_job(&self, id: &str) -> Result<Option<Rc<Entry>>, String> {
        let Some(name) = self.claimed_for(id).await? else {
            return Ok(None);
        };
        let value = self.store.get(&name).await?;
        Ok(self
            .entry_of(&name, value, &self.token())
            .filter(|entry| entry.record().job_id.as_deref() == Some(id)))
    }

    async fn audit_if_due(&self) -> Result<(), String> {
        if js::now_ms() - self.audited_ms.get() < AUDIT_MS {
            return Ok(());
        }
        self.audit().await
    }

    /// Counts the sums anew from the records, and lets go of those that the service has forgotten or that never came to
    /// be.
    pub async fn audit(&self) -> Result<(), String> {
        let now_ms = js::now_ms();
        self.audited_ms.set(now_ms);
        loop {
            let before = self.store.get(&self.names.sums()).await?;
            let known = Sums::read(&Js::from(before.clone()));
            let entries = self.entries().await?;
            let mut records = Vec::new();
            let mut leaving = known.leaving.clone();
            for entry in entries {
                let record = entry.record();
                let owner = self.owner(&record.lease, &entry.token).await;
                let is_free = record.others_until(owner, now_ms).is_none();
                match fate(&record, is_free, now_ms) {
                    Fate::Stays => records.push((entry.name.clone(), record)),
                    Fate::Void => {
                        if !self.take_over(&entry).await? || !self.erase(&entry).await? {
                            records.push((entry.name.clone(), entry.record()));
                        }
                    }
                    Fate::Leaves => {
                        if !leaving.contains(&entry.name) {
                            leaving.push(entry.name.clone());
                        }
                        records.push((entry.name.clone(), record));
                    }
                }
            }
            leaving.retain(|name| {
                let mut named = records.iter().filter(|(other, _)| other == name);
                named.any(|(_, record)| !record.is_stub())
            });
            let counted = records.iter().map(|(name, record)| (name.as_str(), record));
            let sums = known.recount(counted, leaving.clone(), now_ms);
            let put = sums_object(&sums);
            let name = self.names.sums();
            let put = self.store.compare_and_put(&name, &before, &put);
            if !put.await?.is_truthy() {
                continue;
            }
            for (name, record) in records.iter().filter(|(name, _)| leaving.contains(name)) {
                self.forget(name, record).await?;
            }
            return self.forget_old(now_ms).await;
        }
    }

    /// Lets a record go. Of one with a caller's key the key and the id stay: a key is submitted once, ever.
    async fn forget(&self, name: &str, record: &Record<Js>) -> Result<(), String> {
        if let Some(id) = &record.job_id {
            self.store.delete(&self.names.claim(id)).await?;
        }
        if self.names.key_of(name).is_some() && record.job_id.is_some() {
            let stub = Record {
                state: State::Ended,
                request: JsValue::NULL.into(),
                pictures: Vec::new(),
                micros: 0,
                ..record.clone()
            };
            let put = self.store.put(name, &record_object(&stub));
            return put.await.map(drop);
        }
        self.store.delete(name).await.map(drop)
    }

    /// Lets go of leases and uploads whose time is over.
    async fn forget_old(&self, now_ms: f64) -> Result<(), String> {
        use crate::core::ledger::{KEPT_MS, UPLOAD_MS};
        for (prefix, key, kept_ms) in [
            (self.names.leases(), Key::LookedMs, KEPT_MS),
            (self.names.all_uploads(), Key::StartedMs, UPLOAD_MS),
        ] {
            for (name, value) in self.store.list(&prefix).await? {
                let at_ms = Js::from(value).get(key).number();
                if now_ms - at_ms.unwrap_or(0.0) >= kept_ms {
                    self.store.delete(&name).await?;
                }
            }
        }
        Ok(())
    }

    async fn forget_uploads(&self, images: &Js) -> Result<(), String> {
        for (name, value) in self.store.list(&self.names.all_uploads()).await? {
            let url = Js::from(value).get(Key::Url);
            if (0..images.len()).any(|index| images.at(index).equals(&url)) {
                self.store.delete(&name).await?;
            }
        }
        Ok(())
    }

    /// The remembered uploads of that size that may still be used: digest and address.
    pub async fn uploads(&self, bytes: f64) -> Vec<(String, JsValue)> {
        let prefix = self.names.uploads(bytes);
        let now_ms = js::now_ms();
        let listed = self.failed("list", self.store.list(&prefix).await);
        let usable = |(name, value): (String, JsValue)| {
            let value = Js::from(value);
            let age_ms = now_ms - value.get(Key::StartedMs).number()?;
            let digest = name.strip_prefix(prefix.as_str())?.to_owned();
            let is_young = (0.0..crate::core::ledger::UPLOAD_MS).contains(&age_ms);
            is_young.then(|| (digest, value.get(Key::Url).as_js().clone()))
        };
        listed
            .unwrap_or_default()
            .into_iter()
            .filter_map(usable)
            .collect()
    }

    /// Remembers an upload.
    pub async fn uploaded(&self, bytes: f64, digest: &str, url: &JsValue) {
        let name = format!("{}{digest}", self.names.uploads(bytes));
        let value = js::object(&[
            (Key::Url.name(), url.clone()),
            (Key::StartedMs.name(), js::now_ms().into()),
        ]);
        self.failed("put", self.store.put(&name, &value).await);
    }

    /// Who asks for a job, when it was last asked for, and what was heard.
    pub async fn poll_lease(&self, id: &str) -> Result<(Js, Lease, f64), String> {
        let value = Js::from(self.store.get(&self.names.lease(id)).await?);
        let lease = Lease {
            owner: value.get(Key::Owner).text(200).unwrap_or_default(),
            until_ms: value.get(Key::UntilMs).number().unwrap_or(0.0),
        };
        let looked_ms = value.get(Key::LookedMs).number().unwrap_or(0.0);
        Ok((value, lease, looked_ms))
    }

    /// Takes the lease of a job's polls, if it is still as it was seen.
    pub async fn take_poll_lease(
        &self,
        id: &str,
        seen: &Js,
        lease: &Lease,
        looked_ms: f64,
    ) -> Result<bool, String> {
        let value = lease_object(lease, looked_ms, seen.get(Key::Data).as_js());
        let name = self.names.lease(id);
        let put = self.store.compare_and_put(&name, seen.as_js(), &value);
        Ok(put.await?.is_truthy())
    }

    /// Writes down what was heard of a job, and who asks next, and when.
    pub async fn heard(&self, id: &str, lease: &Lease, looked_ms: f64, data: &JsValue) {
        let value = lease_object(lease, looked_ms, data);
        let put = self.store.put(&self.names.lease(id), &value).await;
        self.failed("put", put);
        self.ring(id);
    }
}
