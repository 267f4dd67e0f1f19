//! A picture's first bytes, looked at before anything is sent. The picture itself never enters wasm.

use super::future::{sleep, unless};
use super::js::{self, Blob};
use super::value::Js;
use crate::core::image::{self, HEAD, HEAD_MOST, Look, Picture};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The longest that a file's first bytes are waited for, in milliseconds: they are on this machine.
const LONGEST_LOOK_MS: f64 = 10_000.0;

/// What the first bytes of a blob tell: 64 kB of them, 1 MB where its metadata is long.
pub async fn look(blob: &Js) -> Look {
    unless(sleep(LONGEST_LOOK_MS), read(blob))
        .await
        .unwrap_or(Look::Unknown)
}

async fn read(blob: &Js) -> Look {
    for most in [HEAD, HEAD_MOST] {
        match head(blob.as_js().unchecked_ref(), most).await {
            Ok(bytes) => match image::look(&bytes) {
                Look::TooShort if bytes.len() as u64 >= u64::from(most) => {}
                known => return known,
            },
            Err(_) => return Look::Unknown,
        }
    }
    Look::TooShort
}

async fn head(blob: &Blob, most: u32) -> Result<Vec<u8>, JsValue> {
    let part = blob.slice(0.0, f64::from(most))?;
    let buffer = JsFuture::from(js::promised(&part.array_buffer()?)).await?;
    Ok(js::bytes(&buffer)?.to_vec())
}

/// Format and size, where they could be read.
pub fn picture(look: Look) -> Option<Picture> {
    match look {
        Look::Picture(picture) => Some(picture),
        Look::TooShort | Look::Unknown => None,
    }
}
