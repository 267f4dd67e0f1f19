//! What callers are given before anything runs, as plain objects with the public names: issues, failures, money, requests.

use super::js::{self, Ours, number_or_null, object, text_or_null};
use super::value::{Js, list};
use crate::core::error::Failure;
use crate::core::issue::Issue;
use crate::core::picture::Picture;
use crate::core::pricing::{Estimate, dollars};
use crate::core::request::Request;
use crate::core::value::{Kind, Value};
use js_sys::{JsString, Object};
use wasm_bindgen::prelude::*;

/// `{ path, code, message }`, each.
pub fn issues(issues: &[Issue]) -> JsValue {
    list(issues.iter().map(|issue| {
        let told = Ours::new();
        told.set_path(&issue.path);
        told.set_code(js::word(issue.code));
        told.set_message(&issue.message);
        told.into()
    }))
    .into()
}

/// What the face makes a `KlingError` of.
pub fn failure(failure: &Failure, reason: Option<JsValue>) -> JsValue {
    let cause = reason.unwrap_or_else(|| {
        failure
            .cause
            .as_deref()
            .map_or(JsValue::UNDEFINED, JsValue::from_str)
    });
    object(&[
        ("code", failure.code.name().into()),
        ("stage", failure.stage.name().into()),
        ("charge", failure.charge.name().into()),
        ("canResubmit", failure.can_resubmit().into()),
        ("jobId", text_or_null(failure.job_id.as_deref())),
        ("status", number_or_null(failure.status.map(f64::from))),
        ("issues", issues(&failure.issues)),
        (
            "candidates",
            list(failure.candidates.iter().map(|id| id.as_str().into())).into(),
        ),
        ("message", failure.message.as_str().into()),
        ("cause", cause),
    ])
    .into()
}

/// `{ currency, micros, usd, text }`.
pub fn money(micros: u64) -> Object {
    let money = Ours::new();
    money.set_currency(js::word("USD"));
    money.set_micros(micros as f64);
    money.set_usd(micros as f64 / 1e6);
    money.set_text(&dollars(micros));
    money.into()
}

/// Money, with how many videos and seconds it is for.
pub fn estimate(estimate: Estimate) -> JsValue {
    let money = money(estimate.micros).unchecked_into::<Ours>();
    money.set_count(estimate.count as f64);
    money.set_seconds(estimate.seconds as f64);
    money.into()
}

/// A request as the wire has it: with every default, and the pictures given.
pub fn request_object(request: &Request<Js>, images: JsValue) -> Object {
    let object = object(&[("prompt", request.prompt.as_js().clone())]);
    if let Some(negative) = &request.negative_prompt {
        js::set(&object, "negative_prompt", negative.as_js());
    }
    js::set(&object, "images", &images);
    js::set(&object, "duration", &request.duration.into());
    js::set(&object, "aspect_ratio", js::word(request.aspect_ratio));
    if let Some(checker) = request.enable_safety_checker {
        js::set(&object, "enable_safety_checker", &checker.into());
    }
    object
}

/// Makes of an address the text that is sent, without the white space that a paste brings: a `URL` may change later.
pub fn fix(picture: &mut Picture<Js>) {
    if let Picture::Address(value) = picture {
        let text = match value.kind() {
            Kind::Text => value.as_js().unchecked_ref::<JsString>().trim(),
            _ => js::field(value.as_js(), "href")
                .as_string()
                .unwrap_or_default()
                .trim()
                .into(),
        };
        *value = JsValue::from(text).into();
    }
}
