//! Tests of `follow`: a job that has an id is looked at, at the pace and the path that are due, until it has ended.

use super::*;
use crate::core::answer::{Exchange, judge};
use crate::core::error::Stage;
use crate::core::job::Job;
use crate::core::polling::Polling;
use crate::core::retry::Retry;
use crate::core::testing::Foreign;
use crate::core::testing::world::{Answer, World, completed, late, lost, refused, reply, state};
use serde_json::json;

#[path = "follow_path_tests.rs"]
mod path;
#[path = "follow_shared_tests.rs"]
mod shared;

#[test]
fn each_terminal_state_is_its_failure() {
    for (word, code, charge, can_resubmit) in [
        ("failed", Code::JobFailed, Charge::None, true),
        ("cancelled", Code::Cancelled, Charge::Charged, false),
        ("timeout", Code::Timeout, Charge::None, true),
        ("deleted", Code::Expired, Charge::Charged, false),
        ("completed", Code::NoOutput, Charge::Charged, false),
    ] {
        let mut world = World::created();
        world.look(state("processing"));
        world.look(state(word));
        let failure = world.end().unwrap_err();
        assert_eq!(
            (
                failure.code,
                failure.stage,
                failure.charge,
                failure.can_resubmit()
            ),
            (code, Stage::Result, charge, can_resubmit),
            "{word}"
        );
        assert_eq!(failure.job_id.as_deref(), Some("a"), "{word}");
        // Its end is its end.
        world.job.reopen();
        assert_eq!(world.end().unwrap_err(), failure, "{word}");
    }
    let mut world = World::created();
    world.look(reply(
        200,
        Some(json!({"id": "a", "status": "failed", "code": 1200, "error": "Flagged."})),
    ));
    let failure = world.end().unwrap_err();
    assert_eq!(
        (failure.code, failure.can_resubmit()),
        (Code::Moderated, false)
    );
    assert!(failure.message.contains("Flagged."), "{}", failure.message);
    assert_eq!(failure.cause.as_deref(), Some("Flagged."));
}

#[test]
fn lapses_back_off_and_never_end_the_job() {
    let lapses: [fn() -> Answer; 7] = [
        lost,
        late,
        || refused(429),
        || refused(500),
        || reply(502, None),
        || reply(200, None),
        || reply(0, None),
    ];
    let mut world = World::created();
    world.look(state("processing"));
    for n in 0..200 {
        world.look(lapses[n % lapses.len()]());
        assert!(!world.has_ended(), "after {n} lapses");
    }
    let gaps = world.gaps();
    assert!(
        gaps.iter().all(|gap| (5_000.0..=120_000.0).contains(gap)),
        "{gaps:?}"
    );
    world.look(completed());
    assert!(world.end().is_ok());
}

#[test]
fn a_look_that_failed_waits_longer_each_time_until_one_is_answered() {
    let mut world = World::new(Job::to_submit(
        Rules {
            polling: Polling {
                first_ms: 0.0,
                min_ms: 1_000.0,
                max_ms: 1_000.0,
            },
            retry: Retry::default(),
        },
        5,
    ));
    world.submit(state("created")).unwrap();
    for _ in 0..6 {
        world.look(refused(503));
    }
    let gaps = world.gaps();
    assert!(gaps.is_sorted() && gaps[4] > 8.0 * gaps[0], "{gaps:?}");
    world.look(state("processing"));
    world.look(refused(503));
    world.look(completed());
    let gaps = world.gaps();
    assert!(gaps[gaps.len() - 1] < 2.0 * gaps[0], "{gaps:?}");
}

#[test]
fn a_job_known_by_its_id_alone() {
    let now = 1e12;
    let mut world = World::new(Job::to_follow(Rules::default(), "a".into(), now));
    assert_eq!(
        (world.job.charge(), world.job.seconds()),
        (Charge::Unknown, 0)
    );
    // It is looked at at once.
    assert_eq!(world.job.next(now), Action::Poll { page_path: false });
    world.look(state("processing"));
    assert_eq!(world.job.charge(), Charge::Charged);
    world.look(completed());
    assert!(world.end().is_ok());
    assert!(world.gaps()[0] >= 5_000.0);

    // Unknown at both paths, it is not waited for.
    let mut world = World::new(Job::to_follow(Rules::default(), "b".into(), now));
    world.look(refused(404));
    world.look(refused(404));
    let failure = world.end().unwrap_err();
    assert_eq!(
        (failure.code, failure.charge),
        (Code::NotFound, Charge::Unknown)
    );
    assert!(!failure.can_resubmit());
    assert_eq!(failure.job_id.as_deref(), Some("b"));
}

#[test]
fn a_refused_key_ends_the_waiting_and_not_the_job() {
    for (status, code) in [
        (401, Code::Unauthorized),
        (403, Code::Forbidden),
        (400, Code::BadRequest),
    ] {
        let mut world = World::created();
        world.look(state("processing"));
        world.look(refused(status));
        let failure = world.end().unwrap_err();
        assert_eq!(
            (failure.code, failure.stage, failure.charge, failure.status),
            (code, Stage::Poll, Charge::Charged, Some(status))
        );
        assert_eq!(failure.job_id.as_deref(), Some("a"));
        assert!(!failure.can_resubmit());
        assert!(!world.job.is_over(), "only the waiting has ended");
        // Waited for again, with a better key: still no look is closer than allowed.
        world.job.reopen();
        world.look(refused(status));
        world.job.reopen();
        world.look(completed());
        assert!(world.end().is_ok());
        assert!(
            world.gaps().iter().all(|gap| *gap >= 5_000.0),
            "{:?}",
            world.gaps()
        );
    }
}

#[test]
fn a_clock_that_is_set_back_stalls_nothing() {
    let mut world = World::created();
    world.look(state("processing"));
    world.now -= 3_600_000.0;
    assert!(matches!(world.job.next(world.now), Action::Poll { .. }));
    let mut world = World::submitting();
    world.submit(refused(429)).unwrap();
    assert!(matches!(world.job.next(world.now), Action::Wait { .. }));
    world.now -= 3_600_000.0;
    assert_eq!(world.job.next(world.now), Action::Submit);
}

#[test]
fn a_key_that_is_missing_for_a_while_ends_no_job() {
    let keyless = || Err(judge::<Foreign>(Exchange::Unsent("No key.".into())).unwrap_err());
    let mut world = World::created();
    for _ in 0..5 {
        world.look(keyless());
    }
    world.look(completed());
    assert!(world.end().is_ok());
    // One that never comes again is told.
    let mut world = World::created();
    for _ in 0..7 {
        world.look(keyless());
    }
    assert_eq!(world.end().unwrap_err().code, Code::Config);
}

#[test]
fn a_wake_brings_the_next_look_forward_as_far_as_the_pace_allows() {
    let mut world = World::created();
    world.job.wake(world.now);
    let submitted = world.now;
    world.look(state("processing"));
    assert_eq!(
        world.looks[0].0 - submitted,
        5_000.0,
        "no sooner than the first look may be"
    );
    let answered = world.now;
    world.job.wake(world.now);
    world.look(state("processing"));
    assert_eq!(
        world.looks[1].0 - answered,
        5_000.0,
        "no closer than two looks may be"
    );
    // Slept for an hour, it is due anyway, and asks once.
    world.now += 3_600_000.0;
    world.job.wake(world.now);
    world.look(completed());
    assert!(world.has_ended());
}

#[test]
fn who_asks_at_once_is_told_as_soon_as_the_pace_allows() {
    let mut world = World::created();
    assert!(matches!(world.job.now(world.now), Action::Wait { .. }));
    world.look(state("processing"));
    let planned = match world.job.next(world.now) {
        Action::Wait { until_ms } => until_ms - world.now,
        action => panic!("{action:?}"),
    };
    assert!(planned > 5_000.0, "{planned}");
    assert!(matches!(
        world.job.now(world.now + 4_999.0),
        Action::Wait { .. }
    ));
    assert!(matches!(
        world.job.now(world.now + 5_000.0),
        Action::Poll { .. }
    ));
}

#[test]
fn a_pause_that_was_asked_for_is_kept_also_by_who_wakes_or_asks_at_once() {
    let mut world = World::created();
    world.look(state("processing"));
    let asked = Exchange::<Foreign>::Reply {
        status: 429,
        json: None,
        retry_after_ms: Some(90_000.0),
    };
    world.look(judge(asked).map(|data| Prediction::read(&data)));
    let refused_ms = world.now;
    assert!(matches!(
        world.job.now(refused_ms + 89_999.0),
        Action::Wait { .. }
    ));
    world.job.wake(refused_ms + 10_000.0);
    world.look(completed());
    assert_eq!(world.looks[2].0 - refused_ms, 90_000.0);
}

#[test]
fn what_is_learned_is_the_time_to_the_middle_between_the_last_looks() {
    let fresh = Durations::default();
    // To the millisecond: the clock is a large number, and its fractions are rounded.
    let told = |durations: &Durations| format!("{durations:.0?}");
    let mut world = World::created();
    let submitted = world.now;
    world.look(state("processing"));
    let pause = fresh.pause_ms(5, world.now - submitted, &Polling::default(), 0.5);
    world.look(completed());
    let mut expected = fresh.clone();
    expected.learn(5, world.now - submitted - (pause + 100.0) / 2.0);
    assert_eq!(told(&world.durations), told(&expected));
    // Looked at an hour late, a job may have been done for as long: that teaches nothing.
    let mut world = World::created();
    world.now += 3_600_000.0;
    world.look(completed());
    assert_eq!(told(&world.durations), told(&fresh));
    // A job of unknown age teaches nothing; one that failed does, for that has to be noticed, too.
    let mut world = World::new(Job::to_follow(Rules::default(), "a".into(), 1e12));
    world.look(completed());
    assert_eq!(told(&world.durations), told(&fresh));
    let mut world = World::created();
    world.look(state("failed"));
    assert_ne!(told(&world.durations), told(&fresh));
    // The prompt optimizer's jobs make no video.
    let mut world = World::new(Job::to_submit(Rules::default(), 0));
    world.submit(state("created")).unwrap();
    world.look(completed());
    assert!(world.end().is_ok());
    assert_eq!(told(&world.durations), told(&fresh));
}
