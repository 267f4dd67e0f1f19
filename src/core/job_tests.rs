//! Tests of `job`: the machine is driven on a virtual clock by scripted answers.

use super::*;
use crate::core::answer::{Exchange, judge};
use crate::core::error::Code;
use crate::core::error::Stage;
use crate::core::testing::Foreign;
use proptest::prelude::*;
use serde_json::json;

type Answer = Result<Prediction, Setback>;

fn reply(status: u16, json: Option<serde_json::Value>) -> Answer {
    judge(Exchange::Reply {
        status,
        json: json.map(Foreign::from),
        retry_after_ms: None,
    })
    .map(|data| Prediction::read(&data))
}

fn refused(status: u16) -> Answer {
    reply(
        status,
        Some(json!({"code": status, "message": "Service words."})),
    )
}

fn lost() -> Answer {
    Err(judge::<Foreign>(Exchange::Lost("Failed to fetch".into())).unwrap_err())
}

fn late() -> Answer {
    Err(judge::<Foreign>(Exchange::TimedOut).unwrap_err())
}

/// A prediction of job `a` in that state.
fn state(word: &str) -> Answer {
    reply(200, Some(json!({"data": {"id": "a", "status": word}})))
}

fn completed() -> Answer {
    reply(
        200,
        Some(json!({"data": {"id": "a", "status": "completed", "outputs": ["https://a/1.mp4"]}})),
    )
}

/// A world of one job: a clock, chance in the middle, and what was done in it.
struct World {
    job: Job,
    now: f64,
    durations: Durations,
    /// When each look went out, and at which path.
    looks: Vec<(f64, bool)>,
    submits: Vec<f64>,
}

impl World {
    fn new(job: Job) -> World {
        World {
            job,
            now: 1e12,
            durations: Durations::default(),
            looks: Vec::new(),
            submits: Vec::new(),
        }
    }

    fn submitting() -> World {
        World::new(Job::to_submit(Rules::default(), 5))
    }

    /// A job that was submitted a moment ago.
    fn created() -> World {
        let mut world = World::submitting();
        world.submit(state("created")).unwrap();
        world
    }

    /// Waits as long as it says.
    fn until_due(&mut self) -> Action {
        loop {
            match self.job.next(self.now) {
                Action::Wait { until_ms } => {
                    assert!(until_ms > self.now, "a wait leads forward");
                    self.now = until_ms;
                }
                action => return action,
            }
        }
    }

    fn submit(&mut self, answer: Answer) -> Result<(), Failure> {
        assert_eq!(self.until_due(), Action::Submit);
        self.submits.push(self.now);
        self.now += 100.0;
        self.job.submitted(answer, self.now, 0.5)
    }

    /// One look, when it is due.
    fn look(&mut self, answer: Answer) {
        let action = self.until_due();
        let Action::Poll { page_path } = action else {
            panic!("{action:?}")
        };
        self.looks.push((self.now, page_path));
        self.now += 100.0;
        self.job.polled(answer, self.now, 0.5, &mut self.durations);
    }

    fn end(&self) -> Result<Prediction, Failure> {
        match self.job.next(self.now) {
            Action::End(end) => *end,
            action => panic!("{action:?}"),
        }
    }

    fn has_ended(&self) -> bool {
        matches!(self.job.next(self.now), Action::End(_))
    }

    /// The time from one look to the next.
    fn gaps(&self) -> Vec<f64> {
        self.looks
            .windows(2)
            .map(|two| two[1].0 - two[0].0)
            .collect()
    }
}

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
    assert_eq!(world.looks[0].0 - submitted, 5_000.0);
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
        gaps.iter().all(|gap| (5_000.0..=31_000.0).contains(gap)),
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
fn a_fresh_job_may_be_unknown_for_a_minute() {
    let mut world = World::created();
    let submitted = world.now;
    // Each time the page's path is tried at once.
    while world.now - submitted < 50_000.0 {
        world.look(refused(404));
        world.look(refused(404));
        let [.., (first, usual), (second, page)] = world.looks[..] else {
            panic!("two looks")
        };
        assert!(!usual && page);
        assert!(second - first <= 100.0, "the page's path is tried at once");
        assert!(!world.has_ended());
    }
    world.look(state("processing"));
    world.look(completed());
    assert!(world.end().is_ok());
    // Between two tries of both paths there is the usual pause.
    let usual: Vec<f64> = world
        .looks
        .iter()
        .filter(|(_, page)| !page)
        .map(|(at, _)| *at)
        .collect();
    assert!(
        usual.windows(2).all(|two| two[1] - two[0] >= 5_000.0),
        "{usual:?}"
    );
}

#[test]
fn a_job_that_stays_unknown_is_not_found() {
    let mut world = World::created();
    let submitted = world.now;
    while !world.has_ended() {
        world.look(refused(404));
    }
    let failure = world.end().unwrap_err();
    assert_eq!(
        (failure.code, failure.stage, failure.charge, failure.status),
        (Code::NotFound, Stage::Poll, Charge::Charged, Some(404))
    );
    assert_eq!(failure.job_id.as_deref(), Some("a"));
    assert!((60_000.0..90_000.0).contains(&(world.now - submitted)));
    // It may be asked for again.
    world.job.reopen();
    world.look(completed());
    assert!(world.end().is_ok());
}

#[test]
fn the_pages_path_is_kept_once_it_answered() {
    let mut world = World::created();
    world.look(refused(404));
    world.look(state("processing"));
    world.look(lost());
    world.look(completed());
    let pages: Vec<bool> = world.looks.iter().map(|(_, page)| *page).collect();
    assert_eq!(pages, [false, true, true, true]);
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
fn a_momentary_404_does_not_lose_a_job_to_the_other_path() {
    // What a service that does not know the page's path may say there.
    let page_path_says = [
        refused(400),
        refused(403),
        refused(405),
        refused(500),
        reply(200, Some(json!({"error": "no such page"}))),
        reply(200, None),
        lost(),
        late(),
        reply(200, Some(json!({"data": {"id": "b", "status": "failed"}}))),
    ];
    for said in page_path_says {
        let mut world = World::created();
        world.look(refused(404));
        world.look(said.clone());
        assert!(!world.has_ended(), "{said:?}");
        world.look(completed());
        assert!(world.end().is_ok(), "{said:?}");
        let paths: Vec<bool> = world.looks.iter().map(|look| look.1).collect();
        assert_eq!(paths, [false, true, false], "{said:?}");
    }
}

#[test]
fn an_answer_about_another_job_is_none_about_this_one() {
    let mut world = World::created();
    world.look(reply(
        200,
        Some(json!({"data": {"id": "b", "status": "failed"}})),
    ));
    assert!(!world.has_ended());
    world.look(completed());
    assert!(world.end().is_ok());
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
    // A job of unknown age teaches nothing, and neither does one that failed.
    let mut world = World::new(Job::to_follow(Rules::default(), "a".into(), 1e12));
    world.look(completed());
    assert_eq!(told(&world.durations), told(&fresh));
    let mut world = World::created();
    world.look(state("failed"));
    assert_eq!(told(&world.durations), told(&fresh));
    // The prompt optimizer's jobs make no video.
    let mut world = World::new(Job::to_submit(Rules::default(), 0));
    world.submit(state("created")).unwrap();
    world.look(completed());
    assert!(world.end().is_ok());
    assert_eq!(told(&world.durations), told(&fresh));
}

#[test]
fn late_answers_to_what_is_over_change_nothing() {
    let mut world = World::created();
    let before = world.job.next(world.now);
    assert_eq!(world.job.submitted(lost(), world.now, 0.5), Ok(()));
    assert_eq!(world.job.next(world.now), before);
    let mut world = World::submitting();
    world
        .job
        .polled(completed(), world.now, 0.5, &mut world.durations);
    assert_eq!(world.job.next(world.now), Action::Submit);
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let word = proptest::sample::select(vec![
        "created",
        "processing",
        "completed",
        "failed",
        "cancelled",
        "timeout",
        "deleted",
        "else",
    ]);
    prop_oneof![
        3 => Just(refused(429)),
        2 => (100..600u16).prop_map(refused),
        1 => (100..600u16).prop_map(|status| reply(status, None)),
        1 => proptest::sample::select(doubts()),
        3 => word.prop_map(state),
        1 => Just(completed()),
        1 => crate::core::testing::any::value().prop_map(|value| {
            judge(Exchange::Reply { status: 200, json: Some(value), retry_after_ms: None })
                .map(|data| Prediction::read(&data))
        }),
        1 => (0.0..200_000.0).prop_map(|ms| Err(Setback {
            retry_after_ms: Some(ms),
            ..refused(429).unwrap_err()
        })),
    ]
}

proptest! {
    /// The promise: whatever is answered and however long anything takes, at most one submit goes out that is not
    /// surely refused for the rate; also where whoever drives the machine does not stop at its error.
    #[test]
    fn it_never_pays_twice(
        answers in proptest::collection::vec((any_answer(), 0.0..100_000.0, 0.0..=1.0f64, any::<bool>()), 1..40)
    ) {
        let rules = Rules::default();
        let mut job = Job::to_submit(rules, 5);
        let mut durations = Durations::default();
        let mut now = 1e12;
        let mut sent = 0u32;
        let mut is_paid = false;
        let mut last_look: Option<(f64, bool)> = None;
        for (answer, took, chance, reopens) in answers {
            if let Action::Wait { until_ms } = job.next(now) {
                prop_assert!(until_ms > now && until_ms - now <= 121_000.0);
                now = until_ms;
            }
            match job.next(now) {
                Action::Submit => {
                    prop_assert!(!is_paid, "a second submit");
                    sent += 1;
                    prop_assert!(sent <= rules.retry.attempts);
                    is_paid = answer.as_ref().err().is_none_or(|setback| setback.code != Code::RateLimited);
                    now += took;
                    let id = answer.as_ref().ok().and_then(|prediction| prediction.id.clone());
                    let result = job.submitted(answer, now, chance);
                    prop_assert_eq!(job.id().map(str::to_owned), id);
                    match result {
                        Ok(()) => prop_assert!(job.id().is_some() || !is_paid),
                        Err(failure) => prop_assert!(failure.charge != Charge::Charged),
                    }
                    if job.id().is_some() {
                        last_look = Some((now, true));
                    }
                }
                Action::Poll { page_path } => {
                    prop_assert!(job.id().is_some());
                    if let Some((last, was_page)) = last_look {
                        // Only the page's path is tried at once, after the other.
                        let is_trial = page_path && !was_page;
                        prop_assert!(is_trial || now - last >= rules.polling.min_ms, "{} after the last", now - last);
                    }
                    last_look = Some((now, page_path));
                    now += took;
                    let is_lapse = answer.as_ref().err().is_some_and(|setback| {
                        matches!(setback.code, Code::RateLimited | Code::Server | Code::Network | Code::Timeout | Code::BadResponse)
                    });
                    job.polled(answer, now, chance, &mut durations);
                    prop_assert!(!is_lapse || !matches!(job.next(now), Action::End(_)), "a lapse ends no job");
                }
                Action::Wait { .. } => prop_assert!(false, "a wait that is over"),
                Action::End(end) => {
                    if let Err(failure) = &*end {
                        // After an id, every failure has it; and what may be submitted again is free.
                        prop_assert_eq!(failure.job_id.as_deref(), job.id());
                        prop_assert!(!failure.can_resubmit() || failure.charge == Charge::None);
                    }
                    if reopens {
                        job.reopen();
                    }
                    now += took;
                }
            }
        }
    }
}
