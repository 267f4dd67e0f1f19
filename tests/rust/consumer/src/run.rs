//! One job from JSON to its video, over whatever sends: what the tool and the app have in common.

use kling_multi_i2v::core::answer::{Exchange, judge};
use kling_multi_i2v::core::error::{Code, Failure, Stage};
use kling_multi_i2v::core::job::{Action, Job, Rules};
use kling_multi_i2v::core::polling::{Durations, Polling};
use kling_multi_i2v::core::prediction::Prediction;
use kling_multi_i2v::core::reach::Vantage;
use kling_multi_i2v::core::{model, request};
use serde_json::Value;

/// What a program brings along.
pub trait World {
    /// Posts the body, or gets where there is none.
    fn send(&mut self, path: &str, body: Option<&str>) -> Exchange<Value>;
    fn now_ms(&mut self) -> f64;
    fn sleep_ms(&mut self, ms: f64);
}

/// Submits once and waits for the video.
pub fn run(json: &str, world: &mut impl World) -> Result<Prediction, Failure> {
    let json: Value = serde_json::from_str(json).unwrap_or_default();
    let checked = request::check(&json, Vantage::Public);
    let Some(request) = checked.request else {
        return Err(Failure::of_issues(
            Code::Validation,
            Stage::Validate,
            checked.errors,
        ));
    };
    let body = request.body(&[]).unwrap_or_default().to_string();
    // A simulator in a hurry is asked more often than the service may be.
    let polling = Polling {
        first_ms: 100.0,
        min_ms: 50.0,
        max_ms: 400.0,
    };
    let mut job = Job::to_submit(
        Rules {
            polling,
            ..Rules::default()
        },
        request.duration,
    );
    let mut durations = Durations::default();
    loop {
        match job.next(world.now_ms()) {
            Action::Submit => {
                let answer = judge(world.send(model::SUBMIT_PATH, Some(&body)));
                job.submitted(
                    answer.map(|data| Prediction::read(&data)),
                    world.now_ms(),
                    0.5,
                    &durations,
                )?;
            }
            Action::Poll { page_path } => {
                let path = model::result_path(job.id().unwrap_or_default(), page_path);
                let answer = judge(world.send(&path, None)).map(|data| Prediction::read(&data));
                job.polled(answer, world.now_ms(), 0.5, &mut durations);
            }
            Action::Wait { until_ms } => {
                let ms = until_ms - world.now_ms();
                world.sleep_ms(ms);
            }
            Action::End(end) => return *end,
        }
    }
}
