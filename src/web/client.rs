//! The client behind `KlingClient`: its settings, its way to the service, and the jobs it watches.

use super::flights::Flights;
use super::future::sleep;
use super::http::{Body, Http};
use super::js;
use super::ledger::{Entry, Ledger, Working};
use super::platform::Platform;
use super::report::Reporter;
use super::secrets::Secrets;
use super::setup::Setup;
use super::value::Js;
use super::watch::Watched;
use crate::core::answer::{Exchange, judge};
use crate::core::error::Failure;
use crate::core::job::Job;
use crate::core::polling::Durations;
use crate::core::reach::Vantage;
use crate::core::retry::Call;
use crate::core::settings::{Settings, config};
use crate::core::value::{Key, Value};
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// What all calls of one client share.
pub struct Client {
    /// The numbers of its options.
    pub settings: Settings,
    /// The way to the service.
    pub http: Http,
    /// Where the service stands, as far as its address tells.
    pub vantage: Vantage,
    /// How long jobs took so far.
    pub durations: RefCell<Durations>,
    /// What is recorded of its jobs.
    pub ledger: Ledger,
    /// How it is called where it asks for jobs.
    pub token: String,
    _working: Working,
    /// The service's latest stamp, by its own clock: what is made from now on is younger.
    pub stamp_ms: Cell<Option<f64>>,
    /// The uploads under way.
    pub flights: Flights,
    /// Who hears everything that happens to every call.
    pub on_event: Option<Function>,
    /// The watched jobs, in the order of their ids' marks.
    jobs: RefCell<Vec<(u32, Weak<Watched>)>>,
}

impl Client {
    /// Reads the options.
    pub fn new(options: &Js, platform: Platform) -> Result<Rc<Client>, Box<Failure>> {
        let Setup {
            settings,
            key,
            base,
            vantage,
            is_foreign,
            headers,
        } = Setup::read(options)?;
        let on_event: Option<Function> = options.get(Key::OnEvent).as_js().clone().dyn_into().ok();
        let ledger = Ledger::open(
            &base,
            settings.store,
            options.get(Key::Store).as_js(),
            platform.clone(),
            on_event.clone(),
        )
        .map_err(|_| {
            let message = "store must have the functions get, put, delete and list.";
            config("/store", message)
        })?;
        let token = ledger.token();
        Ok(Rc::new(Client {
            settings,
            _working: Working::new(&token),
            token,
            ledger,
            stamp_ms: Cell::new(None),
            flights: Flights::default(),
            http: Http {
                base,
                key,
                fetch: options.get(Key::Fetch).as_js().clone().dyn_into().ok(),
                headers,
                secrets: Secrets::default(),
                account: RefCell::default(),
                platform,
                is_foreign,
                is_whole: Cell::new(false),
            },
            vantage,
            durations: RefCell::default(),
            on_event,
            jobs: RefCell::default(),
        }))
    }

    /// Asks a question that changes nothing.
    pub async fn ask(
        &self,
        reporter: &Reporter,
        path: &str,
        body: Option<JsValue>,
    ) -> Result<Js, Box<Failure>> {
        self.persist(Call::Ask, reporter, async || {
            let body = body.clone().map_or(Body::Nothing, Body::Json);
            self.http
                .exchange(path, body, self.settings.request_timeout_ms)
                .await
        })
        .await
    }

    /// Sends what may be sent again until it is answered or refused, as often and as patiently as the core says.
    pub async fn persist(
        &self,
        call: Call,
        reporter: &Reporter,
        send: impl AsyncFn() -> Exchange<Js>,
    ) -> Result<Js, Box<Failure>> {
        let mut sent: u32 = 0;
        loop {
            let setback = match judge(send().await) {
                Ok(data) => return Ok(data),
                Err(setback) => setback,
            };
            sent = sent.saturating_add(1);
            let retry = &self.settings.rules.retry;
            match retry.next(call, sent, &setback, js::chance()) {
                Some(pause_ms) => {
                    reporter.retry(call.stage().name(), setback.code.name(), pause_ms);
                    sleep(pause_ms).await;
                }
                None => return Err(setback.failure(call).into()),
            }
        }
    }

    /// Lets later calls for the same id share this one's polls.
    pub fn remember(&self, watched: &Rc<Watched>) {
        let mut jobs = self.jobs.borrow_mut();
        // Jobs that nobody holds any more are swept each time the list is full. It grows where that left it more than half
        // full: so each sweep is paid by as many jobs.
        if jobs.len() == jobs.capacity() {
            jobs.retain(|(_, job)| job.strong_count() > 0);
            let left = jobs.len();
            jobs.reserve(left);
        }
        let mark = mark(&watched.id);
        let at = jobs.partition_point(|(other, _)| *other < mark);
        jobs.insert(at, (mark, Rc::downgrade(watched)));
    }

    /// The job of that id, the one already watched if there is one.
    pub fn watched(&self, id: String) -> Rc<Watched> {
        let mark = mark(&id);
        let known = {
            let jobs = self.jobs.borrow();
            let at = jobs.partition_point(|(other, _)| *other < mark);
            jobs.iter()
                .skip(at)
                .take_while(|(other, _)| *other == mark)
                .filter_map(|(_, job)| job.upgrade())
                .find(|job| job.id == id)
        };
        known.unwrap_or_else(|| {
            let job = Job::to_follow(self.settings.rules, id, js::now_ms());
            let watched = Watched::new(job, None, JsValue::NULL, None);
            self.remember(&watched);
            watched
        })
    }

    /// The job of a record that has an id.
    pub fn watched_of(&self, entry: &Rc<Entry>) -> Rc<Watched> {
        let id = entry.record().job_id.clone().unwrap_or_default();
        let watched = self.watched(id);
        watched.recall(self, entry);
        watched
    }
}

/// By what jobs are found among many: most ids have one of their own (FNV-1a).
fn mark(id: &str) -> u32 {
    id.bytes().fold(0x811c_9dc5, |mark, byte| {
        (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
