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
    /// How many may be out at once: one after a refusal, then twice as many with each that is taken.
    window: u32,
    /// How many are out of which nothing was heard yet.
    out: u32,
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
            window: u32::MAX,
            out: 0,
            since_ms: 0.0,
        }
    }

    /// Whether a job may be submitted now; if so, it is about to be.
    pub fn turn(&mut self, now_ms: f64) -> Turn {
        let left_ms = (self.open_ms - now_ms).min(self.pause_ms);
        if self.refusals > 0 && left_ms > 0.0 {
            Turn::Wait(left_ms)
        } else if self.out >= self.window {
            Turn::Listen
        } else {
            self.out = self.out.saturating_add(1);
            Turn::Go
        }
    }

    /// Notes that something, or nothing, was heard of one that was out. Each turn ends so.
    pub fn ended(&mut self) {
        self.out = self.out.saturating_sub(1);
    }

    /// Notes that a job was taken: twice as many may be out from now on.
    pub fn taken(&mut self) {
        self.refusals = 0;
        self.window = self.window.saturating_mul(2);
    }

    /// Notes that one was refused for the rate. `asked_ms` is the pause that the service asked for.
    pub fn refused(&mut self, asked_ms: f64, now_ms: f64, chance: f64) {
        self.window = 1;
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
}

/// What a job is told that was not begun, because an earlier one met what it would meet as well.
pub fn not_begun(met: &Failure) -> Failure {
    let message = format!(
        "Not begun, for an earlier job of this batch met this: {}",
        met.message
    );
    Failure {
        message,
        ..met.clone()
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
