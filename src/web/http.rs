//! One HTTP exchange with the service: over the caller's `fetch` or the platform's, with the key, within a limit.

use super::future::{sleep, unless};
use super::js;
use super::platform::Platform;
use super::secrets::Secrets;
use super::value::Js;
use crate::core::answer::Exchange;
use crate::core::ledger::record::account;
use crate::core::retry::retry_after_ms;
use crate::core::settings::key_problem;
use crate::core::text::beginning;
use js_sys::{Function, JsString, Object};
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

/// The way to the service. The key is known here and nowhere else.
pub struct Http {
    /// Origin and path prefix, without a slash at the end.
    pub base: String,
    /// A string, a function that gives one, or `undefined` behind a proxy.
    pub key: JsValue,
    /// The caller's `fetch`, if it gave one.
    pub fetch: Option<Function>,
    /// The keys given so far.
    pub secrets: Secrets,
    /// The caller's own headers, in lower case; `undefined` where there are none.
    pub headers: JsValue,
    /// What tells the last key from others; empty before one was asked for, and behind a proxy.
    pub account: RefCell<String>,
    /// What the platform has beside `fetch`.
    pub platform: Platform,
    /// Whether the base is of another origin than the page, or the service itself.
    pub is_foreign: bool,
    /// Whether a stream was of no use here, where the same as a whole was answered.
    pub is_whole: Cell<bool>,
}

/// What is sent.
pub enum Body {
    /// A `GET`.
    Nothing,
    /// A `POST` of this as JSON.
    Json(JsValue),
    /// A `POST` of this stream of JSON.
    Stream(JsValue),
    /// A `POST` of this form; the platform names its boundary.
    Form(JsValue),
}

#[wasm_bindgen]
extern "C" {
    /// A `Response`, the platform's or a stand-in of the same shape.
    type Response;
    #[wasm_bindgen(method, getter, catch)]
    fn status(this: &Response) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    fn headers(this: &Response) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn text(this: &Response) -> Result<JsValue, JsValue>;

    /// The `headers` of a `Response`.
    type Headers;
    #[wasm_bindgen(method, catch, js_name = get)]
    fn header(this: &Headers, name: &str) -> Result<JsValue, JsValue>;
}

/// Lets go of the request when the future that waits for it is dropped before the answer was read.
struct LetGo {
    controller: AbortController,
    is_read: bool,
}

impl Drop for LetGo {
    fn drop(&mut self) {
        if !self.is_read {
            self.controller.abort();
        }
    }
}

impl Http {
    /// Asks for the key, sends one request with it and reads the answer.
    pub async fn exchange(&self, path: &str, body: Body, timeout_ms: f64) -> Exchange<Js> {
        match self.key(timeout_ms).await {
            Ok(key) => self.send(path, body, key.as_ref(), None, timeout_ms).await,
            Err(said) => Exchange::Unsent(said),
        }
    }

    /// Sends one request, under a name where it has one, and reads its answer, both within `timeout_ms`.
    pub async fn send(
        &self,
        path: &str,
        body: Body,
        key: Option<&JsString>,
        name: Option<&str>,
        timeout_ms: f64,
    ) -> Exchange<Js> {
        match unless(sleep(timeout_ms), self.try_to_send(path, body, key, name)).await {
            Some(exchange) => {
                exchange.unwrap_or_else(|thrown| Exchange::Lost(words(&thrown, &self.secrets)))
            }
            None => Exchange::TimedOut,
        }
    }

    /// The key for the next request, checked; `None` behind a proxy. What is wrong with it never quotes it.
    pub async fn key(&self, timeout_ms: f64) -> Result<Option<JsString>, String> {
        let late = || Err("apiKey, a function, gave no key in time: it must answer.".to_owned());
        unless(sleep(timeout_ms), self.ask_for_key())
            .await
            .unwrap_or_else(late)
    }

    async fn ask_for_key(&self) -> Result<Option<JsString>, String> {
        let given = match self.key.dyn_ref::<Function>() {
            Some(function) => {
                let promised = function
                    .call0(&JsValue::UNDEFINED)
                    .map(|value| js::promised(&value));
                // What it threw is the caller's own, and may quote a key: it is not passed on.
                let failed =
                    |_| "apiKey, a function, threw or rejected: it must give the key.".to_owned();
                JsFuture::from(promised.map_err(failed)?)
                    .await
                    .map_err(failed)?
            }
            None => self.key.clone(),
        };
        if given.is_undefined() && self.key.is_undefined() {
            return Ok(None);
        }
        let Some(text) = given.as_string() else {
            return Err("apiKey, a function, gave no string: it must give the key.".to_owned());
        };
        match key_problem(&text) {
            Some(problem) => Err(problem.to_owned()),
            None => {
                let key: JsString = given.unchecked_into();
                self.secrets.keep(&key);
                *self.account.borrow_mut() = account(&text);
                Ok(Some(key))
            }
        }
    }

    /// The headers of a request, the caller's own first.
    pub fn headers_for(&self, key: Option<&JsString>) -> Object {
        let headers = Object::new();
        let _ = js::assign(&headers, &self.headers);
        if let Some(key) = key {
            js::set(
                &headers,
                "authorization",
                &JsString::from("Bearer ").concat(key),
            );
        }
        headers
    }

    async fn try_to_send(
        &self,
        path: &str,
        body: Body,
        key: Option<&JsString>,
        name: Option<&str>,
    ) -> Result<Exchange<Js>, JsValue> {
        let headers = self.headers_for(key);
        if let Some(name) = name {
            js::set(&headers, "idempotency-key", &js::encoded(name)?);
        }
        let controller = AbortController::new()?;
        let init = js::object(&[
            // A redirect would carry the key away, or turn a POST into a GET.
            ("redirect", "manual".into()),
            ("signal", controller.signal().into()),
        ]);
        let mut let_go = LetGo {
            controller,
            is_read: false,
        };
        match &body {
            // A cache would tell an old state. A GET has no Content-Type, which would widen the preflight.
            Body::Nothing => js::set(&init, "cache", &"no-store".into()),
            Body::Json(value) => {
                js::set(&headers, "content-type", &"application/json".into());
                js::set(&init, "method", &"POST".into());
                js::set(&init, "body", &js::to_json(value)?.into());
            }
            Body::Stream(stream) => {
                js::set(&headers, "content-type", &"application/json".into());
                js::set(&init, "method", &"POST".into());
                js::set(&init, "body", stream);
                js::set(&init, "duplex", &"half".into());
            }
            Body::Form(form) => {
                js::set(&init, "method", &"POST".into());
                js::set(&init, "body", form);
            }
        }
        js::set(&init, "headers", &headers);
        let url = format!("{}{path}", self.base);
        let sent = match &self.fetch {
            Some(fetch) => fetch.call2(&JsValue::UNDEFINED, &url.into(), &init)?,
            None => js::global_fetch(&url, &init)?,
        };
        let response: Response = JsFuture::from(js::promised(&sent)).await?.unchecked_into();
        let status = response.status()?.as_f64().unwrap_or(0.0) as u16;
        let asked = response
            .headers()
            .and_then(|headers| headers.unchecked_into::<Headers>().header("retry-after"))
            .ok()
            .and_then(|value| value.as_string());
        // A body that breaks off, or is no JSON, is an answer that cannot be read: the status still counts.
        let text = match response.text() {
            Ok(text) => JsFuture::from(js::promised(&text)).await.ok(),
            Err(_) => None,
        };
        let_go.is_read = true;
        Ok(reply(status, asked, text, &self.secrets))
    }
}

/// Reads a status, a `Retry-After` and a body, without any key that the service echoes.
pub fn reply(
    status: u16,
    asked: Option<String>,
    text: Option<JsValue>,
    secrets: &Secrets,
) -> Exchange<Js> {
    let json = text
        .and_then(|text| text.dyn_into::<JsString>().ok())
        .and_then(|text| js::parse_json(&text).ok())
        .map(|json| Js::from(secrets.blotted_json(json)));
    let retry_after_ms =
        asked.and_then(|asked| retry_after_ms(&asked, js_sys::Date::parse(&asked), js::now_ms()));
    Exchange::Reply {
        status,
        json,
        retry_after_ms,
    }
}

/// The words of something thrown: its message, and that of its cause, where the platform hides the reason.
pub fn words(thrown: &JsValue, secrets: &Secrets) -> String {
    let message = |of: &JsValue| {
        js::field(of, "message")
            .as_string()
            .or_else(|| of.as_string())
            .unwrap_or_default()
    };
    let (outer, inner) = (message(thrown), message(&js::field(thrown, "cause")));
    let said = if inner.is_empty() {
        outer
    } else {
        format!("{outer}: {inner}")
    };
    // The keys go before the rest is cut, which might leave a part of one.
    beginning(&String::from(secrets.blotted(said.into())), 300).to_owned()
}
