//! Pictures go up: in parallel, in order, each repeated as the core allows, the bytes told while they go.

use super::client::Client;
use super::digest::digest;
use super::future::{Bell, all, sleep, unless};
use super::http::{Body, words};
use super::js;
use super::report::Reporter;
use super::value::Js;
use super::xhr;
use crate::core::answer::Exchange;
use crate::core::error::{Code, Failure, Stage};
use crate::core::model::UPLOAD_PATH;
use crate::core::picture::{Picture, file_name};
use crate::core::retry::Call;
use crate::core::value::{Key, Value};
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
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

    fn finished(&self, index: usize) {
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

/// An upload that others of the same bytes wait for.
#[derive(Default)]
pub struct Flight {
    bytes: f64,
    digest: RefCell<Option<String>>,
    address: RefCell<Option<JsValue>>,
    /// It has ended, with an address or without.
    is_over: Cell<bool>,
    news: Bell,
}

/// The uploads of one client that are under way.
pub type Flights = RefCell<Vec<Rc<Flight>>>;

/// Takes an upload off the list when it ends, however it does.
struct Landing<'a> {
    flights: &'a Flights,
    flight: Rc<Flight>,
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        self.flight.is_over.set(true);
        let mut flights = self.flights.borrow_mut();
        flights.retain(|other| !Rc::ptr_eq(other, &self.flight));
        drop(flights);
        self.flight.news.ring();
    }
}

impl Flight {
    /// Its address, if it carries these bytes and gets there.
    async fn address_of(&self, digest: &str) -> Option<JsValue> {
        loop {
            let rung = self.news.count();
            let is_another = self.digest.borrow().as_deref().is_some_and(|own| own != digest);
            if self.is_over.get() || is_another {
                return self.address.borrow().clone().filter(|_| !is_another);
            }
            self.news.after(rung).await;
        }
    }
}

/// The addresses of all pictures, in order. Their digests are given where they are known already. Those that are bytes are uploaded first; the first that fails stops the rest.
pub async fn addresses(
    client: &Client,
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
            (picture, slot, digests.get(index).cloned())
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

/// Uploads one picture, unless the same bytes are up already or on their way.
async fn upload_once(
    client: &Client,
    blob: &Js,
    known: Option<String>,
    slot: usize,
    progress: &Progress,
) -> Result<JsValue, Box<Failure>> {
    let bytes = blob.blob().map_or(0.0, |(size, _)| size);
    let flying: Vec<Rc<Flight>> = {
        let flights = client.flights.borrow();
        let of_size = flights.iter().filter(|flight| flight.bytes == bytes);
        of_size.cloned().collect()
    };
    // Announced before the first await, so that the next one of the same bytes waits for this one.
    let flight = Rc::new(Flight {
        bytes,
        ..Flight::default()
    });
    client.flights.borrow_mut().push(flight.clone());
    let landing = Landing {
        flights: &client.flights,
        flight,
    };
    let stored = client.ledger.uploads(bytes).await;
    // A digest takes as long as reading the file: it is made first only where there is something to compare it with.
    let mut digest = known;
    if digest.is_none() && !(stored.is_empty() && flying.is_empty()) {
        digest = self::digest(blob).await;
    }
    if let Some(digest) = &digest {
        let found = match stored.into_iter().find(|(known, _)| known == digest) {
            Some((_, address)) => Some(address),
            None => first_of(&flying, digest).await,
        };
        if let Some(address) = found {
            progress.finished(slot);
            landing.is_at(Some(digest.clone()), &address);
            return Ok(address);
        }
    }
    let making = async {
        if digest.is_none() {
            digest = self::digest(blob).await;
        }
        *landing.flight.digest.borrow_mut() = digest.clone();
        landing.flight.news.ring();
        Ok(JsValue::UNDEFINED)
    };
    let making: Pin<Box<dyn Future<Output = Result<JsValue, Box<Failure>>>>> = Box::pin(making);
    let going: Pin<Box<dyn Future<Output = Result<JsValue, Box<Failure>>>>> =
        Box::pin(upload(client, blob, slot, progress));
    let address = all(vec![making, going]).await?.pop().unwrap_or(JsValue::NULL);
    let digest = landing.flight.digest.borrow().clone();
    if let Some(digest) = &digest {
        client.ledger.uploaded(bytes, digest, &address).await;
    }
    landing.is_at(digest, &address);
    Ok(address)
}

/// The address of the first that carries these bytes and gets there.
async fn first_of(flying: &[Rc<Flight>], digest: &str) -> Option<JsValue> {
    for flight in flying {
        if let Some(address) = flight.address_of(digest).await {
            return Some(address);
        }
    }
    None
}

impl Landing<'_> {
    /// Notes where it got to.
    fn is_at(&self, digest: Option<String>, address: &JsValue) {
        *self.flight.digest.borrow_mut() = digest;
        *self.flight.address.borrow_mut() = Some(address.clone());
    }
}

/// Uploads one picture and gives its address.
async fn upload(
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
    match (address.text(8_000), address.url()) {
        (Some(text), Some(url)) if matches!(url.scheme.as_str(), "http" | "https") => {
            progress.finished(slot);
            Ok(text.trim().into())
        }
        _ => Err(unreadable(
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
