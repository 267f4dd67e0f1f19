//! What needs no client: `validate`, `estimateCost` and `inspectImage`.

use super::js::{self, Ours, object};
use super::media;
use super::report;
use super::run::{invalid, rejected};
use super::submit::{fix, request_object};
use super::value::Js;
use crate::core::image::{self, Look};
use crate::core::issue::unfit;
use crate::core::picture::Picture;
use crate::core::pricing;
use crate::core::reach::Vantage;
use crate::core::request::{Checked, check};
use crate::core::value::{Kind, Value};
use js_sys::{Array, Promise};
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
        Ok(estimate) => Ok(report::estimate(estimate)),
        Err(issues) => Err(report::failure(&invalid(issues), None)),
    }
}

/// `inspectImage(blob)`.
#[wasm_bindgen(js_name = inspectImage)]
pub fn inspect_image(blob: JsValue) -> Promise {
    let blob = Js::from(blob);
    let size = match (blob.kind(), blob.blob()) {
        (Kind::Blob, Some((size, _))) => size,
        (kind, _) => {
            let issue = unfit("", "a File or a Blob", kind);
            return rejected(&invalid(vec![issue]));
        }
    };
    wasm_bindgen_futures::future_to_promise(async move {
        let look = media::look(&blob).await;
        let picture = media::picture(look);
        let warnings = match (look, picture) {
            (_, Some(picture)) => image::advise(picture, ""),
            (Look::Unknown, _) => vec![image::unknown("")],
            _ => Vec::new(),
        };
        let number = |of: fn(&image::Picture) -> u32| {
            js::number_or_null(picture.as_ref().map(of).map(f64::from))
        };
        Ok(object(&[
            (
                "format",
                js::text_or_null(picture.map(|picture| picture.format)),
            ),
            ("width", number(|picture| picture.width)),
            ("height", number(|picture| picture.height)),
            ("bytes", size.into()),
            ("warnings", report::issues(&warnings)),
        ])
        .into())
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
    answer.set_errors(&report::issues(&checked.errors));
    answer.set_warnings(&report::issues(&checked.warnings));
    answer.into()
}
