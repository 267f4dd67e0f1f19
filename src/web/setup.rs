//! What a client's options come to, before there is a client: its settings, its key, and its way to the service.

use super::js::{self, Headers, Url};
use super::value::Js;
use crate::core::error::Failure;
use crate::core::model::BASE_URL;
use crate::core::reach::{Vantage, is_private};
use crate::core::settings::{self, Settings, Way, config, key_problem};
use crate::core::text::without_end;
use crate::core::value::{Key, Value};
use wasm_bindgen::prelude::*;

/// Options that can be right.
pub struct Setup {
    /// The numbers among them.
    pub settings: Settings,
    /// The API key, or the function that gives it; `undefined` where there is none.
    pub key: JsValue,
    /// The base URL without a slash at its end.
    pub base: String,
    /// Where that stands.
    pub vantage: Vantage,
    /// Whether it is of another origin than the page.
    pub is_foreign: bool,
    /// The caller's own headers, with names in lower case; `undefined` where there are none.
    pub headers: JsValue,
}

impl Setup {
    /// Reads the options; refuses what nothing could be sent with.
    pub fn read(options: &Js) -> Result<Setup, Box<Failure>> {
        let settings = settings::read(options)?;
        let key = match options.get(Key::ApiKey) {
            absent if absent.kind().is_absent() => JsValue::UNDEFINED,
            key => key.as_js().clone(),
        };
        if let Some(problem) = key.as_string().and_then(|key| key_problem(&key)) {
            return Err(config("/apiKey", problem).into());
        }
        let (base, vantage, is_foreign) = base(&options.get(Key::BaseUrl))?;
        let headers = own_headers(&options.get(Key::Headers))?;
        let names = |name| !js::field(&headers, name).is_undefined();
        let way = Way {
            base: &base,
            vantage,
            has_key: !key.is_undefined(),
            names_content_type: names("content-type"),
            names_authorization: names("authorization"),
        };
        match way.problem() {
            Some(problem) => Err(problem.into()),
            None => Ok(Setup {
                settings,
                key,
                base,
                vantage,
                is_foreign,
                headers,
            }),
        }
    }
}

/// The caller's own headers, copied once, with names in lower case; `undefined` where there are none.
fn own_headers(option: &Js) -> Result<JsValue, Box<Failure>> {
    if option.kind().is_absent() {
        return Ok(JsValue::UNDEFINED);
    }
    let copied = Headers::new(option.as_js()).and_then(|headers| js::from_entries(&headers));
    copied.map_err(|_| {
        let message = "headers has a name or value that HTTP does not allow: correct it.";
        config("/headers", message).into()
    })
}

/// The base URL without a slash at its end, where it stands, and whether it is of another origin than the page, if there is
/// one; the service itself, the default, always is. A path alone is taken as one of the page's own origin.
fn base(option: &Js) -> Result<(String, Vantage, bool), Box<Failure>> {
    let given = option.as_js();
    if given.is_undefined() || given.is_null() {
        return Ok((BASE_URL.to_owned(), Vantage::Public, true));
    }
    let refused = || {
        config(
            "/baseUrl",
            "baseUrl must be an http(s) URL, or in a page a path of its own origin: check it, and leave out user, query and hash.",
        )
    };
    let location = js::field(&js::global(), "location");
    let page = js::field(&location, "href");
    let url = Url::new(given, &page).map_err(|_| refused())?;
    let is_plain = ["search", "hash", "username"]
        .into_iter()
        .all(|name| url.part(name).is_empty());
    if !is_plain || !matches!(url.part("protocol").as_str(), "http:" | "https:") {
        return Err(refused().into());
    }
    let vantage = if is_private(&url.part("hostname")) {
        Vantage::Local
    } else {
        Vantage::Public
    };
    let base = url.part("origin") + without_end(&url.part("pathname"), b'/');
    let own = js::field(&location, "origin").as_string();
    let is_foreign = own.is_some_and(|own| own != url.part("origin"));
    Ok((base, vantage, is_foreign))
}
