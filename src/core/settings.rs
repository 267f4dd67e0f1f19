//! A client's options, read once: normal settings, or every problem at once.

mod reader;
mod way;

use self::reader::Reader;
pub use self::way::{Way, key_problem};
use super::error::{Code, Failure, Stage};
use super::issue::{Issue, unfit, unknown_fields};
use super::job::Rules;
use super::ledger::budget::Budget;
use super::ledger::lookup::Patience;
use super::model::KEPT_DAYS;
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
///
/// # Errors
/// [`Code::Config`], with every problem as an issue.
pub fn read<V: Value>(options: &V) -> Result<Settings, Failure> {
    let mut reader = Reader::default();
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
///
/// # Errors
/// [`Code::Config`], with every problem as an issue.
pub fn read_call<V: Value>(options: &V, known: &'static [&'static str]) -> Result<(), Failure> {
    let mut reader = Reader::default();
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

/// A failure of the configuration with one message.
pub fn config(path: &str, message: &str) -> Failure {
    refused(vec![Issue::new(path, "config", message)])
}

fn refused(issues: Vec<Issue>) -> Failure {
    Failure::of_issues(Code::Config, Stage::Config, issues)
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
