//! The promise of `lookup`, over a world of tabs that die, freeze and miss answers: nothing is paid twice, nothing is lost.

use crate::core::ledger::record::State;
use crate::core::testing::tabs::{Fate, Service, Tabs};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A part of the time there is. Most answers and losses come soon.
fn part() -> impl Strategy<Value = f64> {
    prop_oneof![2 => 0.0..0.05, 1 => 0.0..1.0]
}

/// One submit. Twins are more likely than not.
fn fate() -> impl Strategy<Value = Fate> {
    let rarely = || proptest::option::weighted(0.15, 1..12u32);
    (
        (
            prop_oneof![3 => Just(0u8), 1 => Just(1u8)],
            proptest::bool::weighted(0.35),
            any::<bool>(),
        ),
        (0.0..20_000.0, part(), part(), 0.0..=1.0),
        (rarely(), rarely()),
        (
            -3_000.0..3_000.0,
            proptest::bool::weighted(0.8),
            any::<bool>(),
        ),
    )
        .prop_map(
            |(
                (prompt, is_answered, is_made),
                (start_ms, reach, notice, lag),
                (dies, freezes),
                (clock_ms, knows_skew, resubmits),
            )| Fate {
                prompt,
                is_answered,
                is_made,
                start_ms,
                reach,
                notice,
                lag,
                dies,
                freezes,
                clock_ms,
                knows_skew,
                resubmits,
            },
        )
}

/// Submits of the same, all lost within seconds.
fn twins() -> impl Strategy<Value = Vec<Fate>> {
    let soon = || 0.0..0.1;
    let twin = (
        fate(),
        proptest::bool::weighted(0.8),
        0.0..8_000.0,
        soon(),
        soon(),
    )
        .prop_map(|(fate, is_made, start_ms, reach, notice)| Fate {
            prompt: 0,
            is_answered: false,
            is_made,
            start_ms,
            reach,
            notice,
            dies: None,
            freezes: None,
            ..fate
        });
    proptest::collection::vec(twin, 2..5)
}

fn service(
    tells: impl Strategy<Value = bool>,
    outsiders: impl Strategy<Value = Vec<(f64, u8)>>,
) -> impl Strategy<Value = Service> {
    let mute_ms = prop_oneof![4 => Just(0.0), 1 => 0.0..60_000.0];
    (-3_600_000.0..3_600_000.0, tells, mute_ms, outsiders).prop_map(
        |(clock_ms, tells, mute_ms, outsiders)| Service {
            clock_ms,
            tells,
            mute_ms,
            outsiders,
        },
    )
}

fn some_outsiders() -> impl Strategy<Value = Vec<(f64, u8)>> {
    proptest::collection::vec((0.0..90_000.0, 0..2u8), 0..3)
}

/// Who does something next, and after which time.
fn order() -> impl Strategy<Value = Vec<(usize, f64)>> {
    let passed_ms = prop_oneof![12 => Just(0.0), 6 => 0.0..2_000.0, 1 => 0.0..70_000.0];
    proptest::collection::vec((0..64usize, passed_ms), 0..200)
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    proptest::collection::vec(fate(), 1..6)
}

/// Lets it happen in that order, and to its end.
fn happened(fates: Vec<Fate>, service: Service, looks: u32, order: Vec<(usize, f64)>) -> Tabs {
    let mut world = Tabs::new(fates, service, looks);
    for (number, passed_ms) in order {
        world.one_does(number, passed_ms);
    }
    world.settle();
    world
}

/// One job, one record; and who has a job has claimed it.
fn check_claims(world: &Tabs) {
    let mut taken = BTreeSet::new();
    for (name, record) in &world.records {
        assert_eq!(record.state == State::Running, record.job_id.is_some());
        if let Some(id) = &record.job_id {
            assert!(taken.insert(id), "{id} has two records");
            assert_eq!(world.claims.get(id), Some(name));
        }
    }
    assert_eq!(taken.len(), world.claims.len(), "a claim without a record");
}

/// Nobody has the job that was made for another request of ours.
fn check_requests(world: &Tabs) {
    for job in &world.jobs {
        let name = job.record.as_ref().and(world.claims.get(&job.id));
        assert!(name.is_none_or(|name| world.prompts[name] == job.prompt));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Where the history tells all and nobody else submits the same, everything is settled to the cent.
    #[test]
    fn every_job_finds_its_record_and_none_is_made_in_vain(
        fates in fates(),
        service in service(Just(true), Just(Vec::new())),
        looks in 1..4u32,
        order in order(),
    ) {
        let mut world = happened(fates, service, looks, order);
        // One that was sent early may have to be settled before another's doubt is gone.
        for _ in 0..3 {
            world.resume();
        }
        prop_assert_eq!(world.open(), Vec::<String>::new());
        prop_assert_eq!(world.orphans().count(), 0, "{:?}", world.jobs);
        check_claims(&world);
        check_requests(&world);
    }

    /// A twin may take a job before its own shows in the history: whoever it was taken from must not miss that one.
    #[test]
    fn twins_that_are_lost_together_share_their_jobs(
        fates in twins(),
        service in service(Just(true), Just(Vec::new())),
        looks in 1..4u32,
        order in order(),
    ) {
        let world = happened(fates, service, looks, order);
        if world.open().is_empty() {
            prop_assert_eq!(world.orphans().count(), 0, "{:?}", world.jobs);
        }
        check_claims(&world);
    }

    /// Where others submit the same, it may not be known whose a job is; but nothing is lost in silence.
    #[test]
    fn whoever_else_submits_nothing_is_lost_in_silence(
        fates in fates(),
        service in service(any::<bool>(), some_outsiders()),
        looks in 1..4u32,
        order in order(),
    ) {
        let is_alone = service.outsiders.is_empty();
        let mut world = happened(fates, service, looks, order);
        for _ in 0..2 {
            world.resume();
            check_claims(&world);
        }
        if is_alone {
            check_requests(&world);
        }
        for job in world.orphans() {
            let name = job.record.as_ref().unwrap();
            match world.records[name].state {
                State::Unknown | State::Submitting => {
                    let candidates = &world.candidates[name];
                    prop_assert!(candidates.contains(&job.id), "{job:?} is not among {candidates:?}");
                }
                // It has another's job, made of the same.
                State::Running => {}
                state => prop_assert!(false, "{name} is {state:?} and has {job:?}"),
            }
        }
    }
}
