//! The best that any schedule can do that knows the habit: dynamic programming, under the service's rule of 5 s.

use super::habits::Habit;
use kling_multi_i2v::core::model::POLL_FLOOR_MS;

/// The grid that schedules are made on, in milliseconds.
const STEP_MS: f64 = 500.0;
const FLOOR: usize = (POLL_FLOOR_MS / STEP_MS) as usize;
/// So many jobs stand for a habit.
const SAMPLE: usize = 200_000;

/// Schedules, one for each moment of the habit, in which one look is worth the same waiting.
pub struct Plan {
    schedules: Vec<Vec<f64>>,
}

/// The plans among which no better one is, neither in looks nor in waiting, from many looks to few, for a habit as it is at
/// each of these parts of the way.
pub fn plans(habit: &Habit, parts: &[f64]) -> Vec<Plan> {
    let sample = SAMPLE / parts.len();
    let odds: Vec<_> = parts
        .iter()
        .map(|part| odds(&habit.jobs_at(*part, sample, 7)))
        .collect();
    (0..96)
        .map(|n| 100.0 * 1.1_f64.powi(n))
        .map(|look_ms| Plan {
            schedules: odds.iter().map(|odds| schedule(odds, look_ms)).collect(),
        })
        .collect()
}

impl Plan {
    /// How often a job is looked at that is `part` of the way through, and how long after its end it is noticed.
    pub fn watch(&self, part: f64, took_ms: f64) -> (usize, f64) {
        let schedule = &self.schedules[(part * self.schedules.len() as f64) as usize];
        let seen = schedule.partition_point(|at_ms| *at_ms < took_ms);
        match schedule.get(seen) {
            Some(at_ms) => (seen + 1, at_ms - took_ms),
            // Longer than any of the sample: every 5 s.
            None => {
                let last_ms = schedule.last().copied().unwrap_or(0.0);
                let more = ((took_ms - last_ms) / POLL_FLOOR_MS).ceil();
                (
                    seen + more as usize,
                    last_ms + more * POLL_FLOOR_MS - took_ms,
                )
            }
        }
    }
}

/// The share of the jobs that end within each step.
fn odds(jobs: &[f64]) -> Vec<f64> {
    let longest = jobs.iter().copied().fold(0.0, f64::max);
    let mut odds = vec![0.0; (longest / STEP_MS).ceil() as usize + 1];
    for took_ms in jobs {
        odds[(took_ms / STEP_MS).ceil() as usize] += 1.0 / jobs.len() as f64;
    }
    odds
}

/// When to look, in milliseconds after the submit, where a look costs as much as `look_ms` of waiting.
///
/// `rest[t]` is what is still to be paid after a look at `t`, times the odds that the job goes on then:
/// the least, over the next look `u`, of the look, the waiting of those that end before it, and `rest[u]`.
fn schedule(odds: &[f64], look_ms: f64) -> Vec<f64> {
    let end = odds.len() - 1;
    let (mut ended, mut moments) = (vec![0.0; end + 1], vec![0.0; end + 1]);
    let (mut share, mut moment) = (0.0, 0.0);
    for t in 0..=end {
        share += odds[t];
        moment += odds[t] * t as f64 * STEP_MS;
        (ended[t], moments[t]) = (share, moment);
    }
    let mut rest = vec![0.0; end + 1];
    let mut next = vec![end; end + 1];
    for t in (0..end).rev() {
        let mut least = f64::INFINITY;
        for u in (t + FLOOR).min(end)..=end {
            // The last one may have to be past the end of the sample.
            let at_ms = u.max(t + FLOOR) as f64 * STEP_MS;
            let waits = at_ms * (ended[u] - ended[t]) - (moments[u] - moments[t]);
            let cost = look_ms * (1.0 - ended[t]) + waits + rest[u];
            if cost < least {
                (least, next[t]) = (cost, u);
            }
            if waits > least {
                break;
            }
        }
        rest[t] = least;
    }
    let mut times = Vec::new();
    let mut t = 0;
    while t < end {
        let u = next[t];
        times.push(u.max(t + FLOOR) as f64 * STEP_MS);
        t = u;
    }
    times
}
