//! Pictures go up: in parallel, in order, each repeated as the core allows, the bytes told while they go.

use super::client::Client;
use super::digest::digest_in;
use super::flights::upload_once;
use super::future::{all, sleep, unless};
use super::http::{Body, words};
use super::js;
use super::report::Reporter;
use super::value::Js;
use super::xhr;
use crate::core::answer::Exchange;
use crate::core::error::{Code, Failure, Stage};
use crate::core::model::UPLOAD_PATH;
use crate::core::picture::{Picture, file_name, uploaded};
use crate::core::retry::Call;
use crate::core::value::{Key, Value};
use js_sys::Function;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::FormData;

/// How far the uploads of one call are, and who is told of it.
#[derive(Clone)]
pub struct Progress {
    state: Rc<RefCell<State>>,
    reporter: Rc<Reporter>,
    listener: Option<Function>,
}

#[derive(Default)]
struct State {
    loaded: Vec<f64>,
    sizes: Vec<f64>,
    done: u32,
}

impl Progress {
    /// Of one call, told to its reporter and, where given, to a listener of its own.
    pub fn new(reporter: Rc<Reporter>, listener: Option<Function>) -> Progress {
        Progress {
            state: Rc::default(),
            reporter,
            listener,
        }
    }

    fn is_heard(&self) -> bool {
        self.listener.is_some() || self.reporter.is_heard()
    }

    fn add(&self, size: f64) -> usize {
        let mut state = self.state.borrow_mut();
        state.loaded.push(0.0);
        state.sizes.push(size);
        state.sizes.len().saturating_sub(1)
    }

    /// So many bytes of an upload are out. A form is a little larger than the file in it, so the size caps it.
    fn at(&self, index: usize, bytes: f64) {
        let mut state = self.state.borrow_mut();
        let size = state.sizes.get(index).copied().unwrap_or(0.0);
        if let Some(loaded) = state.loaded.get_mut(index) {
            *loaded = bytes.min(size);
        }
        drop(state);
        self.tell();
    }

    /// One picture is up.
    pub fn finished(&self, index: usize) {
        {
            let mut state = self.state.borrow_mut();
            state.done = state.done.saturating_add(1);
        }
        self.at(index, f64::INFINITY);
    }

    fn tell(&self) {
        let (done, total, loaded, size) = {
            let state = self.state.borrow();
            let sum = |numbers: &[f64]| numbers.iter().sum::<f64>();
            (
                state.done,
                state.sizes.len() as u32,
                sum(&state.loaded),
                sum(&state.sizes),
            )
        };
        let fields = [
            ("uploaded", done.into()),
            ("total", total.into()),
            ("loadedBytes", loaded.into()),
            ("totalBytes", size.into()),
        ];
        self.reporter.update("uploading", None, &fields);
        if let Some(listener) = &self.listener {
            super::report::tell(listener, &js::object(&fields));
        }
    }
}

/// The addresses of all pictures, in order. Those that are bytes are uploaded first; the first that fails stops the
/// rest. Their digests are given where they are known already.
pub async fn addresses(
    client: &Rc<Client>,
    pictures: Vec<Picture<Js>>,
    digests: &[String],
    progress: &Progress,
) -> Result<Vec<JsValue>, Box<Failure>> {
    let work: Vec<_> = pictures
        .into_iter()
        .enumerate()
        .map(|(index, picture)| {
            // Every size is known before the first byte goes out, so that the total never grows.
            let slot = match &picture {
                Picture::Bytes(blob) => progress.add(blob.blob().map_or(0.0, |(size, _)| size)),
                Picture::Address(_) => 0,
            };
            let known = digests.get(index).and_then(|told| digest_in(told));
            (picture, slot, known)
        })
        .map(|(picture, slot, digest)| async move {
            match picture {
                Picture::Address(address) => Ok(address.as_js().clone()),
                Picture::Bytes(blob) => upload_once(client, &blob, digest, slot, progress).await,
            }
        })
        .collect();
    if !progress.state.borrow().sizes.is_empty() {
        progress.tell();
    }
    all(work).await
}

/// Uploads one picture and gives its address.
pub async fn upload(
    client: &Client,
    blob: &Js,
    slot: usize,
    progress: &Progress,
) -> Result<JsValue, Box<Failure>> {
    let (size, media_type) = blob
        .blob()
        .ok_or_else(|| unreadable("The file can no longer be read: choose it again."))?;
    let form = form(blob, &media_type)
        .map_err(|thrown| unreadable(&words(&thrown, &client.http.secrets)))?;
    let answer = client
        .persist(Call::Upload, &progress.reporter, async || {
            exchange(client, &form, size, slot, progress).await
        })
        .await?;
    let address = answer.get(Key::DownloadUrl);
    match uploaded(&address) {
        Some(text) => {
            progress.finished(slot);
            Ok(text.into())
        }
        None => Err(unreadable(
            "The service took the picture but gave no address for it: try again.",
        )),
    }
}

fn unreadable(message: &str) -> Box<Failure> {
    Failure::new(Code::UploadFailed, Stage::Upload, message).into()
}

/// One part named `file`; a blob without a name gets one with the ending of its type.
fn form(blob: &Js, media_type: &str) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    let file: &web_sys::Blob = blob.as_js().unchecked_ref();
    if js::field(blob.as_js(), "name").is_string() {
        form.append_with_blob("file", file)?;
    } else {
        form.append_with_blob_and_filename("file", file, file_name(media_type))?;
    }
    Ok(form)
}

async fn exchange(
    client: &Client,
    form: &FormData,
    size: f64,
    slot: usize,
    progress: &Progress,
) -> Exchange<Js> {
    let http = &client.http;
    let timeout = client.settings.upload_timeout_ms(size);
    // It follows redirects, and would take the caller's own headers along: then bytes go untold.
    let is_plain = http.fetch.is_none() && http.headers.is_undefined();
    if !is_plain || !progress.is_heard() || !xhr::is_here() {
        return http
            .exchange(UPLOAD_PATH, Body::Form(form.into()), timeout)
            .await;
    }
    let key = match http.key(client.settings.request_timeout_ms).await {
        Ok(key) => key,
        Err(said) => return Exchange::Unsent(said),
    };
    let url = format!("{}{UPLOAD_PATH}", http.base);
    let headers = http.headers_for(key.as_ref());
    let told = progress.clone();
    let post = xhr::post(&url, &headers, form, &http.secrets, move |bytes| {
        told.at(slot, bytes)
    });
    match unless(sleep(timeout), post).await {
        Some(exchange) => {
            exchange.unwrap_or_else(|thrown| Exchange::Lost(words(&thrown, &http.secrets)))
        }
        None => Exchange::TimedOut,
    }
}
