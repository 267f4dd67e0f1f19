//! One job's life as a state machine: what to do now, what came of it, what to do next.
//!
//! It has no IO, so the loop around it is yours, blocking or not. A whole job over a pretended service, whose clock is
//! the numbers that the job is given:
//!
//! ```
//! use kling_multi_i2v::core::answer::{Exchange, judge};
//! use kling_multi_i2v::core::job::{Action, Job, Rules};
//! use kling_multi_i2v::core::plain::Plain;
//! use kling_multi_i2v::core::polling::Durations;
//! use kling_multi_i2v::core::prediction::Prediction;
//!
//! // What the service answers, one after the other: the rate limit, the job, a look too early, a cut line, the video.
//! let job = |status: &str| Plain::record([("id", "abc".into()), ("status", status.into())]);
//! let reply = |status, data| Exchange::Reply {
//!     status,
//!     json: Some(Plain::record([("data", data)])),
//!     retry_after_ms: None,
//! };
//! let done = Plain::record([
//!     ("id", "abc".into()),
//!     ("status", "completed".into()),
//!     ("outputs", Plain::list(["https://cdn.example.com/abc.mp4"])),
//! ]);
//! let mut answers = [
//!     reply(429, Plain::Missing),
//!     reply(200, job("created")),
//!     reply(200, job("processing")),
//!     Exchange::Lost("connection reset".into()),
//!     reply(200, done),
//! ]
//! .into_iter();
//! let mut exchange = || judge(answers.next().unwrap()).map(|data| Prediction::read(&data));
//!
//! let (mut now_ms, chance) = (1.8e12, 0.5);
//! let mut durations = Durations::default(); // One for all jobs: it learns how long they take.
//! let mut job = Job::to_submit(Rules::default(), 5);
//! let (mut submits, mut looks) = (0, 0);
//! let end = loop {
//!     match job.next(now_ms) {
//!         Action::Submit => {
//!             submits += 1; // Write down that it goes out; POST the body to model::SUBMIT_PATH.
//!             job.submitted(exchange(), now_ms, chance, &durations)?;
//!             // Where job.id() is there now, write it down: Job::to_resume takes it up again.
//!         }
//!         Action::Poll { page_path: _ } => {
//!             looks += 1; // GET model::result_path(id, page_path).
//!             job.polled(exchange(), now_ms, chance, &mut durations);
//!         }
//!         Action::Wait { until_ms } => now_ms = until_ms, // Sleep until then.
//!         Action::End(end) => break end,
//!     }
//! };
//! assert_eq!((*end)?.outputs, ["https://cdn.example.com/abc.mp4"]);
//! assert_eq!((submits, looks), (2, 3)); // The first submit was refused, so the second pays for the first time.
//! # Ok::<(), kling_multi_i2v::core::error::Failure>(())
//! ```

use super::answer::Setback;
use super::error::{Charge, Code, Failure};
use super::follow::{Follow, is_ahead};
use super::polling::{Durations, Polling};
use super::prediction::Prediction;
use super::retry::{Call, Retry};

/// What is to be done now.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Send the paid request.
    Submit,
    /// Ask for the job's state, at the path that the model's page prints where `page_path`.
    Poll {
        /// Which of the two result paths.
        page_path: bool,
    },
    /// Nothing until then, in wall-clock milliseconds.
    Wait {
        /// When to ask `next` again.
        until_ms: f64,
    },
    /// Nothing more: it has ended, or cannot be followed.
    End(Box<Result<Prediction, Failure>>),
}

/// The bounds that a job keeps to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rules {
    /// Of the looks at it.
    pub polling: Polling,
    /// Of a submit that the rate limit refuses, and of looks that fail.
    pub retry: Retry,
}

/// One job. [`next`](Job::next) says what to do, [`submitted`](Job::submitted) and [`polled`](Job::polled) take what came of
/// it; time and chance are arguments. See the module's example.
#[derive(Clone, Debug)]
pub struct Job {
    rules: Rules,
    /// Seconds of video; the prompt optimizer's jobs have 0.
    seconds: u32,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Submit {
        /// How often it was sent, each time refused for the rate.
        sent: u32,
        /// Not before.
        at_ms: f64,
        /// The pause that ends then.
        pause_ms: f64,
        /// Whether somebody else decides how often and when it may be refused for the rate.
        is_paced: bool,
    },
    Follow(Box<Follow>),
    /// It was not made, or nobody knows: it is never submitted again.
    Over(Box<Failure>),
}

impl Job {
    /// A job to be submitted, for `seconds` of video.
    pub fn to_submit(rules: Rules, seconds: u32) -> Job {
        Job {
            rules,
            seconds,
            state: State::Submit {
                sent: 0,
                at_ms: 0.0,
                pause_ms: 0.0,
                is_paced: false,
            },
        }
    }

    /// The same at somebody else's pace: a refusal for the rate lets it be sent again at once, without end.
    pub fn paced(mut self, is_paced: bool) -> Job {
        self.pace(is_paced);
        self
    }

    /// Sets whether it is at somebody else's pace.
    pub fn pace(&mut self, is_paced_so: bool) {
        if let State::Submit { is_paced, .. } = &mut self.state {
            *is_paced = is_paced_so;
        }
    }

    /// One's own job, submitted at `submitted_ms`, in this life or another.
    pub fn to_resume(
        rules: Rules,
        id: String,
        seconds: u32,
        submitted_ms: f64,
        now_ms: f64,
    ) -> Job {
        let follow = Follow::own(id, submitted_ms, rules.polling.first_ms, now_ms);
        Job {
            rules,
            seconds,
            state: State::Follow(Box::new(follow)),
        }
    }

    /// Takes in that it is one's own: submitted at `submitted_ms`, for so many seconds of video.
    pub fn recall(&mut self, seconds: u32, submitted_ms: f64, now_ms: f64) {
        let first_ms = self.rules.polling.first_ms;
        if let State::Follow(follow) = &mut self.state {
            self.seconds = seconds;
            follow.recall(submitted_ms, first_ms, now_ms);
        }
    }

    /// A job that exists already, known by its id. It may be looked at at once.
    pub fn to_follow(rules: Rules, id: String, now_ms: f64) -> Job {
        Job {
            rules,
            seconds: 0,
            state: State::Follow(Box::new(Follow::known(id, now_ms))),
        }
    }

    /// Its id, as soon as it has one.
    pub fn id(&self) -> Option<&str> {
        match &self.state {
            State::Submit { .. } | State::Over(_) => None,
            State::Follow(follow) => Some(&follow.id),
        }
    }

    /// What the service last said of it.
    pub fn latest(&self) -> Option<&Prediction> {
        match &self.state {
            State::Submit { .. } | State::Over(_) => None,
            State::Follow(follow) => follow.latest.as_ref(),
        }
    }

    /// Seconds of video; 0 where that is not known or it makes none.
    pub fn seconds(&self) -> u32 {
        self.seconds
    }

    /// What a failure of the waiting says of the charge: nothing is paid before the submit, one's own job is, a job
    /// known by its id alone may be.
    pub fn charge(&self) -> Charge {
        match &self.state {
            State::Submit { .. } => Charge::None,
            State::Over(failure) => failure.charge,
            State::Follow(follow) => follow.charge(),
        }
    }

    /// What to do now.
    pub fn next(&self, now_ms: f64) -> Action {
        match &self.state {
            State::Submit {
                at_ms, pause_ms, ..
            } if is_ahead(*at_ms, now_ms, *pause_ms) => Action::Wait { until_ms: *at_ms },
            State::Submit { .. } => Action::Submit,
            State::Over(failure) => Action::End(Box::new(Err((**failure).clone()))),
            State::Follow(follow) => follow.next(now_ms),
        }
    }

    /// Whether the job itself has ended, which the waiting for it may have done without it.
    pub fn is_over(&self) -> bool {
        self.latest()
            .is_some_and(|latest| latest.status.is_terminal())
    }

    /// Lets a job be waited for again whose waiting ended though the job may not have: a key refused, a 404.
    pub fn reopen(&mut self) {
        let is_over = self.is_over();
        if let (State::Follow(follow), false) = (&mut self.state, is_over) {
            follow.end = None;
        }
    }

    /// Takes the answer to the submit.
    ///
    /// # Errors
    /// The job's end: there is none, or none that is known. Its `charge` tells which; after
    /// [`Charge::Unknown`] nothing but the service's history does ([`ledger::lookup`](super::ledger::lookup)). A refusal for
    /// the rate is no error: [`next`](Job::next) says when to submit again.
    pub fn submitted(
        &mut self,
        answer: Result<Prediction, Setback>,
        now_ms: f64,
        chance: f64,
        durations: &Durations,
    ) -> Result<(), Failure> {
        let State::Submit {
            sent,
            at_ms,
            pause_ms,
            is_paced,
        } = &mut self.state
        else {
            return Ok(());
        };
        *sent = sent.saturating_add(1);
        let prediction = answer.and_then(|prediction| match prediction.id {
            Some(_) => Ok(prediction),
            // An answer without an id is an answer that was lost.
            None => Err(Setback::unreadable()),
        });
        match prediction {
            Ok(prediction) => {
                let id = prediction.id.clone().unwrap_or_default();
                let polling = &self.rules.polling;
                let pause_ms = durations.pause_ms(self.seconds, 0.0, polling, chance);
                let follow = Follow::submitted(id, prediction, pause_ms, polling.first_ms, now_ms);
                self.state = State::Follow(Box::new(follow));
                Ok(())
            }
            Err(setback) => {
                let pause = if *is_paced && setback.code == Code::RateLimited {
                    Some(0.0)
                } else {
                    self.rules.retry.next(Call::Submit, *sent, &setback, chance)
                };
                match pause {
                    Some(pause) => {
                        *at_ms = now_ms + pause;
                        *pause_ms = pause;
                        Ok(())
                    }
                    None => {
                        let failure = setback.failure(Call::Submit);
                        self.state = State::Over(Box::new(failure.clone()));
                        Err(failure)
                    }
                }
            }
        }
    }

    /// What to do now to be told at once where it stands, as soon as the service's pace allows.
    pub fn now(&self, now_ms: f64) -> Action {
        match &self.state {
            State::Follow(follow) => follow.now(now_ms),
            _ => self.next(now_ms),
        }
    }

    /// Brings the next look forward, as far as the service's pace allows: the page shows again, or is online again.
    pub fn wake(&mut self, now_ms: f64) {
        if let State::Follow(follow) = &mut self.state {
            follow.wake(now_ms);
        }
    }

    /// Notes that a look was given up before its answer: the next is as far off as after one.
    pub fn interrupted(&mut self, now_ms: f64) {
        let min_ms = self.rules.polling.min_ms;
        if let State::Follow(follow) = &mut self.state {
            follow.interrupted(min_ms, now_ms);
        }
    }

    /// Takes what another tab or process was told, which looks at this job until `until_ms`.
    pub fn told(
        &mut self,
        prediction: Option<Prediction>,
        looked_ms: f64,
        until_ms: f64,
        now_ms: f64,
    ) {
        let min_ms = self.rules.polling.min_ms;
        if let State::Follow(follow) = &mut self.state {
            // By a clock that is ahead it may have been looked at in the future.
            let open_ms = looked_ms.min(now_ms) + min_ms;
            follow.told(prediction, open_ms, until_ms, now_ms);
        }
    }

    /// When the next look is due, in wall-clock milliseconds; `None` where none is.
    pub fn due_ms(&self) -> Option<f64> {
        match &self.state {
            State::Follow(follow) if follow.end.is_none() => Some(follow.due_ms()),
            _ => None,
        }
    }

    /// Takes the answer to a look at the job, and learns from it how long jobs take.
    pub fn polled(
        &mut self,
        answer: Result<Prediction, Setback>,
        now_ms: f64,
        chance: f64,
        durations: &mut Durations,
    ) {
        if let State::Follow(follow) = &mut self.state {
            follow.polled(answer, now_ms, chance, durations, &self.rules, self.seconds);
        }
    }
}

#[cfg(test)]
#[path = "job_tests.rs"]
mod tests;
