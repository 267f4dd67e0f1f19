//! Decides. No JS type, no IO, no clock, no randomness: all are arguments.
//!
//! Read in this order it is the story of one job: [`model`], [`value`], [`request`] with its
//! [`picture`]s and [`issue`]s, [`pricing`], [`image`],
//! [`settings`], [`ledger`], [`once`], [`answer`], [`prediction`], [`retry`], [`polling`], [`job`], [`follow`] within its [`deadline`],
//! [`batch`] for many at once, and [`error`] for every way it can end badly.

pub mod answer;
pub mod batch;
pub mod deadline;
pub mod enhance;
pub mod error;
pub mod follow;
pub mod image;
pub mod issue;
pub mod job;
pub mod ledger;
pub mod model;
pub mod once;
pub mod picture;
pub mod polling;
pub mod prediction;
pub mod pricing;
pub mod reach;
pub mod request;
pub mod retry;
pub mod settings;
pub mod spelling;
#[cfg(test)]
pub(crate) mod testing;
pub mod value;
