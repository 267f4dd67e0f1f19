//! Several tabs with one store and one service: each submits, hears of it or does not, dies or is frozen, and looks up
//! what was lost, one step at a time and in any order.
//!
//! What the acting side keeps to, and this world with it: a record is written before the request is sent, and written
//! anew where the sending was held up; who looks up has noted the answer as lost; a look-up goes on only as long as its
//! tab holds the record's lease; an id is claimed before the record says so; records are read after the history, and
//! claims after the records.

mod tab;

use super::foreign::Foreign;
use super::ledger::{entry, wire};
use crate::core::ledger::lease::{Lease, Owner};
use crate::core::ledger::lookup::{Lookup, Others, Patience};
use crate::core::ledger::record::{Record, State, Step as Note};
use std::collections::BTreeMap;

/// A request's own limit.
pub const TIMEOUT_MS: f64 = 45_000.0;
/// The pause between two looks.
pub const PAUSE_MS: f64 = 5_000.0;
/// How long others keep away from a record after its last step.
const LEASE_MS: f64 = 60_000.0;
/// How late after its record a request is still sent without the record being written anew.
const PROMPT_MS: f64 = 10_000.0;
/// How long a frozen tab sleeps.
const FROZEN_MS: f64 = 200_000.0;
/// Entries of the history on a page.
const PAGE: usize = 3;
const START_MS: f64 = 1e12;

/// What chance has decided of one submit.
#[derive(Clone, Debug)]
pub struct Fate {
    /// Which request: equal ones are twins.
    pub prompt: u8,
    /// Whether its answer arrives.
    pub is_answered: bool,
    /// Whether a job was made, where it does not.
    pub is_made: bool,
    /// When it begins.
    pub start_ms: f64,
    /// When the request reaches the service, as a part of the limit.
    pub reach: f64,
    /// When the answer, or its loss, is noticed, as a part of what is left of the limit.
    pub notice: f64,
    /// How late the job shows in the history, as a part of a pause; where there is one.
    pub lag: f64,
    /// At which of its steps the tab dies.
    pub dies: Option<u32>,
    /// At which of its steps the tab is frozen.
    pub freezes: Option<u32>,
    /// How far its clock is ahead.
    pub clock_ms: f64,
    /// Whether it knows the service's clock.
    pub knows_skew: bool,
    /// Whether it submits again what is proven absent.
    pub resubmits: bool,
}

/// What chance has decided of the service.
#[derive(Clone, Debug)]
pub struct Service {
    /// How far its clock is ahead.
    pub clock_ms: f64,
    /// Whether its history tells of what jobs were made.
    pub tells: bool,
    /// Until when its history cannot be read, from the start.
    pub mute_ms: f64,
    /// Jobs of somebody without our store: when they are made, and of which request.
    pub outsiders: Vec<(f64, u8)>,
}

/// A job of the service.
#[derive(Clone, Debug)]
pub struct Made {
    pub id: String,
    pub prompt: u8,
    /// The record it was made for; an outsider's has none.
    pub record: Option<String>,
    made_ms: f64,
    shown_ms: f64,
    entry: Foreign,
}

#[derive(Clone, Debug)]
enum Doing {
    Write,
    Send {
        written_ms: f64,
    },
    Hear(Option<String>),
    Lose,
    Look(Box<Lookup>),
    /// The records are read, the claims are not.
    Count(Box<Lookup>, Others, Vec<String>),
    Run(String),
    Done,
}

#[derive(Clone, Debug)]
struct Tab {
    name: String,
    token: String,
    fate: Fate,
    doing: Doing,
    /// It does nothing before then.
    at_ms: f64,
    steps: u32,
}

/// All of it.
#[derive(Debug)]
pub struct Tabs {
    now_ms: f64,
    service: Service,
    patience: Patience,
    pub jobs: Vec<Made>,
    pub records: BTreeMap<String, Record<Foreign>>,
    pub prompts: BTreeMap<String, u8>,
    pub claims: BTreeMap<String, String>,
    /// What the last look-up of a record left open.
    pub candidates: BTreeMap<String, Vec<String>>,
    tabs: Vec<Tab>,
    /// Verdicts, for a look at what the properties have seen.
    pub found: u32,
    pub absent: u32,
    pub unknown: u32,
}

impl Tabs {
    pub fn new(fates: Vec<Fate>, service: Service, looks: u32) -> Tabs {
        let mut world = Tabs {
            now_ms: START_MS,
            patience: Patience {
                looks,
                pause_ms: PAUSE_MS,
                resubmit_when_absent: true,
            },
            jobs: Vec::new(),
            records: BTreeMap::new(),
            prompts: BTreeMap::new(),
            claims: BTreeMap::new(),
            candidates: BTreeMap::new(),
            tabs: Vec::new(),
            found: 0,
            absent: 0,
            unknown: 0,
            service,
        };
        for (after_ms, prompt) in world.service.outsiders.clone() {
            world.make(prompt, None, START_MS + after_ms, 0.0);
        }
        for (place, fate) in fates.into_iter().enumerate() {
            let name = format!("job/r/{place}");
            world.prompts.insert(name.clone(), fate.prompt);
            world.tabs.push(Tab {
                token: format!("tab {place}"),
                at_ms: START_MS + fate.start_ms,
                doing: Doing::Write,
                steps: 0,
                name,
                fate,
            });
        }
        world
    }

    fn make(&mut self, prompt: u8, record: Option<String>, made_ms: f64, lag_ms: f64) -> String {
        let id = format!("job-{}", self.jobs.len());
        let input = self.service.tells.then(|| wire(&prompt.to_string()));
        self.jobs.push(Made {
            entry: entry(&id, input, made_ms + self.service.clock_ms),
            shown_ms: made_ms + lag_ms,
            id: id.clone(),
            prompt,
            record,
            made_ms,
        });
        id
    }

    /// The jobs that were made for our records and belong to none.
    pub fn orphans(&self) -> impl Iterator<Item = &Made> {
        let is_orphan = |job: &&Made| job.record.is_some() && !self.claims.contains_key(&job.id);
        self.jobs.iter().filter(is_orphan)
    }

    /// The records of which nobody knows yet what became of them.
    pub fn open(&self) -> Vec<String> {
        let is_open =
            |record: &Record<Foreign>| matches!(record.state, State::Submitting | State::Unknown);
        let open = self.records.iter().filter(|(_, record)| is_open(record));
        open.map(|(name, _)| name.clone()).collect()
    }

    /// Whether somebody works on a record.
    fn is_held(&self, name: &str, clock_ms: f64) -> bool {
        let until =
            |record: &Record<Foreign>| record.others_until(Owner::Another, self.now_ms + clock_ms);
        self.records.get(name).and_then(until).is_some()
    }

    /// The records that a new tab could take over.
    fn free(&self) -> Vec<String> {
        let mut open = self.open();
        open.retain(|name| !self.is_held(name, 0.0) && !self.candidates.contains_key(name));
        open
    }

    fn take_over(&mut self, name: String) {
        let token = format!("tab {}", self.tabs.len());
        let record = self.records.get_mut(&name).unwrap();
        let lease = Lease {
            owner: token.clone(),
            until_ms: self.now_ms + LEASE_MS,
        };
        let from = record.lease.clone();
        assert!(record.step(&Note::TakeOver { from }, &lease));
        let lookup = Lookup::new(self.patience, &name, record);
        let of = |tab: &&Tab| tab.name == name;
        let fate = self.tabs.iter().find(of).unwrap().fate.clone();
        self.tabs.push(Tab {
            fate: Fate {
                dies: None,
                freezes: None,
                clock_ms: 0.0,
                ..fate
            },
            doing: Doing::Look(Box::new(lookup)),
            at_ms: self.now_ms,
            steps: 0,
            token,
            name,
        });
    }

    /// Lets so much time pass, then lets the one of that number of those who could do something do one step.
    pub fn one_does(&mut self, number: usize, passed_ms: f64) {
        self.now_ms += passed_ms;
        let is_ready = |tab: &Tab| tab.at_ms <= self.now_ms && !matches!(tab.doing, Doing::Done);
        let mut ready: Vec<usize> = (0..self.tabs.len()).collect();
        ready.retain(|place| is_ready(&self.tabs[*place]));
        let free = self.free();
        match number.checked_rem(ready.len() + free.len()) {
            Some(place) if place < ready.len() => self.step(ready[place]),
            Some(place) => self.take_over(free[place - ready.len()].clone()),
            None => {}
        }
    }

    /// Goes on until nobody has anything to do.
    pub fn settle(&mut self) {
        for round in 0..20_000 {
            let live = self
                .tabs
                .iter()
                .filter(|tab| !matches!(tab.doing, Doing::Done));
            let next_ms = live.map(|tab| tab.at_ms).fold(f64::INFINITY, f64::min);
            let free_ms = if self.free().is_empty() {
                let held = |name: &String| self.records[name].lease.until_ms + 1.0;
                let waits = |name: &String| !self.candidates.contains_key(name);
                let open = self.open();
                open.iter()
                    .filter(|name| waits(name))
                    .map(held)
                    .fold(f64::INFINITY, f64::min)
            } else {
                self.now_ms
            };
            let next_ms = next_ms.min(free_ms);
            if next_ms == f64::INFINITY {
                return;
            }
            self.one_does(round, (next_ms - self.now_ms).max(0.0));
        }
        panic!("it never ends");
    }

    /// Looks up again what was left open, as `resume()` does, a while later.
    pub fn resume(&mut self) {
        self.now_ms += 300_000.0;
        self.candidates.clear();
        self.settle();
    }

    fn step(&mut self, place: usize) {
        let mut tab = self.tabs[place].clone();
        tab.steps += 1;
        if tab.fate.dies == Some(tab.steps) {
            tab.doing = Doing::Done;
        } else if tab.fate.freezes == Some(tab.steps) {
            tab.at_ms = self.now_ms + FROZEN_MS;
        } else {
            tab.doing = self.act(&mut tab);
        }
        self.tabs[place] = tab;
    }
}
