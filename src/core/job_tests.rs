//! Tests of `job`: the submit, and what each answer to it leads to.

use super::*;
use crate::core::answer::{Exchange, judge};
use crate::core::error::{Code, Stage};
use crate::core::testing::world::{Answer, World, completed, late, lost, refused, reply, state};
use serde_json::json;

#[path = "job_any_tests.rs"]
mod any;

#[test]
fn from_the_submit_to_the_video() {
    let mut world = World::submitting();
    assert_eq!(
        (world.job.id(), world.job.charge(), world.job.seconds()),
        (None, Charge::None, 5)
    );
    world.submit(state("created")).unwrap();
    assert_eq!(
        (world.job.id(), world.job.charge()),
        (Some("a"), Charge::Charged)
    );
    assert_eq!(world.job.latest().unwrap().word, "created");
    let submitted = world.now;
    world.look(state("processing"));
    assert_eq!(world.job.latest().unwrap().word, "processing");
    world.look(state("a word of tomorrow"));
    assert!(!world.job.is_over());
    world.look(completed());
    assert!(world.job.is_over());
    assert_eq!(world.end().unwrap().outputs, ["https://a/1.mp4"]);
    assert_eq!(world.submits.len(), 1);
    // The first look waits, and no two are closer than allowed.
    let first_ms = world.looks[0].0 - submitted;
    assert!((5_000.0..=120_000.0).contains(&first_ms), "{first_ms}");
    assert!(
        world.gaps().iter().all(|gap| *gap >= 5_000.0),
        "{:?}",
        world.looks
    );
    // It stays ended, however often it is asked, and opened again.
    world.job.reopen();
    assert!(world.end().is_ok());
}

#[test]
fn a_job_that_has_ended_in_the_answer_to_the_submit_needs_no_look() {
    let mut world = World::submitting();
    world.submit(completed()).unwrap();
    assert!(world.end().is_ok());
    let mut world = World::submitting();
    world.submit(state("failed")).unwrap();
    assert_eq!(world.end().unwrap_err().code, Code::JobFailed);
}

#[test]
fn a_submit_that_the_rate_refuses_is_sent_again_as_often_as_allowed() {
    let mut world = World::submitting();
    for _ in 0..5 {
        world.submit(refused(429)).unwrap();
        assert_eq!(world.job.charge(), Charge::None);
    }
    let failure = world.submit(refused(429)).unwrap_err();
    assert_eq!(
        (
            failure.code,
            failure.stage,
            failure.charge,
            failure.can_resubmit(),
            failure.job_id.clone()
        ),
        (Code::RateLimited, Stage::Submit, Charge::None, true, None)
    );
    assert_eq!(world.submits.len(), 6);
    let gaps: Vec<f64> = world
        .submits
        .windows(2)
        .map(|two| two[1] - two[0])
        .collect();
    assert!(gaps.is_sorted() && gaps[0] >= 1_000.0, "{gaps:?}");
    // All together about a minute, the window that the rate is counted in.
    assert!(
        (40_000.0..90_000.0).contains(&gaps.iter().sum()),
        "{gaps:?}"
    );

    let mut world = World::submitting();
    world.submit(refused(429)).unwrap();
    world.submit(state("created")).unwrap();
    assert_eq!(world.job.id(), Some("a"));
}

#[test]
fn a_pause_that_the_service_asks_for_is_kept() {
    let asks = |ms| {
        Err(Setback {
            retry_after_ms: Some(ms),
            ..refused(429).unwrap_err()
        })
    };
    let mut world = World::submitting();
    world.submit(asks(45_000.0)).unwrap();
    world.submit(state("created")).unwrap();
    assert!(world.submits[1] - world.submits[0] >= 45_000.0);
    // Longer than anyone waits: the caller is told instead.
    let mut world = World::submitting();
    assert_eq!(
        world.submit(asks(600_000.0)).unwrap_err().code,
        Code::RateLimited
    );
    // A look is put off, too, but not beyond patience.
    let mut world = World::created();
    world.look(asks(60_000.0));
    world.look(asks(1e9));
    world.look(completed());
    let gaps = world.gaps();
    assert!(
        gaps[0] >= 60_000.0 && (60_000.0..=121_000.0).contains(&gaps[1]),
        "{gaps:?}"
    );
}

/// Every answer to a submit that does not say whether there is a job now.
fn doubts() -> Vec<Answer> {
    let mut doubts = vec![
        lost(),
        late(),
        // Cut short, or no JSON.
        reply(200, None),
        reply(201, None),
        // Read, but without an id: null, nothing, or what can be none.
        reply(
            200,
            Some(json!({"code": 200, "message": "success", "data": null})),
        ),
        reply(200, Some(json!({}))),
        reply(200, Some(json!([]))),
        reply(200, Some(json!({"data": {"status": "created"}}))),
        reply(
            200,
            Some(json!({"data": {"id": null, "status": "created"}})),
        ),
        reply(
            200,
            Some(json!({"data": {"id": "../a", "status": "created"}})),
        ),
        // A redirect that the browser does not show, and one that it does.
        reply(0, None),
        reply(302, None),
        reply(408, None),
    ];
    for status in [500, 502, 503, 504, 599] {
        doubts.push(refused(status));
        doubts.push(reply(status, None));
        doubts.push(reply(200, Some(json!({"code": status, "message": "no"}))));
    }
    doubts.push(reply(200, Some(json!({"code": 5004, "message": "no"}))));
    doubts
}

#[test]
fn a_submit_in_doubt_is_never_sent_again() {
    for doubt in doubts() {
        let shown = format!("{doubt:?}");
        let mut world = World::submitting();
        let failure = world.submit(doubt).unwrap_err();
        assert_eq!(
            (failure.code, failure.stage, failure.charge),
            (Code::SubmitUnknown, Stage::Submit, Charge::Unknown),
            "{shown}"
        );
        assert!(!failure.can_resubmit(), "{shown}");
        // Whoever goes on asking is told the same, and may not send it again.
        world.now += 1e9;
        assert_eq!(world.end().unwrap_err(), failure, "{shown}");
        world.job.reopen();
        assert_eq!(world.end().unwrap_err(), failure, "{shown}");
        assert_eq!(world.job.charge(), Charge::Unknown, "{shown}");
    }
}

#[test]
fn a_submit_that_is_refused_costs_nothing_and_ends_it() {
    for (status, code) in [
        (400, Code::BadRequest),
        (401, Code::Unauthorized),
        (402, Code::InsufficientCredits),
        (403, Code::Forbidden),
        (404, Code::NotFound),
        (413, Code::BadRequest),
        (422, Code::BadRequest),
    ] {
        let mut world = World::submitting();
        let failure = world.submit(refused(status)).unwrap_err();
        assert_eq!(
            (failure.code, failure.charge),
            (code, Charge::None),
            "{status}"
        );
        assert_eq!(world.end().unwrap_err(), failure, "{status}");
        assert_eq!(world.job.charge(), Charge::None);
    }
}

#[test]
fn late_answers_to_what_is_over_change_nothing() {
    let mut world = World::created();
    let before = world.job.next(world.now);
    assert_eq!(
        world
            .job
            .submitted(lost(), world.now, 0.5, &world.durations),
        Ok(())
    );
    assert_eq!(world.job.next(world.now), before);
    let mut world = World::submitting();
    world
        .job
        .polled(completed(), world.now, 0.5, &mut world.durations);
    assert_eq!(world.job.next(world.now), Action::Submit);
}

#[test]
fn at_somebody_else_s_pace_a_refusal_for_the_rate_is_no_end_and_no_pause() {
    let mut world = World::new(Job::to_submit(Rules::default(), 5).paced(true));
    for _ in 0..50 {
        let before = world.now;
        world.submit(refused(429)).unwrap();
        assert_eq!(world.job.next(world.now), Action::Submit);
        assert_eq!(world.now - before, 100.0);
        assert_eq!(world.job.charge(), Charge::None);
    }
    world.submit(state("created")).unwrap();
    assert_eq!(world.job.id(), Some("a"));
    // Any other answer means what it always does.
    for (answer, code) in [
        (refused(401), Code::Unauthorized),
        (lost(), Code::SubmitUnknown),
        (refused(503), Code::SubmitUnknown),
    ] {
        let mut world = World::new(Job::to_submit(Rules::default(), 5).paced(true));
        world.submit(refused(429)).unwrap();
        assert_eq!(world.submit(answer).unwrap_err().code, code);
    }
    // Left to its own pace again, it counts what was sent.
    let mut world = World::new(Job::to_submit(Rules::default(), 5).paced(true));
    for _ in 0..5 {
        world.submit(refused(429)).unwrap();
    }
    world.job = world.job.paced(false);
    let failure = world.submit(refused(429)).unwrap_err();
    assert_eq!(
        (failure.code, failure.charge),
        (Code::RateLimited, Charge::None)
    );
    // One that has an id has no pace of its own to lose.
    assert_eq!(World::created().job.paced(true).id(), Some("a"));
}

#[test]
fn the_next_look_has_a_time_while_there_is_one() {
    assert_eq!(World::submitting().job.due_ms(), None);
    let mut world = World::created();
    assert!(world.job.due_ms() > Some(world.now));
    world.look(completed());
    assert_eq!(world.job.due_ms(), None);
    let mut world = World::submitting();
    world.submit(lost()).unwrap_err();
    assert_eq!(world.job.due_ms(), None);
}
