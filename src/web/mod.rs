//! Acts: performs what the core decides, in a page, a worker or Node. The only place that names a JS type.

pub mod check;
mod client;
mod enhance;
mod future;
mod http;
mod js;
mod media;
mod presence;
mod questions;
pub mod raw_client;
pub mod raw_job;
mod report;
mod run;
mod secrets;
mod stop;
mod submit;
mod upload;
mod value;
mod watch;
mod xhr;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
