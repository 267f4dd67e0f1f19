//! Tests of `job`: whatever is answered, and whenever, it is paid once.

use super::*;
use proptest::prelude::*;

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
                    let result = job.submitted(answer, now, chance, &durations);
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
