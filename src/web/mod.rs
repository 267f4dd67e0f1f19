//! Acts: performs what the core decides, in a page, a worker or Node. The only place that names a JS type.

mod attempt;
mod batch;
pub mod check;
mod client;
mod digest;
mod enhance;
mod flights;
mod future;
mod http;
mod js;
mod ledger;
mod media;
mod once;
mod pay;
pub mod platform;
mod presence;
mod questions;
pub mod raw_client;
pub mod raw_job;
mod recover;
mod repeat;
mod report;
mod run;
mod secrets;
mod sights;
mod stop;
mod submit;
mod turns;
mod upload;
mod value;
mod watch;
mod xhr;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
