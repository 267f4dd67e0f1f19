//! From a checked request to a job with an id: look at the pictures, write the intent down, upload, pay.

use super::attempt::{Attempt, Begun};
use super::client::Client;
use super::digest::digests;
use super::future::to_the_end;
use super::ledger::{Entry, Wanted};
use super::media;
use super::objects::{self, request_object};
use super::pay::Payment;
use super::recover::job_of;
use super::run::Run;
use super::upload::{Progress, addresses};
use super::value::{Js, list};
use super::watch::Watched;
use crate::core::error::{Charge, Failure, Stage};
use crate::core::image;
use crate::core::issue::Issue;
use crate::core::ledger::record::State;
use crate::core::model::SUBMIT_PATH;
use crate::core::picture::Picture;
use crate::core::pricing::Estimate;
use crate::core::request::Request;
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

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
    run.reporter.update(
        "checking",
        None,
        &[("warnings", objects::issues(&warnings))],
    );
    // Only a key is ever asked whether it means the same pictures.
    let digests = match key {
        Some(_) => digests(&request.images).await,
        None => Vec::new(),
    };
    let asked = request_object(request, list(addresses_so_far(&request.images)).into());
    let asked = Js::from(JsValue::from(asked));
    let price = Estimate::of(request.duration, 1).unwrap_or_default();
    loop {
        run.is_at(Stage::Budget, Charge::None);
        let wanted = Wanted {
            key: key.clone(),
            request: asked.clone(),
            pictures: digests.clone(),
            micros: price.micros,
        };
        // Stopped in the middle of it, the attempt that comes of it takes itself back.
        match to_the_end(Box::pin(Attempt::begin(client.clone(), wanted))).await? {
            Begun::Ours(attempt) => {
                let sent = prepare_and_pay(run, &attempt, &wish, &digests, price).await;
                if let Some(watched) = attempt.end(sent).await? {
                    return Ok(watched);
                }
            }
            Begun::Theirs(entry) => match job_of(run, &entry).await {
                Ok(_) => {
                    let watched = client.watched_of(&entry);
                    run.has_job(&watched);
                    return Ok(watched);
                }
                // It came to nothing before it was sent or was refused, and the key is free again. What was lost and is
                // proven absent is submitted again by the next call alone, where the caller did not choose otherwise.
                Err(failure) if is_gone(&entry) && may_begin_anew(client, &failure) => {}
                Err(failure) => return Err(failure),
            },
        }
    }
}

fn may_begin_anew(client: &Client, failure: &Failure) -> bool {
    let is_absent = failure.stage == Stage::Lookup;
    failure.charge == Charge::None && (!is_absent || client.settings.patience.resubmit_when_absent)
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
    attempt: &Attempt,
    wish: &Wish,
    digests: &[String],
    price: Estimate,
) -> Result<Option<Rc<Watched>>, Box<Failure>> {
    let request = &wish.request;
    run.is_at(Stage::Upload, Charge::None);
    let progress = Progress::new(run.reporter.clone(), wish.on_progress.clone());
    let uploads = addresses(&run.client, request.images.clone(), digests, &progress);
    let Some(images) = attempt.kept_while(uploads).await else {
        return Ok(None);
    };
    let body = request_object(request, list(images?).into()).into();
    let payment = Payment {
        run,
        path: SUBMIT_PATH,
        body,
        seconds: request.duration,
        price,
        attempt: Some(attempt),
    };
    payment.pay().await
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
