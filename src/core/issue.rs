//! One problem of what was given, or one thing worth knowing: where, what kind, and what to do.

use super::spelling::nearest;
use super::text::{beginning, last};
use super::value::{Kind, Value};
use std::fmt;

/// What is wrong with a request, or what is worth saying of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Where, as a JSON Pointer (RFC 6901) into the request: `/images/2`; empty for the whole.
    pub path: String,
    /// What kind of problem, for code to tell apart.
    pub code: &'static str,
    /// What is wrong, what was given and what to do, for a person.
    pub message: String,
}

impl Issue {
    /// An issue at a place.
    pub fn new(path: impl AsRef<str>, code: &'static str, message: impl AsRef<str>) -> Self {
        made(path.as_ref(), code, message.as_ref())
    }
}

/// Once in the wasm, for all kinds of texts that it is made of.
#[inline(never)]
fn made(path: &str, code: &'static str, message: &str) -> Issue {
    Issue {
        path: path.to_owned(),
        code,
        message: message.to_owned(),
    }
}

/// Where and what: `/duration: duration must be …`.
impl fmt::Display for Issue {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// The most fields of an object that are looked at.
const MOST_LOOKED_AT: u32 = 1_000;

/// The most unknown fields that are told one by one.
const MOST_TOLD: usize = 40;

/// All that a check has found so far.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// What the service would refuse, or silently bill as something else.
    pub errors: Vec<Issue>,
    /// What it takes, but Kling itself or the public internet may not.
    pub warnings: Vec<Issue>,
}

impl Findings {
    /// Notes an error.
    pub fn error(&mut self, path: &str, code: &'static str, message: impl AsRef<str>) {
        self.errors.push(Issue::new(path, code, message));
    }

    /// Notes a warning.
    pub fn warn(&mut self, path: &str, code: &'static str, message: impl AsRef<str>) {
        self.warnings.push(Issue::new(path, code, message));
    }

    /// Notes a value of the wrong kind.
    pub fn unfit(&mut self, path: &str, wanted: &str, got: Kind) {
        self.errors.push(unfit(path, wanted, got));
    }
}

/// Says of each own field that `known` does not have that the service would drop it in silence.
pub fn unknown_fields<V: Value>(value: &V, known: &'static [&'static str], at: &str) -> Vec<Issue> {
    let Some(unknown) = value.names_beside(known, MOST_LOOKED_AT) else {
        return vec![unfit(
            at,
            "an object whose fields can be read",
            Kind::Unreadable,
        )];
    };
    let mut issues: Vec<Issue> = unknown
        .iter()
        .take(MOST_TOLD)
        .map(|name| {
            let shown = beginning(name, 60);
            let advice = match nearest(name, known) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => format!("remove it. Known fields: {}.", listed(known)),
            };
            Issue::new(
                format!("{at}/{}", pointer_token(shown)),
                "unknown_field",
                format!("\"{shown}\" is not a field here and would be silently ignored: {advice}"),
            )
        })
        .collect();
    let untold = unknown.len().saturating_sub(MOST_TOLD);
    if untold > 0 {
        let message = format!("There are {untold} unknown fields more: remove them, too.");
        issues.push(Issue::new(at, "unknown_field", message));
    }
    issues
}

/// Names with commas between. The library's own joining is made for more, and six times as long.
pub fn listed(names: &[&str]) -> String {
    let mut text = String::new();
    for name in names {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(name);
    }
    text
}

/// The issue of a value of the wrong kind.
pub fn unfit(path: &str, wanted: &str, got: Kind) -> Issue {
    // A place in a list has no name of its own.
    let name = last(path, b'/');
    let is_named = name.bytes().any(|b| b.is_ascii_alphabetic());
    let name = if is_named { name } else { "This" };
    let code = if got == Kind::Unreadable {
        "unreadable"
    } else {
        "type"
    };
    Issue::new(
        path,
        code,
        format!("{name} must be {wanted}, got {}.", got.words()),
    )
}

fn pointer_token(name: &str) -> String {
    let mut token = String::new();
    for letter in name.chars() {
        match letter {
            '~' => token.push_str("~0"),
            '/' => token.push_str("~1"),
            other => token.push(other),
        }
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_of_the_whole_has_no_place_before_its_words() {
        let of = |path: &str| Issue::new(path, "type", "it must be an object.").to_string();
        assert_eq!(of(""), "it must be an object.");
        assert_eq!(of("/images/2"), "/images/2: it must be an object.");
    }
}
