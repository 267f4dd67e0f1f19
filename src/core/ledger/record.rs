//! One job as it is written down: before anything is paid, after each step, and when it has ended.

use super::KEPT_MS;
use super::lease::{Lease, Owner};
use crate::core::error::{Charge, Failure, named};
use crate::core::model::{self, DURATION_DEFAULT};
use crate::core::prediction::Prediction;
use crate::core::value::{Key, Kind, Value};

named! {
    /// How far a job has come.
    State {
        /// Its pictures go up. Nothing was sent yet that costs anything.
        Preparing = "preparing",
        /// The paid request is on its way.
        Submitting = "submitting",
        /// The paid request was sent, and its answer is lost.
        Unknown = "unknown",
        /// It has an id.
        Running = "running",
        /// It has an id and has ended.
        Ended = "ended",
        /// It never was: refused, given up, or proven absent. Costs nothing, and leaves its name to another.
        Gone = "gone",
    }
}

/// What is written down of one job.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<V> {
    /// How far it has come.
    pub state: State,
    /// Who works on it.
    pub lease: Lease,
    /// The request as the wire has it; pictures that are not up yet are `null`.
    pub request: V,
    /// What tells its pictures from others, in order: an address, or a digest of the bytes.
    pub pictures: Vec<String>,
    /// What it costs, in millionths of a USD.
    pub micros: u64,
    /// When the call began, in wall-clock milliseconds.
    pub started_ms: f64,
    /// When the paid request was sent, in wall-clock milliseconds; 0 before.
    pub sent_ms: f64,
    /// How far the service's clock was ahead of ours then, where that was known.
    pub skew_ms: Option<f64>,
    /// What tells the key it was sent with from others, and nothing of the key.
    pub account: String,
    /// The job's id.
    pub job_id: Option<String>,
    /// What it has cost, once it has ended.
    pub charge: Charge,
    /// The service's word for how it ended.
    pub word: String,
    /// When that was heard, in wall-clock milliseconds; 0 before.
    pub ended_ms: f64,
}

/// The word for how a submit ended that the history does not have.
const ABSENT: &str = "absent";

/// What is about to be written down.
#[derive(Clone, Debug)]
pub enum Step<V> {
    /// Somebody is at work on it still.
    Renew,
    /// Somebody else goes on with what was left at that lease.
    TakeOver {
        /// The lease as it was seen.
        from: Lease,
    },
    /// The paid request goes out.
    Submit(Submit<V>),
    /// It was refused for its rate, and will go out again: nothing is out.
    Refused,
    /// Its answer is lost.
    Lost,
    /// It has an id: it exists, and is paid.
    Run {
        /// The job's id, claimed for this record.
        id: String,
    },
    /// It has ended.
    End {
        /// How.
        prediction: Prediction,
        /// When that was heard, in wall-clock milliseconds.
        now_ms: f64,
    },
    /// It came to nothing.
    Withdraw,
}

/// The paid request, as it goes out.
#[derive(Clone, Debug)]
pub struct Submit<V> {
    /// As the wire has it, with every picture's address.
    pub request: V,
    /// What tells its key from others.
    pub account: String,
    /// How far the service's clock is ahead of ours, where that is known.
    pub skew_ms: Option<f64>,
    /// Now, in wall-clock milliseconds.
    pub now_ms: f64,
}

/// What tells one API key from another: 32 bits of FNV-1a. Too few to lead back to a key, enough to notice another one.
pub fn account(key: &str) -> String {
    let hash = key.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("{hash:08x}")
}

impl<V: Value> Record<V> {
    /// A job about to be prepared.
    pub fn new(request: V, pictures: Vec<String>, micros: u64, lease: Lease, now_ms: f64) -> Self {
        Record {
            state: State::Preparing,
            lease,
            request,
            pictures,
            micros,
            started_ms: now_ms,
            sent_ms: 0.0,
            skew_ms: None,
            account: String::new(),
            job_id: None,
            charge: Charge::None,
            word: String::new(),
            ended_ms: 0.0,
        }
    }

    /// Another job that was made of the same request: it runs, and is paid.
    pub fn repeated(&self, id: &str) -> Self {
        Record {
            state: State::Running,
            lease: Lease::default(),
            job_id: Some(id.to_owned()),
            charge: Charge::None,
            word: String::new(),
            ended_ms: 0.0,
            ..self.clone()
        }
    }

    /// Reads what a store gave; `None` where it is no record.
    pub fn read(value: &V) -> Option<Self> {
        let text = |key, most| value.get(key).text(most).filter(|text| !text.is_empty());
        let number = |key| value.get(key).number().filter(|number| number.is_finite());
        let state = State::of(&text(Key::State, 16)?)?;
        let pictures = value.get(Key::Pictures);
        let micros = number(Key::Micros).filter(|micros| *micros >= 0.0)?;
        Some(Record {
            state,
            lease: Lease {
                owner: text(Key::Owner, 64).unwrap_or_default(),
                until_ms: number(Key::UntilMs).unwrap_or(0.0),
            },
            request: value.get(Key::Request),
            pictures: (0..pictures.len().min(model::IMAGES_MAX))
                .map(|index| pictures.at(index).text(20_000).unwrap_or_default())
                .collect(),
            micros: micros as u64,
            started_ms: number(Key::StartedMs)?,
            sent_ms: number(Key::SentMs).unwrap_or(0.0),
            skew_ms: number(Key::SkewMs),
            account: text(Key::Account, 16).unwrap_or_default(),
            job_id: text(Key::JobId, 128).filter(|id| model::is_job_id(id)),
            charge: text(Key::Charge, 16)
                .and_then(|name| Charge::of(&name))
                .unwrap_or(Charge::Unknown),
            word: text(Key::Status, 64).unwrap_or_default(),
            ended_ms: number(Key::EndedMs).unwrap_or(0.0),
        })
    }

    /// Seconds of video.
    pub fn seconds(&self) -> u32 {
        let seconds = self.request.get(Key::Duration).number();
        seconds.map_or(DURATION_DEFAULT, |seconds| seconds as u32)
    }

    /// What it counts in the budget: everything that is or may be charged, and what is about to be.
    pub fn counted(&self) -> u64 {
        match (self.state, self.charge) {
            (State::Gone, _) | (State::Ended, Charge::None) => 0,
            // The sums keep what the forgotten have cost.
            _ if self.is_stub() => 0,
            _ => self.micros,
        }
    }

    /// What it has cost, as far as that is known.
    pub fn charge(&self) -> Charge {
        match self.state {
            State::Preparing | State::Gone => Charge::None,
            State::Submitting | State::Unknown => Charge::Unknown,
            State::Running => Charge::Charged,
            State::Ended => self.charge,
        }
    }

    /// Whether somebody else is at work on it, and until when.
    pub fn others_until(&self, owner: Owner, now_ms: f64) -> Option<f64> {
        match self.state {
            State::Running | State::Ended | State::Gone => None,
            _ => self.lease.others_until(owner, now_ms),
        }
    }

    /// Whether it was sent, and then proven not to be there.
    pub fn is_absent(&self) -> bool {
        self.state == State::Gone && self.word == ABSENT
    }

    /// Whether it is kept for its key and its id alone: the service has forgotten the job by now.
    pub fn is_stub(&self) -> bool {
        self.request.kind() == Kind::Null
    }

    /// Takes a step, for the one whose lease that is; no where it is not theirs to take, or no longer.
    pub fn step(&mut self, step: &Step<V>, lease: &Lease) -> bool {
        let is_ours = self.lease.owner == lease.owner;
        let is_open = matches!(
            self.state,
            State::Preparing | State::Submitting | State::Unknown
        );
        let may = match step {
            Step::TakeOver { from } => is_open && self.lease == *from,
            Step::Renew | Step::Submit(_) | Step::Withdraw => is_open && is_ours,
            Step::Refused | Step::Lost => {
                matches!(self.state, State::Submitting | State::Unknown) && is_ours
            }
            // Whoever knows the id may say it: the job is claimed for this record.
            Step::Run { .. } => self.job_id.is_none(),
            Step::End { prediction, .. } => {
                self.state == State::Running && prediction.status.is_terminal()
            }
        };
        if !may {
            return false;
        }
        if is_open {
            self.lease = lease.clone();
        }
        match step {
            // Who takes it over will not hear the answer. Noted at once, or two twins that are looked up would each wait
            // for the other as for one that is being submitted.
            Step::TakeOver { .. } if self.state == State::Submitting => self.state = State::Unknown,
            Step::TakeOver { .. } | Step::Renew => {}
            Step::Submit(submit) => {
                self.state = State::Submitting;
                self.request = submit.request.clone();
                self.account.clone_from(&submit.account);
                self.skew_ms = submit.skew_ms;
                self.sent_ms = submit.now_ms;
            }
            Step::Refused => self.state = State::Preparing,
            Step::Lost => self.state = State::Unknown,
            Step::Withdraw => {
                if self.state == State::Unknown {
                    self.word = ABSENT.to_owned();
                }
                self.state = State::Gone;
            }
            Step::Run { id } => {
                self.state = State::Running;
                self.job_id = Some(id.clone());
            }
            Step::End { prediction, now_ms } => {
                let id = self.job_id.clone().unwrap_or_default();
                self.state = State::Ended;
                self.charge = Failure::of_prediction(prediction, &id)
                    .map_or(Charge::Charged, |failure| failure.charge);
                self.word.clone_from(&prediction.word);
                self.ended_ms = *now_ms;
            }
        }
        true
    }

    /// Whether the service has forgotten it by now.
    pub fn is_past(&self, now_ms: f64) -> bool {
        now_ms - self.started_ms >= KEPT_MS
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
