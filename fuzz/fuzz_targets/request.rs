//! A caller's request that is JSON.
//! Built as it is, it only runs the files that it is given: a find, once more, or the corpus.

#![cfg_attr(fuzzing, no_main)]

use kling_multi_i2v::core;

// The stand-in for JS values, and what must hold, are the native tests' own.
#[allow(dead_code, unused_imports, reason = "each target uses a part of it")]
#[path = "../../src/core/testing/mod.rs"]
mod testing;

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| testing::fuzz_request(bytes));

#[cfg(not(fuzzing))]
fn main() -> std::io::Result<()> {
    for file in std::env::args().skip(1) {
        testing::fuzz_request(&std::fs::read(file)?);
    }
    Ok(())
}
