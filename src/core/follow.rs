//! A job that has an id, followed to its end: when it is looked at, at which path, and what each answer means.

use super::answer::Setback;
use super::error::{Charge, Code, Failure};
use super::job::{Action, Rules};
use super::model::UNKNOWN_AT_FIRST_MS;
use super::polling::Durations;
use super::prediction::Prediction;
use super::retry::{Call, PATIENCE_MS};

/// How young a job is, in milliseconds, that the service may not show yet, at the first look that does not find it.
const FRESH_MS: f64 = 300_000.0;

/// A job that has an id.
#[derive(Clone, Debug)]
pub struct Follow {
    /// As the service names it.
    pub id: String,
    /// When this client submitted it; a job known by its id alone has none.
    submitted_ms: Option<f64>,
    /// The first look or the submit: what elapsed time is counted from.
    since_ms: f64,
    at_ms: f64,
    /// The pause before the look that is due or under way, in milliseconds.
    pause_ms: f64,
    /// Looks in a row that failed.
    lapses: u32,
    /// Since when the service does not know it, whichever path is asked.
    unknown_ms: Option<f64>,
    /// When the last look ended; before the first, when it was submitted.
    looked_ms: f64,
    /// Before then nobody looks, whatever for: the service's own pace.
    open_ms: f64,
    path: PathTried,
    /// What the service last said of it.
    pub latest: Option<Prediction>,
    /// How it, or the waiting for it, ended.
    pub end: Option<Result<Prediction, Failure>>,
}

/// Which result path is in use. A 404 tries the other one once before it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PathTried {
    /// The one that official clients use.
    Usual,
    /// The page's, after a 404 on the usual one.
    PageOnTrial,
    /// The page's: it answered.
    Page,
}

impl Follow {
    /// A job that exists already, known by its id. It may be looked at at once.
    pub fn known(id: String, now_ms: f64) -> Follow {
        Follow::new(id, None, now_ms)
    }

    /// A job that was just submitted: it is looked at when the pause is over, and nobody looks before the first pause is.
    pub fn submitted(
        id: String,
        prediction: Prediction,
        pause_ms: f64,
        first_ms: f64,
        now_ms: f64,
    ) -> Follow {
        let mut follow = Follow::new(id, Some(now_ms), now_ms);
        follow.pause(pause_ms.max(first_ms), now_ms);
        follow.open_ms = now_ms + first_ms;
        follow.take(prediction);
        follow
    }

    /// One's own job, submitted at `submitted_ms`: it is looked at as soon as the first pause is over.
    pub fn own(id: String, submitted_ms: f64, first_ms: f64, now_ms: f64) -> Follow {
        let mut follow = Follow::new(id, None, now_ms);
        follow.recall(submitted_ms, first_ms, now_ms);
        follow
    }

    /// Takes in that it is one's own, submitted at `submitted_ms`. Nobody looks before the first pause is over.
    pub fn recall(&mut self, submitted_ms: f64, first_ms: f64, now_ms: f64) {
        self.submitted_ms.get_or_insert(submitted_ms);
        self.since_ms = self.since_ms.min(submitted_ms);
        let left_ms = submitted_ms + first_ms - now_ms;
        if left_ms > 0.0 && left_ms <= first_ms && self.latest.is_none() {
            self.pause(left_ms, now_ms);
            self.open_ms = now_ms + left_ms;
        }
    }

    /// Takes what somebody else was told, who looks at it until `until_ms`; nobody looks before `open_ms`.
    pub fn told(
        &mut self,
        prediction: Option<Prediction>,
        open_ms: f64,
        until_ms: f64,
        now_ms: f64,
    ) {
        let has_ended = |latest: &Prediction| latest.status.is_terminal();
        if self.latest.as_ref().is_some_and(has_ended) {
            return;
        }
        let is_closed = is_ahead(self.open_ms, now_ms, self.pause_ms);
        let own_ms = if is_closed { self.open_ms } else { now_ms };
        self.open_ms = own_ms.max(open_ms);
        self.looked_ms = now_ms;
        if let Some(prediction) = prediction.and_then(|told| self.own_answer(told).ok()) {
            self.lapses = 0;
            self.take(prediction);
        }
        if self.end.is_none() {
            let due_ms = until_ms.max(self.open_ms);
            self.pause((due_ms - now_ms).max(1.0), now_ms);
        }
    }

    /// When the next look is due.
    pub fn due_ms(&self) -> f64 {
        self.at_ms
    }

    fn new(id: String, submitted_ms: Option<f64>, now_ms: f64) -> Follow {
        Follow {
            id,
            submitted_ms,
            since_ms: now_ms,
            at_ms: now_ms,
            pause_ms: 0.0,
            looked_ms: now_ms,
            open_ms: now_ms,
            lapses: 0,
            unknown_ms: None,
            path: PathTried::Usual,
            latest: None,
            end: None,
        }
    }

    /// What to do now.
    pub fn next(&self, now_ms: f64) -> Action {
        match &self.end {
            Some(end) => Action::End(Box::new(end.clone())),
            None if is_ahead(self.at_ms, now_ms, self.pause_ms) => Action::Wait {
                until_ms: self.at_ms,
            },
            None => self.look(),
        }
    }

    /// What to do now to be told at once, which a plan of seldom looks does not forbid, but the service's pace may.
    pub fn now(&self, now_ms: f64) -> Action {
        match &self.end {
            None if !is_ahead(self.open_ms, now_ms, self.pause_ms) => self.look(),
            _ => self.next(now_ms),
        }
    }

    fn look(&self) -> Action {
        Action::Poll {
            page_path: self.path != PathTried::Usual,
        }
    }

    /// What a failure of the waiting says of the charge: one's own job is paid, one known by its id alone may be.
    pub fn charge(&self) -> Charge {
        if self.submitted_ms.is_some() || self.latest.is_some() {
            Charge::Charged
        } else {
            Charge::Unknown
        }
    }

    /// Takes the answer to a look at the job, and learns from it how long jobs take.
    pub fn polled(
        &mut self,
        answer: Result<Prediction, Setback>,
        now_ms: f64,
        chance: f64,
        durations: &mut Durations,
        rules: &Rules,
        seconds: u32,
    ) {
        let usual = durations.pause_ms(seconds, now_ms - self.since_ms, &rules.polling, chance);
        let gap_ms = now_ms - self.looked_ms;
        self.looked_ms = now_ms;
        self.open_ms = now_ms + rules.polling.min_ms;
        let is_on_trial = self.path == PathTried::PageOnTrial;
        match answer.and_then(|prediction| self.own_answer(prediction)) {
            // Where the page's path is only tried, an answer must be about this job to count.
            Ok(prediction) if is_on_trial && prediction.id.is_none() => {
                self.missing(rules.polling.min_ms, now_ms)
            }
            Ok(prediction) => {
                self.lapses = 0;
                self.unknown_ms = None;
                if is_on_trial {
                    self.path = PathTried::Page;
                }
                // It ended somewhere between the last two looks: half way is the best guess, if they were close.
                let is_close = gap_ms <= rules.polling.first_ms.max(rules.polling.max_ms) * 1.5;
                let submitted_ms = self.submitted_ms.filter(|_| seconds > 0 && is_close);
                if let (true, Some(submitted)) = (prediction.status.is_terminal(), submitted_ms) {
                    durations.learn(seconds, now_ms - submitted - gap_ms / 2.0);
                }
                self.take(prediction);
                self.pause(usual, now_ms);
            }
            Err(setback) if setback.code == Code::NotFound => {
                self.missing(rules.polling.min_ms, now_ms);
            }
            Err(setback) if is_on_trial && setback.refused && setback.code != Code::RateLimited => {
                self.missing(rules.polling.min_ms, now_ms);
            }
            Err(setback) if self.is_passing(&setback, rules) => {
                if is_on_trial {
                    self.path = PathTried::Usual;
                }
                self.lapses = self.lapses.saturating_add(1);
                let backoff = rules.retry.backoff(self.lapses, &setback, chance);
                let asked = setback.retry_after_ms.unwrap_or(0.0).min(PATIENCE_MS);
                self.open_ms = self.open_ms.max(now_ms + asked);
                self.pause(usual.max(backoff).max(asked), now_ms);
            }
            Err(setback) => {
                self.end = Some(Err(Failure {
                    charge: self.charge(),
                    job_id: Some(self.id.clone()),
                    ..setback.failure(Call::Poll)
                }));
            }
        }
        if self.end.is_some() {
            // Opened again, it is looked at no sooner than any other.
            self.pause(rules.polling.min_ms, now_ms);
        }
    }

    /// A prediction of another job is no answer about this one.
    fn own_answer(&self, prediction: Prediction) -> Result<Prediction, Setback> {
        match &prediction.id {
            Some(id) if *id != self.id => Err(Setback::unreadable()),
            _ => Ok(prediction),
        }
    }

    /// Whether a setback may be gone at the next look. A key function that fails once may give a key again; one that
    /// fails as often as a request may be repeated is broken.
    fn is_passing(&self, setback: &Setback, rules: &Rules) -> bool {
        Call::Poll.may_repeat(setback)
            || (setback.code == Code::Config && self.lapses < rules.retry.attempts)
    }

    /// Brings the next look forward, as far as the service's pace allows: the page shows again, or is online again.
    pub fn wake(&mut self, now_ms: f64) {
        if is_ahead(self.at_ms, now_ms, self.pause_ms) {
            self.at_ms = self.at_ms.min(self.open_ms.max(now_ms));
        }
    }

    /// Notes that a look was given up before its answer: the next is as far off as after one.
    pub fn interrupted(&mut self, min_ms: f64, now_ms: f64) {
        self.open_ms = now_ms + min_ms;
        self.pause(min_ms, now_ms);
    }

    /// Puts the next look off.
    fn pause(&mut self, pause_ms: f64, now_ms: f64) {
        self.pause_ms = pause_ms;
        self.at_ms = now_ms + pause_ms;
    }

    fn take(&mut self, prediction: Prediction) {
        if prediction.status.is_terminal() {
            self.end = Some(match Failure::of_prediction(&prediction, &self.id) {
                Some(failure) => Err(failure),
                None => Ok(prediction.clone()),
            });
        }
        self.latest = Some(prediction);
    }

    /// A 404: first the other path, at once; then patience with a job that is fresh; then it counts.
    fn missing(&mut self, min_ms: f64, now_ms: f64) {
        match self.path {
            PathTried::Usual => {
                self.path = PathTried::PageOnTrial;
                self.open_ms = now_ms;
                self.pause(0.0, now_ms);
                return;
            }
            PathTried::PageOnTrial => self.path = PathTried::Usual,
            PathTried::Page => {}
        }
        // A clock that was set back since would have it wait for as long as that.
        let since_ms = self.unknown_ms.map_or(now_ms, |ms| ms.min(now_ms));
        self.unknown_ms = Some(since_ms);
        let is_fresh = self
            .submitted_ms
            .is_some_and(|submitted| since_ms - submitted < FRESH_MS);
        if is_fresh && now_ms - since_ms < UNKNOWN_AT_FIRST_MS {
            self.pause(min_ms, now_ms);
        } else {
            self.end = Some(Err(Failure::unknown_job(&self.id, self.charge())));
        }
    }
}

/// Whether a time that was set `pause_ms` before it is still to come. A clock that was set back since would have it
/// wait for as long as that: then it is due.
pub fn is_ahead(at_ms: f64, now_ms: f64, pause_ms: f64) -> bool {
    let left_ms = at_ms - now_ms;
    // A millisecond more, for the sum of a time and a pause is rounded.
    left_ms > 0.0 && left_ms <= pause_ms + 1.0
}

#[cfg(test)]
#[path = "follow_tests.rs"]
mod tests;
