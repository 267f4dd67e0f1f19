//! Patience with a value in the store that others change at the same time.

/// How often a compare-and-put is tried before its store counts as broken.
const TRIES: u32 = 200;

/// How often it was tried in vain.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contention(u32);

impl Contention {
    /// How long to pause before the next try, in milliseconds: not at all at first, then by chance (0 to 1) longer, so
    /// that many do not meet again. `None` where it is time to give up.
    pub fn again(&mut self, chance: f64) -> Option<f64> {
        self.0 = self.0.saturating_add(1);
        match self.0 {
            0..=2 => Some(0.0),
            tried if tried < TRIES => Some(f64::from(tried.min(20)) * chance),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tries_at_once_then_later_and_at_last_gives_up() {
        let mut contention = Contention::default();
        let pauses: Vec<f64> = std::iter::from_fn(|| contention.again(0.5)).collect();
        assert_eq!(pauses.len() as u32, TRIES - 1);
        assert_eq!(pauses[..4], [0.0, 0.0, 1.5, 2.0]);
        assert_eq!(pauses[18..21], [9.5, 10.0, 10.0]);
        assert_eq!(contention.again(0.5), None);
    }
}
