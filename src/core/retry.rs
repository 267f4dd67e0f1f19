//! What may be sent again, and when.

use super::answer::Setback;
use super::error::{Code, Stage};

/// What a request to the service is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// A paid job: sent once. Only a refusal for the rate lets it be sent again.
    Submit,
    /// A picture: repeatable, an upload costs nothing.
    Upload,
    /// A job's state: repeatable without end, at the pace of the polls.
    Poll,
    /// Any other question that changes nothing.
    Ask,
}

impl Call {
    /// The stage that its failures are told as.
    pub fn stage(self) -> Stage {
        match self {
            Call::Upload => Stage::Upload,
            Call::Poll => Stage::Poll,
            Call::Submit => Stage::Submit,
            Call::Ask => Stage::Lookup,
        }
    }

    /// Whether, after this setback, it may be sent again without paying twice.
    pub fn may_repeat(self, setback: &Setback) -> bool {
        match setback.code {
            Code::RateLimited => true,
            Code::Network | Code::Timeout | Code::Server | Code::BadResponse => {
                self != Call::Submit
            }
            _ => false,
        }
    }
}

/// How often and how patiently a repeatable request is sent again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retry {
    /// How often it is sent at the most, the first time included.
    pub attempts: u32,
    /// The first pause, in milliseconds; each further one is twice as long.
    pub base_ms: f64,
    /// The longest pause that grows by itself, in milliseconds.
    pub max_ms: f64,
}

impl Default for Retry {
    fn default() -> Self {
        Retry {
            attempts: 6,
            base_ms: 1_000.0,
            max_ms: 30_000.0,
        }
    }
}

/// The longest pause a service may ask for and be waited for; past it the caller is told instead.
pub const PATIENCE_MS: f64 = 120_000.0;

impl Retry {
    /// The pause before `call` is sent again, in milliseconds, after `sent` attempts; `None` where it must not be, or
    /// is given up.
    ///
    /// ```
    /// use kling_multi_i2v::core::answer::{Exchange, judge};
    /// use kling_multi_i2v::core::plain::Plain;
    /// use kling_multi_i2v::core::retry::{Call, Retry};
    ///
    /// let lost = judge(Exchange::<Plain>::Lost("connection reset".into())).unwrap_err();
    /// let retry = Retry::default();
    /// assert_eq!(retry.next(Call::Upload, 1, &lost, 1.0), Some(1_000.0));
    /// assert_eq!(retry.next(Call::Upload, 6, &lost, 1.0), None); // Given up after six.
    /// assert_eq!(retry.next(Call::Submit, 1, &lost, 1.0), None); // It may have been paid.
    /// ```
    pub fn next(&self, call: Call, sent: u32, setback: &Setback, chance: f64) -> Option<f64> {
        call.may_repeat(setback)
            .then(|| self.pause(sent, setback, chance))
            .flatten()
    }

    /// The pause before the next attempt, in milliseconds, after `sent` of them; `None` to give up. `chance`, from 0
    /// to 1, spreads the pauses so that many clients do not come back at once.
    pub fn pause(&self, sent: u32, setback: &Setback, chance: f64) -> Option<f64> {
        if sent >= self.attempts {
            return None;
        }
        let asked = setback.retry_after_ms.unwrap_or(0.0);
        (asked <= PATIENCE_MS).then(|| self.backoff(sent, setback, chance).max(asked))
    }

    /// The pause after `sent` attempts, in milliseconds, however many that are.
    pub fn backoff(&self, sent: u32, setback: &Setback, chance: f64) -> f64 {
        if setback.code == Code::RateLimited {
            return self.rate_backoff(sent, chance);
        }
        self.grown(self.base_ms, sent, chance)
    }

    /// The pause after `sent` attempts that the rate limit refused, in milliseconds. A rate is counted by the minute, so
    /// five pauses together last about one: twice the others.
    pub fn rate_backoff(&self, sent: u32, chance: f64) -> f64 {
        self.grown(self.base_ms * 2.0, sent, chance)
    }

    fn grown(&self, base: f64, sent: u32, chance: f64) -> f64 {
        let doubled = (1..sent.min(30)).fold(base, |pause, _| pause * 2.0);
        let full = doubled.min(self.max_ms);
        // Half of it is certain, half is chance.
        full * (0.5 + 0.5 * chance.clamp(0.0, 1.0))
    }
}

/// Reads a `Retry-After` header: seconds, or a date that the platform has parsed (`NaN` where it could not), as
/// milliseconds from `now_ms`.
pub fn retry_after_ms(header: &str, date_ms: f64, now_ms: f64) -> Option<f64> {
    let header = header.trim();
    if !header.is_empty() && header.len() <= 9 && header.bytes().all(|b| b.is_ascii_digit()) {
        return header.parse::<u32>().ok().map(|s| f64::from(s) * 1_000.0);
    }
    (date_ms > now_ms).then_some(date_ms - now_ms)
}

#[cfg(test)]
#[path = "retry_tests.rs"]
mod tests;
