//! An upload that tells its bytes: `XMLHttpRequest`, the only way in a page or worker to see a body go out.

use super::future::Bell;
use super::http;
use super::js;
use super::secrets::Secrets;
use super::value::Js;
use crate::core::answer::Exchange;
use crate::core::text::cut;
use js_sys::Object;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{FormData, XmlHttpRequest};

/// Whether this platform has it.
pub fn is_here() -> bool {
    js::function(&js::global(), "XMLHttpRequest").is_some()
}

/// Ends the request and takes the callbacks off it when the future that waits is dropped.
struct LetGo(XmlHttpRequest);

impl Drop for LetGo {
    fn drop(&mut self) {
        self.0.set_onloadend(None);
        if let Ok(upload) = self.0.upload() {
            upload.set_onprogress(None);
        }
        let _ = self.0.abort();
    }
}

/// Posts a form, telling `on_bytes` how many of its bytes are out.
pub async fn post(
    url: &str,
    headers: &Object,
    form: &FormData,
    secrets: &Secrets,
    on_bytes: impl Fn(f64) + 'static,
) -> Result<Exchange<Js>, JsValue> {
    let xhr = XmlHttpRequest::new()?;
    xhr.open("POST", url)?;
    for name in js::keys(headers)?.iter() {
        let value = js::get(headers, &name)?;
        xhr.set_request_header(
            &name.as_string().unwrap_or_default(),
            &value.as_string().unwrap_or_default(),
        )?;
    }
    let ended = Rc::new(Bell::default());
    let rung = ended.clone();
    let on_end = Closure::<dyn FnMut()>::new(move || rung.ring());
    let on_progress = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        on_bytes(js::field(&event, "loaded").as_f64().unwrap_or(0.0));
    });
    let xhr = LetGo(xhr);
    xhr.0.set_onloadend(Some(on_end.as_ref().unchecked_ref()));
    xhr.0
        .upload()?
        .set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    let before = ended.count();
    xhr.0.send_with_opt_form_data(Some(form))?;
    ended.after(before).await;
    Ok(match xhr.0.status()? {
        0 => Exchange::Lost("The upload's connection failed.".to_owned()),
        // It follows redirects and cannot be told not to: what came from elsewhere is not the service's answer.
        _ if xhr.0.response_url() != url => http::reply(0, None, None, secrets),
        status => http::reply(
            status,
            retry_after(&xhr.0),
            xhr.0.response_text()?.map(JsValue::from),
            secrets,
        ),
    })
}

/// The `Retry-After` of an answer. Asking for it by name makes a console error of its own where it is not exposed.
fn retry_after(xhr: &XmlHttpRequest) -> Option<String> {
    let headers = xhr.get_all_response_headers().ok()?;
    headers.lines().find_map(|line| {
        let (name, value) = cut(line, b':');
        name.eq_ignore_ascii_case("retry-after")
            .then(|| value.unwrap_or_default().trim().to_owned())
    })
}
