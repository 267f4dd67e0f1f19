//! Tests of `follow`: a job that was submitted in another life, or is looked at by another tab as well.

use super::*;

const NOW: f64 = 1e12;

fn told(world: &mut World, answer: Option<Answer>, looked_ms: f64, until_ms: f64) {
    let prediction = answer.map(Result::unwrap);
    world.job.told(prediction, looked_ms, until_ms, world.now);
}

fn resumed(submitted_ms: f64) -> World {
    let rules = Rules::default();
    World::new(Job::to_resume(rules, "a".into(), 10, submitted_ms, NOW))
}

/// The same job, answered for by another tab.
fn of_another(word: &str) -> Answer {
    reply(200, Some(json!({"data": {"id": "b", "status": word}})))
}

#[test]
fn one_s_own_job_is_resumed_at_once_or_when_its_first_pause_is_over() {
    let mut world = resumed(NOW - 3_600_000.0);
    assert_eq!(
        (world.job.id(), world.job.charge(), world.job.seconds()),
        (Some("a"), Charge::Charged, 10)
    );
    assert_eq!(world.job.next(NOW), Action::Poll { page_path: false });
    world.look(completed());
    assert!(world.end().is_ok());
    // Submitted two seconds ago.
    let mut world = resumed(NOW - 2_000.0);
    let until_ms = NOW + 3_000.0;
    assert_eq!(world.job.next(NOW), Action::Wait { until_ms });
    assert_eq!(
        world.job.now(NOW),
        Action::Wait { until_ms },
        "nobody looks sooner"
    );
    world.job.wake(NOW);
    assert_eq!(world.job.next(NOW), Action::Wait { until_ms });
    world.look(completed());
    assert_eq!(world.looks[0].0, until_ms);
    // By a clock that was set back since, or is another's: it is looked at at once.
    let world = resumed(NOW + 3_600_000.0);
    assert_eq!(world.job.next(NOW), Action::Poll { page_path: false });
}

#[test]
fn a_resumed_job_is_one_s_own() {
    // Fresh, it may be unknown to the service at first.
    for age_ms in [10_000.0, 290_000.0] {
        let mut world = resumed(NOW - age_ms);
        world.look(refused(404));
        world.look(refused(404));
        assert!(!world.has_ended(), "{age_ms}");
    }
    // Not fresh any more, it may not; and it was paid.
    let mut world = resumed(NOW - 400_000.0);
    world.look(refused(404));
    world.look(refused(404));
    let failure = world.end().unwrap_err();
    assert_eq!(
        (failure.code, failure.charge),
        (Code::NotFound, Charge::Charged)
    );
    // The pauses are those of a job of its age.
    let submitted_ms = NOW - 60_000.0;
    let mut world = resumed(submitted_ms);
    world.look(state("processing"));
    let durations = Durations::default();
    let elapsed_ms = world.now - submitted_ms;
    let pause_ms = durations.pause_ms(10, elapsed_ms, &Polling::default(), 0.5);
    assert_eq!(world.job.due_ms(), Some(world.now + pause_ms));
}

#[test]
fn a_job_known_by_its_id_is_recalled_as_one_s_own() {
    let mut world = World::new(Job::to_follow(Rules::default(), "a".into(), NOW));
    assert_eq!(world.job.charge(), Charge::Unknown);
    let submitted_ms = NOW - 60_000.0;
    world.job.recall(10, submitted_ms, NOW);
    assert_eq!(
        (world.job.charge(), world.job.seconds()),
        (Charge::Charged, 10)
    );
    world.look(state("processing"));
    let elapsed_ms = world.now - submitted_ms;
    let pause_ms = Durations::default().pause_ms(10, elapsed_ms, &Polling::default(), 0.5);
    assert_eq!(world.job.due_ms(), Some(world.now + pause_ms));
    // Recalled again it is no younger; and one that is being submitted has nothing to recall.
    world.job.recall(10, NOW, world.now);
    world.look(completed());
    let mut expected = Durations::default();
    let [.., (last_ms, _)] = world.looks[..] else {
        panic!("no look")
    };
    let gap_ms = world.now - (last_ms - pause_ms);
    expected.learn(10, world.now - submitted_ms - gap_ms / 2.0);
    assert_eq!(
        format!("{:.0?}", world.durations),
        format!("{expected:.0?}")
    );
    let mut world = World::submitting();
    world.job.recall(10, NOW, world.now);
    assert_eq!((world.job.id(), world.job.seconds()), (None, 5));
}

#[test]
fn a_job_recalled_a_moment_after_its_submit_is_not_looked_at_yet() {
    let mut world = World::new(Job::to_follow(Rules::default(), "a".into(), NOW));
    world.job.recall(5, NOW - 1_000.0, NOW);
    let first_ms = Polling::default().first_ms;
    assert_eq!(world.job.due_ms(), Some(NOW - 1_000.0 + first_ms));
    world.job.wake(NOW);
    assert_eq!(world.job.due_ms(), Some(NOW - 1_000.0 + first_ms));
}

#[test]
fn what_another_tab_was_told_ends_the_job() {
    for (answer, is_ok) in [
        (completed(), true),
        (state("failed"), false),
        (state("cancelled"), false),
    ] {
        let mut world = World::created();
        let now = world.now;
        told(&mut world, Some(answer), now, now);
        assert!(world.job.is_over());
        assert_eq!(world.end().is_ok(), is_ok);
        assert_eq!(world.job.due_ms(), None);
    }
}

#[test]
fn what_another_tab_was_told_puts_the_next_look_off() {
    let mut world = World::created();
    let looked_ms = world.now;
    let until_ms = looked_ms + 30_000.0;
    told(&mut world, Some(state("processing")), looked_ms, until_ms);
    assert_eq!(world.job.latest().unwrap().word, "processing");
    assert_eq!(world.job.next(world.now), Action::Wait { until_ms });
    assert_eq!(world.job.due_ms(), Some(until_ms));
    // Brought forward, it is no closer to the other's look than two of one's own may be.
    world.job.wake(world.now + 1_000.0);
    assert_eq!(world.job.due_ms(), Some(looked_ms + 5_000.0));
    assert!(matches!(
        world.job.now(looked_ms + 4_999.0),
        Action::Wait { .. }
    ));
    assert!(matches!(
        world.job.now(looked_ms + 5_000.0),
        Action::Poll { .. }
    ));
    // The other has fallen silent: it is looked at by oneself.
    let mut world = World::created();
    let until_ms = world.now + 30_000.0;
    let now = world.now;
    told(&mut world, None, now, until_ms);
    assert_eq!(world.job.latest().unwrap().word, "created");
    world.look(completed());
    assert_eq!(world.looks[0].0, until_ms);
    assert!(world.end().is_ok());
}

#[test]
fn a_time_that_is_over_puts_nothing_off_for_long() {
    let mut world = World::created();
    let now = world.now;
    let (looked_ms, until_ms) = (now - 60_000.0, now - 30_000.0);
    told(&mut world, Some(state("processing")), looked_ms, until_ms);
    // An older look does not open what a later one has closed.
    assert_eq!(world.job.due_ms(), Some(now + 5_000.0));
    assert!(matches!(world.job.now(now), Action::Wait { .. }));
    world.now += 5_000.0;
    told(&mut world, Some(state("processing")), looked_ms, until_ms);
    assert_eq!(world.job.due_ms(), Some(world.now + 1.0));
    // Looked at just now, whatever is planned it is not looked at again at once.
    let now = world.now;
    told(&mut world, Some(state("processing")), now, now);
    assert!(matches!(world.job.now(now), Action::Wait { .. }));
    assert_eq!(world.job.due_ms(), Some(now + 5_000.0));
    // The other's clock is an hour ahead.
    told(
        &mut world,
        Some(state("processing")),
        now + 3_600_000.0,
        now,
    );
    assert_eq!(world.job.due_ms(), Some(now + 5_000.0));
    // Ours was set back by an hour.
    world.now -= 3_600_000.0;
    let now = world.now;
    told(&mut world, Some(state("processing")), now - 60_000.0, now);
    assert_eq!(world.job.due_ms(), Some(now + 1.0));
}

#[test]
fn what_was_told_of_another_job_is_ignored() {
    for word in ["completed", "failed", "processing"] {
        let mut world = World::created();
        let until_ms = world.now + 20_000.0;
        let now = world.now;
        told(&mut world, Some(of_another(word)), now, until_ms);
        assert!(!world.has_ended(), "{word}");
        assert_eq!(world.job.latest().unwrap().word, "created");
        assert_eq!(world.job.due_ms(), Some(until_ms));
    }
}

#[test]
fn what_is_told_forgets_lapses_and_changes_no_end() {
    let mut world = World::created();
    for _ in 0..6 {
        world.look(refused(503));
    }
    let now = world.now;
    told(&mut world, Some(state("processing")), now, now);
    world.look(refused(503));
    let again = world.job.due_ms().unwrap() - world.now;
    let mut first = World::created();
    first.look(refused(503));
    assert!(
        again <= 2.0 * (first.job.due_ms().unwrap() - first.now),
        "{again}"
    );
    // Told late, it does not open what has ended, nor change how.
    let mut world = World::created();
    world.look(completed());
    let now = world.now;
    told(&mut world, Some(state("processing")), now, now + 20_000.0);
    assert!(world.end().is_ok());
    assert!(world.job.is_over());
    // One that is not submitted yet has nothing to be told.
    let mut world = World::submitting();
    told(&mut world, Some(completed()), NOW, NOW);
    assert_eq!(world.job.next(world.now), Action::Submit);
}
