//! What may be spent, and what has been: checked and reserved before anything is paid.
//!
//! The sums are a summary of the records. A step counts before its record says so and is given back after, so that a
//! crash between the two leaves the sums too high and never too low; an audit then counts anew from the records.

use super::record::{Record, State};
use crate::core::error::{Code, Failure, Stage, named};
use crate::core::issue::Issue;
use crate::core::pricing::dollars;
use crate::core::value::{Key, Kind, Value};

named! {
    /// Which limit stands in the way.
    Limit {
        /// Of one job.
        Job = "perJobUsd",
        /// Of one day, in UTC.
        Day = "perDayUsd",
        /// Of all jobs together.
        Total = "totalUsd",
    }
}

/// What may be spent, in millionths of a USD; no limit where none is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// On one job.
    pub job: Option<u64>,
    /// In one day, in UTC.
    pub day: Option<u64>,
    /// In all.
    pub total: Option<u64>,
}

/// What has been spent and is reserved, in millionths of a USD.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums {
    /// How often the sums were counted anew: what was reserved before is in them already, or no more.
    pub epoch: u64,
    /// Days since 1970, in UTC: the day that the day's sums are of.
    pub day: u64,
    /// On that day.
    pub day_micros: u64,
    /// In all.
    pub total_micros: u64,
    /// The part of the day's sum that has no record (any more).
    pub kept_day_micros: u64,
    /// The part of the total that has no record (any more).
    pub kept_micros: u64,
    /// The records that are being forgotten: counted in what is kept, and not once more.
    pub leaving: Vec<String>,
    /// Who was preparing a job when the sums were last counted anew: its money is in them already.
    pub preparing: Vec<String>,
    /// How often they were changed: what was reserved and given back in the meantime must not look as if nothing was.
    pub changes: u64,
}

/// The most records that are read of a list of them: more than one ledger has at work at once.
const MOST_NAMES: u32 = 100_000;

/// The day of a wall-clock time, in days since 1970 in UTC.
pub fn day_of(now_ms: f64) -> u64 {
    (now_ms / 86_400_000.0).max(0.0) as u64
}

impl Sums {
    /// Reads what a store gave; nothing is nothing spent.
    pub fn read<V: Value>(value: &V) -> Sums {
        let number = |key| {
            let number = value.get(key).number().unwrap_or(0.0);
            number.max(0.0) as u64
        };
        let texts = |key| {
            let list: V = value.get(key);
            let is_list = list.kind() == Kind::List;
            let length = if is_list { list.len() } else { 0 };
            (0..length.min(MOST_NAMES))
                .filter_map(|index| list.at(index).text(2_000))
                .collect()
        };
        Sums {
            epoch: number(Key::Epoch),
            day: number(Key::Day),
            day_micros: number(Key::DayMicros),
            total_micros: number(Key::TotalMicros),
            kept_day_micros: number(Key::KeptDayMicros),
            kept_micros: number(Key::KeptMicros),
            leaving: texts(Key::Leaving),
            preparing: texts(Key::Preparing),
            changes: number(Key::Changes),
        }
    }

    /// The same on the day of `now_ms`: a new day has spent nothing yet. Who is still at the day before, by a clock that is
    /// a little behind or was set back, begins none.
    pub fn at(mut self, now_ms: f64) -> Sums {
        let day = day_of(now_ms);
        if self.day != day && self.day != day.saturating_add(1) {
            self.day = day;
            self.day_micros = 0;
            self.kept_day_micros = 0;
        }
        self
    }

    /// With `micros` more.
    ///
    /// # Errors
    /// [`Code::BudgetExceeded`], with the limit that stands in the way as its one issue.
    pub fn reserve(self, budget: &Budget, micros: u64, now_ms: f64) -> Result<Sums, Failure> {
        let mut sums = self.at(now_ms);
        for (limit, most, spent) in [
            (Limit::Job, budget.job, 0),
            (Limit::Day, budget.day, sums.day_micros),
            (Limit::Total, budget.total, sums.total_micros),
        ] {
            let left = most.map(|most| most.saturating_sub(spent));
            if let (Some(most), Some(left)) = (most, left)
                && micros > left
            {
                return Err(exceeded(limit, most, left, micros));
            }
        }
        sums.day_micros = sums.day_micros.saturating_add(micros);
        sums.total_micros = sums.total_micros.saturating_add(micros);
        Ok(sums.changed())
    }

    fn changed(mut self) -> Sums {
        self.changes = self.changes.saturating_add(1);
        self
    }

    /// The same for a record that is written already by `owner`, and may have been counted by an audit since.
    ///
    /// # Errors
    /// As [`reserve`](Sums::reserve).
    pub fn reserve_for(
        self,
        owner: &str,
        budget: &Budget,
        micros: u64,
        now_ms: f64,
    ) -> Result<Sums, Failure> {
        let is_counted = self.preparing.iter().any(|known| known == owner);
        let epoch = self.epoch;
        let sums = if is_counted {
            self.give_back(micros, now_ms, epoch)
        } else {
            self
        };
        sums.reserve(budget, micros, now_ms)
    }

    /// Without `micros`, which were reserved on the day of `then_ms` when the sums were of that `epoch`. Sums that were
    /// counted anew since are left as they are: nobody can tell whether these were among what was counted.
    pub fn give_back(mut self, micros: u64, then_ms: f64, epoch: u64) -> Sums {
        if self.epoch == epoch {
            self.total_micros = self.total_micros.saturating_sub(micros);
            if self.day == day_of(then_ms) {
                self.day_micros = self.day_micros.saturating_sub(micros);
            }
        }
        self.changed()
    }

    /// With `micros` more, where nothing is written down of what costs them: the sums alone remember.
    pub fn keep(mut self, micros: u64) -> Sums {
        self.kept_micros = self.kept_micros.saturating_add(micros);
        self.kept_day_micros = self.kept_day_micros.saturating_add(micros);
        self.changed()
    }

    /// Without `micros` that were kept on the day of `then_ms`.
    pub fn unkeep(self, micros: u64, then_ms: f64) -> Sums {
        let epoch = self.epoch;
        let mut sums = self.give_back(micros, then_ms, epoch);
        sums.kept_micros = sums.kept_micros.saturating_sub(micros);
        if sums.day == day_of(then_ms) {
            sums.kept_day_micros = sums.kept_day_micros.saturating_sub(micros);
        }
        sums
    }

    /// Counted anew from all records there are, by name, each with whether it is leaving: then it counts as kept from now
    /// on.
    pub fn recount<'a, V: Value + 'a>(
        self,
        records: impl IntoIterator<Item = (&'a str, &'a Record<V>, bool)>,
        now_ms: f64,
    ) -> Sums {
        let mut sums = self.at(now_ms);
        let before = std::mem::take(&mut sums.leaving);
        sums.day_micros = 0;
        sums.total_micros = 0;
        sums.preparing.clear();
        for (name, record, is_leaving) in records {
            if record.state == State::Preparing {
                sums.preparing.push(record.lease.owner.clone());
            }
            let counted = record.counted();
            // A clock that was set back by a day begins today's on the day before.
            let is_today = [sums.day, day_of(now_ms)].contains(&day_of(record.started_ms));
            let on_day = if is_today { counted } else { 0 };
            if is_leaving && before.iter().any(|left| left == name) {
                // Counted as kept by an audit that did not get to delete it. One that does not leave is another, of the
                // same name.
            } else if is_leaving {
                sums.kept_micros = sums.kept_micros.saturating_add(counted);
                sums.kept_day_micros = sums.kept_day_micros.saturating_add(on_day);
            } else {
                sums.total_micros = sums.total_micros.saturating_add(counted);
                sums.day_micros = sums.day_micros.saturating_add(on_day);
            }
            if is_leaving {
                sums.leaving.push(name.to_owned());
            }
        }
        sums.day_micros = sums.day_micros.saturating_add(sums.kept_day_micros);
        sums.total_micros = sums.total_micros.saturating_add(sums.kept_micros);
        sums.epoch = sums.epoch.saturating_add(1);
        sums.changed()
    }

    /// The same once all that were leaving have left, unless they were counted anew since that `epoch`: the sums are read and
    /// written with each job, and a long list would make each slow.
    pub fn forgotten(mut self, epoch: u64) -> Sums {
        if self.epoch == epoch {
            self.leaving.clear();
        }
        self.changed()
    }
}

/// What becomes of a record at an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays.
    Stays,
    /// It leaves: the service has forgotten the job by now.
    Leaves,
    /// It never came to be, and nobody is at work on it.
    Void,
}

/// What becomes of a record that nobody else is at work on (`is_free`), unless its key is to be remembered.
pub fn fate<V: Value>(record: &Record<V>, is_free: bool, now_ms: f64) -> Fate {
    match record.state {
        State::Gone if is_free => Fate::Void,
        State::Preparing if is_free => Fate::Void,
        State::Ended | State::Running | State::Unknown
            if record.is_past(now_ms) && !record.is_stub() =>
        {
            Fate::Leaves
        }
        _ => Fate::Stays,
    }
}

fn exceeded(limit: Limit, most: u64, left: u64, asked: u64) -> Failure {
    let of = match limit {
        Limit::Job => "one job may cost",
        Limit::Day => "today (UTC) may cost",
        Limit::Total => "all jobs together may cost",
    };
    let next = match limit {
        Limit::Job => "Ask for less, or raise",
        Limit::Day => "Wait for tomorrow (UTC), or raise",
        Limit::Total => "Raise",
    };
    let message = format!(
        "This costs {}, and {} of the {} that {of} are left: nothing was sent. {next} budget.{}.",
        dollars(asked),
        dollars(left),
        dollars(most),
        limit.name()
    );
    let issue = Issue::new(format!("/budget/{}", limit.name()), "budget", message);
    Failure::of_issues(Code::BudgetExceeded, Stage::Budget, vec![issue])
}

/// Whether a failure says that one job alone is too dear; another may not be.
pub fn is_of_one_job(failure: &Failure) -> bool {
    let is_of_job = |issue: &Issue| issue.path.ends_with(Limit::Job.name());
    failure.issues.first().is_some_and(is_of_job)
}

#[cfg(test)]
#[path = "budget_tests.rs"]
mod tests;
