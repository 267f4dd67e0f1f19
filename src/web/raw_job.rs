//! The raw job that the face's `Job` wraps.

use super::client::Client;
use super::ledger::Entry;
use super::ledger::record;
use super::recover::job_of;
use super::run::{Run, call};
use super::value::Js;
use super::watch::Watched;
use crate::core::error::Failure;
use js_sys::Promise;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What `Job` wraps: a job with an id, or a record that has none yet.
#[wasm_bindgen(js_name = RawJob)]
pub struct RawJob {
    client: Rc<Client>,
    target: Rc<Target>,
}

struct Target {
    /// The job, shared with all who watch it, once its id is known.
    watched: RefCell<Option<Rc<Watched>>>,
    /// Its record, where it came from one.
    entry: Option<Rc<Entry>>,
}

impl RawJob {
    /// A job that has an id.
    pub fn of(client: &Rc<Client>, watched: Rc<Watched>) -> RawJob {
        RawJob {
            client: client.clone(),
            target: Rc::new(Target {
                watched: RefCell::new(Some(watched)),
                entry: None,
            }),
        }
    }

    /// The job of a record.
    pub fn of_entry(client: &Rc<Client>, entry: Rc<Entry>) -> RawJob {
        let has_id = entry.record().job_id.is_some();
        let watched = has_id.then(|| client.watched_of(&entry));
        RawJob {
            client: client.clone(),
            target: Rc::new(Target {
                watched: RefCell::new(watched),
                entry: Some(entry),
            }),
        }
    }
}

impl Target {
    fn watched(&self) -> Option<Rc<Watched>> {
        self.watched.borrow().clone()
    }

    /// The job, looked up where its id is not known yet.
    async fn found(&self, run: &Run) -> Result<Rc<Watched>, Box<Failure>> {
        let found = match (self.watched(), &self.entry) {
            (Some(watched), _) => watched,
            (None, Some(entry)) => {
                job_of(run, entry).await?;
                run.client.watched_of(entry)
            }
            // It has the one or the other.
            (None, None) => return Err(Failure::never_sent().into()),
        };
        run.has_job(&found);
        *self.watched.borrow_mut() = Some(found.clone());
        Ok(found)
    }
}

#[wasm_bindgen(js_class = RawJob)]
impl RawJob {
    /// The job's id, `null` where it is still to be looked up.
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> JsValue {
        let watched = self.target.watched();
        watched.map_or(JsValue::NULL, |watched| watched.id.as_str().into())
    }

    /// What it was priced at, `null` where that is not known.
    #[wasm_bindgen(getter)]
    pub fn estimate(&self) -> JsValue {
        match (self.target.watched(), &self.target.entry) {
            (_, Some(entry)) => record::price(&entry.record()),
            (Some(watched), None) => watched.estimate_object(),
            (None, None) => JsValue::NULL,
        }
    }

    /// What is written down of it, `null` where nothing is.
    #[wasm_bindgen(getter)]
    pub fn entry(&self) -> JsValue {
        let names = &self.client.ledger.names;
        self.target.entry.as_ref().map_or(JsValue::NULL, |entry| {
            record::shown(names, &entry.name, &entry.record())
        })
    }

    /// `wait({ signal, onUpdate })`.
    pub fn wait(&self, options: JsValue) -> Promise {
        // Counted now: a stop in this very turn is meant for this waiting, too.
        let target = self.target.clone();
        let stops = target.watched().map_or(0, |watched| watched.stops());
        call(
            &self.client,
            &Js::from(options),
            &["signal", "onUpdate"],
            |run| {
                if let Some(watched) = target.watched() {
                    run.has_job(&watched);
                }
                Ok(Box::pin(async move {
                    let watched = target.found(&run).await?;
                    watched.tell(&run.client, &run.reporter);
                    let done = watched.wait(&run.client, &run.reporter, stops).await?;
                    Ok(watched.generation(&done))
                }))
            },
        )
    }

    /// `status({ signal })`.
    pub fn status(&self, options: JsValue) -> Promise {
        let target = self.target.clone();
        call(&self.client, &Js::from(options), &["signal"], |run| {
            if let Some(watched) = target.watched() {
                run.has_job(&watched);
            }
            Ok(Box::pin(async move {
                let watched = target.found(&run).await?;
                watched.status(&run.client).await
            }))
        })
    }

    /// `stop()`.
    pub fn stop(&self) {
        if let Some(watched) = self.target.watched() {
            watched.stop();
        }
    }
}
