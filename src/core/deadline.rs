//! How long is waited: by the wall clock, but for the time in which the machine slept or its clock was set.

/// How much longer than planned a pause may take and still count in full, in milliseconds: a hidden page's timers are
/// stretched to a minute.
const STRETCH_MS: f64 = 90_000.0;

/// What is left of a wait.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    left_ms: f64,
    seen_ms: f64,
}

impl Deadline {
    /// A wait of that length that begins now.
    pub fn new(length_ms: f64, now_ms: f64) -> Deadline {
        Deadline {
            left_ms: length_ms,
            seen_ms: now_ms,
        }
    }

    /// Takes in that a pause of `planned_ms` is over, and tells what is left. An hour of which nobody was awake for does
    /// not count; neither does one by which the clock was set.
    pub fn passed(&mut self, planned_ms: f64, now_ms: f64) -> f64 {
        let passed_ms = now_ms - self.seen_ms;
        self.seen_ms = now_ms;
        self.left_ms -= passed_ms.max(0.0).min(planned_ms + STRETCH_MS);
        self.left_ms
    }

    /// What is left, in milliseconds.
    pub fn left_ms(&self) -> f64 {
        self.left_ms
    }
}

#[cfg(test)]
mod tests {
    use super::Deadline;

    const HOUR: f64 = 3_600_000.0;

    #[test]
    fn it_counts_what_passes() {
        let mut deadline = Deadline::new(60_000.0, 1e12);
        assert_eq!(deadline.passed(5_000.0, 1e12 + 5_000.0), 55_000.0);
        assert_eq!(deadline.passed(5_000.0, 1e12 + 65_000.0), -5_000.0);
    }

    #[test]
    fn a_night_s_sleep_does_not_end_it() {
        let mut deadline = Deadline::new(HOUR / 2.0, 1e12);
        assert!(deadline.passed(20_000.0, 1e12 + 8.0 * HOUR) > HOUR / 2.0 - 120_000.0);
    }

    #[test]
    fn a_clock_that_is_set_neither_ends_nor_stretches_it() {
        let mut deadline = Deadline::new(HOUR, 1e12);
        assert_eq!(deadline.passed(5_000.0, 1e12 - HOUR), HOUR);
        assert_eq!(
            deadline.passed(5_000.0, 1e12 - HOUR + 5_000.0),
            HOUR - 5_000.0
        );
    }
}
