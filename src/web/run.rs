//! One call: its client, its stop, whom it tells, how far it is; and its promise, which settles whatever happens.

use super::batch::Paced;
use super::client::Client;
use super::future::promise;
use super::objects;
use super::report::Reporter;
use super::stop::Stop;
use super::value::Js;
use super::watch::Watched;
use crate::core::error::{Charge, Failure, Stage};
use crate::core::settings::{self, config};
use crate::core::value::{Key, Value};
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// What a call does, behind one pointer: each kind of future that is awaited for itself is code of its own.
pub type Work = Pin<Box<dyn Future<Output = Result<JsValue, Box<Failure>>>>>;

/// What a call is to do, or why it cannot.
pub type Begin<'a> = Box<dyn FnOnce(Rc<Run>) -> Result<Work, Box<Failure>> + 'a>;

/// One call: its client, its stop, whom it tells, and how far it is.
pub struct Run {
    /// Whose call it is.
    pub client: Rc<Client>,
    /// How it is stopped.
    pub stop: Stop,
    /// Whom it tells.
    pub reporter: Rc<Reporter>,
    /// The pace that it shares with the rest of its batch, if it is of one.
    pub pace: Option<Rc<Paced>>,
    point: Cell<(Stage, Charge)>,
    job: RefCell<Option<Rc<Watched>>>,
}

impl Run {
    /// Reads the options of one call, of which it knows these.
    pub fn new(
        client: &Rc<Client>,
        options: &Js,
        known: &'static [&'static str],
    ) -> Result<Rc<Run>, Box<Failure>> {
        settings::read_call(options, known)?;
        let stop = Stop::hearing(options.get(Key::Signal).as_js())
            .ok_or_else(|| config("/signal", "signal must be an AbortSignal."))?;
        let on_update = options.get(Key::OnUpdate).as_js().clone().dyn_into().ok();
        Ok(Rc::new(Run {
            client: client.clone(),
            stop,
            reporter: Rc::new(Reporter::new(on_update, client.on_event.clone())),
            pace: None,
            point: Cell::new((Stage::Validate, Charge::None)),
            job: RefCell::default(),
        }))
    }

    /// One call of a batch, which shares its stop and its pace with the others.
    pub fn of_batch(
        client: &Rc<Client>,
        stop: Stop,
        reporter: Reporter,
        pace: Rc<Paced>,
    ) -> Rc<Run> {
        Rc::new(Run {
            client: client.clone(),
            stop,
            reporter: Rc::new(reporter),
            pace: Some(pace),
            point: Cell::new((Stage::Validate, Charge::None)),
            job: RefCell::default(),
        })
    }

    /// Notes how far the call is, for what an abort at this point means.
    pub fn is_at(&self, stage: Stage, charge: Charge) {
        self.point.set((stage, charge));
    }

    /// Notes the job: from here on, only the waiting can be stopped.
    pub fn has_job(&self, job: &Rc<Watched>) {
        *self.job.borrow_mut() = Some(job.clone());
    }

    /// What it has cost where it is.
    pub fn charge(&self) -> Charge {
        match &*self.job.borrow() {
            Some(job) => job.charge(),
            None => self.point.get().1,
        }
    }

    /// What one is told whose call was stopped where it is.
    fn stopped(&self) -> Failure {
        match self.job.take() {
            Some(job) => Failure::aborted(Stage::Poll, job.charge(), Some(job.id.clone())),
            None => {
                let (stage, charge) = self.point.get();
                Failure::aborted(stage, charge, None)
            }
        }
    }

    /// What comes of the call, at once where it is stopped: then with the reason for that.
    pub async fn outcome(&self, work: Work) -> Result<JsValue, (Box<Failure>, Option<JsValue>)> {
        match self.stop.unless_stopped(work).await {
            Some(done) => done.map_err(|failure| (failure, None)),
            None => Err((self.stopped().into(), self.stop.reason())),
        }
    }

    /// Runs the call as a promise that settles whatever happens.
    pub fn promise(self: Rc<Self>, work: Work) -> Promise {
        promise(Box::pin(async move {
            let done = self.outcome(work).await;
            done.map_err(|(failure, reason)| objects::failure(&failure, reason))
        }))
    }
}

/// A promise that rejects with a failure found before anything began.
pub fn rejected(failure: &Failure) -> Promise {
    Promise::reject(&objects::failure(failure, None))
}

/// Begins a call: what `start` finds wrong at once is a rejection. Foreign values are read in `start`, before the
/// first await: afterwards they may be others.
pub fn call(
    client: &Rc<Client>,
    options: &Js,
    known: &'static [&'static str],
    start: impl FnOnce(Rc<Run>) -> Result<Work, Box<Failure>>,
) -> Promise {
    call_with(client, options, known, Box::new(start))
}

/// The same, behind one pointer: each kind of call is code of its own.
fn call_with(
    client: &Rc<Client>,
    options: &Js,
    known: &'static [&'static str],
    start: Begin,
) -> Promise {
    let begun = Run::new(client, options, known).and_then(|run| Ok((run.clone(), start(run)?)));
    match begun {
        Ok((run, work)) => run.promise(work),
        Err(failure) => rejected(&failure),
    }
}
