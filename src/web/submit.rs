//! From a checked request to a job with an id: look at the pictures, upload them, and the one paid POST.

use super::client::Client;
use super::future::sleep;
use super::http::Body;
use super::js;
use super::media;
use super::report;
use super::run::Run;
use super::upload::{Progress, addresses};
use super::value::{Js, list};
use super::watch::Watched;
use crate::core::answer::{Exchange, judge};
use crate::core::error::{Charge, Failure, Stage};
use crate::core::image;
use crate::core::issue::Issue;
use crate::core::job::{Action, Job};
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

/// Uploads what is to be uploaded, submits once, and gives the job as soon as its id is known.
pub async fn submit(
    run: &Run,
    request: Request<Js>,
    mut warnings: Vec<Issue>,
    on_progress: Option<Function>,
) -> Result<Rc<Watched>, Box<Failure>> {
    let client = &run.client;
    for found in look_at(&request.images).await {
        // A media type may have told the same before the bytes were read.
        let is_told = |told: &Issue| told.path == found.path && told.code == found.code;
        if !warnings.iter().any(is_told) {
            warnings.push(found);
        }
    }
    run.reporter
        .update("checking", None, &[("warnings", report::issues(&warnings))]);
    run.is_at(Stage::Upload, Charge::None);
    let progress = Progress::new(run.reporter.clone(), on_progress);
    let images = addresses(client, request.images.clone(), &progress).await?;
    let body = request_object(&request, list(images).into());
    let estimate = Estimate::of(request.duration, 1);
    let path = crate::core::model::SUBMIT_PATH;
    pay(run, path, body.into(), request.duration, estimate).await
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

/// Sends a paid request as often as the core says, which is once but for refusals.
pub async fn pay(
    run: &Run,
    path: &str,
    body: JsValue,
    seconds: u32,
    estimate: Option<Estimate>,
) -> Result<Rc<Watched>, Box<Failure>> {
    let client = &run.client;
    let mut job = Job::to_submit(client.settings.rules, seconds);
    run.is_at(Stage::Submit, Charge::None);
    run.reporter.update("submitting", None, &[]);
    loop {
        match job.next(js::now_ms()) {
            Action::Submit => {
                let exchange = match client.http.key(client.settings.request_timeout_ms).await {
                    Ok(key) => {
                        run.stop.gate().await;
                        // From here until the answer it may exist.
                        run.is_at(Stage::Submit, Charge::Unknown);
                        post(client, path, &body, key.as_ref()).await
                    }
                    Err(said) => Exchange::Unsent(said),
                };
                run.is_at(Stage::Submit, Charge::None);
                let answer = judge(exchange);
                let raw = answer
                    .as_ref()
                    .map_or(JsValue::NULL, |data| data.as_js().clone());
                let refused = answer.as_ref().err().map(|setback| setback.code.name());
                let answer = answer.map(|data| Prediction::read(&data));
                let now_ms = js::now_ms();
                job.submitted(answer, now_ms, js::chance())?;
                if let (Action::Wait { until_ms }, Some(code)) = (job.next(now_ms), refused) {
                    run.reporter.retry("submit", code, until_ms - now_ms);
                }
                if job.id().is_some() {
                    let watched = Watched::new(job, estimate, raw);
                    run.has_job(&watched);
                    client.remember(&watched);
                    watched.tell(client, &run.reporter);
                    return Ok(watched);
                }
            }
            Action::Wait { until_ms } => {
                run.is_at(Stage::Submit, Charge::None);
                sleep(until_ms - js::now_ms()).await;
            }
            // A job that is being submitted neither is polled nor has ended.
            Action::Poll { .. } | Action::End(_) => {
                return Err(Failure::aborted(
                    Stage::Submit,
                    job.charge(),
                    job.id().map(str::to_owned),
                )
                .into());
            }
        }
    }
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
