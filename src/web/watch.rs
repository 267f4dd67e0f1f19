//! One job with an id, watched by any number of callers: they share its polls, and whoever is due first asks.

mod shared;

use super::client::Client;
use super::future::{Bell, sleep, unless};
use super::http::Body;
use super::js;
use super::ledger::Entry;
use super::ledger::record;
use super::presence::Presence;
use super::repeat;
use super::report::{self, Reporter};
use crate::core::answer::judge;
use crate::core::deadline::Deadline;
use crate::core::error::{Charge, Code, Failure, Stage};
use crate::core::job::{Action, Job};
use crate::core::model::{RESULT_PATH, RESULT_PATH_OF_PAGE};
use crate::core::polling::OFFLINE_PATIENCE_MS;
use crate::core::prediction::Prediction;
use crate::core::pricing::Estimate;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

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
    /// How long its submit took, in milliseconds, where it is not known yet whether the browser sent that twice.
    repeatable: Cell<Option<f64>>,
}

/// Whether the end of a job is written down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settling {
    Open,
    UnderWay,
    Done,
}

/// Marks that the job is being asked for, until it is dropped: also when the asking caller is stopped in the middle.
struct Asking<'a> {
    watched: &'a Watched,
    is_answered: bool,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.watched.job.borrow_mut().interrupted(js::now_ms());
        }
        self.watched.is_asking.set(false);
        self.watched.answered.ring();
    }
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

    /// Takes in its record: it is one's own job.
    pub fn recall(&self, entry: &Rc<Entry>) {
        if self.entry.borrow().is_some() {
            return;
        }
        let record = entry.record();
        self.estimate.set(Some(record::estimate(&record)));
        self.job
            .borrow_mut()
            .recall(record.seconds(), record.sent_ms, js::now_ms());
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
            self.recall(&entry);
        }
    }

    /// When the call for it began, in this life or another.
    fn reporter(&self, reporter: &Reporter) -> Reporter {
        let entry = self.entry.borrow();
        let started_ms = entry.as_ref().map(|entry| entry.record().started_ms);
        reporter.since(started_ms.unwrap_or(f64::INFINITY))
    }

    /// Notes that its submit, which took so long, may have been sent twice: it is looked for once more at its end.
    pub fn may_be_repeated(&self, took_ms: f64) {
        self.repeatable.set(Some(took_ms));
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
        spawn_local(async move {
            let latest = watched.job.borrow().latest().cloned().unwrap_or_default();
            let ledger = &client.ledger;
            ledger.failed("put", ledger.ended(&entry, latest).await);
            if let Some(took_ms) = watched.repeatable.take() {
                repeat::look(client.clone(), entry.clone(), took_ms).await;
            }
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
        self.estimate.get().map_or(JsValue::NULL, report::estimate)
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

    /// Where it stands, asking the service unless it was asked a moment ago.
    pub async fn status(self: &Rc<Self>, client: &Rc<Client>) -> Result<JsValue, Box<Failure>> {
        self.find_record(client).await;
        self.job.borrow_mut().reopen();
        let mut asked: u32 = 0;
        loop {
            let (action, is_heard, is_over) = {
                let job = self.job.borrow();
                (job.now(js::now_ms()), job.latest().is_some(), job.is_over())
            };
            match action {
                // A 404 is asked again at once at the other path.
                Action::Poll { page_path } if asked == 0 || (page_path && asked == 1) => {
                    asked = asked.saturating_add(1);
                    self.ask_or_listen(client, page_path).await;
                }
                // Nothing is known and nothing went wrong: there was a look that was given up.
                Action::Wait { until_ms }
                    if !is_heard && self.lapse.get().is_none() && asked == 0 =>
                {
                    sleep(until_ms - js::now_ms()).await;
                }
                Action::End(end) if !is_over => {
                    if let Err(failure) = *end {
                        return Err(failure.into());
                    }
                    break;
                }
                _ => break,
            }
        }
        match self.job.borrow().latest() {
            Some(latest) => Ok(report::standing(
                &self.id,
                latest,
                self.estimate_object(),
                &self.raw.borrow(),
            )),
            None => Err(self.not_told(self.lapse.get().unwrap_or(Code::Network))),
        }
    }

    /// Waits until it ends, telling each answer; for no longer than it was not stopped since `stops` were counted.
    pub async fn wait(
        self: &Rc<Self>,
        client: &Rc<Client>,
        reporter: &Reporter,
        stops: u32,
    ) -> Result<Prediction, Box<Failure>> {
        self.job.borrow_mut().reopen();
        unless(self.stopped.after(stops), self.follow(client, reporter))
            .await
            .unwrap_or_else(|| {
                Err(Failure::aborted(Stage::Poll, self.charge(), Some(self.id.clone())).into())
            })
    }

    /// What a failure of the waiting says of the charge.
    pub fn charge(&self) -> Charge {
        self.job.borrow().charge()
    }

    /// What one is told who asks where a job stands of which nothing was ever heard.
    fn not_told(&self, code: Code) -> Box<Failure> {
        Failure {
            charge: self.charge(),
            job_id: Some(self.id.clone()),
            ..Failure::new(
                code,
                Stage::Poll,
                "The service could not say where this job stands: ask again.",
            )
        }
        .into()
    }

    async fn follow(
        self: &Rc<Self>,
        client: &Rc<Client>,
        reporter: &Reporter,
    ) -> Result<Prediction, Box<Failure>> {
        self.find_record(client).await;
        let reporter = &self.reporter(reporter);
        let ledger = &client.ledger;
        let _listening = ledger.listen();
        let presence = Presence::new();
        let mut backs = presence.back.count();
        let mut deadline = Deadline::new(client.settings.deadline_ms, js::now_ms());
        let mut planned_ms = 0.0;
        // Offline it waits once, then asks all the same.
        let mut is_patient = true;
        loop {
            let now_ms = js::now_ms();
            let left_ms = deadline.passed(planned_ms, now_ms);
            if presence.back.count() != backs {
                backs = presence.back.count();
                self.job.borrow_mut().wake(now_ms);
            }
            let action = self.job.borrow().next(now_ms);
            if let Action::End(end) = action {
                self.is_settled().await;
                return end.map_err(Box::new);
            }
            if left_ms <= 0.0 {
                return Err(Failure::deadline(&self.id, self.charge()).into());
            }
            planned_ms = match action {
                Action::Poll { page_path }
                    if !self.is_asking.get() && (Presence::is_online() || !is_patient) =>
                {
                    is_patient = true;
                    planned_ms = client.settings.request_timeout_ms;
                    match unless(sleep(left_ms), self.ask(client, page_path)).await {
                        Some(Some(code)) => self.tell_lapse(code, reporter),
                        _ => self.tell(client, reporter),
                    }
                    continue;
                }
                Action::Wait { until_ms } => until_ms - now_ms,
                // Somebody else is asking, or there is no connection to ask over.
                _ => {
                    is_patient = self.is_asking.get();
                    OFFLINE_PATIENCE_MS
                }
            };
            // Whatever is waited for, an answer to somebody else's question ends it, too.
            let (heard, changes) = (self.answered.count(), ledger.changed.count());
            let pause = sleep(planned_ms.min(left_ms));
            let back = unless(pause, presence.back.after(backs));
            let limit = async {
                back.await;
            };
            let news = async {
                if self.is_told.get() {
                    ledger.changed.after(changes).await;
                } else {
                    std::future::pending().await
                }
            };
            let limit = async {
                if unless(limit, news).await.is_some() {
                    self.may_look(client, true).await;
                    self.settle(client);
                    self.answered.ring();
                }
            };
            if unless(limit, self.answered.after(heard)).await.is_some() {
                self.tell(client, reporter);
            }
        }
    }

    /// One look at the job, or at what came of the look that someone else is taking.
    async fn ask_or_listen(self: &Rc<Self>, client: &Rc<Client>, page_path: bool) {
        if self.is_asking.get() {
            self.answered.after(self.answered.count()).await;
        } else {
            self.ask(client, page_path).await;
        }
    }

    /// One look at the job: what went wrong, where something did.
    async fn ask(self: &Rc<Self>, client: &Rc<Client>, page_path: bool) -> Option<Code> {
        self.is_asking.set(true);
        let mut asking = Asking {
            watched: self,
            is_answered: false,
        };
        let ledger = &client.ledger;
        if ledger.is_shared && !self.may_look(client, false).await {
            asking.is_answered = true;
            self.settle(client);
            return None;
        }
        let (before, after) = if page_path {
            RESULT_PATH_OF_PAGE
        } else {
            RESULT_PATH
        };
        let path = format!("{before}{}{after}", self.id);
        let exchange = client
            .http
            .exchange(&path, Body::Nothing, client.settings.request_timeout_ms)
            .await;
        let answer = judge(exchange).map(|data| {
            *self.raw.borrow_mut() = data.as_js().clone();
            Prediction::read(&data)
        });
        let setback = answer.as_ref().err().map(|setback| setback.code);
        self.lapse.set(setback);
        asking.is_answered = true;
        self.job.borrow_mut().polled(
            answer,
            js::now_ms(),
            js::chance(),
            &mut client.durations.borrow_mut(),
        );
        self.settle(client);
        if ledger.is_shared {
            self.pass_on(client).await;
        }
        setback
    }

    /// Tells of a look that failed, where another follows.
    fn tell_lapse(&self, code: Code, reporter: &Reporter) {
        let now_ms = js::now_ms();
        let next = self.job.borrow().next(now_ms);
        match next {
            Action::Wait { until_ms } => reporter.retry("poll", code.name(), until_ms - now_ms),
            Action::Poll { .. } => reporter.retry("poll", code.name(), 0.0),
            Action::Submit | Action::End(_) => {}
        }
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
