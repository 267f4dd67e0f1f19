//! The raw job that the face's `Job` wraps.

use super::client::Client;
use super::run::{Run, Work, call};
use super::value::Js;
use super::watch::Watched;
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What `Job` wraps.
#[wasm_bindgen(js_name = RawJob)]
pub struct RawJob {
    /// Whose job it is.
    pub(super) client: Rc<Client>,
    /// The job, shared with all who watch it.
    pub(super) watched: Rc<Watched>,
}

#[wasm_bindgen(js_class = RawJob)]
impl RawJob {
    /// The job's id.
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> String {
        self.watched.id.clone()
    }

    /// What it was priced at, `null` where that is not known.
    #[wasm_bindgen(getter)]
    pub fn estimate(&self) -> JsValue {
        self.watched.estimate_object()
    }

    /// `wait({ signal, onUpdate })`.
    pub fn wait(&self, options: JsValue) -> Promise {
        let watched = self.watched.clone();
        // Counted now: a stop in this very turn is meant for this waiting, too.
        let stops = watched.stops();
        self.run(&options.into(), &["signal", "onUpdate"], |run| {
            Box::pin(async move {
                watched.tell(&run.client, &run.reporter);
                let done = watched.wait(&run.client, &run.reporter, stops).await?;
                Ok(watched.generation(&done))
            })
        })
    }

    /// `status({ signal })`.
    pub fn status(&self, options: JsValue) -> Promise {
        let watched = self.watched.clone();
        self.run(&options.into(), &["signal"], |run| {
            Box::pin(async move { watched.status(&run.client).await })
        })
    }

    /// `stop()`.
    pub fn stop(&self) {
        self.watched.stop();
    }

    fn run(
        &self,
        options: &Js,
        known: &[&'static str],
        start: impl FnOnce(Rc<Run>) -> Work,
    ) -> Promise {
        call(&self.client, options, known, |run| {
            run.has_job(&self.watched);
            Ok(start(run))
        })
    }
}
