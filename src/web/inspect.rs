//! `inspectImage`: what the first bytes of a picture tell, without a client.

use super::future::promise;
use super::js::{self, object};
use super::media;
use super::objects;
use super::run::rejected;
use super::value::Js;
use crate::core::error::invalid;
use crate::core::image::{self, Look};
use crate::core::issue::unfit;
use crate::core::value::{Kind, Value};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

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
    promise(Box::pin(async move {
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
            ("warnings", objects::issues(&warnings)),
        ])
        .into())
    }))
}
