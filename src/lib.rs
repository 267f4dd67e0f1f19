//! Checks, prices and safely runs image-to-video requests for `kwaivgi/kling-v1.6-multi-i2v-standard` on WaveSpeedAI.
//!
//! [`core`] decides: it is plain Rust without IO, and can be used from any Rust program. `web`, built for WebAssembly
//! alone, acts: it performs what the core decides and reports back what came of it.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

pub mod core;
#[cfg(target_arch = "wasm32")]
pub mod web;
