//! A client's options, read once: normal settings, or every problem at once.

use super::answer::contains;
use super::error::{Code, Failure, Stage};
use super::issue::{Issue, unfit, unknown_fields};
use super::job::Rules;
use super::ledger::budget::Budget;
use super::ledger::lookup::Patience;
use super::model::{BASE_URL, KEPT_DAYS};
use super::polling::Polling;
use super::pricing::micros_of;
use super::reach::Vantage;
use super::retry::Retry;
use super::value::{Key, Kind, Value};

/// The numbers among a client's options.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Of polls and repetitions.
    pub rules: Rules,
    /// The longest that one HTTP request may take, in milliseconds; uploads get more by their size.
    pub request_timeout_ms: f64,
    /// The longest that `wait` waits, in milliseconds.
    pub deadline_ms: f64,
    /// What may be spent.
    pub budget: Budget,
    /// How a lost submit is looked up.
    pub patience: Patience,
    /// How many jobs of a batch run at once.
    pub concurrency: u32,
    /// Where the ledger is kept.
    pub store: Store,
}

/// Where the ledger is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// IndexedDB where the platform has it, else memory: nothing was said.
    Usual,
    /// Memory, gone with the client.
    Memory,
    /// IndexedDB.
    IndexedDb,
    /// The caller's own.
    Own,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            rules: Rules::default(),
            request_timeout_ms: 45_000.0,
            deadline_ms: 1_800_000.0,
            budget: Budget::default(),
            patience: Patience::default(),
            concurrency: 2,
            store: Store::Usual,
        }
    }
}

impl Settings {
    /// The limit of an upload of so many bytes, in milliseconds: as if the line carried 50 kB a second.
    pub fn upload_timeout_ms(&self, bytes: f64) -> f64 {
        self.request_timeout_ms + bytes / 50.0
    }
}

const OPTIONS: [&str; 13] = [
    Key::ApiKey.name(),
    Key::BaseUrl.name(),
    Key::Fetch.name(),
    Key::Headers.name(),
    Key::OnEvent.name(),
    Key::Store.name(),
    Key::Budget.name(),
    Key::Lookup.name(),
    Key::Concurrency.name(),
    Key::Polling.name(),
    Key::Retry.name(),
    Key::RequestTimeoutMs.name(),
    Key::DeadlineMs.name(),
];

/// The most jobs of a batch that may run at once.
const MOST_AT_ONCE: f64 = 100_000.0;

/// The longest key of a caller's own, in UTF-16 units.
pub const KEY_MOST: u32 = 256;

/// The longest duration an option may ask for, in milliseconds: as long as the service keeps a job.
const LONGEST_MS: f64 = KEPT_DAYS as f64 * 86_400_000.0;

/// Reads `new KlingClient(options)`; `undefined` is no options.
pub fn read<V: Value>(options: &V) -> Result<Settings, Failure> {
    let mut reader = Reader { issues: Vec::new() };
    let mut settings = Settings::default();
    match options.kind() {
        Kind::Missing => return Ok(settings),
        Kind::Record => {}
        kind => return Err(refused(vec![unfit("", "an object like { apiKey }", kind)])),
    }
    reader.issues.extend(unknown_fields(options, &OPTIONS, ""));
    for (key, wanted, kinds) in [
        (
            Key::ApiKey,
            "a string, or a function that gives one",
            &[Kind::Text, Kind::Function][..],
        ),
        (Key::BaseUrl, "a URL", &[Kind::Text, Kind::Url]),
        (Key::Fetch, "a function like fetch", &[Kind::Function]),
        (Key::OnEvent, "a function", &[Kind::Function]),
        (
            Key::Headers,
            "an object of header names and values",
            &[Kind::Record],
        ),
    ] {
        reader.expect(&options.get(key), key.name(), wanted, kinds);
    }
    settings.store = reader.store(&options.get(Key::Store));
    settings.budget = reader.budget(&options.get(Key::Budget));
    settings.patience = reader.patience(&options.get(Key::Lookup));
    settings.concurrency = reader.whole(options, "", Key::Concurrency, MOST_AT_ONCE, 2);
    settings.rules = Rules {
        polling: reader.polling(&options.get(Key::Polling)),
        retry: reader.retry(&options.get(Key::Retry)),
    };
    reader.number(
        options,
        "",
        Key::RequestTimeoutMs,
        1.0,
        LONGEST_MS,
        &mut settings.request_timeout_ms,
    );
    reader.number(
        options,
        "",
        Key::DeadlineMs,
        1.0,
        LONGEST_MS,
        &mut settings.deadline_ms,
    );
    if reader.issues.is_empty() {
        Ok(settings)
    } else {
        Err(refused(reader.issues))
    }
}

/// Reads the options of one call: which of `known` are there, and that functions are functions.
pub fn read_call<V: Value>(options: &V, known: &[&'static str]) -> Result<(), Failure> {
    let mut reader = Reader { issues: Vec::new() };
    match options.kind() {
        Kind::Missing | Kind::Null => return Ok(()),
        Kind::Record => {}
        kind => {
            return Err(refused(vec![unfit(
                "",
                "an object like { signal, onUpdate }",
                kind,
            )]));
        }
    }
    reader.issues.extend(unknown_fields(options, known, ""));
    reader.idempotency(options);
    reader.whole(options, "", Key::Concurrency, MOST_AT_ONCE, 1);
    for key in [Key::OnUpdate, Key::OnUploadProgress, Key::OnProgress] {
        reader.expect(
            &options.get(key),
            key.name(),
            "a function",
            &[Kind::Function],
        );
    }
    let signal = options.get(Key::Signal).kind();
    if signal == Kind::Unreadable {
        reader
            .issues
            .push(unfit("/signal", "an AbortSignal", signal));
    }
    if reader.issues.is_empty() {
        Ok(())
    } else {
        Err(refused(reader.issues))
    }
}

/// Why `key` cannot be an API key; `None` where it can. The key itself is never in the message.
pub fn key_problem(key: &str) -> Option<&'static str> {
    if key.is_empty() {
        return Some("apiKey is empty: give the key from the service's dashboard.");
    }
    if key.trim().len() != key.len() {
        return Some("apiKey has white space around it: trim it.");
    }
    // Anything else cannot stand in an HTTP header, and the platform's own error would print it.
    if !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Some(
            "apiKey has a character that no key has: copy it again from the service's dashboard.",
        );
    }
    None
}

/// What is known of the way to the service before anything is sent.
#[derive(Clone, Debug)]
pub struct Way<'a> {
    /// Scheme, host and path prefix of the base URL.
    pub base: &'a str,
    /// Where that stands.
    pub vantage: Vantage,
    /// Whether there is a key, or a function that gives one.
    pub has_key: bool,
    /// Whether the caller's own headers name `Content-Type`.
    pub names_content_type: bool,
    /// Whether they name `Authorization`.
    pub names_authorization: bool,
}

impl Way<'_> {
    /// Why nothing can be sent that way, or the key would not be safe on it.
    pub fn problem(&self) -> Option<Failure> {
        if self.names_content_type || (self.names_authorization && self.has_key) {
            return Some(config(
                "/headers",
                "headers must not name Content-Type, nor Authorization beside apiKey: this package sets them.",
            ));
        }
        if self.has_key && self.vantage == Vantage::Public && !self.base.starts_with("https:") {
            return Some(config(
                "/baseUrl",
                "baseUrl must begin with https://, or the key would be readable on its way.",
            ));
        }
        if !self.has_key && self.base == BASE_URL {
            return Some(config(
                "/apiKey",
                "apiKey is missing: give the key from the service's dashboard, or the baseUrl of your proxy.",
            ));
        }
        None
    }
}

/// Whether a text can be a caller's own key. Half of a character would be the same as any other half in a store.
fn is_key<V: Value>(value: &V) -> bool {
    let text = value.text(KEY_MOST);
    !value.is_blank() && text.is_some_and(|text| !contains(&text, "\u{fffd}"))
}

/// A failure of the configuration with one message.
pub fn config(path: &str, message: &str) -> Failure {
    refused(vec![Issue::new(path, "config", message)])
}

fn refused(issues: Vec<Issue>) -> Failure {
    Failure::of_issues(Code::Config, Stage::Config, issues)
}

struct Reader {
    issues: Vec<Issue>,
}

impl Reader {
    fn expect<V: Value>(&mut self, value: &V, name: &str, wanted: &str, kinds: &[Kind]) {
        let kind = value.kind();
        if !kind.is_absent() && !kinds.contains(&kind) {
            self.issues.push(unfit(&format!("/{name}"), wanted, kind));
        }
    }

    fn number<V: Value>(
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

    fn group<V: Value>(&mut self, value: &V, at: &str, known: &[&'static str]) {
        match value.kind() {
            Kind::Missing | Kind::Null => {}
            Kind::Record => self.issues.extend(unknown_fields(value, known, at)),
            kind => self.issues.push(unfit(at, "an object", kind)),
        }
    }

    fn polling<V: Value>(&mut self, value: &V) -> Polling {
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

    fn store<V: Value>(&mut self, value: &V) -> Store {
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

    fn budget<V: Value>(&mut self, value: &V) -> Budget {
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

    fn patience<V: Value>(&mut self, value: &V) -> Patience {
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
    fn idempotency<V: Value>(&mut self, options: &V) {
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
    fn whole<V: Value>(&mut self, of: &V, at: &str, key: Key, most: f64, usual: u32) -> u32 {
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

    fn retry<V: Value>(&mut self, value: &V) -> Retry {
        const AT: &str = "/retry";
        let mut retry = Retry::default();
        self.group(value, AT, &["attempts", "baseMs", "maxMs"]);
        retry.attempts = self.whole(value, AT, Key::Attempts, 100.0, retry.attempts);
        self.number(value, AT, Key::BaseMs, 0.0, LONGEST_MS, &mut retry.base_ms);
        self.number(value, AT, Key::MaxMs, 0.0, LONGEST_MS, &mut retry.max_ms);
        retry
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
