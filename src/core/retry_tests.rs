//! Tests of `retry`.

use super::*;
use proptest::prelude::*;

fn setback(code: Code, retry_after_ms: Option<f64>) -> Setback {
    Setback {
        code,
        status: None,
        said: String::new(),
        retry_after_ms,
        refused: code == Code::RateLimited,
    }
}

#[test]
fn pauses_double_and_are_capped() {
    let retry = Retry::default();
    let pauses = |code| -> Vec<f64> {
        (1..=7)
            .filter_map(|sent| retry.pause(sent, &setback(code, None), 1.0))
            .collect()
    };
    assert_eq!(pauses(Code::Server), [1e3, 2e3, 4e3, 8e3, 16e3]);
    // A rate is counted by the minute: five pauses together last about one.
    assert_eq!(pauses(Code::RateLimited), [2e3, 4e3, 8e3, 16e3, 30e3]);
    let patient = Retry {
        attempts: 100,
        ..retry
    };
    for sent in [7, 31, 99, u32::MAX] {
        assert_eq!(
            patient.backoff(sent, &setback(Code::Server, None), 1.0),
            30e3
        );
    }
}

#[test]
fn attempts_count_the_first_one() {
    let lost = setback(Code::Network, None);
    let once = Retry {
        attempts: 1,
        ..Retry::default()
    };
    assert_eq!(once.pause(1, &lost, 0.5), None);
    assert!(Retry::default().pause(5, &lost, 0.5).is_some());
    assert_eq!(Retry::default().pause(6, &lost, 0.5), None);
    assert_eq!(Retry::default().pause(7, &lost, 0.5), None);
}

#[test]
fn a_pause_that_is_asked_for_is_kept_as_far_as_patience_goes() {
    let retry = Retry::default();
    let pause = |asked| retry.pause(1, &setback(Code::RateLimited, Some(asked)), 0.0);
    assert_eq!(pause(0.0), Some(1e3));
    assert_eq!(pause(500.0), Some(1e3));
    assert_eq!(pause(45e3), Some(45e3));
    assert_eq!(pause(PATIENCE_MS), Some(PATIENCE_MS));
    assert_eq!(pause(PATIENCE_MS + 1.0), None);
    assert_eq!(pause(f64::INFINITY), None);
}

#[test]
fn the_retry_after_header() {
    let now = 1_000_000.0;
    for (header, date, expected) in [
        ("0", f64::NAN, Some(0.0)),
        ("120", f64::NAN, Some(120e3)),
        (" 7 ", f64::NAN, Some(7e3)),
        ("999999999", f64::NAN, Some(999_999_999e3)),
        // Digits are seconds, even where the platform would read a year.
        ("2031", 1e12, Some(2_031e3)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", now + 30e3, Some(30e3)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", now - 30e3, None),
        ("soon", f64::NAN, None),
        ("-5", f64::NAN, None),
        ("1e3", f64::NAN, None),
        ("", f64::NAN, None),
    ] {
        assert_eq!(retry_after_ms(header, date, now), expected, "{header}");
    }
}

#[test]
fn which_call_may_be_sent_again_after_what() {
    for code in Code::ALL.iter().copied() {
        let repeats = |call: Call| call.may_repeat(&setback(code, None));
        let in_doubt = matches!(
            code,
            Code::Network | Code::Timeout | Code::Server | Code::BadResponse
        );
        // The paid request: only when the rate refused it.
        assert_eq!(repeats(Call::Submit), code == Code::RateLimited, "{code:?}");
        for call in [Call::Upload, Call::Poll, Call::Ask] {
            assert_eq!(
                repeats(call),
                in_doubt || code == Code::RateLimited,
                "{call:?} {code:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn chance_stays_in_its_bounds(
        sent in 0..200u32,
        chance in prop_oneof![0.0..=1.0f64, any::<f64>()],
        base in 0.0..60_000.0,
        max in 0.0..600_000.0,
        is_rate in any::<bool>(),
    ) {
        let retry = Retry { attempts: 1_000, base_ms: base, max_ms: max };
        let setback = setback(if is_rate { Code::RateLimited } else { Code::Server }, None);
        let (least, most) = (retry.backoff(sent, &setback, 0.0), retry.backoff(sent, &setback, 1.0));
        prop_assert!(most <= max && least == most / 2.0);
        if !chance.is_nan() {
            let pause = retry.backoff(sent, &setback, chance);
            prop_assert!((least..=most).contains(&pause));
        }
        prop_assert!(retry.backoff(sent + 1, &setback, 1.0) >= most);
    }
}
