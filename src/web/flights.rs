//! The same bytes go up once: what is up is remembered, and what is on its way is waited for.

use super::client::Client;
use super::digest::digest;
use super::future::{Bell, all};
use super::upload::{Progress, upload};
use super::value::Js;
use crate::core::error::Failure;
use crate::core::value::Value;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Work that runs beside other work.
type Work<'a> = Pin<Box<dyn Future<Output = Result<JsValue, Box<Failure>>> + 'a>>;

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
            let own = self.digest.borrow().clone();
            let is_same = own.as_deref() == Some(digest);
            // One whose digest could not be made is nobody's twin.
            if self.is_over.get() || (own.is_some() && !is_same) {
                return self.address.borrow().clone().filter(|_| is_same);
            }
            self.news.after(rung).await;
        }
    }
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

/// Uploads one picture, unless the same bytes are up already or on their way.
pub async fn upload_once(
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
    let both: Vec<Work> = vec![
        Box::pin(making),
        Box::pin(upload(client, blob, slot, progress)),
    ];
    let address = all(both).await?.pop().unwrap_or(JsValue::NULL);
    let digest = landing.flight.digest.borrow().clone();
    if let Some(digest) = &digest {
        client.ledger.uploaded(bytes, digest, &address).await;
    }
    landing.is_at(digest, &address);
    Ok(address)
}
