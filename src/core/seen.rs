//! How long the latest jobs took, as a store keeps it: those for 5 s of video and those for 10 s apart, the oldest first.

use super::model::DURATION_DEFAULT;
use super::value::{Key, Value};

/// How many durations are remembered: enough to tell a habit, few enough to follow a change.
const REMEMBERED: usize = 24;

/// No video is made in less, in milliseconds: what says so was refused, or told by a clock that was set.
const SHORTEST_MS: f64 = 1_000.0;

/// What took longer, in milliseconds, stood in a queue or was told by a clock that was set: the next will not.
const LONGEST_MS: f64 = 3_600_000.0;

/// How long the latest jobs took, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen([Vec<f64>; 2]);

impl Seen {
    /// Those for 5 s and those for 10 s of video.
    pub(super) fn of(short: Vec<f64>, long: Vec<f64>) -> Seen {
        Seen([short, long])
    }

    /// Reads what a store gave. What is damaged, absurd or somebody else's is nothing.
    pub fn read<V: Value>(value: &V) -> Seen {
        let mut seen = Seen::default();
        for (key, took_ms) in [Key::Five, Key::Ten].into_iter().zip(&mut seen.0) {
            let list: V = value.get(key);
            // However long it is there: the latest are at its end.
            for at in list.len().saturating_sub(REMEMBERED as u32)..list.len() {
                add(took_ms, list.at(at).number().unwrap_or(0.0));
            }
        }
        seen
    }

    /// The same as it stands in a store: an object of two lists.
    pub fn fields(&self) -> [(Key, &[f64]); 2] {
        let [short, long] = &self.0;
        [(Key::Five, short), (Key::Ten, long)]
    }

    /// How long those for `seconds` of video took.
    pub fn took_ms(&self, seconds: u32) -> &[f64] {
        let [short, long] = &self.0;
        if seconds <= DURATION_DEFAULT {
            short
        } else {
            long
        }
    }

    /// Takes in one more, unless it is absurd; the oldest is forgotten.
    pub fn learn(&mut self, seconds: u32, took_ms: f64) {
        let [short, long] = &mut self.0;
        let list = if seconds <= DURATION_DEFAULT {
            short
        } else {
            long
        };
        add(list, took_ms);
    }

    /// Takes in those that came after.
    pub fn append(&mut self, later: &Seen) {
        for (list, later) in self.0.iter_mut().zip(&later.0) {
            for took_ms in later {
                add(list, *took_ms);
            }
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

fn add(list: &mut Vec<f64>, took_ms: f64) {
    if (SHORTEST_MS..=LONGEST_MS).contains(&took_ms) {
        if list.len() >= REMEMBERED {
            list.remove(0);
        }
        list.push(took_ms.floor());
    }
}

#[cfg(test)]
#[path = "seen_tests.rs"]
mod tests;
