//! When to ask again: seldom while a job cannot be ready, often when it is about to be, and never closer than allowed.

use super::model::{DURATION_DEFAULT, LONGER_TENTHS, POLL_FLOOR_MS, USUAL_MS};
use super::schedule;

/// The bounds of the pauses between two looks at one job, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Polling {
    /// From the submit to the first look.
    pub first_ms: f64,
    /// The shortest pause.
    pub min_ms: f64,
    /// The longest pause.
    pub max_ms: f64,
}

impl Default for Polling {
    fn default() -> Self {
        Polling {
            first_ms: POLL_FLOOR_MS,
            min_ms: POLL_FLOOR_MS,
            max_ms: 120_000.0,
        }
    }
}

/// How long jobs took, as far as this client has seen; at first the [`USUAL_MS`] of the model.
#[derive(Clone, Debug)]
pub struct Durations {
    /// From submit to completion, in milliseconds, sorted by when they were seen; for 5 s and for 10 s of video.
    seen: [Vec<f64>; 2],
}

/// How long a look is put off while the platform says that it is offline, in milliseconds: it may be wrong about that.
pub const OFFLINE_PATIENCE_MS: f64 = 60_000.0;

/// How many durations are remembered: enough to tell a habit, few enough to follow a change.
const REMEMBERED: usize = 24;

/// What one look is worth in milliseconds of waiting: the higher, the fewer looks and the later the news.
const LOOK_MS: f64 = 400.0;

/// What something has taken at least, in milliseconds, of which nothing is known.
const AT_FIRST_MS: f64 = 60_000.0;

impl Default for Durations {
    fn default() -> Self {
        Durations {
            seen: [
                USUAL_MS.to_vec(),
                USUAL_MS
                    .iter()
                    .map(|ms| ms * LONGER_TENTHS / 10.0)
                    .collect(),
            ],
        }
    }
}

impl Durations {
    /// Takes in how long a job for `seconds` of video took; the oldest of what is known is forgotten.
    pub fn learn(&mut self, seconds: u32, took_ms: f64) {
        if took_ms.is_finite() && took_ms > 0.0 {
            let [short, long] = &mut self.seen;
            let seen = if seconds <= DURATION_DEFAULT {
                short
            } else {
                long
            };
            let surplus = seen.len().saturating_add(1).saturating_sub(REMEMBERED);
            seen.drain(..surplus.min(seen.len()));
            seen.push(took_ms);
        }
    }

    fn of(&self, seconds: u32) -> &[f64] {
        let [short, long] = &self.seen;
        if seconds <= DURATION_DEFAULT {
            short
        } else {
            long
        }
    }

    /// The middle of the durations seen, in milliseconds: "usually about …".
    pub fn usual_ms(&self, seconds: u32) -> f64 {
        let seen = self.of(seconds);
        nth(seen, seen.len() / 2).unwrap_or(0.0)
    }

    /// The pause before the next look at a job for `seconds` of video that was submitted `elapsed_ms` ago, in milliseconds.
    /// Of 0 seconds nothing is known.
    ///
    /// ```
    /// use kling_multi_i2v::core::polling::{Durations, Polling};
    ///
    /// let (durations, polling) = (Durations::default(), Polling::default());
    /// let early = durations.pause_ms(5, 0.0, &polling, 0.5);
    /// let late = durations.pause_ms(5, 140_000.0, &polling, 0.5);
    /// assert!(late < early && late >= polling.min_ms && early <= polling.max_ms);
    /// ```
    pub fn pause_ms(&self, seconds: u32, elapsed_ms: f64, polling: &Polling, chance: f64) -> f64 {
        let seen = if seconds > 0 { self.of(seconds) } else { &[] };
        let best = schedule::pause_ms(seen, elapsed_ms, LOOK_MS, polling.min_ms)
            // Longer than any: it may well take half as long again.
            .unwrap_or_else(|| (LOOK_MS * (elapsed_ms.max(0.0) + AT_FIRST_MS)).sqrt());
        // A tenth of chance, so that jobs submitted together are not asked for together.
        let spread = best * (0.95 + 0.1 * chance.clamp(0.0, 1.0));
        spread.min(polling.max_ms).max(polling.min_ms)
    }
}

/// The one that is in place `n` when they are sorted. Of two dozen the quick way to find it is to count.
fn nth(numbers: &[f64], n: usize) -> Option<f64> {
    let below = |number: f64| numbers.iter().filter(|other| **other < number).count();
    let up_to = |number: f64| numbers.iter().filter(|other| **other <= number).count();
    numbers
        .iter()
        .copied()
        .find(|number| below(*number) <= n && n < up_to(*number))
}

#[cfg(test)]
#[path = "polling_tests.rs"]
mod tests;
