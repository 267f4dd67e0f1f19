//! What needs no client and answers at once: `validate` and `estimateCost`.

use super::js;
use super::objects::{self, fix};
use super::value::Js;
use crate::core::error::invalid;
use crate::core::issue::Issue;
use crate::core::model;
use crate::core::picture::Picture;
use crate::core::pricing;
use crate::core::reach::Vantage;
use crate::core::request::{Checked, check};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The face's function that makes an object of all that `validate` tells: one call is sooner than one for each field.
    pub type Answer;
    #[wasm_bindgen(method)]
    #[allow(clippy::too_many_arguments, reason = "they are the fields")]
    fn call(
        this: &Answer,
        of: &JsValue,
        prompt: &JsValue,
        negative_prompt: &JsValue,
        pictures: u32,
        duration: u32,
        aspect_ratio: &JsValue,
        enable_safety_checker: &JsValue,
        errors: &JsValue,
        warnings: &JsValue,
        first: &JsValue,
        second: &JsValue,
        third: &JsValue,
        fourth: &JsValue,
    ) -> JsValue;
}

/// `validate(request)`, whose answer is made by `answer`.
#[wasm_bindgen]
pub fn validate(request: JsValue, answer: &Answer) -> JsValue {
    let Checked {
        request,
        errors,
        warnings,
    } = check(&Js::from(request), Vantage::Public);
    let none = JsValue::UNDEFINED;
    let [errors, warnings] = [errors, warnings].map(|issues| match &*issues {
        [] => none.clone(),
        issues => objects::issues(issues),
    });
    let Some(mut request) = request else {
        return answer.call(
            &none, &none, &none, 0, 0, &none, &none, &errors, &warnings, &none, &none, &none, &none,
        );
    };
    request.images.iter_mut().for_each(fix);
    let checker = request.enable_safety_checker;
    let picture = |place: usize| match request.images.get(place) {
        Some(Picture::Address(value) | Picture::Bytes(value)) => value.as_js(),
        None => &none,
    };
    answer.call(
        &none,
        request.prompt.as_js(),
        request.negative_prompt.as_ref().map_or(&none, Js::as_js),
        request.images.len() as u32,
        request.duration,
        js::word(request.aspect_ratio),
        &checker.map_or(none.clone(), JsValue::from_bool),
        &errors,
        &warnings,
        picture(0),
        picture(1),
        picture(2),
        picture(3),
    )
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
