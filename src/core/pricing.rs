//! Exact money, in integer millionths of a USD.

use super::issue::{Issue, unfit, unknown_fields};
use super::model::{UNIT_MICROS, UNIT_SECONDS};
use super::request::duration;
use super::text::cut;
use super::value::{Key, Kind, Value};

/// The largest integer that a JS number holds exactly, 2⁵³ − 1: beyond it a price would be a guess.
const EXACT_MAX: u64 = (1 << 53) - 1;

/// What some videos cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Estimate {
    /// Millionths of a USD, at most 2⁵³ − 1.
    pub micros: u64,
    /// How many videos.
    pub count: u64,
    /// Seconds of video, of all together.
    pub seconds: u64,
}

impl Estimate {
    /// The price of `count` videos of `seconds` each; `None` past what a JS number holds exactly.
    pub fn of(seconds: u32, count: u64) -> Option<Estimate> {
        let units = u64::from(seconds).div_ceil(UNIT_SECONDS);
        Estimate {
            micros: units.checked_mul(UNIT_MICROS)?.checked_mul(count)?,
            count,
            seconds: u64::from(seconds).checked_mul(count)?,
        }
        .exact()
    }

    /// Both together; `None` past what a JS number holds exactly.
    pub fn plus(self, other: Estimate) -> Option<Estimate> {
        Estimate {
            micros: self.micros.checked_add(other.micros)?,
            count: self.count.checked_add(other.count)?,
            seconds: self.seconds.checked_add(other.seconds)?,
        }
        .exact()
    }

    fn exact(self) -> Option<Estimate> {
        (self.micros.max(self.count).max(self.seconds) <= EXACT_MAX).then_some(self)
    }
}

/// `$0.25`, `$2500000.00`, `$0.001`: at least two decimals, and as many more as it takes to be exact.
pub fn dollars(micros: u64) -> String {
    let mut text = format!("${}.", micros / 1_000_000);
    // What is left, in units of which each is a tenth of the one before.
    let mut rest = micros % 1_000_000;
    for place in 0..6 {
        if place >= 2 && rest == 0 {
            break;
        }
        let digit = u8::try_from(rest / 100_000).unwrap_or(0);
        text.push(char::from(b'0'.saturating_add(digit)));
        rest = (rest % 100_000).saturating_mul(10);
    }
    text
}

/// An amount of USD as the service writes it (`0.25`, a number or a text) in millionths, rounded to the nearest;
/// `None` where it is no amount from 0 to 9 thousand million.
pub fn micros_of<V: Value>(value: &V) -> Option<u64> {
    let usd = match value.kind() {
        Kind::Number => value.number()?,
        Kind::Text => plain_number(&value.text(32)?)?,
        _ => return None,
    };
    let micros = usd * 1e6 + 0.5;
    // Casts of floats saturate, so the range is checked on the float.
    (micros.is_finite() && (0.0..=EXACT_MAX as f64).contains(&micros)).then_some(micros as u64)
}

/// Reads `12.5`. An amount of money has few digits: a parser of every float there is, with its tables, is not needed.
fn plain_number(text: &str) -> Option<f64> {
    let (whole, fraction) = cut(text.trim(), b'.');
    let fraction = fraction.unwrap_or_default();
    if whole.is_empty()
        || !whole
            .bytes()
            .chain(fraction.bytes())
            .all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let digit = |b: u8| f64::from(b.wrapping_sub(b'0'));
    let whole = whole.bytes().fold(0.0, |sum, b| sum * 10.0 + digit(b));
    let fraction = fraction
        .bytes()
        .rev()
        .fold(0.0, |sum, b| (sum + digit(b)) / 10.0);
    Some(whole + fraction)
}

/// Every field that `estimateCost` knows: a whole request may be handed to it, and a count.
const FIELDS: [&str; 7] = [
    Key::Duration.name(),
    Key::Count.name(),
    Key::Prompt.name(),
    Key::NegativePrompt.name(),
    Key::Images.name(),
    Key::AspectRatio.name(),
    Key::EnableSafetyChecker.name(),
];

/// The most problems that one call reports: a batch of ten thousand wrong rows needs no ten thousand messages.
const MOST_ISSUES: usize = 100;

/// Prices a request, `{duration?, count?}`, or a list of either. Only what bears on the price is judged.
///
/// # Errors
/// Every problem at once, a hundred of a long list; a sum past what a JS number holds exactly is one.
///
/// ```
/// use kling_multi_i2v::core::plain::Plain;
/// use kling_multi_i2v::core::pricing::{dollars, estimate};
///
/// let batch = Plain::list([
///     Plain::record([("count", 3.into())]),
///     Plain::record([("duration", 10.into())]),
/// ]);
/// let price = estimate(&batch).unwrap();
/// assert_eq!((price.count, price.seconds, dollars(price.micros)), (4, 25, "$1.25".into()));
///
/// let issues = estimate(&Plain::record([("duration", 7.into())])).unwrap_err();
/// assert_eq!(issues[0].path, "/duration");
/// ```
pub fn estimate<V: Value>(value: &V) -> Result<Estimate, Vec<Issue>> {
    let mut total = Estimate::default();
    let mut issues = Vec::new();
    let mut add = |item: &V, place: Option<u32>| {
        let sum = one(item).and_then(|price| total.plus(price).ok_or_else(|| vec![too_much()]));
        match sum {
            Ok(sum) => total = sum,
            Err(found) => issues.extend(found.into_iter().map(|issue| within(place, issue))),
        }
        issues.len() < MOST_ISSUES
    };
    if value.kind_like(Kind::Record) == Kind::List {
        let _ = (0..value.len()).all(|index| add(&value.at(index), Some(index)));
    } else {
        add(value, None);
    }
    if issues.is_empty() {
        Ok(total)
    } else {
        Err(issues)
    }
}

/// The issue of an item, at the item's place in its list.
fn within(place: Option<u32>, issue: Issue) -> Issue {
    match place {
        Some(index) => Issue {
            path: format!("/{index}{}", issue.path),
            ..issue
        },
        None => issue,
    }
}

fn one<V: Value>(value: &V) -> Result<Estimate, Vec<Issue>> {
    if value.kind_like(Kind::Record) != Kind::Record {
        return Err(vec![unfit(
            "",
            "a request, or { duration, count }",
            value.kind(),
        )]);
    }
    let mut issues = unknown_fields(value, &FIELDS, "");
    let seconds = duration(&value.get(Key::Duration)).map_err(|issue| issues.push(issue));
    let count = count(&value.get(Key::Count)).map_err(|issue| issues.push(issue));
    match (seconds, count) {
        (Ok(seconds), Ok(count)) if issues.is_empty() => {
            Estimate::of(seconds, count).ok_or_else(|| vec![too_much()])
        }
        _ => Err(issues),
    }
}

fn count<V: Value>(value: &V) -> Result<u64, Issue> {
    const PATH: &str = "/count";
    match value.kind_like(Kind::Missing) {
        Kind::Missing | Kind::Null => Ok(1),
        Kind::Number => {
            let count = value.number().unwrap_or(f64::NAN);
            if count >= 0.0 && count <= EXACT_MAX as f64 && count.trunc() == count {
                Ok(count as u64)
            } else {
                Err(Issue::new(
                    PATH,
                    "not_allowed",
                    format!(
                        "count must be a whole number of videos, 0 or more, got {}.",
                        value.number_text()
                    ),
                ))
            }
        }
        kind => Err(unfit(PATH, "a whole number of videos", kind)),
    }
}

fn too_much() -> Issue {
    Issue::new(
        "",
        "too_large",
        "The sum is beyond what a JavaScript number holds exactly: price the batch in parts.",
    )
}

#[cfg(test)]
#[path = "pricing_tests.rs"]
mod tests;
