//! The first bytes of a picture.

#![no_main]

use kling_multi_i2v::core::{answer, image, model, prediction, reach, request, value};

// The stand-in for JS values, and what must hold, are the native tests' own.
#[allow(dead_code, reason = "each target uses a part of it")]
#[path = "../../src/core/testing.rs"]
mod testing;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| testing::fuzz_image(bytes));
