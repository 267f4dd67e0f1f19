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

    /// How much more than another: in requests, and in the mean wait.
    fn against(&self, other: &Cost) -> (f64, f64) {
        (
            self.looks() / other.looks(),
            self.mean_ms() / other.mean_ms(),
        )
    }

    /// The same, whichever is worse.
    fn worst(&self, other: &Cost) -> f64 {
        let (looks, waits) = self.against(other);
        looks.max(waits)
    }
}

/// What stands above the table.
const LEGEND: &str = "\
Requests a job, and the wait from a job's end to the answer that tells of it: its mean and its 95th percentile.
No schedule is the best: fewer requests are a longer wait. Of all schedules that know the habit and keep to 5 s between two
looks, those are kept that none beats on both. \"The best\" is the one of them that is nearest to ours: the larger of the two
ratios is the smallest. x requests and x wait are against that one. \"The best as often\" makes as many requests as we do, or nearly.";

fn main() {
    let json = std::env::args().any(|arg| arg == "--json");
    let mut rows = Vec::new();
    for habit in &HABITS {
        let jobs = habit.jobs(JOBS, 1);
        let plans = best::plans(habit, &habit.moments());
        let seen = &jobs[SEEN..];
        rows.push(Row::of(habit, "after 20 jobs", &plans, seen, ours(&jobs)));
        let jobs = habit.jobs_at(0.0, JOBS, 1);
        let plans = best::plans(habit, &[0.0]);
        rows.push(Row::of(habit, "the first job", &plans, &jobs, first(&jobs)));
    }
    if json {
        let rows: Vec<String> = rows.iter().map(Row::json).collect();
        println!("[{}]", rows.join(","));
        return;
    }
    println!("{LEGEND}\n");
    println!(
        "{:14}  {:13}  {:20} {:>8} {:>7} {:>7} {:>10} {:>7}",
        "habit", "job", "who", "requests", "mean s", "95 % s", "x requests", "x wait"
    );
    for row in rows {
        row.print();
    }
}

/// One habit, and what everybody made of it.
struct Row {
    habit: &'static str,
    job: &'static str,
    who: Vec<(&'static str, Cost)>,
}

/// Where in a row the schedule stands that all are measured by.
const BEST: usize = 1;

impl Row {
    fn of(habit: &Habit, job: &'static str, plans: &[Plan], jobs: &[f64], ours: Cost) -> Row {
        let frontier = || {
            plans.iter().map(|plan| {
                let mut cost = Cost::default();
                for (n, took_ms) in jobs.iter().enumerate() {
                    cost.add(plan.watch(n as f64 / jobs.len() as f64, *took_ms));
                }
                cost
            })
        };
        let nearest = |far: &dyn Fn(&Cost) -> f64| {
            let best = frontier().min_by(|a, b| far(a).total_cmp(&far(b)));
            best.unwrap_or_default()
        };
        let best = nearest(&|best| ours.worst(best));
        let as_often = nearest(&|best| (ours.looks() - best.looks()).abs());
        let who = vec![
            ("ours", ours),
            ("the best", best),
            ("the best as often", as_often),
            ("official client, 1 s", fixed(jobs, 1_000.0)),
            ("fal, 0.5 s", fixed(jobs, 500.0)),
        ];
        Row {
            habit: habit.name,
            job,
            who,
        }
    }

    fn print(&self) {
        for (name, cost) in &self.who {
            let (looks, waits) = cost.against(&self.who[BEST].1);
            println!(
                "{:14}  {:13}  {:20} {:8.1} {:7.2} {:7.2} {:10.2} {:7.2}",
                self.habit,
                self.job,
                name,
                cost.looks(),
                cost.mean_ms() / 1e3,
                cost.late_ms() / 1e3,
                looks,
                waits,
            );
        }
    }

    fn json(&self) -> String {
        let who: Vec<String> = self
            .who
            .iter()
            .map(|(name, cost)| {
                let (looks, waits) = cost.against(&self.who[BEST].1);
                format!(
                    r#"{{"name":"{name}","requests":{:.3},"meanMs":{:.1},"lateMs":{:.1},"timesRequests":{looks:.3},"timesWait":{waits:.3}}}"#,
                    cost.looks(),
                    cost.mean_ms(),
                    cost.late_ms()
                )
            })
            .collect();
        format!(
            r#"{{"habit":"{}","job":"{}","jobs":{},"who":[{}]}}"#,
            self.habit,
            self.job,
            self.who[0].1.waits_ms.len(),
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
