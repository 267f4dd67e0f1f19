//! The raw client that the face's `KlingClient` wraps: reads what each call is given, and begins it.

use super::batch::generate_all;
use super::check::job_id;
use super::client::Client;
use super::enhance::enhance;
use super::ledger::Entry;
use super::ledger::record;
use super::objects::{self, fix};
use super::platform::Platform;
use super::questions;
use super::raw_job::RawJob;
use super::run::{Begin, Run, call, rejected};
use super::stop::Stop;
use super::submit::{self, Wish};
use super::upload::{Progress, addresses};
use super::value::{Js, list};
use super::watch::Watched;
use crate::core::enhance as enhancement;
use crate::core::error::{Charge, Failure, Stage, invalid};
use crate::core::issue::unfit;
use crate::core::ledger::record::State;
use crate::core::picture::Picture;
use crate::core::reach::Vantage;
use crate::core::request::check;
use crate::core::settings::{self, KEY_MOST, config};
use crate::core::value::{Key, Kind, Value};
use js_sys::{Function, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What `KlingClient` wraps.
#[wasm_bindgen(js_name = RawClient)]
pub struct RawClient(Rc<Client>);

#[wasm_bindgen(js_class = RawClient)]
impl RawClient {
    /// Reads the options; `platform` has the stores. Throws what the face makes a `KlingError` of.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, platform: Platform) -> Result<RawClient, JsValue> {
        Client::new(&options.into(), platform)
            .map(RawClient)
            .map_err(|failure| objects::failure(&failure, None))
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
            Ok(RawJob::of(&run.client, watched).into())
        })
    }

    /// `job(id)`.
    pub fn job(&self, id: JsValue) -> Result<RawJob, JsValue> {
        let id = job_id(&id)?;
        Ok(RawJob::of(&self.0, self.0.watched(id)))
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
                let blob = vec![Picture::Bytes(blob)];
                let found = addresses(&run.client, blob, &[], &progress).await?;
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
            asked.image.iter_mut().for_each(fix);
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

    /// `generateAll(requests, options)`.
    #[wasm_bindgen(js_name = generateAll)]
    pub fn generate_all(&self, requests: JsValue, options: JsValue) -> Promise {
        self.all(&requests.into(), &options.into())
            .unwrap_or_else(|failure| rejected(&failure))
    }

    /// `jobs()`: the ledger, the newest first.
    pub fn jobs(&self, options: JsValue) -> Promise {
        call(&self.0, &options.into(), &["signal"], |run| {
            Ok(Box::pin(async move {
                let entries = records(&run).await?;
                let names = &run.client.ledger.names;
                let shown = entries
                    .iter()
                    .map(|entry| record::shown(names, &entry.name, &entry.record()));
                Ok(list(shown).into())
            }))
        })
    }

    /// `resume()`: the unfinished ones, each a [`RawJob`].
    pub fn resume(&self, options: JsValue) -> Promise {
        call(&self.0, &options.into(), &["signal"], |run| {
            Ok(Box::pin(async move {
                run.is_at(Stage::Budget, Charge::None);
                let ledger = &run.client.ledger;
                ledger.audit().await?;
                let open = records(&run).await?.into_iter();
                let open = open.filter(|entry| entry.record().state != State::Ended);
                let jobs = open.map(|entry| RawJob::of_entry(&run.client, entry).into());
                Ok(list(jobs).into())
            }))
        })
    }

    /// `spent()`.
    pub fn spent(&self, options: JsValue) -> Promise {
        call(&self.0, &options.into(), &["signal"], questions::spent)
    }

    /// `price(request, options)`.
    pub fn price(&self, request: JsValue, options: JsValue) -> Promise {
        call(&self.0, &options.into(), &["signal"], |run| {
            questions::price(run, &request.into())
        })
    }
}

impl RawClient {
    fn all(&self, requests: &Js, options: &Js) -> Result<Promise, Box<Failure>> {
        const KNOWN: [&str; 4] = ["signal", "onUpdate", "concurrency", "idempotencyPrefix"];
        let client = &self.0;
        settings::read_call(options, &KNOWN)?;
        let stop = Stop::hearing(options.get(Key::Signal).as_js())
            .ok_or_else(|| config("/signal", "signal must be an AbortSignal."))?;
        if requests.kind() != Kind::List {
            let wanted = "an array of requests";
            return Err(invalid(vec![unfit("", wanted, requests.kind())]));
        }
        let prefix = options.get(Key::IdempotencyPrefix).text(KEY_MOST);
        let begin = |place: u32| -> Begin<'static> {
            let key = prefix.as_ref().map(|prefix| format!("{prefix}/{place}"));
            // Read now, before the first await: a request may be another one later.
            let wish = wish(&requests.at(place), client.vantage, key);
            Box::new(move |run| {
                let wish = wish?;
                Ok(Box::pin(async move {
                    let watched = submit::submit(&run, wish).await?;
                    let done = watched.wait(&run.client, &run.reporter, 0).await?;
                    Ok(watched.generation(&done))
                }))
            })
        };
        let jobs = (0..requests.len()).map(begin).collect();
        let asked = options.get(Key::Concurrency).number();
        let at_once = asked.map_or(client.settings.concurrency, |asked| asked as u32);
        let on_update = function(options, Key::OnUpdate);
        Ok(generate_all(client, jobs, at_once, stop, on_update))
    }

    /// Begins a call that submits a job, and goes on with `then`.
    fn submitted(
        &self,
        request: JsValue,
        options: JsValue,
        then: impl AsyncFnOnce(&Run, Rc<Watched>) -> Result<JsValue, Box<Failure>> + 'static,
    ) -> Promise {
        const KNOWN: [&str; 4] = ["signal", "onUpdate", "onUploadProgress", "idempotencyKey"];
        let options = Js::from(options);
        call(&self.0, &options, &KNOWN, |run| {
            let key = options.get(Key::IdempotencyKey).text(KEY_MOST);
            let mut wish = wish(&Js::from(request), run.client.vantage, key)?;
            wish.on_progress = function(&options, Key::OnUploadProgress);
            Ok(Box::pin(async move {
                let watched = submit::submit(&run, wish).await?;
                then(&run, watched).await
            }))
        })
    }
}

/// Reads what a call asks for, once.
fn wish(request: &Js, vantage: Vantage, key: Option<String>) -> Result<Wish, Box<Failure>> {
    let checked = check(request, vantage);
    let Some(mut request) = checked.request else {
        return Err(invalid(checked.errors));
    };
    request.images.iter_mut().for_each(fix);
    Ok(Wish {
        request,
        warnings: checked.warnings,
        on_progress: None,
        key,
    })
}

/// The function among a call's options, which are known to be good.
fn function(options: &Js, key: Key) -> Option<Function> {
    options.get(key).as_js().clone().dyn_into().ok()
}

/// Every record, the newest first.
async fn records(run: &Run) -> Result<Vec<Rc<Entry>>, Box<Failure>> {
    run.is_at(Stage::Budget, Charge::None);
    let entries = run.client.ledger.all().await;
    let mut sorted: Vec<(f64, Rc<Entry>)> = Vec::new();
    for entry in entries? {
        if entry.record().state == State::Gone {
            continue;
        }
        let started_ms = entry.record().started_ms;
        // The library's sort comes to kilobytes of wasm.
        let older = sorted
            .iter()
            .position(|(other_ms, _)| *other_ms < started_ms);
        sorted.insert(older.unwrap_or(sorted.len()), (started_ms, entry));
    }
    Ok(sorted.into_iter().map(|(_, entry)| entry).collect())
}
