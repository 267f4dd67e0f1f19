//! One failure as the caller gets it, and what it is told in each case.

use super::{Charge, Code, Stage};
use crate::core::issue::Issue;
use crate::core::ledger::record::{Record, State};
use crate::core::model::KEPT_DAYS;
use crate::core::prediction::{Prediction, Status};
use crate::core::text::beginning;
use crate::core::value::Value;
use std::fmt;

/// One failure, as the caller gets it.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What went wrong.
    pub code: Code,
    /// How far the call had come.
    pub stage: Stage,
    /// Whether it cost something.
    pub charge: Charge,
    /// The job, where there is one.
    pub job_id: Option<String>,
    /// The HTTP status, where an answer was had.
    pub status: Option<u16>,
    /// What is wrong and what to do, for a person.
    pub message: String,
    /// All problems of a request or of options.
    pub issues: Vec<Issue>,
    /// What lies beneath: the platform's or the service's own words.
    pub cause: Option<String>,
    /// Ids of jobs that may be the one whose submit was lost.
    pub candidates: Box<[String]>,
}

/// What is wrong and what to do.
impl fmt::Display for Failure {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// A request, or another argument, that cannot be right.
pub fn invalid(issues: Vec<Issue>) -> Box<Failure> {
    Failure::of_issues(Code::Validation, Stage::Validate, issues).into()
}

impl Failure {
    /// A failure before anything was sent or paid.
    pub fn new(code: Code, stage: Stage, message: impl Into<String>) -> Self {
        Failure {
            code,
            stage,
            charge: Charge::None,
            job_id: None,
            status: None,
            message: message.into(),
            issues: Vec::new(),
            cause: None,
            candidates: Box::default(),
        }
    }

    /// All problems of a request, or of options, as one failure.
    pub fn of_issues(code: Code, stage: Stage, issues: Vec<Issue>) -> Self {
        let mut message = String::new();
        for issue in issues.iter().take(8) {
            if !message.is_empty() {
                message.push('\n');
            }
            // As an issue is displayed, without the 0.2 kB that `fmt` adds to a page.
            message.push_str(&issue.path);
            message.push_str(if issue.path.is_empty() { "" } else { ": " });
            message.push_str(&issue.message);
        }
        if issues.len() > 8 {
            message.push_str("\nSee .issues for the rest.");
        }
        Failure {
            issues,
            ..Failure::new(code, stage, message)
        }
    }

    /// What the caller is told when it ended the waiting itself, at `stage`.
    pub fn aborted(stage: Stage, charge: Charge, job_id: Option<String>) -> Self {
        let message = match (charge, stage) {
            (Charge::None, _) => "Stopped before anything was submitted: nothing was charged.",
            (Charge::Unknown, Stage::Poll) => {
                "Stopped waiting. If there is such a job it goes on and is billed: job(jobId).wait() waits for it again."
            }
            (Charge::Unknown, _) => {
                "Stopped while the job was being submitted: it may exist and be billed. resume() looks for it in the history."
            }
            (Charge::Charged, _) => {
                "Stopped waiting. The job goes on and is billed: job(jobId).wait() waits for it again."
            }
        };
        Failure {
            charge,
            job_id,
            ..Failure::new(Code::Aborted, stage, message)
        }
    }

    /// What the caller is told whose key belongs to a job that asks for something else.
    pub fn conflict(key: &str, job_id: Option<String>) -> Self {
        let shown = beginning(key, 80);
        Failure {
            job_id,
            ..Failure::new(
                Code::IdempotencyConflict,
                Stage::Validate,
                format!(
                    "The idempotencyKey \"{shown}\" belongs to a job with another request: give each request a key of its own. Nothing was sent."
                ),
            )
        }
    }

    /// What the caller is told whose store failed before anything was paid, with the store's own words.
    pub fn storage(said: String) -> Self {
        Failure {
            cause: Some(said.clone()),
            ..Failure::new(
                Code::Storage,
                Stage::Budget,
                format!(
                    "The store cannot be read or written, so nothing was sent or charged: mend it, or leave the option store out. It said: {said}"
                ),
            )
        }
    }

    /// What the caller is told of a job that was begun elsewhere and never sent.
    pub fn never_sent() -> Self {
        Failure::new(
            Code::Aborted,
            Stage::Upload,
            "The page or process that prepared this job ended before it was submitted: nothing was charged. Submit it again.",
        )
    }

    /// What the caller is told of a record that came to nothing while it was waited for.
    pub fn of_gone<V: Value>(before: &Record<V>, gone: &Record<V>) -> Self {
        if before.state == State::Unknown || gone.is_absent() {
            Failure::absent(Code::Network)
        } else {
            Failure::never_sent()
        }
    }

    /// What the caller is told of a lost submit that the history does not have. `code` is what was met at the submit.
    pub fn absent(code: Code) -> Self {
        Failure::new(
            code,
            Stage::Lookup,
            "The submit was not answered, and the service's history shows that no job was made: nothing was charged. Submit it again.",
        )
    }

    /// The same with what was met at the submit: the status and the words.
    pub fn after(self, met: Option<Box<Failure>>) -> Self {
        match met {
            Some(met) => Failure {
                status: met.status,
                cause: met.cause,
                ..self
            },
            None => self,
        }
    }

    /// What the caller is told of a lost submit that the history does not settle. These jobs may be it.
    pub fn unresolved(candidates: Vec<String>) -> Self {
        let next = if candidates.is_empty() {
            "resume() looks for it again."
        } else {
            "One of the candidates may be it: job(id) shows each, and resume() looks again."
        };
        Failure {
            charge: Charge::Unknown,
            candidates: candidates.into(),
            ..Failure::new(
                Code::SubmitUnknown,
                Stage::Lookup,
                format!(
                    "The submit was not answered, and the service's history does not settle whether a job was made: it may exist and be billed. {next}"
                ),
            )
        }
    }

    /// What the caller is told when `wait` has waited for as long as it may.
    pub fn deadline(job_id: &str, charge: Charge) -> Self {
        let message = match charge {
            Charge::Charged => {
                "The video was not ready within deadlineMs. The job goes on and is billed: job(jobId).wait() waits for it again."
            }
            _ => {
                "Nothing was heard of this job within deadlineMs. If it exists it goes on and is billed: job(jobId).wait() asks again."
            }
        };
        Failure {
            charge,
            job_id: Some(job_id.into()),
            ..Failure::new(Code::Deadline, Stage::Poll, message)
        }
    }

    /// Whether sending the same call again can pay twice (no) and has a chance (yes): nothing was charged, and it
    /// was not the request itself that was refused.
    pub fn can_resubmit(&self) -> bool {
        self.charge == Charge::None
            && !matches!(
                self.code,
                Code::Validation
                    | Code::Config
                    | Code::BadRequest
                    | Code::Moderated
                    | Code::IdempotencyConflict
            )
    }

    /// How a prediction in a terminal state failed; `None` where it did not.
    pub fn of_prediction(prediction: &Prediction, job_id: &str) -> Option<Self> {
        let (code, charge, message) = match prediction.status {
            Status::Running => return None,
            Status::Completed if prediction.outputs.is_empty() => (
                Code::NoOutput,
                Charge::Charged,
                "The job completed without a video. Ask the service's support, with the job's id.",
            ),
            Status::Completed => return None,
            Status::Failed => prediction.why_failed(),
            Status::TimedOut => (
                Code::Timeout,
                Charge::None,
                "The service gave the job up after too long a time and refunds it: submit it again.",
            ),
            Status::Cancelled => (
                Code::Cancelled,
                Charge::Charged,
                "The job was cancelled at the service, which may still bill it.",
            ),
            Status::Deleted => (
                Code::Expired,
                Charge::Charged,
                "The job was deleted at the service: its result is gone.",
            ),
        };
        let said = prediction.error.trim();
        let message = if said.is_empty() {
            message.to_owned()
        } else {
            format!("{message} The service said: {said}")
        };
        Some(Failure {
            charge,
            job_id: Some(job_id.into()),
            cause: (!said.is_empty()).then(|| said.to_owned()),
            ..Failure::new(code, Stage::Result, message)
        })
    }

    /// What the caller is told of a job that the service does not know (any more).
    pub fn unknown_job(job_id: &str, charge: Charge) -> Self {
        Failure {
            charge,
            job_id: Some(job_id.into()),
            status: Some(404),
            ..Failure::new(
                Code::NotFound,
                Stage::Poll,
                format!(
                    "The service knows no job with this id. It keeps jobs for {KEPT_DAYS} days, each for the account that made it: check the id and the key."
                ),
            )
        }
    }
}
