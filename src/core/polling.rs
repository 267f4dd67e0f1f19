//! When to ask again: seldom while a job cannot be ready, often when it is about to be, and never closer than allowed.

use super::model::{LONGER_TENTHS, POLL_FLOOR_MS, USUAL_MS};
use super::schedule;
use super::seen::Seen;
use super::value::Value;

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

/// How long jobs took, as far as this client has seen, or others have that share its store; at first the [`USUAL_MS`] of
/// the model.
#[derive(Clone, Debug)]
pub struct Durations {
    seen: Seen,
    /// What of it no store has been given yet.
    news: Seen,
    /// What a store is being given, or failed to take.
    leaving: Seen,
}

/// How long a look is put off while the platform says that it is offline, in milliseconds: it may be wrong about that.
pub const OFFLINE_PATIENCE_MS: f64 = 60_000.0;

/// What one look is worth in milliseconds of waiting: the higher, the fewer looks and the later the news.
const LOOK_MS: f64 = 400.0;

/// What something has taken at least, in milliseconds, of which nothing is known.
const AT_FIRST_MS: f64 = 60_000.0;

impl Default for Durations {
    fn default() -> Self {
        Durations {
            seen: usual(),
            news: Seen::default(),
            leaving: Seen::default(),
        }
    }
}

impl Durations {
    /// Takes in how long a job for `seconds` of video took, unless that is absurd; the oldest of what is known is forgotten.
    pub fn learn(&mut self, seconds: u32, took_ms: f64) {
        self.seen.learn(seconds, took_ms);
        self.news.learn(seconds, took_ms);
    }

    /// Takes in what stands in a store that several clients share, and gives what is to stand there in its place: the same,
    /// and behind it what was learned here since; `None` where that is nothing. [`shared`](Durations::shared) says that it
    /// was written. If it was not, the next call gives it again, behind what stands there then.
    ///
    /// ```
    /// use kling_multi_i2v::core::plain::Plain;
    /// use kling_multi_i2v::core::polling::Durations;
    /// use kling_multi_i2v::core::value::Key;
    ///
    /// let mut durations = Durations::default();
    /// durations.learn(5, 97_000.0);
    /// let stored = Plain::record([("5", Plain::list([81_000.0, 85_000.0])), ("10", Plain::list([160_000.0]))]);
    /// let all = durations.share(&stored).unwrap();
    /// assert_eq!(all.fields()[0], (Key::Five, &[81_000.0, 85_000.0, 97_000.0][..]));
    /// durations.shared(); // It was written.
    /// assert_eq!(durations.share(&stored), None);
    /// ```
    pub fn share<V: Value>(&mut self, stored: &V) -> Option<Seen> {
        let news = std::mem::take(&mut self.news);
        self.leaving.append(&news);
        let mut all = Seen::read(stored);
        all.append(&self.leaving);
        self.seen = usual();
        self.seen.append(&all);
        (!self.leaving.is_empty()).then_some(all)
    }

    /// Notes that what [`share`](Durations::share) gave last stands in the store.
    pub fn shared(&mut self) {
        self.leaving = Seen::default();
    }

    /// Whether something was learned here that no store has yet.
    pub fn has_news(&self) -> bool {
        !self.news.is_empty() || !self.leaving.is_empty()
    }

    /// The middle of the durations seen, in milliseconds: "usually about …".
    pub fn usual_ms(&self, seconds: u32) -> f64 {
        let seen = self.seen.took_ms(seconds);
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
        let seen = if seconds > 0 {
            self.seen.took_ms(seconds)
        } else {
            &[]
        };
        let best = schedule::pause_ms(seen, elapsed_ms, LOOK_MS, polling.min_ms)
            // Longer than any: it may well take half as long again.
            .unwrap_or_else(|| (LOOK_MS * (elapsed_ms.max(0.0) + AT_FIRST_MS)).sqrt());
        // A tenth of chance, so that jobs submitted together are not asked for together.
        let spread = best * (0.95 + 0.1 * chance.clamp(0.0, 1.0));
        spread.min(polling.max_ms).max(polling.min_ms)
    }
}

/// What is expected before any was seen.
fn usual() -> Seen {
    let longer = USUAL_MS.iter().map(|ms| ms * LONGER_TENTHS / 10.0);
    Seen::of(USUAL_MS.to_vec(), longer.collect())
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
