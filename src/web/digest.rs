//! What tells one picture's bytes from another's: their SHA-256, by the platform. They never enter wasm.

use super::future::{sleep, unless};
use super::js::{self, Blob};
use super::value::Js;
use crate::core::picture::Picture;
use crate::core::value::Value;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What tells each picture from others: its address, or its size and digest.
pub async fn digests(pictures: &[Picture<Js>]) -> Vec<String> {
    let mut found = Vec::new();
    for picture in pictures {
        found.push(match picture {
            Picture::Address(address) => address.text(20_000).unwrap_or_default(),
            // A page without a secure origin has no digests: there the size must do.
            Picture::Bytes(blob) => digest(blob).await.unwrap_or_else(|| {
                let size = blob.blob().map_or(0.0, |(size, _)| size);
                format!("{} bytes", size as u64)
            }),
        });
    }
    found
}

/// The digest in what tells a picture from others, if there is one: a size alone is no digest.
pub fn digest_in(told: &str) -> Option<String> {
    let is_digest = told.len() == 64 && told.bytes().all(|b| b.is_ascii_hexdigit());
    is_digest.then(|| told.to_owned())
}

/// The longest that a file is read for its digest, in milliseconds: without one it is uploaded once more.
const LONGEST_MS: f64 = 30_000.0;

/// What tells a blob's bytes from others, in hex: their SHA-256, or of many that of their slices'. `None` where the platform has none or the blob cannot be read.
pub async fn digest(blob: &Js) -> Option<String> {
    unless(sleep(LONGEST_MS), sha256(blob)).await.flatten()
}

/// So much of a file is read at a time, in bytes: WebCrypto takes no stream, and whole files would fill the memory.
const SLICE: f64 = 1_048_576.0;

async fn sha256(blob: &Js) -> Option<String> {
    let crypto = js::field(&js::global(), "crypto");
    let subtle = js::field(&crypto, "subtle");
    let digest = js::function(&subtle, "digest")?;
    let hash = async |bytes: &JsValue| {
        let promise = digest.call2(&subtle, &"SHA-256".into(), bytes)?;
        let hash = JsFuture::from(js::promised(&promise)).await?;
        js::bytes(&hash).map(|hash| hash.to_vec())
    };
    let (size, _) = blob.blob()?;
    let blob: &Blob = blob.as_js().unchecked_ref();
    let (mut hashes, mut at) = (Vec::new(), 0.0);
    loop {
        let buffer = if size > SLICE {
            blob.slice(at, at + SLICE)
                .and_then(|slice| slice.array_buffer())
        } else {
            blob.array_buffer()
        };
        let buffer = JsFuture::from(js::promised(&buffer.ok()?)).await.ok()?;
        hashes.append(&mut hash(&buffer).await.ok()?);
        at += SLICE;
        if at >= size {
            break;
        }
    }
    if size > SLICE {
        hashes = hash(&Uint8Array::from(hashes.as_slice())).await.ok()?;
    }
    let hex = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    Some(
        hashes
            .iter()
            .flat_map(|byte| [hex(byte >> 4), hex(byte & 15)])
            .collect(),
    )
}
