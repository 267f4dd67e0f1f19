//! A world of one job: a virtual clock, and scripted answers.

use super::foreign::Foreign;
use crate::core::answer::{Exchange, Setback, judge};
use crate::core::error::Failure;
use crate::core::job::{Action, Job, Rules};
use crate::core::polling::Durations;
use crate::core::prediction::Prediction;
use serde_json::json;

pub type Answer = Result<Prediction, Setback>;

pub fn reply(status: u16, json: Option<serde_json::Value>) -> Answer {
    judge(Exchange::Reply {
        status,
        json: json.map(Foreign::from),
        retry_after_ms: None,
    })
    .map(|data| Prediction::read(&data))
}

pub fn refused(status: u16) -> Answer {
    reply(
        status,
        Some(json!({"code": status, "message": "Service words."})),
    )
}

pub fn lost() -> Answer {
    Err(judge::<Foreign>(Exchange::Lost("Failed to fetch".into())).unwrap_err())
}

pub fn late() -> Answer {
    Err(judge::<Foreign>(Exchange::TimedOut).unwrap_err())
}

/// A prediction of job `a` in that state.
pub fn state(word: &str) -> Answer {
    reply(200, Some(json!({"data": {"id": "a", "status": word}})))
}

pub fn completed() -> Answer {
    reply(
        200,
        Some(json!({"data": {"id": "a", "status": "completed", "outputs": ["https://a/1.mp4"]}})),
    )
}

/// A world of one job: a clock, chance in the middle, and what was done in it.
pub struct World {
    pub job: Job,
    pub now: f64,
    pub durations: Durations,
    /// When each look went out, and at which path.
    pub looks: Vec<(f64, bool)>,
    pub submits: Vec<f64>,
}

impl World {
    pub fn new(job: Job) -> World {
        World {
            job,
            now: 1e12,
            durations: Durations::default(),
            looks: Vec::new(),
            submits: Vec::new(),
        }
    }

    pub fn submitting() -> World {
        World::new(Job::to_submit(Rules::default(), 5))
    }

    /// A job that was submitted a moment ago.
    pub fn created() -> World {
        let mut world = World::submitting();
        world.submit(state("created")).unwrap();
        world
    }

    /// Waits as long as it says.
    pub fn until_due(&mut self) -> Action {
        loop {
            match self.job.next(self.now) {
                Action::Wait { until_ms } => {
                    assert!(until_ms > self.now, "a wait leads forward");
                    self.now = until_ms;
                }
                action => return action,
            }
        }
    }

    pub fn submit(&mut self, answer: Answer) -> Result<(), Failure> {
        assert_eq!(self.until_due(), Action::Submit);
        self.submits.push(self.now);
        self.now += 100.0;
        self.job.submitted(answer, self.now, 0.5, &self.durations)
    }

    /// One look, when it is due.
    pub fn look(&mut self, answer: Answer) {
        let action = self.until_due();
        let Action::Poll { page_path } = action else {
            panic!("{action:?}")
        };
        self.looks.push((self.now, page_path));
        self.now += 100.0;
        self.job.polled(answer, self.now, 0.5, &mut self.durations);
    }

    pub fn end(&self) -> Result<Prediction, Failure> {
        match self.job.next(self.now) {
            Action::End(end) => *end,
            action => panic!("{action:?}"),
        }
    }

    pub fn has_ended(&self) -> bool {
        matches!(self.job.next(self.now), Action::End(_))
    }

    /// The time from one look to the next.
    pub fn gaps(&self) -> Vec<f64> {
        self.looks
            .windows(2)
            .map(|two| two[1].0 - two[0].0)
            .collect()
    }
}
