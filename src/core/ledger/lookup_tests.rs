//! Tests of `lookup`.

#[path = "lookup_world_tests.rs"]
mod world;
