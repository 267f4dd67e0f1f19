//! The records that stand in the ledger, as they were last seen.

use super::{Ledger, Working};
use crate::core::error::Failure;
use crate::core::ledger::record::{Record, State};
use crate::web::value::Js;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// One record, as it was last seen.
pub struct Entry {
    /// Its name in the store.
    pub name: String,
    /// What is written there, to compare with.
    pub(super) seen: RefCell<JsValue>,
    record: RefCell<Rc<Record<Js>>>,
    /// Who works on it, if we do.
    pub(super) token: String,
    working: RefCell<Option<Working>>,
}

impl Entry {
    /// One of which `seen` is written.
    pub(super) fn new(name: &str, seen: JsValue, record: Record<Js>, token: &str) -> Rc<Entry> {
        Rc::new(Entry {
            name: name.to_owned(),
            seen: RefCell::new(seen),
            record: RefCell::new(record.into()),
            token: token.to_owned(),
            working: RefCell::default(),
        })
    }

    /// Notes that we are at work on it, for as long as anybody holds it.
    pub(super) fn works(&self) {
        let mut working = self.working.borrow_mut();
        working.get_or_insert_with(|| Working::new(&self.token));
    }

    /// The record, as it stands now: what is changed is another one.
    pub fn record(&self) -> Rc<Record<Js>> {
        self.record.borrow().clone()
    }

    /// Notes that nothing came of it, and what it was.
    pub(super) fn is_gone(&self, before: &Record<Js>) {
        let state = State::Gone;
        self.is_now(Record {
            state,
            ..before.clone()
        });
    }

    pub(super) fn is_now(&self, record: Record<Js>) {
        *self.record.borrow_mut() = Rc::new(record);
    }
}

impl Ledger {
    /// Reads a record that somebody wrote.
    pub(super) fn entry_of(&self, name: &str, value: JsValue, token: &str) -> Option<Rc<Entry>> {
        let record = Record::read(&Js::from(value.clone()))?;
        Some(Entry::new(name, value, record, token))
    }

    /// Every record, by name, as soon as none is about to be taken back.
    pub async fn all(&self) -> Result<Vec<Rc<Entry>>, Box<Failure>> {
        let _turn = self.turns.turn().await;
        self.entries().await
    }

    /// Every record, by name.
    pub async fn entries(&self) -> Result<Vec<Rc<Entry>>, Box<Failure>> {
        let listed = self.store.list(&self.names.records()).await?;
        let token = self.token();
        let entry = |(name, value): (String, JsValue)| self.entry_of(&name, value, &token);
        Ok(listed.into_iter().filter_map(entry).collect())
    }

    /// The record of a job that this ledger knows.
    pub async fn entry_of_job(&self, id: &str) -> Result<Option<Rc<Entry>>, Box<Failure>> {
        let Some(name) = self.claimed_for(id).await? else {
            return Ok(None);
        };
        let value = self.store.get(&name).await?;
        Ok(self
            .entry_of(&name, value, &self.token())
            .filter(|entry| entry.record().job_id.as_deref() == Some(id)))
    }
}
