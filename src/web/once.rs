//! The sending of what costs money: as a stream where the browser could otherwise send it twice by itself, else as a whole.

use super::http::{Body, Http};
use super::js;
use super::platform::Once;
use super::value::Js;
use crate::core::answer::Exchange;
use crate::core::once::{may_be_whole, may_stream, was_for_the_stream};
use js_sys::JsString;
use wasm_bindgen::JsValue;

impl Http {
    /// Sends a request that costs money, and reads its answer, all within `timeout_ms`. Tells whether the browser may have
    /// sent it twice by itself.
    pub async fn send_once(
        &self,
        path: &str,
        body: &JsValue,
        key: Option<&JsString>,
        name: Option<&str>,
        timeout_ms: f64,
    ) -> (Exchange<Js>, bool) {
        let until_ms = js::now_ms() + timeout_ms;
        // Whether a stream was tried before, and read.
        let mut streamed = None;
        loop {
            let may_stream = streamed.is_none() && !self.is_whole.get();
            let stream = may_stream.then(|| self.stream_of(body)).flatten();
            let once = match &stream {
                Some(stream) => Body::Stream(stream.body()),
                None => Body::Json(body.clone()),
            };
            // The record is ours for one limit: what went out later might meet another's look-up.
            let left_ms = (until_ms - js::now_ms()).min(timeout_ms);
            if left_ms <= 0.0 {
                return (Exchange::TimedOut, false);
            }
            let exchange = self.send(path, once, key, name, left_ms).await;
            match stream {
                Some(stream) if may_be_whole(&exchange, stream.is_read()) => {
                    streamed = Some(stream.is_read());
                }
                Some(_) => return (exchange, false),
                None => {
                    if streamed.is_some_and(|was_read| was_for_the_stream(was_read, &exchange)) {
                        self.is_whole.set(true);
                    }
                    return (exchange, self.platform.may_repeat().unwrap_or(false));
                }
            }
        }
    }

    fn stream_of(&self, body: &JsValue) -> Option<Once> {
        if !may_stream(&self.base, self.fetch.is_some()) {
            return None;
        }
        self.platform.once(&js::to_json(body).ok()?).ok()?
    }
}
