//! How often each way of polling asks, and how late it hears: ten thousand jobs of several habits, on a virtual clock.
//!
//! `cargo bench --bench polling` prints a table; with `-- --json` the same as JSON.

// A slip here ends a bench, not a promise.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

mod best;
mod habits;

use best::Plan;
use habits::{HABITS, Habit};
use kling_multi_i2v::core::job::{Action, Job, Rules};
use kling_multi_i2v::core::plain::Plain;
use kling_multi_i2v::core::polling::Durations;
use kling_multi_i2v::core::prediction::Prediction;

const JOBS: usize = 10_000;
/// How many jobs a client has seen before it is held to know the habit.
const SEEN: usize = 20;

/// What a way of polling cost over many jobs.
#[derive(Default)]
struct Cost {
    looks: usize,
    waits_ms: Vec<f64>,
}

impl Cost {
    fn add(&mut self, (looks, wait_ms): (usize, f64)) {
        self.looks += looks;
        self.waits_ms.push(wait_ms);
    }

    fn looks(&self) -> f64 {
        self.looks as f64 / self.waits_ms.len() as f64
    }

    fn mean_ms(&self) -> f64 {
        self.waits_ms.iter().sum::<f64>() / self.waits_ms.len() as f64
    }

    fn late_ms(&self) -> f64 {
        let mut sorted = self.waits_ms.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() * 95 / 100]
    }

    /// How much worse than another, in requests or in the mean wait, whichever is worse.
    fn against(&self, other: &Cost) -> f64 {
        (self.looks() / other.looks()).max(self.mean_ms() / other.mean_ms())
    }
}

fn main() {
    let json = std::env::args().any(|arg| arg == "--json");
    let mut rows = Vec::new();
    for habit in &HABITS {
        let jobs = habit.jobs(JOBS, 1);
        let plans = best::plans(habit, &habit.moments());
        rows.push(Row::of(
            habit,
            "from the 21st job",
            &plans,
            &jobs[SEEN..],
            ours(&jobs),
        ));
        let jobs = habit.jobs_at(0.0, JOBS, 1);
        rows.push(Row::of(
            habit,
            "the first job",
            &best::plans(habit, &[0.0]),
            &jobs,
            first(&jobs),
        ));
    }
    if json {
        let rows: Vec<String> = rows.iter().map(Row::json).collect();
        println!("[{}]", rows.join(","));
        return;
    }
    println!(
        "{:14} {:18} {:24} {:>8} {:>9} {:>9} {:>7}",
        "habit", "jobs", "who", "looks", "mean s", "95 % s", "x best"
    );
    for row in rows {
        row.print();
    }
}

/// One habit, and what everybody made of it.
struct Row {
    habit: &'static str,
    jobs: &'static str,
    who: Vec<(&'static str, Cost)>,
    ratio: f64,
}

impl Row {
    fn of(habit: &Habit, what: &'static str, plans: &[Plan], jobs: &[f64], ours: Cost) -> Row {
        let best = plans.iter().map(|plan| {
            let mut cost = Cost::default();
            for (n, took_ms) in jobs.iter().enumerate() {
                cost.add(plan.watch(n as f64 / jobs.len() as f64, *took_ms));
            }
            cost
        });
        let best = best
            .min_by(|a, b| ours.against(a).total_cmp(&ours.against(b)))
            .unwrap_or_default();
        let ratio = ours.against(&best);
        let who = vec![
            ("ours", ours),
            ("the best there is", best),
            ("official client, 1 s", fixed(jobs, 1_000.0)),
            ("fal, 0.5 s", fixed(jobs, 500.0)),
        ];
        Row {
            habit: habit.name,
            jobs: what,
            who,
            ratio,
        }
    }

    fn print(&self) {
        for (n, (name, cost)) in self.who.iter().enumerate() {
            let ratio = if n == 0 {
                format!("{:.2}", self.ratio)
            } else {
                String::new()
            };
            println!(
                "{:14} {:18} {:24} {:8.1} {:9.2} {:9.2} {:>7}",
                self.habit,
                self.jobs,
                name,
                cost.looks(),
                cost.mean_ms() / 1e3,
                cost.late_ms() / 1e3,
                ratio
            );
        }
    }

    fn json(&self) -> String {
        let who: Vec<String> = self
            .who
            .iter()
            .map(|(name, cost)| {
                format!(
                    r#"{{"name":"{name}","looks":{},"meanMs":{},"lateMs":{}}}"#,
                    cost.looks(),
                    cost.mean_ms(),
                    cost.late_ms()
                )
            })
            .collect();
        format!(
            r#"{{"habit":"{}","jobs":"{}","timesBest":{},"who":[{}]}}"#,
            self.habit,
            self.jobs,
            self.ratio,
            who.join(",")
        )
    }
}

/// Everything after [`SEEN`] jobs by one client that goes on learning.
fn ours(jobs: &[f64]) -> Cost {
    let mut durations = Durations::default();
    let mut cost = Cost::default();
    let mut chances = habits::Chance::new(2);
    for (n, took_ms) in jobs.iter().enumerate() {
        let watched = watch(*took_ms, &mut durations, &mut chances);
        if n >= SEEN {
            cost.add(watched);
        }
    }
    cost
}

/// Each job by a client that has never seen one.
fn first(jobs: &[f64]) -> Cost {
    let mut cost = Cost::default();
    let mut chances = habits::Chance::new(3);
    for took_ms in jobs {
        cost.add(watch(*took_ms, &mut Durations::default(), &mut chances));
    }
    cost
}

/// One job through the real state machine: how often it was looked at, and how long after its end it was noticed.
fn watch(took_ms: f64, durations: &mut Durations, chances: &mut habits::Chance) -> (usize, f64) {
    let told = |status: &str| {
        let outputs = Plain::list(["https://example.com/video.mp4"]);
        let answer = [
            ("id", "abc".into()),
            ("status", status.into()),
            ("outputs", outputs),
        ];
        Ok(Prediction::read(&Plain::record(answer)))
    };
    let mut job = Job::to_submit(Rules::default(), 5);
    let (mut now_ms, mut looks) = (0.0, 0);
    loop {
        match job.next(now_ms) {
            Action::Submit => {
                let _ = job.submitted(told("created"), now_ms, chances.next(), durations);
            }
            Action::Poll { .. } => {
                looks += 1;
                let status = if now_ms < took_ms {
                    "processing"
                } else {
                    "completed"
                };
                job.polled(told(status), now_ms, chances.next(), durations);
            }
            Action::Wait { until_ms } => now_ms = until_ms,
            Action::End(_) => return (looks, now_ms - took_ms),
        }
    }
}

/// A look every so often, from the submit on.
fn fixed(jobs: &[f64], pause_ms: f64) -> Cost {
    let mut cost = Cost::default();
    for took_ms in jobs {
        let looks = (took_ms / pause_ms).ceil().max(1.0);
        cost.add((looks as usize, looks * pause_ms - took_ms));
    }
    cost
}
