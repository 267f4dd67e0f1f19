//! How long jobs take: the habits that a service may have, and chance that is the same in every run.

/// A habit of the service.
pub struct Habit {
    /// What it is called in the table.
    pub name: &'static str,
    /// How long job `n` of `all` takes, in milliseconds.
    took_ms: fn(n: f64, chance: &mut Chance) -> f64,
    /// Whether it changes from job to job.
    pub drifts: bool,
}

/// The habits that are tried.
pub const HABITS: [Habit; 5] = [
    Habit {
        name: "normal",
        took_ms: |_, chance| 150_000.0 + 15_000.0 * chance.normal(),
        drifts: false,
    },
    Habit {
        name: "long tail",
        took_ms: |_, chance| 120_000.0 * (0.5 * chance.normal()).exp(),
        drifts: false,
    },
    Habit {
        name: "two humps",
        took_ms: |_, chance| {
            if chance.next() < 0.6 {
                95_000.0 + 8_000.0 * chance.normal()
            } else {
                240_000.0 + 20_000.0 * chance.normal()
            }
        },
        drifts: false,
    },
    Habit {
        name: "drifting",
        // From 100 s to 260 s and back, over all the jobs.
        took_ms: |part, chance| {
            let middle = 180_000.0 - 80_000.0 * (part * std::f64::consts::TAU).cos();
            middle * (1.0 + 0.1 * chance.normal())
        },
        drifts: true,
    },
    Habit {
        name: "far from usual",
        took_ms: |_, chance| 420_000.0 + 40_000.0 * chance.normal(),
        drifts: false,
    },
];

impl Habit {
    /// So many jobs, one after the other.
    pub fn jobs(&self, count: usize, seed: u64) -> Vec<f64> {
        let mut chance = Chance::new(seed);
        (0..count)
            .map(|n| (self.took_ms)(n as f64 / count as f64, &mut chance).max(10_000.0))
            .collect()
    }

    /// The parts of the way that stand for all of it.
    pub fn moments(&self) -> Vec<f64> {
        let count = if self.drifts { 40 } else { 1 };
        (0..count)
            .map(|n| (f64::from(n) + 0.5) / f64::from(count))
            .collect()
    }

    /// So many jobs as they are `part` of the way through.
    pub fn jobs_at(&self, part: f64, count: usize, seed: u64) -> Vec<f64> {
        let mut chance = Chance::new(seed);
        (0..count)
            .map(|_| (self.took_ms)(part, &mut chance).max(10_000.0))
            .collect()
    }
}

/// SplitMix64.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// From 0 to below 1.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Around 0, with a deviation of 1.
    pub fn normal(&mut self) -> f64 {
        let (a, b) = (1.0 - self.next(), self.next());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}
