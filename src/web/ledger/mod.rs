//! The ledger: each step of a job is written down before it is taken, by compare-and-put, so that two tabs never both
//! take it.

mod audit;
mod entry;
pub mod habit;
mod listening;
mod polls;
pub mod record;
mod steps;
pub mod store;
mod sums;
mod uploads;
mod working;

pub use self::entry::Entry;
use self::habit::Sharing;
use self::listening::Listening;
use self::record::record_object;
pub use self::steps::Delivered;
use self::store::{Contention, Store};
pub use self::working::Working;
use super::future::Bells;
use super::js;
use super::platform::Platform;
use super::report::Reporter;
use super::turns::Turns;
use super::value::Js;
use crate::core::error::Failure;
use crate::core::ledger::Names;
use crate::core::ledger::budget::{Budget, Sums};
use crate::core::ledger::lease::{Lease, Owner};
use crate::core::ledger::record::{Record, State};
use crate::core::settings;
use crate::core::text::cut;
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// How long a step has to itself, in milliseconds, before others may take over; it is renewed thrice as often.
pub const LEASE_MS: f64 = 60_000.0;

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
    /// Rings under a record's name when that was written, and under a job's id when somebody has heard of it: here, or when
    /// another tab says so.
    pub changed: Rc<Bells>,
    listening: RefCell<Weak<Listening>>,
    /// What changes the sums here goes one after another: it would only get into its own way.
    turns: Turns,
    is_held: Cell<bool>,
    audited_ms: Cell<f64>,
    sharing: Sharing,
    reporter: Reporter,
    _tell: Closure<dyn FnMut(JsValue)>,
}

/// What a call wants to be written down before anything is sent.
pub struct Wanted {
    /// The caller's own key.
    pub key: Option<String>,
    /// The request; pictures that are not up yet are `null`.
    pub request: Js,
    /// What tells its pictures from others.
    pub pictures: Vec<String>,
    /// What it costs, in millionths of a USD.
    pub micros: u64,
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
            .any(|name| !js::field(&js::global(), name).is_undefined());
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
            turns: Turns::default(),
            is_held: Cell::new(false),
            audited_ms: Cell::new(0.0),
            sharing: Sharing::default(),
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
        // Who comes second waits as well: it would write before the others know.
        if self.is_shared && !self.is_held.get() {
            self.platform.hold().await;
            self.is_held.set(true);
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
        let (realm, _) = cut(&lease.owner, b'/');
        let is_dead = if realm == self.realm {
            !Working::is(&lease.owner)
        } else {
            self.store.is_alone() || self.platform.is_alive(realm).await == Some(false)
        };
        if is_dead { Owner::Dead } else { Owner::Another }
    }

    /// Tells of a store that failed when it was too late to stop for it.
    pub fn failed<T>(&self, operation: &str, done: Result<T, Box<Failure>>) -> Option<T> {
        done.map_err(|failure| self.tell(operation, &failure)).ok()
    }

    fn tell(&self, operation: &str, failure: &Failure) {
        let said = failure.cause.as_deref().unwrap_or_default();
        self.reporter.storage(operation, said);
    }

    /// Changes what stands under a name, however many others do at the same time; `change` gives what is to stand there
    /// instead of what does, if anything.
    async fn change(
        &self,
        name: &str,
        change: &mut dyn FnMut(Js) -> Option<JsValue>,
    ) -> Result<(), Box<Failure>> {
        let mut contention = Contention::default();
        loop {
            let there = self.store.get(name).await?;
            let Some(changed) = change(there.clone().into()) else {
                return Ok(());
            };
            let put = self.store.compare_and_put(name, &there, &changed);
            if put.await?.is_truthy() {
                return Ok(());
            }
            contention.again().await?;
        }
    }

    /// Writes the intent down and reserves the money; or finds who has the key. Tells whether the record is ours.
    pub async fn begin(
        &self,
        wanted: Wanted,
        budget: &Budget,
    ) -> Result<(Rc<Entry>, bool), Box<Failure>> {
        let Wanted {
            key,
            request,
            pictures,
            micros,
        } = wanted;
        let key = key.as_deref();
        self.audit_if_due().await?;
        let token = self.token();
        let name = match key {
            Some(key) => self.names.record_of_key(key),
            None => self.names.record_of_chance(&token),
        };
        self.hold().await;
        let _turn = self.turns.turn().await;
        let mut contention = Contention::default();
        loop {
            let there = match key {
                Some(_) => self.store.get(&name).await?,
                None => JsValue::UNDEFINED,
            };
            let entry = self.entry_of(&name, there.clone(), &token);
            if entry.is_none() && !there.is_undefined() {
                // Damaged, or of a later version: it may be of a job that is paid.
                let said = "the record of this idempotencyKey cannot be read";
                return Err(Failure::storage(said.to_owned()).into());
            }
            if let Some(entry) = entry {
                let record = entry.record();
                if record.state != State::Gone {
                    if !record.asks_for(&request, &pictures) {
                        let key = key.unwrap_or_default();
                        return Err(Failure::conflict(key, record.job_id.clone()).into());
                    }
                    return Ok((entry, false));
                }
            }
            let now_ms = js::now_ms();
            let lease = self.lease(&token, LEASE_MS);
            let record = Record::new(request.clone(), pictures.clone(), micros, lease, now_ms);
            let written = record_object(&record);
            let put = self.store.compare_and_put(&name, &there, &written).await;
            if put.as_ref().is_ok_and(JsValue::is_falsy) {
                contention.again().await?;
                continue;
            }
            let entry = Entry::new(&name, written, record, &token);
            entry.works();
            if let Err(failure) = put {
                // It may have been written all the same, and would keep the next call waiting.
                let _ = self.erase(&entry).await;
                return Err(failure);
            }
            let reserve = &mut |sums: Sums| sums.reserve_for(&token, budget, micros, js::now_ms());
            return match self.sum_now(reserve).await {
                Ok(Ok(_)) => Ok((entry, true)),
                Ok(Err(failure)) => {
                    self.failed("put", self.unreserved(&entry).await);
                    Err(failure.into())
                }
                // Whether it was reserved is not known: what an audit finds too much it takes back.
                Err(failure) => {
                    let _ = self.erase(&entry).await;
                    Err(failure)
                }
            };
        }
    }
}
