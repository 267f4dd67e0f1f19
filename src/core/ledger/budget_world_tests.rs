//! The promise of `budget`, over processes that share a store and crash between any two steps: what is counted is never
//! less than what may be charged, and no budget is exceeded.
//!
//! What the acting side keeps to: a record is written, then its money is reserved, then something is sent; a record says
//! that nothing is charged before its money is given back, by the epoch that was read before it said so; a record that
//! another left while preparing is erased and its money left to the next audit, for it may never have been reserved.

use super::*;
use crate::core::ledger::lease::Lease;
use crate::core::ledger::record::Step;
use crate::core::testing::ledger::{steps, submit, wire};
use std::collections::BTreeMap;

const LIMIT: u64 = 1_000_000;
const DAY_LIMIT: u64 = 700_000;

#[derive(Clone, Debug)]
enum Doing {
    Nothing,
    /// Its record is written: read the sums.
    Begin(Job),
    /// Compare and put.
    Reserve(Job, Sums),
    /// Refused: read the sums, erase the record, give back what only an audit has counted.
    Unreserve(Job),
    Erase(Job, u64, bool),
    Send(Job),
    Hear(Job),
    /// Read the epoch, then write that it costs nothing, then give back.
    Refund(Job),
    Write(Job, u64),
    GiveBack(Job, u64),
    Audit,
    Count(Sums),
    Put(Sums, Sums),
    Forget(Vec<String>, u64),
}

#[derive(Clone, Debug)]
struct Job {
    name: String,
    micros: u64,
    began_ms: f64,
}

/// What a job has truly done to the money, whoever knows of it.
#[derive(Clone, Debug)]
struct Truth {
    micros: u64,
    /// The day on which it was reserved.
    day: u64,
    is_refunded: bool,
}

#[derive(Debug)]
struct World {
    now_ms: f64,
    budget: Budget,
    sums: Sums,
    records: BTreeMap<String, Record<Foreign>>,
    /// Of each whose money was reserved.
    truth: BTreeMap<String, Truth>,
    processes: Vec<(String, Doing)>,
    made: u32,
    crashes: u32,
    refused: u32,
}

impl World {
    fn new() -> World {
        World {
            now_ms: NOON,
            budget: Budget {
                job: None,
                day: Some(DAY_LIMIT),
                total: Some(LIMIT),
            },
            sums: Sums::default(),
            records: BTreeMap::new(),
            truth: BTreeMap::new(),
            processes: vec![
                ("one".to_owned(), Doing::Nothing),
                ("other".to_owned(), Doing::Nothing),
            ],
            made: 0,
            crashes: 0,
            refused: 0,
        }
    }

    /// A process dies and another one begins in its place.
    fn crash(&mut self, place: usize) {
        self.crashes += 1;
        self.processes[place] = (format!("process {}", self.crashes), Doing::Nothing);
    }

    /// Time passes, in which whoever has a record and no money for it yet dies: a job begins and is reserved on one day.
    /// A week outlives every process.
    fn pass(&mut self, ms: f64) {
        self.now_ms += ms;
        for place in 0..self.processes.len() {
            let doing = &self.processes[place].1;
            if ms > DAY || matches!(doing, Doing::Begin(_) | Doing::Reserve(..)) {
                self.crash(place);
            }
        }
    }

    fn is_alive(&self, token: &str) -> bool {
        let lives = |(process, _): &(String, Doing)| token.split('/').next() == Some(process);
        self.processes.iter().any(lives)
    }

    fn swap(&mut self, seen: &Sums, new: Sums) -> bool {
        let is_same = self.sums == *seen;
        if is_same {
            self.sums = new;
        }
        is_same
    }

    fn step(&mut self, place: usize, choice: u8) {
        let (process, doing) = self.processes[place].clone();
        let next = match doing {
            Doing::Nothing => self.begin(&process, choice),
            Doing::Begin(job) => Doing::Reserve(job, self.sums.clone()),
            Doing::Reserve(job, seen) => self.reserve(job, &seen),
            Doing::Unreserve(job) => {
                let is_counted = self.sums.preparing.contains(&job.name);
                Doing::Erase(job, self.sums.epoch, is_counted)
            }
            Doing::Erase(job, epoch, is_counted) => {
                let is_erased = self.records.remove(&job.name).is_some();
                if is_erased && is_counted {
                    Doing::GiveBack(job, epoch)
                } else {
                    Doing::Nothing
                }
            }
            Doing::Send(job) => match self.records.get_mut(&job.name) {
                Some(record) => {
                    assert!(steps(record, submit("a", self.now_ms, None)));
                    Doing::Hear(job)
                }
                None => Doing::Nothing,
            },
            Doing::Hear(job) => {
                let record = self.records.get_mut(&job.name).unwrap();
                match choice % 4 {
                    0 => return self.does(place, Doing::Refund(job)),
                    1 => assert!(steps(record, Step::Lost)),
                    _ => assert!(steps(record, Step::Run { id: "a".into() })),
                }
                Doing::Nothing
            }
            Doing::Refund(job) => Doing::Write(job, self.sums.epoch),
            Doing::Write(job, epoch) => self.write_refund(job, epoch),
            Doing::GiveBack(job, epoch) => {
                self.sums = self.sums.clone().give_back(job.micros, job.began_ms, epoch);
                Doing::Nothing
            }
            Doing::Audit => Doing::Count(self.sums.clone()),
            Doing::Count(seen) => self.count(seen),
            Doing::Put(seen, counted) => {
                let (leaving, epoch) = (counted.leaving.clone(), counted.epoch);
                match self.swap(&seen, counted) {
                    true => Doing::Forget(leaving, epoch),
                    false => Doing::Audit,
                }
            }
            Doing::Forget(mut leaving, epoch) => match leaving.pop() {
                Some(name) => {
                    self.records.remove(&name);
                    Doing::Forget(leaving, epoch)
                }
                None => {
                    self.sums = self.sums.clone().forgotten(epoch);
                    Doing::Nothing
                }
            },
        };
        self.does(place, next);
    }

    fn does(&mut self, place: usize, doing: Doing) {
        self.processes[place].1 = doing;
    }

    fn begin(&mut self, process: &str, choice: u8) -> Doing {
        let micros = [50_000, 100_000, 250_000][usize::from(choice) % 3];
        match choice % 8 {
            0 => Doing::Audit,
            1 => self.end_one(choice),
            2 => self.take_over_one(),
            _ => {
                self.made += 1;
                let job = Job {
                    name: format!("{process}/{}", self.made),
                    micros,
                    began_ms: self.now_ms,
                };
                let lease = Lease {
                    owner: job.name.clone(),
                    until_ms: f64::MAX,
                };
                let record = Record::new(wire("a"), Vec::new(), micros, lease, self.now_ms);
                self.records.insert(job.name.clone(), record);
                Doing::Begin(job)
            }
        }
    }

    /// One that runs has failed, which the service refunds.
    fn end_one(&self, choice: u8) -> Doing {
        let is_young = |record: &Record<Foreign>| !record.is_past(self.now_ms);
        let mut running: Vec<_> = self.records.iter().collect();
        running.retain(|(_, record)| record.state == State::Running && is_young(record));
        match running.get(usize::from(choice) % running.len().max(1)) {
            Some((name, record)) => Doing::Refund(Job {
                name: name.to_string(),
                micros: record.micros,
                began_ms: record.started_ms,
            }),
            None => Doing::Nothing,
        }
    }

    /// One that was left while preparing goes.
    fn take_over_one(&mut self) -> Doing {
        let is_left = |(name, record): &(&String, &Record<Foreign>)| {
            record.state == State::Preparing && !self.is_alive(name)
        };
        let left = self.records.iter().find(is_left);
        if let Some(name) = left.map(|(name, _)| name.clone()) {
            self.records.remove(&name);
            self.truth.remove(&name);
        }
        Doing::Nothing
    }

    fn reserve(&mut self, job: Job, seen: &Sums) -> Doing {
        let reserved = seen
            .clone()
            .reserve_for(&job.name, &self.budget, job.micros, job.began_ms);
        match reserved {
            Ok(reserved) => {
                let day = reserved.day;
                if !self.swap(seen, reserved) {
                    return Doing::Begin(job);
                }
                let truth = Truth {
                    micros: job.micros,
                    day,
                    is_refunded: false,
                };
                self.truth.insert(job.name.clone(), truth);
                Doing::Send(job)
            }
            Err(failure) => {
                assert_eq!(failure.code, Code::BudgetExceeded);
                self.refused += 1;
                Doing::Unreserve(job)
            }
        }
    }

    fn write_refund(&mut self, job: Job, epoch: u64) -> Doing {
        let Some(record) = self.records.get_mut(&job.name) else {
            return Doing::Nothing;
        };
        // Nothing is given back twice.
        if record.state == State::Ended {
            return Doing::Nothing;
        }
        record.state = State::Ended;
        record.charge = Charge::None;
        self.truth.get_mut(&job.name).unwrap().is_refunded = true;
        Doing::GiveBack(job, epoch)
    }

    fn count(&mut self, seen: Sums) -> Doing {
        let mut leaving: Vec<String> = Vec::new();
        for (name, record) in self.records.clone() {
            match fate(&record, !self.is_alive(&name), self.now_ms) {
                Fate::Stays => {}
                Fate::Leaves => leaving.push(name),
                Fate::Void => {
                    self.records.remove(&name);
                    self.truth.remove(&name);
                }
            }
        }
        let records = self.records.iter();
        let records = records.map(|(name, record)| (name.as_str(), record, leaving.contains(name)));
        let counted = seen.clone().recount(records, self.now_ms);
        Doing::Put(seen, counted)
    }

    fn charged(&self, day: Option<u64>) -> u64 {
        let of_day = |truth: &&Truth| !truth.is_refunded && day.is_none_or(|day| truth.day == day);
        let charged = self.truth.values().filter(of_day);
        charged.map(|truth| truth.micros).sum()
    }

    fn check(&self) {
        let charged = self.charged(None);
        assert!(charged <= self.sums.total_micros, "{charged} in {self:?}");
        assert!(charged <= LIMIT, "{self:?}");
        let today = self.charged(Some(self.sums.day));
        assert!(today <= self.sums.day_micros, "{today} today in {self:?}");
        for truth in self.truth.values() {
            assert!(self.charged(Some(truth.day)) <= DAY_LIMIT, "{self:?}");
        }
    }

    /// Everybody comes to an end, then one counts anew.
    fn settle(&mut self) {
        for place in 0..self.processes.len() {
            while !matches!(self.processes[place].1, Doing::Nothing) {
                self.step(place, 2);
                self.check();
            }
            self.crash(place);
        }
        self.does(0, Doing::Audit);
        while !matches!(self.processes[0].1, Doing::Nothing) {
            self.step(0, 2);
            self.check();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_counted_is_never_less_than_what_may_be_charged(
        steps in proptest::collection::vec((0..2usize, any::<u8>(), 0..200u8), 0..200)
    ) {
        let mut world = World::new();
        for (place, choice, chance) in steps {
            match chance {
                0 => world.pass(KEPT_MS + DAY),
                1..=2 => world.pass(DAY / 2.0),
                3..=20 => world.crash(place),
                _ => world.step(place, choice),
            }
            world.check();
        }
        world.settle();
        prop_assert_eq!(world.charged(None), world.sums.total_micros, "{:?}", world);
        // By the day on which each began.
        let kept = world.sums.kept_day_micros;
        let today = |record: &&Record<Foreign>| day_of(record.started_ms) == world.sums.day;
        let counted = world.records.values().filter(today).map(Record::counted);
        prop_assert_eq!(counted.sum::<u64>() + kept, world.sums.day_micros);
    }
}
