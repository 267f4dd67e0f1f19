//! What cannot wait until the client is loaded: what is wrong at once with its options or an id, and what an argument says now.

use super::check::job_id;
use super::objects;
use super::setup::Setup;
use super::snapshot::snapshot;
use super::value::Js;
use wasm_bindgen::prelude::*;

/// What `new KlingClient(options)` throws, where the client itself is still to be loaded; else a copy of the options for it.
#[wasm_bindgen(js_name = checkOptions)]
pub fn check_options(options: JsValue) -> Result<JsValue, JsValue> {
    let options = Js::from(options);
    match Setup::read(&options) {
        Ok(_) => Ok(snapshot(&options)),
        Err(failure) => Err(objects::failure(&failure, None)),
    }
}

/// What `job(id)` throws; else the id.
#[wasm_bindgen(js_name = checkJobId)]
pub fn check_job_id(id: JsValue) -> Result<JsValue, JsValue> {
    job_id(&id).map(|_| id)
}

/// What an argument of a call says now, for when the client is there.
#[wasm_bindgen(js_name = snapshot)]
pub fn snapshot_of(value: JsValue) -> JsValue {
    snapshot(&value.into())
}
