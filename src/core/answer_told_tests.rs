//! Tests of `answer`: what the caller is told of each exchange that went wrong, at each call.

use super::*;

/// Each way an exchange can go wrong, with what it is at each call.
#[test]
fn what_a_caller_is_told_of_each_call() {
    use Call::{Ask, Poll, Submit, Upload};
    use Charge::{None as Free, Unknown};
    let answered = |status| reply(status, Some(json!({"message": "Service words"})));
    type Case = (&'static str, Exchange<Foreign>, [Code; 4], Charge);
    let cases: [Case; 14] = [
        // What came back, then the code at submit, upload, poll and ask; the charge at submit.
        (
            "400",
            answered(400),
            [
                Code::BadRequest,
                Code::UploadFailed,
                Code::BadRequest,
                Code::BadRequest,
            ],
            Free,
        ),
        ("401", answered(401), [Code::Unauthorized; 4], Free),
        ("402", answered(402), [Code::InsufficientCredits; 4], Free),
        ("403", answered(403), [Code::Forbidden; 4], Free),
        (
            "404",
            answered(404),
            [
                Code::NotFound,
                Code::UploadFailed,
                Code::NotFound,
                Code::NotFound,
            ],
            Free,
        ),
        (
            "408",
            answered(408),
            [
                Code::SubmitUnknown,
                Code::UploadFailed,
                Code::Timeout,
                Code::Timeout,
            ],
            Unknown,
        ),
        (
            "413",
            answered(413),
            [
                Code::BadRequest,
                Code::UploadFailed,
                Code::BadRequest,
                Code::BadRequest,
            ],
            Free,
        ),
        ("429", answered(429), [Code::RateLimited; 4], Free),
        (
            "500",
            answered(500),
            [
                Code::SubmitUnknown,
                Code::UploadFailed,
                Code::Server,
                Code::Server,
            ],
            Unknown,
        ),
        (
            "302",
            answered(302),
            [
                Code::SubmitUnknown,
                Code::UploadFailed,
                Code::BadResponse,
                Code::BadResponse,
            ],
            Unknown,
        ),
        (
            "cut",
            reply(200, None),
            [
                Code::SubmitUnknown,
                Code::UploadFailed,
                Code::BadResponse,
                Code::BadResponse,
            ],
            Unknown,
        ),
        (
            "lost",
            Exchange::Lost("Platform words".into()),
            [
                Code::SubmitUnknown,
                Code::UploadFailed,
                Code::Network,
                Code::Network,
            ],
            Unknown,
        ),
        (
            "late",
            Exchange::TimedOut,
            [
                Code::SubmitUnknown,
                Code::UploadFailed,
                Code::Timeout,
                Code::Timeout,
            ],
            Unknown,
        ),
        (
            "unsent",
            Exchange::Unsent("The headers cannot be sent: mend headers.".into()),
            [Code::Config; 4],
            Free,
        ),
    ];
    for (name, exchange, codes, charge_of_submit) in cases {
        for (call, code) in [Submit, Upload, Poll, Ask].into_iter().zip(codes) {
            let setback = judge(exchange.clone()).unwrap_err();
            let status = setback.status;
            let said = setback.said.clone();
            let failure = setback.failure(call);
            let charge = if call == Submit {
                charge_of_submit
            } else {
                Free
            };
            assert_eq!(
                (failure.code, failure.charge),
                (code, charge),
                "{name} at {call:?}"
            );
            let stage = match call {
                Upload => Stage::Upload,
                Poll => Stage::Poll,
                Submit => Stage::Submit,
                Ask => Stage::Lookup,
            };
            assert_eq!(
                (failure.stage, failure.status),
                (stage, status),
                "{name} at {call:?}"
            );
            // What the caller's own function did wrong is the message, and needs no saying twice.
            let has_cause = !said.is_empty() && code != Code::Config;
            assert_eq!(
                failure.cause,
                has_cause.then(|| said.clone()),
                "{name} at {call:?}"
            );
            // Only what is free may be submitted again, and not what would be refused again.
            let may = charge == Free && !matches!(code, Code::BadRequest | Code::Config);
            assert_eq!(failure.can_resubmit(), may, "{name} at {call:?}");
            // Our own words end with a full stop; the service's follow as they are.
            let ours = failure.message.split(" The service said: ").next().unwrap();
            let ours = ours.split(" The platform said: ").next().unwrap();
            assert!(
                ours.ends_with('.'),
                "{name} at {call:?}: {}",
                failure.message
            );
            assert!(failure.message.contains(&said), "{name} at {call:?}");
            if charge == Unknown {
                assert!(ours.contains("may exist and be billed"), "{name}: {ours}");
            }
        }
    }
}
