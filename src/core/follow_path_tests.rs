//! Tests of `follow`: a job that the service does not know, at the usual path or at the page's.

use super::*;

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
    // Both paths, as often as the service allows: a job that is about to be known is not left alone for long.
    assert!(
        (24..=28).contains(&world.looks.len()),
        "{}",
        world.looks.len()
    );
    // It may be asked for again.
    world.job.reopen();
    world.look(completed());
    assert!(world.end().is_ok());
}

#[test]
fn a_clock_that_is_set_back_does_not_lengthen_the_minute_for_which_a_job_may_be_unknown() {
    let mut world = World::created();
    world.look(refused(404));
    world.look(refused(404));
    world.now -= 86_400_000.0;
    let set_back = world.now;
    while !world.has_ended() {
        world.look(refused(404));
    }
    assert!((60_000.0..90_000.0).contains(&(world.now - set_back)));
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
