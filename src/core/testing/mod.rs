//! What native tests stand on. The fuzz targets include this folder as well, so what is not marked as a test needs no
//! more than `serde_json` and `url`.

#[cfg(test)]
pub mod any;
mod foreign;
#[cfg(test)]
pub mod heads;
mod holds;
#[cfg(test)]
pub mod ledger;
#[cfg(test)]
pub mod tabs;
#[cfg(test)]
mod told;
#[cfg(test)]
pub mod world;

pub use foreign::{Foreign, list, record};
pub use holds::*;
#[cfg(test)]
pub use told::{Told, one, told};
