//! Tests of `polling`, on a virtual clock.

use super::*;
use crate::core::model::LONGER_TENTHS;
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
    assert!(durations.of(5).len() <= 24);
}

#[test]
fn nonsense_is_not_learned() {
    let mut durations = Durations::default();
    let before = durations.of(5).to_vec();
    for took in [0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        durations.learn(5, took);
    }
    assert_eq!(durations.of(5), before);
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
    for took in [5.0, 1.0, 3.0, 3.0, 2.0].iter().cycle().take(25) {
        durations.learn(5, *took);
    }
    assert_eq!(durations.usual_ms(5), 3.0);
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
