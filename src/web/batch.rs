//! Many jobs at once: each with an outcome of its own, so many under way at a time, at a pace that the account allows.

use super::client::Client;
use super::future::{Bell, promise, sleep, spawn};
use super::js::{self, object};
use super::objects;
use super::report::Reporter;
use super::run::{Begin, Run};
use super::stop::Stop;
use super::value::list;
use crate::core::batch::{Pace, Turn, not_begun, stops_all};
use crate::core::error::{Charge, Failure};
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The pace that the jobs of a batch share.
pub struct Paced {
    pace: RefCell<Pace>,
    bell: Bell,
}

/// A turn to submit, which ends when it is dropped.
pub struct Going<'a>(&'a Paced);

impl Drop for Going<'_> {
    fn drop(&mut self) {
        self.0.pace.borrow_mut().ended();
        self.0.bell.ring();
    }
}

impl Paced {
    /// Waits until a job may be submitted.
    pub async fn turn(&self) -> Going<'_> {
        loop {
            let rung = self.bell.count();
            let turn = self.pace.borrow_mut().turn(js::now_ms());
            match turn {
                Turn::Go => return Going(self),
                Turn::Wait(ms) => sleep(ms).await,
                Turn::Listen => self.bell.after(rung).await,
            }
        }
    }

    /// Notes that a job was taken.
    pub fn taken(&self) {
        self.pace.borrow_mut().taken();
        self.bell.ring();
    }

    /// Notes that one was refused for the rate; no where it is no use to go on.
    pub fn refused(&self, asked_ms: f64, client: &Client) -> bool {
        let now_ms = js::now_ms();
        let mut pace = self.pace.borrow_mut();
        pace.refused(asked_ms, now_ms, js::chance());
        !pace.is_hopeless(client.settings.deadline_ms, now_ms)
    }
}

struct Batch {
    client: Rc<Client>,
    stop: Stop,
    pace: Rc<Paced>,
    on_update: Option<Function>,
    waiting: RefCell<std::vec::IntoIter<(u32, Begin<'static>)>>,
    outcomes: RefCell<Vec<JsValue>>,
    left: Cell<usize>,
    done: Bell,
    /// What ended the batch: whatever has not begun then fails for the same.
    end: RefCell<Option<Failure>>,
}

/// Runs all, `at_once` of them at a time; resolves to their outcomes in order, whatever they are.
pub fn generate_all(
    client: &Rc<Client>,
    jobs: Vec<Begin<'static>>,
    at_once: u32,
    stop: Stop,
    on_update: Option<Function>,
) -> Promise {
    let count = jobs.len();
    let workers = count.min(at_once as usize);
    let numbered: Vec<_> = (0u32..).zip(jobs).collect();
    let batch = Rc::new(Batch {
        client: client.clone(),
        stop,
        pace: Rc::new(Paced {
            pace: RefCell::new(Pace::new(client.settings.rules.retry)),
            bell: Bell::default(),
        }),
        on_update,
        waiting: RefCell::new(numbered.into_iter()),
        outcomes: RefCell::new(vec![JsValue::UNDEFINED; count]),
        left: Cell::new(workers),
        done: Bell::default(),
        end: RefCell::default(),
    });
    for _ in 0..workers {
        let batch = batch.clone();
        spawn(async move {
            batch.work().await;
            batch.left.set(batch.left.get().saturating_sub(1));
            batch.done.ring();
        });
    }
    promise(Box::pin(async move {
        loop {
            let rung = batch.done.count();
            if batch.left.get() == 0 {
                return Ok(list(batch.outcomes.take()).into());
            }
            batch.done.after(rung).await;
        }
    }))
}

impl Batch {
    /// Takes one job after another.
    async fn work(&self) {
        loop {
            let next = self.waiting.borrow_mut().next();
            let Some((place, begin)) = next else { return };
            let outcome = self.outcome(place, begin).await;
            if let Some(slot) = self.outcomes.borrow_mut().get_mut(place as usize) {
                *slot = outcome;
            }
        }
    }

    async fn outcome(&self, place: u32, begin: Begin<'static>) -> JsValue {
        let reporter = Reporter::new(self.on_update.clone(), self.client.on_event.clone());
        let run = Run::of_batch(
            &self.client,
            self.stop.clone(),
            reporter.at_place(place),
            self.pace.clone(),
        );
        let ended = self.end.borrow().clone();
        let done = match ended {
            Some(failure) => Err((Box::new(failure), None)),
            None => match begin(run.clone()) {
                Ok(work) => run.outcome(work).await,
                Err(failure) => Err((failure, None)),
            },
        };
        match done {
            Ok(value) => object(&[("status", "fulfilled".into()), ("value", value)]).into(),
            Err((failure, reason)) => {
                if failure.charge == Charge::None && stops_all(&failure) {
                    self.end
                        .borrow_mut()
                        .get_or_insert_with(|| not_begun(&failure));
                }
                let reason = objects::failure(&failure, reason);
                object(&[("status", "rejected".into()), ("reason", reason)]).into()
            }
        }
    }
}
