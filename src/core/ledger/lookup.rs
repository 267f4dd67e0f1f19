//! How a submit whose answer was lost is found in the service's history: adopted, proven absent, or left unknown.
//!
//! The history is read first and the ledger after it: whatever of ours is in the one is then in the other, and a job that
//! a twin of this request got meanwhile is not taken for ours. A job is adopted by claiming its id, which the store
//! grants once.

use super::likeness::{Likeness, Sight};
use super::record::{Record, State};
use crate::core::value::{Kind, Value};

/// How often and how patiently it is looked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// Looks before a job that is not found counts as absent.
    pub looks: u32,
    /// Between two looks, in milliseconds.
    pub pause_ms: f64,
    /// Whether what is proven absent is submitted again by itself.
    pub resubmit_when_absent: bool,
}

impl Patience {
    /// The same with one look.
    pub fn once(self) -> Patience {
        Patience { looks: 1, ..self }
    }
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            looks: 2,
            pause_ms: 5_000.0,
            resubmit_when_absent: false,
        }
    }
}

/// How many pages of the history are read at the most, of a hundred entries each.
pub const PAGES_MOST: u32 = 10;

/// How often it is looked again for twins that are still being submitted: longer than one request may take.
const WAITS_MOST: u32 = 20;

/// The shortest pause in which a twin may hear of its job, in milliseconds.
const TWINS_MS: f64 = 100.0;

/// How long before the submit an equal job that nobody claims still raises doubt, in milliseconds: our clock may have
/// been set.
const DOUBT_MS: f64 = 86_400_000.0;

/// What to do now.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Read a page of the history, from 1.
    Read {
        /// Which.
        page: u32,
    },
    /// Read the ledger: the records, and who has claimed these jobs.
    Compare {
        /// The jobs' ids.
        ids: Vec<String>,
    },
    /// Claim a job for this record.
    Claim {
        /// Its id.
        id: String,
    },
    /// Nothing for that long, in milliseconds.
    Pause {
        /// How long.
        ms: f64,
    },
    /// It is over.
    End(Verdict),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// This job is the record's, and claimed for it.
    Found(String),
    /// There is none: it may be submitted again.
    Absent,
    /// It cannot be told. These jobs may be it.
    Unknown(Vec<String>),
}

/// What the ledger has beside the record that is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Others {
    /// Jobs that are claimed, and for which record.
    pub claims: Vec<(String, String)>,
    /// Records of the same request that are lost, too.
    pub lost: u32,
    /// Records of the same request that are being submitted right now.
    pub under_way: u32,
    /// Records of other requests that are lost or being submitted.
    pub strangers: u32,
}

impl Others {
    /// Counts a record. `is_free`: nobody is at work on it.
    pub fn count<V: Value>(
        &mut self,
        own: (&str, &Record<V>),
        other: (&str, &Record<V>),
        is_free: bool,
    ) {
        let ((own_name, own), (name, other)) = (own, other);
        let is_open = matches!(other.state, State::Submitting | State::Unknown);
        if name == own_name || !is_open {
            return;
        }
        let one_more = |count: &mut u32| *count = count.saturating_add(1);
        if !own.is_made_of(&other.request) {
            one_more(&mut self.strangers);
        } else if other.state == State::Submitting && !is_free {
            one_more(&mut self.under_way);
        } else {
            one_more(&mut self.lost);
        }
    }
}

/// One look-up, under way.
#[derive(Clone, Debug)]
pub struct Lookup {
    patience: Patience,
    /// The record's own name: a claim in its name is its job.
    name: String,
    not_before_ms: f64,
    is_sure: bool,
    looks: u32,
    waits: u32,
    page: u32,
    sights: Vec<Sight>,
    /// How many equal jobs others had claimed when the ledger was read last.
    taken: usize,
    /// The jobs whose claim was refused: others have them, whatever the ledger says.
    refused: Vec<String>,
    /// Whether there was more history than is read.
    is_cut: bool,
    step: Step,
}

impl Lookup {
    /// For the record of that name.
    pub fn new<V: Value>(patience: Patience, name: &str, record: &Record<V>) -> Lookup {
        let (not_before_ms, is_sure) = record.not_before();
        Lookup {
            patience,
            name: name.to_owned(),
            not_before_ms,
            is_sure,
            looks: 0,
            waits: 0,
            page: 1,
            sights: Vec::new(),
            taken: 0,
            refused: Vec::new(),
            is_cut: false,
            step: if record.request.kind() == Kind::Record {
                Step::Read { page: 1 }
            } else {
                // Nobody knows what was asked for any more.
                Step::End(Verdict::Unknown(Vec::new()))
            },
        }
    }

    /// What to do now.
    pub fn next(&self) -> &Step {
        &self.step
    }

    /// The earliest entry of the history that is of interest, by the service's clock; `None` where that is not known.
    pub fn since_ms(&self) -> Option<f64> {
        self.is_sure.then_some(self.not_before_ms - DOUBT_MS)
    }

    /// Takes a page of the history: what concerns the record, and whether older entries follow.
    pub fn read(&mut self, sights: Vec<Sight>, has_more: bool) {
        for sight in sights {
            // A page may repeat what has moved on from the one before.
            if !self.sights.iter().any(|known| known.id == sight.id) {
                self.sights.push(sight);
            }
        }
        self.is_cut = has_more;
        self.page = self.page.saturating_add(1);
        self.step = if has_more && self.page <= PAGES_MOST {
            Step::Read { page: self.page }
        } else {
            self.compare()
        };
    }

    /// Notes that the history cannot be read.
    pub fn unreadable(&mut self) {
        self.step = Step::End(Verdict::Unknown(Vec::new()));
    }

    fn compare(&self) -> Step {
        Step::Compare {
            ids: self.sights.iter().map(|sight| sight.id.clone()).collect(),
        }
    }

    /// Takes what the ledger has, and decides.
    pub fn compared(&mut self, others: &Others) {
        let claim_of = |id: &str| others.claims.iter().find(|(claimed, _)| claimed == id);
        let ours = others.claims.iter().find(|(_, name)| *name == self.name);
        if let Some((id, _)) = ours {
            self.step = Step::End(Verdict::Found(id.clone()));
            return;
        }
        let is_sure = |sight: &Sight| {
            let is_in_time = sight.made_ms.is_some_and(|made| made >= self.not_before_ms);
            is_in_time && sight.likeness == Likeness::Same
        };
        let is_claimed =
            |sight: &Sight| claim_of(&sight.id).is_some() || self.refused.contains(&sight.id);
        let (claimed, unclaimed): (Vec<Sight>, Vec<Sight>) =
            self.sights.iter().cloned().partition(is_claimed);
        let taken = claimed.iter().filter(|sight| is_sure(sight)).count();
        let (sure, mut doubtful): (Vec<Sight>, Vec<Sight>) =
            unclaimed.into_iter().partition(is_sure);
        doubtful.retain(|sight| self.raises_doubt(sight));
        // The oldest first: a twin that was sent later can only take a later one.
        let by_age = |a: &&Sight, b: &&Sight| {
            let made_ms = |sight: &Sight| sight.made_ms.unwrap_or(0.0);
            made_ms(a).total_cmp(&made_ms(b))
        };
        let oldest = sure.iter().min_by(by_age).map(|sight| sight.id.clone());
        let lost = others.lost.saturating_add(1) as usize;
        self.step = if !sure.is_empty() && others.under_way > 0 {
            // One of them may be a twin's, which is about to hear of it.
            self.wait_for_twins(&sure)
        } else if sure.len() > lost {
            unknown(&sure)
        } else if let Some(id) = oldest {
            Step::Claim { id }
        } else if std::mem::replace(&mut self.taken, taken) < taken {
            // A twin may have taken this one's job, and its own may not have been in the history yet when that was read.
            self.wait_for_twins(&doubtful)
        } else if let Some(id) = self.only_untold(&doubtful, others) {
            Step::Claim { id }
        } else {
            self.look_again(&doubtful)
        };
    }

    /// Whether an entry that is not surely the record's job may be it.
    fn raises_doubt(&self, sight: &Sight) -> bool {
        match sight.made_ms {
            Some(made_ms) => !self.is_sure || made_ms >= self.not_before_ms - DOUBT_MS,
            None => true,
        }
    }

    /// Where the service does not tell what its jobs were made of: the one job that was made since, if nothing else of
    /// this ledger could be it, and the time is sure.
    fn only_untold(&self, doubtful: &[Sight], others: &Others) -> Option<String> {
        let [only] = doubtful else { return None };
        let is_alone = others.lost == 0 && others.under_way == 0 && others.strangers == 0;
        let is_in_time = only.made_ms.is_some_and(|made| made >= self.not_before_ms);
        (is_alone && self.is_sure && is_in_time).then(|| only.id.clone())
    }

    fn wait_for_twins(&mut self, sure: &[Sight]) -> Step {
        self.waits = self.waits.saturating_add(1);
        if self.waits > WAITS_MOST {
            return unknown(sure);
        }
        Step::Pause {
            ms: self.patience.pause_ms.max(TWINS_MS),
        }
    }

    fn look_again(&mut self, doubtful: &[Sight]) -> Step {
        self.looks = self.looks.saturating_add(1);
        if self.looks < self.patience.looks {
            return Step::Pause {
                ms: self.patience.pause_ms,
            };
        }
        if doubtful.is_empty() && !self.is_cut {
            Step::End(Verdict::Absent)
        } else {
            unknown(doubtful)
        }
    }

    /// Begins the next look.
    pub fn paused(&mut self) {
        self.page = 1;
        self.sights.clear();
        self.step = Step::Read { page: 1 };
    }

    /// Notes whether the claim was granted. If not, another record has the job: the ledger is read again.
    pub fn claimed(&mut self, is_granted: bool) {
        if let Step::Claim { id } = &self.step {
            let id = id.clone();
            self.step = if is_granted {
                Step::End(Verdict::Found(id))
            } else {
                self.refused.push(id);
                self.compare()
            };
        }
    }
}

fn unknown(sights: &[Sight]) -> Step {
    Step::End(Verdict::Unknown(
        sights.iter().map(|sight| sight.id.clone()).collect(),
    ))
}

#[cfg(test)]
#[path = "lookup_tests.rs"]
mod tests;
