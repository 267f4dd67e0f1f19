//! One job with an id, watched by any number of callers: they share its polls, and whoever is due first asks.

mod ask;
mod follow;
mod shared;

use super::client::Client;
use super::future::{Bell, spawn};
use super::js;
use super::ledger::Entry;
use super::ledger::record;
use super::objects;
use super::repeat;
use super::report::{self, Reporter};
use crate::core::error::{Charge, Code};
use crate::core::job::Job;
use crate::core::ledger::record::State;
use crate::core::prediction::Prediction;
use crate::core::pricing::Estimate;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A job and all that its watchers share.
pub struct Watched {
    /// As the service names it.
    pub id: String,
    /// What it was priced at; `None` for a job known by its id alone.
    estimate: Cell<Option<Estimate>>,
    job: RefCell<Job>,
    /// What the service last answered, as it came.
    raw: RefCell<JsValue>,
    /// Its record, where this ledger has one.
    entry: RefCell<Option<Rc<Entry>>>,
    is_asking: Cell<bool>,
    /// What went wrong with the last look, if something did.
    lapse: Cell<Option<Code>>,
    /// Rings after each answer.
    answered: Bell,
    /// Rings when `stop()` is called.
    stopped: Bell,
    /// Whether another tab or process asks for it, and when that one asked last.
    is_told: Cell<bool>,
    told_ms: Cell<f64>,
    settling: Cell<Settling>,
    settled: Bell,
    /// How long its submit took at the most, in milliseconds, where it is not known whether the browser sent that twice.
    repeatable: Cell<Option<f64>>,
}

/// Whether the end of a job is written down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settling {
    Open,
    UnderWay,
    Done,
}

impl Watched {
    /// Watches a job that has an id.
    pub fn new(
        job: Job,
        estimate: Option<Estimate>,
        raw: JsValue,
        entry: Option<Rc<Entry>>,
    ) -> Rc<Watched> {
        Rc::new(Watched {
            id: job.id().unwrap_or_default().to_owned(),
            estimate: Cell::new(estimate),
            job: RefCell::new(job),
            raw: RefCell::new(raw),
            entry: RefCell::new(entry),
            is_asking: Cell::new(false),
            lapse: Cell::new(None),
            answered: Bell::default(),
            stopped: Bell::default(),
            is_told: Cell::new(false),
            told_ms: Cell::new(0.0),
            settling: Cell::new(Settling::Open),
            settled: Bell::default(),
            repeatable: Cell::new(None),
        })
    }

    /// Takes in its record: it is one's own job. Whoever wrote that may not have got to look how often it was sent.
    pub fn recall(&self, client: &Client, entry: &Rc<Entry>) {
        if self.entry.borrow().is_some() {
            return;
        }
        let record = entry.record();
        self.estimate.set(Some(record::estimate(&record)));
        self.job
            .borrow_mut()
            .recall(record.seconds(), record.sent_ms, js::now_ms());
        if record.state == State::Running && client.http.platform.may_repeat().unwrap_or(false) {
            self.repeatable
                .set(Some(client.settings.request_timeout_ms));
        }
        *self.entry.borrow_mut() = Some(entry.clone());
    }

    /// Looks for its record, where none is known.
    pub async fn find_record(&self, client: &Client) {
        if self.entry.borrow().is_some() {
            return;
        }
        let ledger = &client.ledger;
        let found = ledger.entry_of_job(&self.id).await;
        if let Some(Some(entry)) = ledger.failed("get", found) {
            self.recall(client, &entry);
        }
    }

    /// When the call for it began, in this life or another.
    fn reporter(&self, reporter: &Reporter) -> Reporter {
        let entry = self.entry.borrow();
        let started_ms = entry.as_ref().map(|entry| entry.record().started_ms);
        reporter.since(started_ms.unwrap_or(f64::INFINITY))
    }

    /// Notes that its submit, which has just been answered, may have been sent twice by the browser.
    pub fn may_be_repeated(&self) {
        let entry = self.entry.borrow();
        let took_ms = |entry: &Rc<Entry>| js::now_ms() - entry.record().sent_ms;
        self.repeatable.set(entry.as_ref().map(took_ms));
    }

    /// Its record and how long its submit took at the most, in milliseconds, where that may have been sent twice.
    pub fn repeatable(&self) -> Option<(Rc<Entry>, f64)> {
        self.entry.borrow().clone().zip(self.repeatable.get())
    }

    /// Notes that it is known how often its submit was sent.
    pub fn is_repeated_no_more(&self) {
        self.repeatable.set(None);
    }

    /// Writes the end of the job down, once it has ended.
    pub fn settle(self: &Rc<Self>, client: &Rc<Client>) {
        let ended = self.job.borrow().is_over();
        let Some(entry) = self.entry.borrow().clone() else {
            return;
        };
        if !ended || self.settling.get() != Settling::Open {
            return;
        }
        self.settling.set(Settling::UnderWay);
        let (watched, client) = (self.clone(), client.clone());
        // Whoever waits may be stopped in the middle of it.
        spawn(async move {
            // Before the end is written down: until then the job is unfinished, and taken up by whoever comes after.
            repeat::look(client.clone(), watched.clone()).await;
            let latest = watched.job.borrow().latest().cloned().unwrap_or_default();
            let ledger = &client.ledger;
            ledger.failed("put", ledger.ended(&entry, latest).await);
            watched.settling.set(Settling::Done);
            watched.settled.ring();
        });
    }

    async fn is_settled(&self) {
        while self.settling.get() == Settling::UnderWay {
            self.settled.after(self.settled.count()).await;
        }
    }

    /// How often it was stopped so far: who begins to wait notes it at once, and hears every stop from then on.
    pub fn stops(&self) -> u32 {
        self.stopped.count()
    }

    /// Ends all waiting; the job itself goes on.
    pub fn stop(&self) {
        self.stopped.ring();
    }

    /// Its estimate as JS has it, `null` where none is known.
    pub fn estimate_object(&self) -> JsValue {
        self.estimate.get().map_or(JsValue::NULL, objects::estimate)
    }

    /// The `Generation` of a job that has completed.
    pub fn generation(&self, prediction: &Prediction) -> JsValue {
        report::generation(
            &self.id,
            prediction,
            self.estimate_object(),
            &self.raw.borrow(),
        )
        .into()
    }

    /// What a failure of the waiting says of the charge.
    pub fn charge(&self) -> Charge {
        self.job.borrow().charge()
    }

    /// Tells where it stands.
    pub fn tell(&self, client: &Client, reporter: &Reporter) {
        let job = self.job.borrow();
        let Some(latest) = job.latest() else { return };
        let phase = latest.phase();
        let usual_ms = match job.seconds() {
            0 => None,
            seconds => Some(client.durations.borrow().usual_ms(seconds)),
        };
        let (phase, word, id) = (phase, latest.word.clone(), self.id.clone());
        drop(job);
        reporter.update(
            phase,
            Some(&id),
            &[
                ("status", word.into()),
                ("usualMs", js::number_or_null(usual_ms)),
            ],
        );
    }
}
