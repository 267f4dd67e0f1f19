//! Where the browser sent the paid request twice by itself: how the second job is known.
//!
//! A browser repeats a POST whose reused connection breaks before the answer begins, and shows the page the second answer
//! alone. Seen in Chromium 156; RFC 9110, section 9.2.2, advises against it where the method is not idempotent. The first
//! job is then paid, too, and only the history tells of it.

use super::likeness::{Likeness, Sight};
use super::lookup::Others;
use crate::core::answer::Setback;
use crate::core::error::Code;

/// How far apart from what our clock says two jobs of one request may be stamped, in milliseconds.
const SLACK_MS: f64 = 2_000.0;

/// The longest that a look for a second job may take, in milliseconds: nobody waits longer for what may be nothing.
pub const LOOK_MS: f64 = 5_000.0;

/// Whether a refusal may be of the second request, and hide a job of the first: any that the service or a gateway spoke.
pub fn may_hide_a_job(setback: &Setback) -> bool {
    setback.refused && setback.code != Code::Config
}

/// The jobs that were made of a request beside the one that it was answered with, `id`, at most `took_ms` after it was sent.
/// `None` where that cannot be told yet: the history is behind, or an equal request of ours is still in doubt and may own
/// what is there.
pub fn repeats(id: &str, took_ms: f64, sights: &[Sight], others: &Others) -> Option<Vec<String>> {
    let own_ms = sights.iter().find(|sight| sight.id == id)?.made_ms?;
    let is_claimed = |sight: &Sight| {
        others
            .claims
            .iter()
            .any(|(claimed, _)| *claimed == sight.id)
    };
    let is_of_the_same_time = |sight: &Sight| {
        let is_near =
            |made_ms: f64| (own_ms - took_ms - SLACK_MS..=own_ms + SLACK_MS).contains(&made_ms);
        sight.made_ms.is_some_and(is_near)
    };
    let found: Vec<String> = sights
        .iter()
        .filter(|sight| sight.id != id && sight.likeness == Likeness::Same)
        .filter(|sight| is_of_the_same_time(sight) && !is_claimed(sight))
        .map(|sight| sight.id.clone())
        .collect();
    let is_in_doubt = others.lost > 0 || others.under_way > 0;
    (found.is_empty() || !is_in_doubt).then_some(found)
}

#[cfg(test)]
#[path = "repeat_tests.rs"]
mod tests;
