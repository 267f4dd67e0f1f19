//! An app for a page, as Leptos, Yew or Dioxus build one: wasm-bindgen, an allocator of its own choice, and the crate.
#![cfg(target_arch = "wasm32")]

mod run;

use kling_multi_i2v::core::answer::Exchange;
use kling_multi_i2v::core::pricing;
use kling_multi_i2v::core::reach::Vantage;
use kling_multi_i2v::core::request;
use run::World;
use serde_json::{Value, json};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::prelude::*;

/// Counts, so that the page can see whose allocator is at work.
struct Counting;

static ALLOCATED: AtomicU32 = AtomicU32::new(0);

// SAFETY: it is the system's allocator, which keeps the promises.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATED.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often something was allocated.
#[wasm_bindgen]
pub fn allocated() -> u32 {
    ALLOCATED.load(Ordering::Relaxed)
}

/// The price, or every problem, a line each.
#[wasm_bindgen]
pub fn quote(json: &str) -> String {
    let json: Value = serde_json::from_str(json).unwrap_or_default();
    let issues = request::check(&json, Vantage::Public).errors;
    match pricing::estimate(&json) {
        Ok(price) if issues.is_empty() => pricing::dollars(price.micros),
        _ => issues.iter().map(|issue| format!("{issue}\n")).collect(),
    }
}

#[wasm_bindgen]
extern "C" {
    /// Plays the service: from path, body and time to an answer's JSON, or to nothing where the connection is lost.
    pub type Answer;
    #[wasm_bindgen(method)]
    fn call(
        this: &Answer,
        on: &JsValue,
        path: &str,
        body: Option<&str>,
        now_ms: f64,
    ) -> Option<String>;
}

/// A service that the page plays, and a clock that only waiting moves.
struct Played {
    answer: Answer,
    now_ms: f64,
}

impl World for Played {
    fn send(&mut self, path: &str, body: Option<&str>) -> Exchange<Value> {
        match self.answer.call(&JsValue::NULL, path, body, self.now_ms) {
            Some(json) => Exchange::Reply {
                status: 200,
                json: serde_json::from_str(&json).ok(),
                retry_after_ms: None,
            },
            None => Exchange::Lost("played".into()),
        }
    }

    fn now_ms(&mut self) -> f64 {
        self.now_ms
    }

    fn sleep_ms(&mut self, ms: f64) {
        self.now_ms += ms;
    }
}

/// Runs one job; gives how it ended as JSON.
#[wasm_bindgen]
pub fn generate(json: &str, answer: Answer) -> String {
    let mut played = Played {
        answer,
        now_ms: 1.8e12,
    };
    match run::run(json, &mut played) {
        Ok(done) => json!({ "outputs": done.outputs, "tookMs": played.now_ms - 1.8e12 }),
        Err(failure) => json!({ "code": failure.code.name(), "charge": failure.charge.name() }),
    }
    .to_string()
}
