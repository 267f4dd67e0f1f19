//! How the options of a client and of a call are read, group by group: what is wrong is noted, and the rest read on.

use super::{KEY_MOST, LONGEST_MS, Store};
use crate::core::answer::contains;
use crate::core::issue::{Issue, unfit, unknown_fields};
use crate::core::ledger::budget::Budget;
use crate::core::ledger::lookup::Patience;
use crate::core::polling::Polling;
use crate::core::pricing::micros_of;
use crate::core::retry::Retry;
use crate::core::value::{Key, Kind, Value};

/// Reads options, and notes what is wrong with them.
#[derive(Default)]
pub struct Reader {
    /// All that is wrong so far.
    pub issues: Vec<Issue>,
}

impl Reader {
    /// A value that must be of one of these kinds, where it is there.
    pub fn expect<V: Value>(&mut self, value: &V, name: &str, wanted: &str, kinds: &[Kind]) {
        let kind = value.kind();
        if !kind.is_absent() && !kinds.contains(&kind) {
            self.issues.push(unfit(&format!("/{name}"), wanted, kind));
        }
    }

    /// A number within bounds.
    pub fn number<V: Value>(
        &mut self,
        of: &V,
        at: &str,
        key: Key,
        least: f64,
        most: f64,
        into: &mut f64,
    ) {
        let value = of.get(key);
        let path = format!("{at}/{}", key.name());
        match value.kind() {
            Kind::Missing | Kind::Null => {}
            Kind::Number => match value.number() {
                Some(number) if number >= least && number <= most => *into = number,
                _ => self.issues.push(Issue::new(
                    path,
                    "not_allowed",
                    format!(
                        "{} must be from {} to {}, got {}.",
                        key.name(),
                        least as u64,
                        most as u64,
                        value.number_text()
                    ),
                )),
            },
            kind => self.issues.push(unfit(&path, "a number", kind)),
        }
    }

    /// An object of options, which has these.
    pub fn group<V: Value>(&mut self, value: &V, at: &str, known: &'static [&'static str]) {
        match value.kind() {
            Kind::Missing | Kind::Null => {}
            Kind::Record => self.issues.extend(unknown_fields(value, known, at)),
            kind => self.issues.push(unfit(at, "an object", kind)),
        }
    }

    /// `polling`.
    pub fn polling<V: Value>(&mut self, value: &V) -> Polling {
        const AT: &str = "/polling";
        let mut polling = Polling::default();
        self.group(value, AT, &["firstMs", "minMs", "maxMs"]);
        self.number(
            value,
            AT,
            Key::FirstMs,
            0.0,
            LONGEST_MS,
            &mut polling.first_ms,
        );
        self.number(value, AT, Key::MinMs, 0.0, LONGEST_MS, &mut polling.min_ms);
        polling.max_ms = polling.max_ms.max(polling.min_ms);
        self.number(value, AT, Key::MaxMs, 0.0, LONGEST_MS, &mut polling.max_ms);
        if polling.max_ms < polling.min_ms {
            self.issues.push(Issue::new(
                "/polling/maxMs",
                "not_allowed",
                format!(
                    "maxMs must not be less than minMs, which is {} ({} where it is left out).",
                    polling.min_ms as u64,
                    Polling::default().min_ms as u64
                ),
            ));
        }
        polling
    }

    /// `store`.
    pub fn store<V: Value>(&mut self, value: &V) -> Store {
        let name = value.text(16);
        match (value.kind(), name.as_deref()) {
            (Kind::Missing | Kind::Null, _) => Store::Usual,
            (Kind::Text, Some("memory")) => Store::Memory,
            (Kind::Text, Some("indexeddb")) => Store::IndexedDb,
            // A class of one's own is an object with another tag.
            (Kind::Record | Kind::Collection | Kind::Other, _) => Store::Own,
            _ => {
                let message = "store must be \"indexeddb\", \"memory\", or an object with get, put, delete and list.";
                self.issues
                    .push(Issue::new("/store", "not_allowed", message));
                Store::Usual
            }
        }
    }

    /// `budget`.
    pub fn budget<V: Value>(&mut self, value: &V) -> Budget {
        self.group(value, "/budget", &["perJobUsd", "perDayUsd", "totalUsd"]);
        let mut limit = |key: Key| {
            let usd = value.get(key);
            match (usd.kind(), micros_of(&usd)) {
                (Kind::Missing | Kind::Null, _) => None,
                (Kind::Number, Some(micros)) => Some(micros),
                _ => {
                    let path = format!("/budget/{}", key.name());
                    let message = format!("{} must be an amount of USD, 0 or more.", key.name());
                    self.issues.push(Issue::new(path, "not_allowed", message));
                    None
                }
            }
        };
        Budget {
            job: limit(Key::PerJobUsd),
            day: limit(Key::PerDayUsd),
            total: limit(Key::TotalUsd),
        }
    }

    /// `lookup`.
    pub fn patience<V: Value>(&mut self, value: &V) -> Patience {
        const AT: &str = "/lookup";
        let mut patience = Patience::default();
        self.group(value, AT, &["looks", "pauseMs", "resubmitWhenAbsent"]);
        patience.looks = self.whole(value, AT, Key::Looks, 100.0, patience.looks);
        self.number(
            value,
            AT,
            Key::PauseMs,
            0.0,
            LONGEST_MS,
            &mut patience.pause_ms,
        );
        let resubmit = value.get(Key::ResubmitWhenAbsent);
        match resubmit.kind() {
            Kind::Missing | Kind::Null => {}
            Kind::Bool => patience.resubmit_when_absent = resubmit.bool() == Some(true),
            kind => {
                let path = "/lookup/resubmitWhenAbsent";
                self.issues.push(unfit(path, "true or false", kind));
            }
        }
        patience
    }

    /// A caller's own key, or what its keys begin with.
    pub fn idempotency<V: Value>(&mut self, options: &V) {
        for key in [Key::IdempotencyKey, Key::IdempotencyPrefix] {
            let value = options.get(key);
            match value.kind() {
                Kind::Missing | Kind::Null => {}
                Kind::Text if is_key(&value) => {}
                Kind::Text => self.issues.push(Issue::new(
                    format!("/{}", key.name()),
                    "not_allowed",
                    format!(
                        "{} must have 1 to {KEY_MOST} characters, and no half of one.",
                        key.name()
                    ),
                )),
                kind => self
                    .issues
                    .push(unfit(&format!("/{}", key.name()), "a string", kind)),
            }
        }
    }

    /// A whole number from 1.
    pub fn whole<V: Value>(&mut self, of: &V, at: &str, key: Key, most: f64, usual: u32) -> u32 {
        let mut number = f64::from(usual);
        self.number(of, at, key, 1.0, most, &mut number);
        if number.trunc() != number {
            self.issues.push(Issue::new(
                format!("{at}/{}", key.name()),
                "not_allowed",
                format!("{} must be a whole number.", key.name()),
            ));
        }
        number as u32
    }

    /// `retry`.
    pub fn retry<V: Value>(&mut self, value: &V) -> Retry {
        const AT: &str = "/retry";
        let mut retry = Retry::default();
        self.group(value, AT, &["attempts", "baseMs", "maxMs"]);
        retry.attempts = self.whole(value, AT, Key::Attempts, 100.0, retry.attempts);
        self.number(value, AT, Key::BaseMs, 0.0, LONGEST_MS, &mut retry.base_ms);
        self.number(value, AT, Key::MaxMs, 0.0, LONGEST_MS, &mut retry.max_ms);
        retry
    }
}

/// Whether a text can be a caller's own key. Half of a character would be the same as any other half in a store.
fn is_key<V: Value>(value: &V) -> bool {
    let text = value.text(KEY_MOST);
    !value.is_blank() && text.is_some_and(|text| !contains(&text, "\u{fffd}"))
}
