//! From a checked request to a job with an id: look at the pictures, upload them, and the one paid POST.

use super::client::Client;
use super::digest::digests;
use super::draft::Draft;
use super::future::sleep;
use super::http::Body;
use super::js;
use super::ledger::{Begun, Entry, LEASE_MS};
use super::media;
use super::recover::{job_of, look_up, unresolved};
use super::report;
use super::run::Run;
use super::upload::{Progress, addresses};
use super::value::{Js, list};
use super::watch::Watched;
use crate::core::answer::{Exchange, judge};
use crate::core::error::{Charge, Code, Failure, Stage};
use crate::core::image;
use crate::core::issue::Issue;
use crate::core::job::{Action, Job};
use crate::core::ledger::clock::{skew_ms, timestamp_ms};
use crate::core::ledger::lookup::Verdict;
use crate::core::ledger::record::State;
use crate::core::model::SUBMIT_PATH;
use crate::core::picture::Picture;
use crate::core::prediction::Prediction;
use crate::core::pricing::Estimate;
use crate::core::request::Request;
use crate::core::value::{Kind, Value};
use js_sys::{Function, JsString, Object};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// A request as the wire has it, and as `validate` shows it: with every default, and the pictures given.
pub fn request_object(request: &Request<Js>, images: JsValue) -> Object {
    let object = js::object(&[("prompt", request.prompt.as_js().clone())]);
    if let Some(negative) = &request.negative_prompt {
        js::set(&object, "negative_prompt", negative.as_js());
    }
    js::set(&object, "images", &images);
    js::set(&object, "duration", &request.duration.into());
    js::set(&object, "aspect_ratio", &request.aspect_ratio.into());
    if let Some(checker) = request.enable_safety_checker {
        js::set(&object, "enable_safety_checker", &checker.into());
    }
    object
}

/// Makes of an address the text that is sent, without the white space that a paste brings: a `URL` may change later.
pub fn fix(picture: &mut Picture<Js>) {
    if let Picture::Address(value) = picture {
        let text: JsString = match value.kind() {
            Kind::Text => value.as_js().clone().unchecked_into(),
            _ => js::field(value.as_js(), "href")
                .as_string()
                .unwrap_or_default()
                .into(),
        };
        *value = JsValue::from(text.trim()).into();
    }
}

/// What one call asks for, read once and in normal form.
pub struct Wish {
    /// The request.
    pub request: Request<Js>,
    /// What is worth knowing of it.
    pub warnings: Vec<Issue>,
    /// Hears the uploads alone.
    pub on_progress: Option<Function>,
    /// The caller's own key: one key, one job.
    pub key: Option<String>,
}

/// Uploads what is to be uploaded, submits once, and gives the job as soon as its id is known. Where the caller's key has
/// a job already, gives that one.
pub async fn submit(run: &Run, wish: Wish) -> Result<Rc<Watched>, Box<Failure>> {
    let client = &run.client;
    let Wish { request, key, .. } = &wish;
    let mut warnings = wish.warnings.clone();
    for found in look_at(&request.images).await {
        // A media type may have told the same before the bytes were read.
        let is_told = |told: &Issue| told.path == found.path && told.code == found.code;
        if !warnings.iter().any(is_told) {
            warnings.push(found);
        }
    }
    run.reporter
        .update("checking", None, &[("warnings", report::issues(&warnings))]);
    // Only a key is ever asked whether it means the same pictures.
    let digests = match key {
        Some(_) => digests(&request.images).await,
        None => Vec::new(),
    };
    let draft = request_object(request, list(addresses_so_far(&request.images)).into());
    let draft = Js::from(JsValue::from(draft));
    let price = Estimate::of(request.duration, 1).unwrap_or_default();
    loop {
        run.is_at(Stage::Budget, Charge::None);
        let budget = &client.settings.budget;
        let begun = client
            .ledger
            .begin(key.as_deref(), &draft, digests.clone(), price.micros, budget)
            .await?;
        match begun {
            Begun::Ours(entry) => {
                let draft = Draft::new(client, entry);
                let sent = prepare_and_pay(run, &draft, &wish, &digests, price).await;
                if let Some(watched) = draft.end(sent).await? {
                    return Ok(watched);
                }
            }
            Begun::Theirs(entry) => match job_of(run, &entry).await {
                Ok(_) => {
                    let watched = client.watched_of(&entry);
                    run.has_job(&watched);
                    return Ok(watched);
                }
                // It came to nothing, and the key is free again.
                Err(failure) if failure.charge == Charge::None && is_gone(&entry) => {}
                Err(failure) => return Err(failure),
            },
        }
    }
}

fn is_gone(entry: &Entry) -> bool {
    entry.record().state == State::Gone
}

/// The pictures as far as they have an address yet: `null` stands for bytes.
fn addresses_so_far(pictures: &[Picture<Js>]) -> impl Iterator<Item = JsValue> + '_ {
    pictures.iter().map(|picture| match picture {
        Picture::Address(address) => address.as_js().clone(),
        Picture::Bytes(_) => JsValue::NULL,
    })
}

async fn prepare_and_pay(
    run: &Run,
    draft: &Draft,
    wish: &Wish,
    digests: &[String],
    price: Estimate,
) -> Result<Option<Rc<Watched>>, Box<Failure>> {
    let request = &wish.request;
    run.is_at(Stage::Upload, Charge::None);
    let progress = Progress::new(run.reporter.clone(), wish.on_progress.clone());
    let uploads = addresses(&run.client, request.images.clone(), digests, &progress);
    let Some(images) = draft.kept_while(uploads).await else {
        return Ok(None);
    };
    let body = request_object(request, list(images?).into()).into();
    pay(run, SUBMIT_PATH, body, request.duration, price, Some(draft)).await
}

/// What Kling would mind about the pictures that are bytes, by their first bytes.
async fn look_at(pictures: &[Picture<Js>]) -> Vec<Issue> {
    let mut found = Vec::new();
    for (index, picture) in pictures.iter().enumerate() {
        let Picture::Bytes(blob) = picture else {
            continue;
        };
        let path = format!("/images/{index}");
        found.extend(match media::look(blob).await {
            image::Look::Picture(picture) => image::advise(picture, &path),
            image::Look::Unknown => vec![image::unknown(&path)],
            image::Look::TooShort => Vec::new(),
        });
    }
    found
}

/// Sends a paid request as often as the core says, which is once but for refusals and what is proven absent. `None`
/// where somebody else has taken the record over: then nothing was sent.
pub async fn pay(
    run: &Run,
    path: &str,
    body: JsValue,
    seconds: u32,
    price: Estimate,
    draft: Option<&Draft>,
) -> Result<Option<Rc<Watched>>, Box<Failure>> {
    let client = &run.client;
    let rules = client.settings.rules;
    let new = || Job::to_submit(rules, seconds).paced(run.pace.is_some());
    let mut job = new();
    let mut resubmits: u32 = 0;
    run.is_at(Stage::Submit, Charge::None);
    run.reporter.update("submitting", None, &[]);
    loop {
        match job.next(js::now_ms()) {
            Action::Submit => {}
            Action::Wait { until_ms } => {
                sleep(until_ms - js::now_ms()).await;
                continue;
            }
            // A job that is being submitted neither is polled nor has ended.
            Action::Poll { .. } | Action::End(_) => {
                return Err(Failure::aborted(Stage::Submit, job.charge(), None).into());
            }
        }
        let sent_ms = js::now_ms();
        let Some(exchange) = send(run, path, &body, draft).await? else {
            return Ok(None);
        };
        let answer = judge(exchange);
        let raw = answer
            .as_ref()
            .map_or(JsValue::NULL, |data| data.as_js().clone());
        let setback = answer.as_ref().err();
        let mut code = setback.map_or(Code::BadResponse, |setback| setback.code);
        if let (Some(pace), Some(code)) = (&run.pace, setback.map(|setback| setback.code)) {
            let asked_ms = setback.and_then(|setback| setback.retry_after_ms);
            if code == Code::RateLimited && !pace.refused(asked_ms.unwrap_or(0.0), client) {
                job = job.paced(false);
            }
        }
        if setback.is_some_and(|setback| setback.refused) {
            run.is_at(Stage::Submit, Charge::None);
            if let Some(draft) = draft {
                draft.is_out(false);
            }
        }
        let answer = answer.map(|data| Prediction::read(&data));
        let now_ms = js::now_ms();
        if let Ok(Some(stamp)) = answer.as_ref().map(|told| told.created_at.as_deref()) {
            let stamp_ms = timestamp_ms(stamp);
            client.skew_ms.set(stamp_ms.map(|stamp| skew_ms(stamp, now_ms)));
        }
        match job.submitted(answer, now_ms, js::chance()) {
            Ok(()) => {
                if let Action::Wait { until_ms } = job.next(now_ms)
                    && job.id().is_none()
                {
                    run.reporter.retry("submit", code.name(), until_ms - now_ms);
                    if let Some(draft) = draft {
                        draft.pauses(until_ms - now_ms).await;
                    }
                }
                let Some(id) = job.id().map(str::to_owned) else {
                    continue;
                };
                if let Some(pace) = &run.pace {
                    pace.taken();
                }
                let entry = draft.map(|draft| draft.entry.clone());
                let watched = Watched::new(job, Some(price), raw, entry);
                run.has_job(&watched);
                let is_ours = match draft {
                    Some(draft) => draft.has_id(&id).await,
                    None => true,
                };
                if is_ours {
                    client.remember(&watched);
                    watched.settle(client);
                    watched.tell(client, &run.reporter);
                    return Ok(Some(watched));
                }
                // A twin was looked up while we were away, and has our job: then ours is the twin's.
                code = Code::BadResponse;
            }
            Err(failure) if failure.charge == Charge::Unknown && draft.is_some() => {}
            Err(failure) => return Err(failure.into()),
        }
        let Some(draft) = draft else {
            return Err(Failure::unresolved(Vec::new()).into());
        };
        draft.is_lost().await;
        match look_up(run, &draft.entry).await {
            Verdict::Found(id) => {
                let job = Job::to_resume(rules, id, seconds, sent_ms, js::now_ms());
                let entry = Some(draft.entry.clone());
                let watched = Watched::new(job, Some(price), JsValue::NULL, entry);
                run.has_job(&watched);
                client.remember(&watched);
                return Ok(Some(watched));
            }
            Verdict::Absent => {
                draft.is_out(false);
                let is_chosen = client.settings.patience.resubmit_when_absent;
                if !is_chosen || resubmits >= rules.retry.attempts {
                    return Err(Failure::absent(code).into());
                }
                resubmits = resubmits.saturating_add(1);
                run.is_at(Stage::Submit, Charge::None);
                run.reporter.update("submitting", None, &[]);
                job = new();
            }
            Verdict::Unknown(candidates) => {
                return Err(unresolved(run, &draft.entry, candidates).await);
            }
        }
    }
}

/// Sends it once, after it was written down that it goes out; not where somebody else has the record.
async fn send(
    run: &Run,
    path: &str,
    body: &JsValue,
    draft: Option<&Draft>,
) -> Result<Option<Exchange<Js>>, Box<Failure>> {
    let client = &run.client;
    let timeout_ms = client.settings.request_timeout_ms;
    let turn = match &run.pace {
        Some(pace) => Some(pace.turn().await),
        None => None,
    };
    let key = match client.http.key(timeout_ms).await {
        Ok(key) => key,
        Err(said) => return Ok(Some(Exchange::Unsent(said))),
    };
    if let Some(draft) = draft
        && !draft.goes_out(body, timeout_ms + LEASE_MS).await?
    {
        return Ok(None);
    }
    run.stop.gate().await;
    // From here until the answer it may exist.
    run.is_at(Stage::Submit, Charge::Unknown);
    if let Some(draft) = draft {
        draft.is_out(true);
    }
    let exchange = post(client, path, body, key.as_ref()).await;
    drop(turn);
    Ok(Some(exchange))
}

async fn post(client: &Client, path: &str, body: &JsValue, key: Option<&JsString>) -> Exchange<Js> {
    client
        .http
        .send(
            path,
            Body::Json(body.clone()),
            key,
            client.settings.request_timeout_ms,
        )
        .await
}
