//! The same bytes go up once: what is up is remembered, and what is on its way is waited for.

use super::client::Client;
use super::digest::digest;
use super::future::{Bell, sleep, unless};
use super::upload::{Progress, upload};
use super::value::Js;
use crate::core::error::Failure;
use crate::core::value::Value;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// An upload that others of the same bytes wait for.
pub struct Flight {
    blob: Js,
    bytes: f64,
    digest: RefCell<Digest>,
    address: RefCell<Option<JsValue>>,
    /// It has ended, with an address or without.
    is_over: Cell<bool>,
    news: Bell,
}

/// The digest of a flight's bytes. To make it takes as long as reading the file, so it is made when it is asked for.
#[derive(Clone)]
enum Digest {
    Unasked,
    Asked,
    /// It, where it could be made.
    Made(Option<String>),
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
    /// Asks for its digest, which is then made whoever still waits for it.
    fn ask(self: &Rc<Self>) -> Digest {
        let known = self.digest.borrow().clone();
        if let Digest::Unasked = known {
            *self.digest.borrow_mut() = Digest::Asked;
            let flight = self.clone();
            spawn_local(async move {
                let made = digest(&flight.blob).await;
                *flight.digest.borrow_mut() = Digest::Made(made);
                flight.news.ring();
            });
        }
        known
    }

    /// Its digest, where it can be made.
    async fn digest(self: &Rc<Self>) -> Option<String> {
        loop {
            let rung = self.news.count();
            if let Digest::Made(made) = self.ask() {
                return made;
            }
            self.news.after(rung).await;
        }
    }

    /// When it has ended, however it does.
    async fn over(&self) {
        loop {
            let rung = self.news.count();
            if self.is_over.get() {
                return;
            }
            self.news.after(rung).await;
        }
    }

    /// Its address, if it carries these bytes and gets there.
    async fn address_of(self: &Rc<Self>, digest: &str) -> Option<JsValue> {
        loop {
            let rung = self.news.count();
            let address = self.address.borrow().clone();
            match self.ask() {
                // One whose digest could not be made is nobody's twin.
                Digest::Made(own) if own.as_deref() != Some(digest) => return None,
                Digest::Made(_) if address.is_some() => return address,
                _ if address.is_none() && self.is_over.get() => return None,
                _ => self.news.after(rung).await,
            }
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

/// For how long a file is not read while others are going up, in milliseconds.
const BESIDE_MS: f64 = 5_000.0;

/// Uploads one picture, unless the same bytes are up already or on their way.
pub async fn upload_once(
    client: &Rc<Client>,
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
    let flight = Rc::new(Flight {
        blob: blob.clone(),
        bytes,
        digest: RefCell::new(known.map_or(Digest::Unasked, |known| Digest::Made(Some(known)))),
        address: RefCell::default(),
        is_over: Cell::new(false),
        news: Bell::default(),
    });
    // Announced before the first await, so that the next one of the same bytes waits for this one.
    client.flights.borrow_mut().push(flight.clone());
    let landing = Landing {
        flights: &client.flights,
        flight: flight.clone(),
    };
    let stored = client.ledger.uploads(bytes).await;
    let may_be_up = !(stored.is_empty() && flying.is_empty());
    // The file is read first only where there is something to compare it with.
    if may_be_up && let Some(digest) = flight.digest().await {
        let found = match stored.into_iter().find(|(known, _)| *known == digest) {
            Some((_, address)) => Some(address),
            None => first_of(&flying, &digest).await,
        };
        if let Some(address) = found {
            progress.finished(slot);
            *flight.address.borrow_mut() = Some(address.clone());
            return Ok(address);
        }
    }
    let address = upload(client, blob, slot, progress).await?;
    *flight.address.borrow_mut() = Some(address.clone());
    // Nobody waits for the reading of the file, or for the store; and it takes no time from the uploads beside it.
    let note = client.ledger.will_note(bytes, &address);
    drop(landing);
    let client = client.clone();
    let beside = client.flights.borrow().clone();
    spawn_local(async move {
        let over = async {
            for other in beside {
                other.over().await;
            }
        };
        // No longer than somebody waits for it, and not until a page is closed.
        unless(sleep(BESIDE_MS), unless(note.asked(), over)).await;
        if let Some(digest) = flight.digest().await {
            client.ledger.uploaded(&note, &digest).await;
        }
    });
    Ok(address)
}
