//! What cannot wait until the client is loaded: whether its options, or an id, are refused at once.

use super::check::job_id;
use super::objects;
use super::setup::Setup;
use wasm_bindgen::prelude::*;

/// Throws what `new KlingClient(options)` throws.
#[wasm_bindgen(js_name = checkOptions)]
pub fn check_options(options: JsValue) -> Result<(), JsValue> {
    let read = Setup::read(&options.into());
    read.map(drop)
        .map_err(|failure| objects::failure(&failure, None))
}

/// Throws what `job(id)` throws.
#[wasm_bindgen(js_name = checkJobId)]
pub fn check_job_id(id: JsValue) -> Result<(), JsValue> {
    job_id(&id).map(drop)
}
