//! Tests of `polling`, on a virtual clock.

use super::*;
use crate::core::model::LONGER_TENTHS;
use crate::core::plain::Plain;
use proptest::prelude::*;

/// Numbers that look like chance, the same in every run: Weyl's sequence.
fn chances() -> impl Iterator<Item = f64> {
    (1u32..).map(|n| (f64::from(n) * 0.618_033_988_749_895).fract())
}

/// Looks at a job that takes so long: how often, and how long after its end it was noticed.
fn watch(
    durations: &Durations,
    polling: &Polling,
    seconds: u32,
    took_ms: f64,
    chances: &mut impl Iterator<Item = f64>,
) -> (u32, f64) {
    let mut now = polling.first_ms;
    let mut looks = 1;
    while now < took_ms {
        now += durations.pause_ms(seconds, now, polling, chances.next().unwrap());
        looks += 1;
    }
    (looks, now - took_ms)
}

/// The most looks and the mean wait, over durations from `from` to `to`.
fn measure(durations: &Durations, from_ms: u32, to_ms: u32) -> (u32, f64) {
    let mut chances = chances();
    let (mut most, mut sum, mut jobs) = (0, 0.0, 0.0);
    for took in (from_ms..=to_ms).step_by(10) {
        let (looks, late) = watch(durations, &Polling::default(), 5, took.into(), &mut chances);
        most = most.max(looks);
        sum += late;
        jobs += 1.0;
    }
    (most, sum / jobs)
}

#[test]
fn a_job_of_150_s_needs_an_eighth_of_the_requests_and_is_noticed_soon() {
    let fresh = Durations::default();
    let (looks, _) = measure(&fresh, 150_000, 150_000);
    assert!(looks <= 18, "{looks} looks at a job of 150 s");
    // Around 150 s, evenly spread.
    let (looks, late) = measure(&fresh, 120_000, 180_000);
    assert!(late <= 5_000.0, "noticed {late} ms late in the mean");
    // A look a second would be 180 at the most.
    assert!(looks * 8 <= 180, "{looks} looks at the most");
}

#[test]
fn what_was_seen_moves_the_schedule() {
    let mut learned = Durations::default();
    for n in 0..24 {
        learned.learn(5, 148_000.0 + f64::from(n % 5) * 1_000.0);
    }
    assert!((148_000.0..=152_000.0).contains(&learned.usual_ms(5)));
    let (looks, late) = measure(&learned, 148_000, 152_000);
    let (looks_fresh, late_fresh) = measure(&Durations::default(), 148_000, 152_000);
    assert!(
        looks < looks_fresh && late <= late_fresh.max(5_000.0),
        "{looks} {late}, {looks_fresh} {late_fresh}"
    );
    // A fast service is asked more often while a job is young.
    let mut fast = Durations::default();
    for _ in 0..24 {
        fast.learn(5, 30_000.0);
    }
    let polling = Polling {
        min_ms: 0.0,
        ..Polling::default()
    };
    let pause = |durations: &Durations| durations.pause_ms(5, 20_000.0, &polling, 0.5);
    assert!(pause(&fast) < pause(&Durations::default()));
}

#[test]
fn five_and_ten_seconds_are_learned_apart() {
    let mut durations = Durations::default();
    let (short, long) = (durations.usual_ms(5), durations.usual_ms(10));
    assert_eq!(long, short * LONGER_TENTHS / 10.0);
    for _ in 0..24 {
        durations.learn(10, 1_000_000.0);
    }
    assert_eq!(
        (durations.usual_ms(5), durations.usual_ms(10)),
        (short, 1_000_000.0)
    );
}

#[test]
fn the_old_is_forgotten() {
    let mut durations = Durations::default();
    for _ in 0..1_000 {
        durations.learn(5, 10_000.0);
    }
    assert_eq!(durations.usual_ms(5), 10_000.0);
    for _ in 0..24 {
        durations.learn(5, 90_000.0);
    }
    assert_eq!(durations.usual_ms(5), 90_000.0);
    assert_eq!(durations.seen.took_ms(5).len(), 24);
}

#[test]
fn nonsense_is_not_learned() {
    let mut durations = Durations::default();
    let before = durations.seen.clone();
    let days = 5.0 * 86_400_000.0;
    for took in [
        999.0,
        3_600_001.0,
        0.0,
        -1.0,
        3.0,
        days,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ] {
        durations.learn(5, took);
        durations.learn(10, took);
    }
    assert_eq!(durations.seen, before);
    assert!(!durations.has_news());
}

#[test]
fn jobs_that_were_submitted_together_are_not_asked_for_together() {
    let durations = Durations::default();
    let pause = |chance| durations.pause_ms(5, 60_000.0, &Polling::default(), chance);
    let (soonest, latest) = (pause(0.0), pause(1.0));
    assert!(soonest < pause(0.5) && pause(0.5) < latest);
    assert!(
        (latest / soonest - 1.05 / 0.95).abs() < 1e-9,
        "{soonest} {latest}"
    );
}

#[test]
fn pauses_grow_while_nothing_is_known_but_that_it_takes_long() {
    let durations = Durations::default();
    // Of a job that makes no video, or whose video is not known, that holds from the start.
    let unknown = |elapsed| durations.pause_ms(0, elapsed, &Polling::default(), 0.5);
    assert!(unknown(0.0) <= unknown(60_000.0) && unknown(600_000.0) < 20_000.0);
    let open = Polling {
        max_ms: 1e9,
        ..Polling::default()
    };
    let pause = |elapsed| durations.pause_ms(5, elapsed, &open, 0.5);
    assert!(pause(1_000_000.0) < pause(2_000_000.0));
    assert!(pause(1_000_000.0) < 60_000.0);
}

#[test]
fn the_middle_of_what_was_seen() {
    let mut durations = Durations::default();
    for took in [5e4, 1e4, 3e4, 3e4, 2e4].iter().cycle().take(25) {
        durations.learn(5, *took);
    }
    assert_eq!(durations.usual_ms(5), 3e4);
}

/// What a store has that several clients share.
#[derive(Default)]
struct Shared(Plain);

impl Shared {
    /// One step of a client's: what it read there, and what it would write over that.
    fn read(&self, durations: &mut Durations) -> Option<(Plain, Plain)> {
        let all = durations.share(&self.0)?;
        let lists = all
            .fields()
            .map(|(key, list)| (key.name(), Plain::list(list.to_vec())));
        Some((self.0.clone(), Plain::record(lists)))
    }

    /// Writes it, unless somebody was quicker.
    fn write(&mut self, (seen, all): (Plain, Plain), durations: &mut Durations) -> bool {
        let is_same = seen == self.0;
        if is_same {
            self.0 = all;
            durations.shared();
        }
        is_same
    }

    fn seen(&self) -> Seen {
        Seen::read(&self.0)
    }
}

#[test]
fn two_clients_of_one_store_lose_nothing_of_each_others() {
    let mut store = Shared::default();
    let (mut one, mut two) = (Durations::default(), Durations::default());
    one.learn(5, 81_000.0);
    two.learn(5, 82_000.0);
    two.learn(10, 160_000.0);
    let (first, second) = (store.read(&mut one).unwrap(), store.read(&mut two).unwrap());
    // What is learned while it is written goes with the next.
    one.learn(5, 83_000.0);
    assert!(store.write(first, &mut one));
    assert!(!store.write(second, &mut two), "the other was quicker");
    let second = store.read(&mut two).unwrap();
    assert!(store.write(second, &mut two));
    let first = store.read(&mut one).unwrap();
    assert!(store.write(first, &mut one));
    assert_eq!(store.seen().took_ms(5), [81_000.0, 82_000.0, 83_000.0]);
    assert_eq!(store.seen().took_ms(10), [160_000.0]);
    assert!(!one.has_news() && !two.has_news());
    assert_eq!(one.share(&store.0), None);
    assert_eq!(two.share(&store.0), None);
    assert_eq!(one.seen, two.seen);
}

#[test]
fn a_write_that_failed_goes_with_the_next() {
    let mut store = Shared::default();
    let mut durations = Durations::default();
    durations.learn(5, 81_000.0);
    let _failed = store.read(&mut durations).unwrap();
    assert!(durations.has_news());
    durations.learn(5, 82_000.0);
    let next = store.read(&mut durations).unwrap();
    assert!(store.write(next, &mut durations));
    assert_eq!(store.seen().took_ms(5), [81_000.0, 82_000.0]);
}

#[test]
fn a_client_plans_by_what_another_has_learned_and_by_the_usual_before_that() {
    let mut store = Shared::default();
    let mut one = Durations::default();
    for _ in 0..24 {
        one.learn(5, 400_000.0);
    }
    let all = store.read(&mut one).unwrap();
    store.write(all, &mut one);
    let mut two = Durations::default();
    let before = two.clone();
    assert_eq!(two.share(&store.0), None, "it has nothing to add");
    assert_eq!(two.usual_ms(5), 400_000.0);
    assert_eq!(two.usual_ms(10), before.usual_ms(10), "they are apart");
    let first = |durations: &Durations| {
        durations.pause_ms(
            5,
            0.0,
            &Polling {
                max_ms: 1e6,
                ..Polling::default()
            },
            0.5,
        )
    };
    assert!(first(&two) > 300_000.0 && first(&before) < 100_000.0);
    // A store that has forgotten knows nothing.
    assert_eq!(two.share(&Plain::Missing), None);
    assert_eq!(two.seen, before.seen);
}

proptest! {
    #[test]
    fn no_pause_is_outside_its_bounds(
        seen in proptest::collection::vec((0..12u32, 0.0..1e7), 0..40),
        seconds in 0..12u32,
        elapsed in -1e6..1e8,
        chance in prop_oneof![0.0..=1.0f64, any::<f64>()],
        min in 0.0..60_000.0,
        more in 0.0..60_000.0,
    ) {
        let mut durations = Durations::default();
        for (seconds, took) in seen {
            durations.learn(seconds, took);
        }
        let polling = Polling { first_ms: 0.0, min_ms: min, max_ms: min + more };
        let pause = durations.pause_ms(seconds, elapsed, &polling, chance);
        prop_assert!((min..=min + more).contains(&pause), "{}", pause);
        let pause = durations.pause_ms(seconds, f64::NAN, &polling, chance);
        prop_assert!((min..=min + more).contains(&pause), "{}", pause);
    }

    #[test]
    fn a_job_is_noticed_at_the_latest_one_longest_pause_after_its_end(took in 1.0..4e6, seconds in 0..12u32) {
        let polling = Polling::default();
        let (_, late) = watch(&Durations::default(), &polling, seconds, took, &mut chances());
        prop_assert!(late <= polling.max_ms);
    }
}
