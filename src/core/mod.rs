//! Decides. No JS type, no IO, no clock, no randomness: all are arguments.
//!
//! Read in this order it is the story of one job: [`model`], [`value`], [`request`] with its
//! [`picture`]s and [`issue`]s, [`pricing`], [`image`],
//! [`settings`], [`ledger`], [`once`], [`answer`], [`prediction`], [`retry`], [`polling`] by what was [`seen`], [`job`], [`follow`] within its [`deadline`],
//! [`batch`] for many at once, and [`error`] for every way it can end badly. A program in Rust begins with a [`draft`] or a
//! [`plain`] value, whose addresses [`url`] reads.
//!
//! Times are milliseconds as `f64`: a moment is one of the wall clock since 1970, as `Date.now()` has it, a pause a length.
//! Money is in millionths of a USD as `u64`. A *chance* is a random number from 0 to 1, a fresh one for each call.

#![deny(clippy::missing_errors_doc, clippy::missing_panics_doc)]

pub mod answer;
pub mod batch;
pub mod deadline;
pub mod draft;
pub mod enhance;
pub mod error;
pub mod follow;
pub mod image;
pub mod issue;
pub mod job;
#[cfg(feature = "serde_json")]
mod json;
pub mod ledger;
mod like_js;
pub mod model;
pub mod once;
pub mod picture;
pub mod plain;
pub mod polling;
pub mod prediction;
pub mod pricing;
pub mod reach;
pub mod request;
pub mod retry;
mod schedule;
pub mod seen;
pub mod settings;
pub mod spelling;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod url;
pub mod value;
