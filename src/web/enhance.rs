//! The prompt optimizer, a job like any other but for its price and its result: a text.

use super::js;
use super::run::Run;
use super::submit::pay;
use super::upload::{Progress, addresses};
use super::value::Js;
use crate::core::enhance::Enhancement;
use crate::core::error::{Charge, Failure, Stage};
use crate::core::model::{ENHANCE_MICROS, ENHANCE_PATH};
use crate::core::pricing::Estimate;
use wasm_bindgen::JsValue;

/// Submits once, waits, and gives the enriched prompt.
pub async fn enhance(run: &Run, asked: Enhancement<Js>) -> Result<JsValue, Box<Failure>> {
    let body = js::object(&[
        ("mode", "video".into()),
        ("style", asked.style.into()),
        ("enable_sync_mode", true.into()),
    ]);
    if let Some(text) = &asked.text {
        js::set(&body, "text", text.as_js());
    }
    run.is_at(Stage::Upload, Charge::None);
    let progress = Progress::new(run.reporter.clone(), None);
    for address in addresses(&run.client, asked.image.into_iter().collect(), &progress).await? {
        js::set(&body, "image", &address);
    }
    let price = Estimate {
        micros: ENHANCE_MICROS,
        count: 1,
        seconds: 0,
    };
    let watched = pay(run, ENHANCE_PATH, body.into(), 0, Some(price)).await?;
    let done = watched.wait(&run.client, &run.reporter, 0).await?;
    Ok(done
        .outputs
        .first()
        .map_or(JsValue::NULL, |text| text.trim().into()))
}
