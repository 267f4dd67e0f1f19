//! Many jobs at once: how many, when the next may be submitted, and when it is no use to go on.

use super::error::{Code, Failure};
use super::ledger::budget::is_of_one_job;
use super::retry::Retry;

/// How fast jobs are submitted. It slows down while the account's level refuses them, and speeds up again.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    retry: Retry,
    /// Refusals since jobs were taken last.
    refusals: u32,
    /// Nothing is submitted before then.
    open_ms: f64,
    /// The pause that ends then.
    pause_ms: f64,
    /// Whether a submit is out that tells whether the level takes jobs again.
    is_trying: bool,
    /// When the first was refused since jobs were taken last.
    since_ms: f64,
}

/// Whether a job may be submitted now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// It may.
    Go,
    /// Not before that many milliseconds.
    Wait(f64),
    /// Not before something is heard of the one that is out.
    Listen,
}

impl Pace {
    /// At full speed, until something is refused.
    pub fn new(retry: Retry) -> Pace {
        Pace {
            retry,
            refusals: 0,
            open_ms: 0.0,
            pause_ms: 0.0,
            is_trying: false,
            since_ms: 0.0,
        }
    }

    /// Whether a job may be submitted now; if so, it is about to be.
    pub fn turn(&mut self, now_ms: f64) -> Turn {
        if self.refusals == 0 {
            return Turn::Go;
        }
        let left_ms = (self.open_ms - now_ms).min(self.pause_ms);
        if left_ms > 0.0 {
            Turn::Wait(left_ms)
        } else if self.is_trying {
            Turn::Listen
        } else {
            // One at a time, until the level takes one.
            self.is_trying = true;
            Turn::Go
        }
    }

    /// Notes that a job was taken: the next ones go at once.
    pub fn taken(&mut self) {
        self.refusals = 0;
        self.is_trying = false;
    }

    /// Notes that one was refused for the rate. `asked_ms` is the pause that the service asked for.
    pub fn refused(&mut self, asked_ms: f64, now_ms: f64, chance: f64) {
        self.is_trying = false;
        if self.refusals == 0 {
            self.since_ms = now_ms;
        }
        // Many may be refused together: that is one refusal.
        if self.refusals == 0 || now_ms >= self.open_ms {
            self.refusals = self.refusals.saturating_add(1);
        }
        self.pause_ms = self.retry.rate_backoff(self.refusals, chance).max(asked_ms);
        self.open_ms = now_ms + self.pause_ms;
    }

    /// Whether nothing was taken for so long that it is no use to go on.
    pub fn is_hopeless(&self, patience_ms: f64, now_ms: f64) -> bool {
        self.refusals > 0 && now_ms - self.since_ms > patience_ms
    }

    /// Notes that nothing was heard of the one that was out.
    pub fn dropped(&mut self) {
        self.is_trying = false;
    }
}

/// Whether a failure would meet every further job of a batch as well.
pub fn stops_all(failure: &Failure) -> bool {
    match failure.code {
        Code::Unauthorized
        | Code::Forbidden
        | Code::InsufficientCredits
        | Code::Storage
        | Code::Config => failure.job_id.is_none(),
        Code::BudgetExceeded => !is_of_one_job(failure),
        _ => false,
    }
}

#[cfg(test)]
#[path = "batch_tests.rs"]
mod tests;
