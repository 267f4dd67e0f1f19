//! Tests of `settings`.

use super::*;
use crate::core::polling::Polling;
use crate::core::retry::Retry;
use crate::core::testing::{Foreign, Told, any, list, one, record, told};
use proptest::prelude::*;
use serde_json::json;

#[path = "settings_ledger_tests.rs"]
mod ledger;

fn refused<T>(result: Result<T, Failure>) -> Result<T, Told> {
    result.map_err(|failure| {
        assert_eq!((failure.code, failure.stage), (Code::Config, Stage::Config));
        assert!(!failure.can_resubmit());
        told(&failure.issues)
    })
}

fn errors(options: &Foreign) -> Told {
    refused(read(options)).err().unwrap_or_default()
}

#[test]
fn no_options_and_empty_ones_are_the_defaults() {
    let settings = Settings::default();
    assert_eq!(read(&Foreign::Missing), Ok(settings));
    assert_eq!(read(&record([])), Ok(settings));
    assert_eq!(
        (settings.request_timeout_ms, settings.deadline_ms),
        (45e3, 1.8e6)
    );
    let polling = Polling {
        first_ms: 5e3,
        min_ms: 5e3,
        max_ms: 1.2e5,
    };
    let retry = Retry {
        attempts: 6,
        base_ms: 1e3,
        max_ms: 3e4,
    };
    assert_eq!(settings.rules, Rules { polling, retry });
    assert_eq!(settings.budget, Budget::default());
    let patience = Patience {
        looks: 2,
        pause_ms: 5e3,
        resubmit_when_absent: false,
    };
    assert_eq!(settings.patience, patience);
    assert_eq!((settings.concurrency, settings.store), (2, Store::Usual));
    let absent = json!({"apiKey": null, "baseUrl": null, "fetch": null, "headers": null, "onEvent": null,
        "store": null, "budget": null, "lookup": null, "concurrency": null,
        "polling": null, "retry": null, "requestTimeoutMs": null, "deadlineMs": null});
    assert_eq!(read(&Foreign::from(absent)), Ok(settings));
}

#[test]
fn every_option_is_taken() {
    let options = record([
        ("apiKey", Foreign::Function),
        (
            "baseUrl",
            Foreign::Url(url::Url::parse("https://example.com").unwrap()),
        ),
        ("fetch", Foreign::Function),
        ("headers", record([("x-team", "a".into())])),
        ("onEvent", Foreign::Function),
        (
            "polling",
            json!({"firstMs": 0, "minMs": 10, "maxMs": 20}).into(),
        ),
        (
            "retry",
            json!({"attempts": 1, "baseMs": 0, "maxMs": 5}).into(),
        ),
        ("requestTimeoutMs", 1u32.into()),
        ("deadlineMs", 604_800_000u32.into()),
        ("store", "memory".into()),
        (
            "budget",
            json!({"perJobUsd": 0.5, "perDayUsd": 12.345678, "totalUsd": 0}).into(),
        ),
        (
            "lookup",
            json!({"looks": 1, "pauseMs": 0, "resubmitWhenAbsent": true}).into(),
        ),
        ("concurrency", 100_000u32.into()),
    ]);
    assert_eq!(
        read(&options),
        Ok(Settings {
            rules: Rules {
                polling: Polling {
                    first_ms: 0.0,
                    min_ms: 10.0,
                    max_ms: 20.0
                },
                retry: Retry {
                    attempts: 1,
                    base_ms: 0.0,
                    max_ms: 5.0
                },
            },
            request_timeout_ms: 1.0,
            deadline_ms: 604_800_000.0,
            budget: Budget {
                job: Some(500_000),
                day: Some(12_345_678),
                total: Some(0),
            },
            patience: Patience {
                looks: 1,
                pause_ms: 0.0,
                resubmit_when_absent: true,
            },
            concurrency: 100_000,
            store: Store::Memory,
        })
    );
    assert_eq!(
        errors(&json!({"apiKey": "k", "baseUrl": "/api"}).into()),
        []
    );
}

#[test]
fn all_problems_are_told_at_once() {
    let options = record([
        ("apiKey", 5u32.into()),
        ("baseUrl", true.into()),
        ("fetch", "fetch".into()),
        ("headers", Foreign::Map),
        ("onEvent", list([5u32])),
        (
            "polling",
            json!({"firstMs": -1, "minMs": "5", "maxMs": 1e12, "minMS": 5}).into(),
        ),
        (
            "retry",
            json!({"attempts": 0, "baseMs": null, "maxMs": true}).into(),
        ),
        ("requestTimeoutMs", f64::NAN.into()),
        ("deadlineMs", f64::INFINITY.into()),
        ("apikey", "k".into()),
        ("store", 5u32.into()),
        (
            "budget",
            json!({"perJobUsd": "0.5", "perDayUsd": -1, "total": 5}).into(),
        ),
        (
            "lookup",
            json!({"looks": 0, "pauseMs": "5", "resubmitWhenAbsent": 1, "resubmit": true}).into(),
        ),
        ("concurrency", 0u32.into()),
    ]);
    let mut found = errors(&options);
    found.sort();
    let mut expected = [
        ("/apiKey", "type"),
        ("/baseUrl", "type"),
        ("/fetch", "type"),
        ("/headers", "type"),
        ("/onEvent", "type"),
        ("/polling/firstMs", "not_allowed"),
        ("/polling/minMs", "type"),
        ("/polling/maxMs", "not_allowed"),
        ("/polling/minMS", "unknown_field"),
        ("/retry/attempts", "not_allowed"),
        ("/retry/maxMs", "type"),
        ("/requestTimeoutMs", "not_allowed"),
        ("/deadlineMs", "not_allowed"),
        ("/apikey", "unknown_field"),
        ("/store", "not_allowed"),
        ("/budget/perJobUsd", "not_allowed"),
        ("/budget/perDayUsd", "not_allowed"),
        ("/budget/total", "unknown_field"),
        ("/lookup/looks", "not_allowed"),
        ("/lookup/pauseMs", "type"),
        ("/lookup/resubmitWhenAbsent", "type"),
        ("/lookup/resubmit", "unknown_field"),
        ("/concurrency", "not_allowed"),
    ]
    .map(|(path, code)| (path.to_owned(), code));
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_is_no_object_is_one_problem() {
    for value in [
        Foreign::Null,
        "my-key".into(),
        5u32.into(),
        list(["my-key"]),
        Foreign::Map,
        Foreign::Function,
        Foreign::Throws,
    ] {
        let code = if matches!(value, Foreign::Throws) {
            "unreadable"
        } else {
            "type"
        };
        assert_eq!(errors(&value), one("", code), "{value:?}");
        if !matches!(value, Foreign::Null) {
            assert_eq!(
                refused(read_call(&value, &["signal"])),
                Err(one("", code)),
                "{value:?}"
            );
        }
    }
    for group in ["polling", "retry", "budget", "lookup"] {
        for value in [Foreign::from("5"), list([5u32]), 5u32.into()] {
            assert_eq!(
                errors(&record([(group, value)])),
                one(&format!("/{group}"), "type")
            );
        }
        let value = record([(group, Foreign::Throws)]);
        assert_eq!(errors(&value), one(&format!("/{group}"), "unreadable"));
    }
}

#[test]
fn a_message_names_the_option_that_was_meant() {
    let failure = read(&Foreign::from(json!({"api_key": "secret"}))).unwrap_err();
    assert!(
        failure.message.contains("did you mean \"apiKey\"?"),
        "{}",
        failure.message
    );
    assert!(!failure.message.contains("secret"));
}

#[test]
fn polls_are_bounded_by_each_other() {
    let polling = |json: serde_json::Value| {
        refused(read(&Foreign::from(json!({"polling": json})))).map(|s| s.rules.polling)
    };
    assert_eq!(
        polling(json!({"minMs": 10, "maxMs": 9})),
        Err(one("/polling/maxMs", "not_allowed"))
    );
    assert_eq!(
        polling(json!({"maxMs": 100})),
        Err(one("/polling/maxMs", "not_allowed"))
    );
    // A longer shortest pause alone moves the longest one.
    let found = polling(json!({"minMs": 180_000})).unwrap();
    assert_eq!((found.min_ms, found.max_ms), (180e3, 180e3));
}

#[test]
fn the_bounds_of_numbers() {
    for (name, least, most) in [
        ("requestTimeoutMs", 1.0, 604_800_000.0),
        ("deadlineMs", 1.0, 604_800_000.0),
    ] {
        for (value, fits) in [
            (least, true),
            (most, true),
            (least - 0.5, false),
            (most + 1.0, false),
            (-1.0, false),
        ] {
            let expected = if fits {
                vec![]
            } else {
                one(&format!("/{name}"), "not_allowed")
            };
            assert_eq!(
                errors(&record([(name, value.into())])),
                expected,
                "{name} {value}"
            );
        }
    }
    for (attempts, fits) in [(1, true), (100, true), (0, false), (101, false)] {
        let found = errors(&json!({"retry": {"attempts": attempts}}).into());
        assert_eq!(found.is_empty(), fits, "{attempts}");
    }
}

#[test]
fn an_upload_has_more_time_the_larger_it_is() {
    let settings = Settings::default();
    assert_eq!(settings.upload_timeout_ms(0.0), 45e3);
    assert_eq!(settings.upload_timeout_ms(10e6), 245e3);
}

#[test]
fn options_of_a_call() {
    const KNOWN: [&str; 3] = ["signal", "onUpdate", "onUploadProgress"];
    let call = |value: Foreign| refused(read_call(&value, &KNOWN));
    assert_eq!(call(Foreign::Missing), Ok(()));
    assert_eq!(call(Foreign::Null), Ok(()));
    assert_eq!(call(record([])), Ok(()));
    assert_eq!(
        call(record([
            ("onUpdate", Foreign::Function),
            ("onUploadProgress", Foreign::Null)
        ])),
        Ok(())
    );
    let wrong = record([
        ("onUpdate", "f".into()),
        ("onUploadProgress", Foreign::Throws),
        ("onupdate", Foreign::Function),
    ]);
    let mut found = call(wrong).unwrap_err();
    found.sort();
    let expected = [
        ("/onUpdate", "type"),
        ("/onUploadProgress", "unreadable"),
        ("/onupdate", "unknown_field"),
    ];
    assert_eq!(found, expected.map(|(path, code)| (path.to_owned(), code)));
}

#[test]
fn one_message_of_ours() {
    let failure = config("/baseUrl", "baseUrl must begin with https://.");
    assert_eq!(
        failure.message,
        "/baseUrl: baseUrl must begin with https://."
    );
    assert_eq!(refused::<()>(Err(failure)), Err(one("/baseUrl", "config")));
}

proptest! {
    #[test]
    fn any_value_gives_settings_or_reasons(value in any::value()) {
        match read(&value) {
            Ok(settings) => prop_assert!(settings.rules.polling.min_ms <= settings.rules.polling.max_ms),
            Err(failure) => prop_assert!(!failure.issues.is_empty()),
        }
        let _ = read_call(&value, &["signal"]);
    }
}
