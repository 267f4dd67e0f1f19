//! The raw client that the face's `KlingClient` wraps: reads what each call is given, and begins it.

use super::client::Client;
use super::enhance::enhance;
use super::questions;
use super::raw_job::RawJob;
use super::report;
use super::run::{Run, call, invalid};
use super::submit;
use super::upload::{Progress, addresses};
use super::value::Js;
use super::watch::Watched;
use crate::core::enhance as enhancement;
use crate::core::error::{Charge, Failure, Stage};
use crate::core::issue::{Issue, unfit};
use crate::core::model;
use crate::core::picture::Picture;
use crate::core::request::check;
use crate::core::value::{Key, Kind, Value};
use js_sys::{Function, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What `KlingClient` wraps.
#[wasm_bindgen(js_name = RawClient)]
pub struct RawClient(Rc<Client>);

#[wasm_bindgen(js_class = RawClient)]
impl RawClient {
    /// Reads the options; throws what the face makes a `KlingError` of.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<RawClient, JsValue> {
        Client::new(&options.into())
            .map(RawClient)
            .map_err(|failure| report::failure(&failure, None))
    }

    /// `generate(request, options)`.
    pub fn generate(&self, request: JsValue, options: JsValue) -> Promise {
        self.submitted(request, options, async |run, watched| {
            // It is new: every stop there was is meant for this waiting.
            let done = watched.wait(&run.client, &run.reporter, 0).await?;
            Ok(watched.generation(&done))
        })
    }

    /// `submit(request, options)`: gives a [`RawJob`].
    pub fn submit(&self, request: JsValue, options: JsValue) -> Promise {
        self.submitted(request, options, async |run, watched| {
            let client = run.client.clone();
            Ok(RawJob { client, watched }.into())
        })
    }

    /// `job(id)`.
    pub fn job(&self, id: JsValue) -> Result<RawJob, JsValue> {
        match id.as_string().filter(|id| model::is_job_id(id)) {
            Some(id) => Ok(RawJob {
                client: self.0.clone(),
                watched: self.0.watched(id),
            }),
            None => {
                let message =
                    "The id of a job has letters, digits, - and _ only, at most 128: check it.";
                let issue = Issue::new("", "not_allowed", message);
                Err(report::failure(&invalid(vec![issue]), None))
            }
        }
    }

    /// `upload(blob, options)`.
    pub fn upload(&self, blob: JsValue, options: JsValue) -> Promise {
        let (blob, options) = (Js::from(blob), Js::from(options));
        call(&self.0, &options, &["signal", "onProgress"], |run| {
            if blob.kind() != Kind::Blob {
                return Err(invalid(vec![unfit("", "a File or a Blob", blob.kind())]));
            }
            let progress = Progress::new(run.reporter.clone(), function(&options, Key::OnProgress));
            run.is_at(Stage::Upload, Charge::None);
            Ok(Box::pin(async move {
                let found = addresses(&run.client, vec![Picture::Bytes(blob)], &progress).await?;
                Ok(found.into_iter().next().unwrap_or(JsValue::NULL))
            }))
        })
    }

    /// `enhancePrompt({ text, image, style }, options)`.
    #[wasm_bindgen(js_name = enhancePrompt)]
    pub fn enhance_prompt(&self, request: JsValue, options: JsValue) -> Promise {
        call(&self.0, &options.into(), &["signal", "onUpdate"], |run| {
            let mut asked =
                enhancement::check(&Js::from(request), run.client.vantage).map_err(invalid)?;
            asked.image.iter_mut().for_each(submit::fix);
            Ok(Box::pin(async move { enhance(&run, asked).await }))
        })
    }

    /// `balance(options)`.
    pub fn balance(&self, options: JsValue) -> Promise {
        call(&self.0, &options.into(), &["signal"], questions::balance)
    }

    /// `history(query, options)`.
    pub fn history(&self, query: JsValue, options: JsValue) -> Promise {
        call(&self.0, &options.into(), &["signal"], |run| {
            questions::history(run, &query.into())
        })
    }

    /// `price(request, options)`.
    pub fn price(&self, request: JsValue, options: JsValue) -> Promise {
        call(&self.0, &options.into(), &["signal"], |run| {
            questions::price(run, &request.into())
        })
    }
}

impl RawClient {
    /// Begins a call that submits a job, and goes on with `then`.
    fn submitted(
        &self,
        request: JsValue,
        options: JsValue,
        then: impl AsyncFnOnce(&Run, Rc<Watched>) -> Result<JsValue, Box<Failure>> + 'static,
    ) -> Promise {
        const KNOWN: [&str; 3] = ["signal", "onUpdate", "onUploadProgress"];
        let options = Js::from(options);
        call(&self.0, &options, &KNOWN, |run| {
            let checked = check(&Js::from(request), run.client.vantage);
            let Some(mut request) = checked.request else {
                return Err(invalid(checked.errors));
            };
            request.images.iter_mut().for_each(submit::fix);
            let listener = function(&options, Key::OnUploadProgress);
            Ok(Box::pin(async move {
                let watched = submit::submit(&run, request, checked.warnings, listener).await?;
                then(&run, watched).await
            }))
        })
    }
}

/// The function among a call's options, which are known to be good.
fn function(options: &Js, key: Key) -> Option<Function> {
    options.get(key).as_js().clone().dyn_into().ok()
}
