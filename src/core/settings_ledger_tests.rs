//! Tests of `settings`: where the ledger is kept, what may be spent, and whose job it is.

use super::*;

#[test]
fn where_the_ledger_is_kept() {
    let store = |value: Foreign| refused(read(&record([("store", value)]))).map(|s| s.store);
    assert_eq!(store(Foreign::Missing), Ok(Store::Usual));
    assert_eq!(store(Foreign::Null), Ok(Store::Usual));
    assert_eq!(store("memory".into()), Ok(Store::Memory));
    assert_eq!(store("indexeddb".into()), Ok(Store::IndexedDb));
    // A store of one's own: what it can do is tried, not read.
    assert_eq!(store(record([("get", Foreign::Function)])), Ok(Store::Own));
    assert_eq!(store(record([])), Ok(Store::Own));
    assert_eq!(store(Foreign::Map), Ok(Store::Own));
    for wrong in [
        Foreign::from(""),
        "IndexedDB".into(),
        "localstorage".into(),
        Foreign::HugeText(1_000),
        true.into(),
        5u32.into(),
        list(["memory"]),
        Foreign::Function,
        Foreign::Throws,
    ] {
        let found = store(wrong.clone());
        assert_eq!(found, Err(one("/store", "not_allowed")), "{wrong:?}");
    }
}

#[test]
fn amounts_of_a_budget() {
    let total = |value: Foreign| {
        let budget = record([("totalUsd", value)]);
        refused(read(&record([("budget", budget)]))).map(|settings| settings.budget.total)
    };
    for (usd, micros) in [
        (0.0, 0),
        (0.25, 250_000),
        (0.1 + 0.2, 300_000),
        (1e9, 1_000_000_000_000_000),
    ] {
        assert_eq!(total(usd.into()), Ok(Some(micros)), "{usd}");
    }
    assert_eq!(total(Foreign::Null), Ok(None));
    for wrong in [
        Foreign::from(-0.01),
        f64::NAN.into(),
        f64::INFINITY.into(),
        1e10.into(),
        "5".into(),
        true.into(),
        list([5u32]),
        Foreign::Throws,
    ] {
        let path = "/budget/totalUsd";
        assert_eq!(
            total(wrong.clone()),
            Err(one(path, "not_allowed")),
            "{wrong:?}"
        );
    }
}

#[test]
fn whole_numbers() {
    for (options, path) in [
        (json!({"concurrency": 1.5}), "/concurrency"),
        (json!({"concurrency": 100_001}), "/concurrency"),
        (json!({"lookup": {"looks": 1.5}}), "/lookup/looks"),
        (json!({"lookup": {"looks": 101}}), "/lookup/looks"),
        (json!({"retry": {"attempts": 1.5}}), "/retry/attempts"),
    ] {
        let shown = options.to_string();
        assert_eq!(errors(&options.into()), one(path, "not_allowed"), "{shown}");
    }
    assert_eq!(errors(&json!({"lookup": {"looks": 100}}).into()), []);
}

#[test]
fn a_key_of_the_caller_s_own() {
    const KNOWN: [&str; 3] = ["idempotencyKey", "idempotencyPrefix", "concurrency"];
    let call = |name: &str, value: Foreign| refused(read_call(&record([(name, value)]), &KNOWN));
    let longest = "k".repeat(256);
    for name in ["idempotencyKey", "idempotencyPrefix"] {
        let path = format!("/{name}");
        for good in [
            Foreign::Missing,
            Foreign::Null,
            "a".into(),
            "order/42 ".into(),
            "日本".into(),
            longest.as_str().into(),
        ] {
            assert_eq!(call(name, good.clone()), Ok(()), "{name} {good:?}");
        }
        for bad in ["", " ", "\n", &format!("{longest}k")] {
            assert_eq!(
                call(name, bad.into()),
                Err(one(&path, "not_allowed")),
                "{name} {bad}"
            );
        }
        for bad in [
            Foreign::from(42u32),
            list(["a"]),
            Foreign::Symbol,
            true.into(),
        ] {
            assert_eq!(
                call(name, bad.clone()),
                Err(one(&path, "type")),
                "{name} {bad:?}"
            );
        }
        assert_eq!(call(name, Foreign::Throws), Err(one(&path, "unreadable")));
        // Not every call has one.
        let stray = read_call(&record([(name, "a".into())]), &["signal"]);
        assert_eq!(refused(stray), Err(one(&path, "unknown_field")));
    }
    assert_eq!(call("concurrency", 1u32.into()), Ok(()));
    assert_eq!(call("concurrency", 100_000u32.into()), Ok(()));
    for bad in [0.0, 1.5, -1.0, 100_001.0, f64::NAN, f64::INFINITY] {
        let found = call("concurrency", bad.into());
        assert_eq!(
            found.unwrap_err()[0],
            ("/concurrency".to_owned(), "not_allowed"),
            "{bad}"
        );
    }
    assert_eq!(
        call("concurrency", "2".into()),
        Err(one("/concurrency", "type"))
    );
}
