//! Whether the key is one, and is safe on the way to the service.

use super::config;
use crate::core::error::Failure;
use crate::core::model::BASE_URL;
use crate::core::reach::Vantage;

/// Why `key` cannot be an API key; `None` where it can. The key itself is never in the message.
pub fn key_problem(key: &str) -> Option<&'static str> {
    if key.is_empty() {
        return Some("apiKey is empty: give the key from the service's dashboard.");
    }
    if key.trim().len() != key.len() {
        return Some("apiKey has white space around it: trim it.");
    }
    // Anything else cannot stand in an HTTP header, and the platform's own error would print it.
    if !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Some(
            "apiKey has a character that no key has: copy it again from the service's dashboard.",
        );
    }
    None
}

/// What is known of the way to the service before anything is sent.
#[derive(Clone, Debug)]
pub struct Way<'a> {
    /// Scheme, host and path prefix of the base URL.
    pub base: &'a str,
    /// Where that stands.
    pub vantage: Vantage,
    /// Whether there is a key, or a function that gives one.
    pub has_key: bool,
    /// Whether the caller's own headers name `Content-Type`.
    pub names_content_type: bool,
    /// Whether they name `Authorization`.
    pub names_authorization: bool,
}

impl Way<'_> {
    /// Why nothing can be sent that way, or the key would not be safe on it.
    pub fn problem(&self) -> Option<Failure> {
        if self.names_content_type || (self.names_authorization && self.has_key) {
            return Some(config(
                "/headers",
                "headers must not name Content-Type, nor Authorization beside apiKey: this package sets them.",
            ));
        }
        if self.has_key && self.vantage == Vantage::Public && !self.base.starts_with("https:") {
            return Some(config(
                "/baseUrl",
                "baseUrl must begin with https://, or the key would be readable on its way.",
            ));
        }
        if !self.has_key && self.base == BASE_URL {
            return Some(config(
                "/apiKey",
                "apiKey is missing: give the key from the service's dashboard, or the baseUrl of your proxy.",
            ));
        }
        None
    }
}

#[cfg(test)]
#[path = "way_tests.rs"]
mod tests;
