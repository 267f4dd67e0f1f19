//! Acts: performs what the core decides, in a page, a worker or Node. The only place that names a JS type.
//!
//! It is built twice, for two `.wasm`: with the feature `npm`, all of it, and with `npm-checks` alone, what answers at once.
//! That comes with every import; the rest a page loads once it makes a client.

#![cfg_attr(
    not(feature = "npm"),
    allow(dead_code, reason = "the checks use a part of what both halves share")
)]

pub mod check;
mod js;
mod objects;
mod setup;
mod value;

// The client checks by itself.
#[cfg(not(feature = "npm"))]
pub mod early;

#[cfg(feature = "npm")]
mod attempt;
#[cfg(feature = "npm")]
mod batch;
#[cfg(feature = "npm")]
mod client;
#[cfg(feature = "npm")]
mod digest;
#[cfg(feature = "npm")]
mod enhance;
#[cfg(feature = "npm")]
mod flights;
#[cfg(feature = "npm")]
mod future;
#[cfg(feature = "npm")]
mod http;
#[cfg(feature = "npm")]
pub mod inspect;
#[cfg(feature = "npm")]
mod ledger;
#[cfg(feature = "npm")]
mod media;
#[cfg(feature = "npm")]
mod once;
#[cfg(feature = "npm")]
mod pay;
#[cfg(feature = "npm")]
pub mod platform;
#[cfg(feature = "npm")]
mod presence;
#[cfg(feature = "npm")]
mod questions;
#[cfg(feature = "npm")]
pub mod raw_client;
#[cfg(feature = "npm")]
pub mod raw_job;
#[cfg(feature = "npm")]
mod recover;
#[cfg(feature = "npm")]
mod repeat;
#[cfg(feature = "npm")]
mod report;
#[cfg(feature = "npm")]
mod run;
#[cfg(feature = "npm")]
mod secrets;
#[cfg(feature = "npm")]
mod sights;
#[cfg(feature = "npm")]
mod stop;
#[cfg(feature = "npm")]
mod submit;
#[cfg(feature = "npm")]
mod turns;
#[cfg(feature = "npm")]
mod upload;
#[cfg(feature = "npm")]
mod watch;
#[cfg(feature = "npm")]
mod xhr;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
