#![doc = include_str!("../docs/rust.md")]
// The README is the npm package's, in JS, and its links lead into the repository; so the crate has a front page of its own.
//!
//! ## The map
//!
//! [`core`] decides: begin with [`core::draft`], [`core::job`] and [`core::error`]. `web`, which the feature `npm` adds on
//! wasm32, acts for the npm package: it performs what the core decides and reports back what came of it.

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
// For the package's own build alone: a library must not choose its dependents' allocator, nor add to their exports.
#[cfg(all(target_arch = "wasm32", feature = "npm-checks"))]
pub mod web;
