//! What needs no client and answers at once: `validate` and `estimateCost`.

use super::js::Ours;
use super::objects::{self, fix, request_object};
use super::value::Js;
use crate::core::error::invalid;
use crate::core::issue::Issue;
use crate::core::model;
use crate::core::picture::Picture;
use crate::core::pricing;
use crate::core::reach::Vantage;
use crate::core::request::{Checked, check};
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// `validate(request)`.
#[wasm_bindgen]
pub fn validate(request: JsValue) -> JsValue {
    checked(check(&request.into(), Vantage::Public))
}

/// `estimateCost(x)`.
#[wasm_bindgen(js_name = estimateCost)]
pub fn estimate_cost(what: JsValue) -> Result<JsValue, JsValue> {
    match pricing::estimate(&Js::from(what)) {
        Ok(estimate) => Ok(objects::estimate(estimate)),
        Err(issues) => Err(objects::failure(&invalid(issues), None)),
    }
}

/// The id of a job that this is.
pub fn job_id(id: &JsValue) -> Result<String, JsValue> {
    let text = id.as_string().filter(|id| model::is_job_id(id));
    text.ok_or_else(|| {
        let message = "The id of a job has letters, digits, - and _ only, at most 128: check it.";
        let issue = Issue::new("", "not_allowed", message);
        objects::failure(&invalid(vec![issue]), None)
    })
}

/// `{ ok, request, errors, warnings }`.
fn checked(mut checked: Checked<Js>) -> JsValue {
    let request = checked.request.as_mut().map_or(JsValue::NULL, |request| {
        request.images.iter_mut().for_each(fix);
        let images = Array::new();
        for Picture::Address(value) | Picture::Bytes(value) in &request.images {
            images.push(value.as_js());
        }
        request_object(request, images.into()).into()
    });
    let answer = Ours::new();
    answer.set_ok(checked.request.is_some());
    answer.set_request(&request);
    answer.set_errors(&objects::issues(&checked.errors));
    answer.set_warnings(&objects::issues(&checked.warnings));
    answer.into()
}
