//! A client's options, read once: normal settings, or every problem at once.

use super::error::{Code, Failure, Stage};
use super::issue::{Issue, unfit, unknown_fields};
use super::job::Rules;
use super::model::{BASE_URL, KEPT_DAYS};
use super::polling::Polling;
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
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            rules: Rules::default(),
            request_timeout_ms: 45_000.0,
            deadline_ms: 1_800_000.0,
        }
    }
}

impl Settings {
    /// The limit of an upload of so many bytes, in milliseconds: as if the line carried 50 kB a second.
    pub fn upload_timeout_ms(&self, bytes: f64) -> f64 {
        self.request_timeout_ms + bytes / 50.0
    }
}

const OPTIONS: [&str; 10] = [
    Key::ApiKey.name(),
    Key::BaseUrl.name(),
    Key::Fetch.name(),
    Key::Headers.name(),
    Key::OnEvent.name(),
    Key::Store.name(),
    Key::Polling.name(),
    Key::Retry.name(),
    Key::RequestTimeoutMs.name(),
    Key::DeadlineMs.name(),
];

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
    let store = options.get(Key::Store);
    if !store.kind().is_absent() && store.text(16).as_deref() != Some("memory") {
        reader.issues.push(Issue::new(
            "/store",
            "not_allowed",
            "store must be \"memory\": this version keeps jobs nowhere else. Keep job.id yourself.",
        ));
    }
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

    fn retry<V: Value>(&mut self, value: &V) -> Retry {
        const AT: &str = "/retry";
        let mut retry = Retry::default();
        let mut attempts = f64::from(retry.attempts);
        self.group(value, AT, &["attempts", "baseMs", "maxMs"]);
        self.number(value, AT, Key::Attempts, 1.0, 100.0, &mut attempts);
        self.number(value, AT, Key::BaseMs, 0.0, LONGEST_MS, &mut retry.base_ms);
        self.number(value, AT, Key::MaxMs, 0.0, LONGEST_MS, &mut retry.max_ms);
        if attempts.trunc() != attempts {
            self.issues.push(Issue::new(
                "/retry/attempts",
                "not_allowed",
                "attempts must be a whole number.",
            ));
        }
        retry.attempts = attempts as u32;
        retry
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
