//! An untrusted request → a normal one, or every problem at once.

use super::issue::{Findings, Issue, unfit, unknown_fields};
use super::model::{self, ASPECT_RATIOS, DURATIONS};
use super::picture::{Picture, pictures};
use super::reach::Vantage;
use super::value::{Key, Kind, Length, Value};

/// A request that the service will take, with every default in place.
#[derive(Clone, Debug)]
pub struct Request<V> {
    /// The caller's text, untouched.
    pub prompt: V,
    /// The caller's text, untouched; absent where it was blank.
    pub negative_prompt: Option<V>,
    /// One to four, in the caller's order.
    pub images: Vec<Picture<V>>,
    /// Seconds: one of [`DURATIONS`].
    pub duration: u32,
    /// One of [`ASPECT_RATIOS`].
    pub aspect_ratio: &'static str,
    /// Sent only where the caller said it: the page's parameter table does not name it.
    pub enable_safety_checker: Option<bool>,
}

/// What a check found: a normal request where there is no error, and all that was noticed.
#[derive(Clone, Debug)]
pub struct Checked<V> {
    /// Present exactly where `errors` is empty.
    pub request: Option<Request<V>>,
    /// What the service would refuse, or silently bill as something else.
    pub errors: Vec<Issue>,
    /// What it takes, but Kling itself or the public internet may not.
    pub warnings: Vec<Issue>,
}

const FIELDS: [&str; 6] = [
    Key::Prompt.name(),
    Key::NegativePrompt.name(),
    Key::Images.name(),
    Key::Duration.name(),
    Key::AspectRatio.name(),
    Key::EnableSafetyChecker.name(),
];

/// Checks a request for a service that stands at `vantage`. Reads each field once.
///
/// ```
/// use kling_multi_i2v::core::{plain::Plain, reach::Vantage, request::check};
///
/// let value = Plain::record([
///     ("prompt", "Pan left".into()),
///     ("images", Plain::list(["http://localhost/a.png"])),
///     ("aspectRatio", "16:9".into()),
/// ]);
/// let checked = check(&value, Vantage::Public);
/// let paths: Vec<_> = checked.errors.iter().map(|issue| issue.path.as_str()).collect();
/// assert_eq!(paths, ["/images/0", "/aspectRatio"]);
/// assert!(checked.errors[1].message.ends_with("did you mean \"aspect_ratio\"?"));
/// ```
pub fn check<V: Value>(value: &V, vantage: Vantage) -> Checked<V> {
    let mut found = Findings::default();
    let mut request = read(value, vantage, &mut found);
    if !found.errors.is_empty() {
        request = None;
    }
    Checked {
        request,
        errors: found.errors,
        warnings: found.warnings,
    }
}

/// Reads `duration` as a request has it: absent is the default; else the seconds.
///
/// # Errors
/// Where it is none of [`DURATIONS`] or no number.
pub fn duration<V: Value>(value: &V) -> Result<u32, Issue> {
    let refused = |got: &str| {
        Issue::new(
            "/duration",
            "not_allowed",
            format!(
                "duration must be the number {} (seconds), got {got}.",
                model::DURATIONS_TEXT
            ),
        )
    };
    match value.kind_like(Kind::Number) {
        Kind::Missing | Kind::Null => Ok(model::DURATION_DEFAULT),
        Kind::Number => {
            let seconds = value.number().unwrap_or(f64::NAN);
            DURATIONS
                .into_iter()
                .find(|d| f64::from(*d) == seconds)
                .ok_or_else(|| refused(&value.number_text()))
        }
        Kind::Text => Err(match value.text(4).as_deref() {
            Some(text) if DURATIONS.iter().any(|d| d.to_string() == text) => Issue::new(
                "/duration",
                "type",
                format!(
                    "duration must be a number: write {} without quotes.",
                    model::DURATIONS_TEXT
                ),
            ),
            Some(text) => refused(&format!("\"{text}\"")),
            None => refused("a longer string"),
        }),
        kind => {
            let wanted = format!("the number {}", model::DURATIONS_TEXT);
            Err(unfit("/duration", &wanted, kind))
        }
    }
}

fn read<V: Value>(value: &V, vantage: Vantage, found: &mut Findings) -> Option<Request<V>> {
    if value.kind_like(Kind::Record) != Kind::Record {
        found.unfit("", "an object like { prompt, images }", value.kind());
        return None;
    }
    let prompt = prompt(value.get(Key::Prompt), found);
    let negative_prompt = negative_prompt(value.get(Key::NegativePrompt), found);
    let images = pictures(value.get(Key::Images), vantage, found);
    let duration = duration(&value.get(Key::Duration)).map_err(|issue| found.errors.push(issue));
    let aspect_ratio = aspect_ratio(value.get(Key::AspectRatio), found);
    let enable_safety_checker = safety_checker(value.get(Key::EnableSafetyChecker), found);
    found.errors.extend(unknown_fields(value, &FIELDS, ""));
    Some(Request {
        prompt: prompt?,
        negative_prompt,
        images,
        duration: duration.ok()?,
        aspect_ratio: aspect_ratio?,
        enable_safety_checker,
    })
}

fn prompt<V: Value>(value: V, found: &mut Findings) -> Option<V> {
    const PATH: &str = "/prompt";
    match value.kind() {
        Kind::Missing | Kind::Null => {
            found.error(
                PATH,
                "required",
                "prompt is required: describe the motion, the scene and the camera.",
            );
            return None;
        }
        Kind::Text => {}
        kind => {
            found.unfit(PATH, "a string", kind);
            return None;
        }
    }
    if value.is_blank() {
        found.error(
            PATH,
            "empty",
            "prompt is empty: describe the motion, the scene and the camera.",
        );
    }
    if let Some(given) = above(value.length(model::PROMPT_MAX), model::PROMPT_MAX) {
        found.error(
            PATH,
            "too_long",
            format!(
                "prompt may have at most {} characters, got {given}: shorten it.",
                model::PROMPT_MAX
            ),
        );
    }
    Some(value)
}

fn negative_prompt<V: Value>(value: V, found: &mut Findings) -> Option<V> {
    const PATH: &str = "/negative_prompt";
    match value.kind_like(Kind::Missing) {
        Kind::Missing | Kind::Null => return None,
        Kind::Text if value.is_blank() => return None,
        Kind::Text => {}
        kind => {
            found.unfit(PATH, "a string", kind);
            return None;
        }
    }
    let advised = model::NEGATIVE_PROMPT_ADVISED;
    if let Some(given) = above(value.length(advised), advised) {
        found.warn(
            PATH,
            "too_long",
            format!("negative_prompt has {given} characters; Kling itself takes at most {advised}. Shorten it."),
        );
    }
    Some(value)
}

fn aspect_ratio<V: Value>(value: V, found: &mut Findings) -> Option<&'static str> {
    const PATH: &str = "/aspect_ratio";
    match value.kind() {
        Kind::Missing | Kind::Null => Some(model::ASPECT_RATIO_DEFAULT),
        Kind::Text => {
            let known = value.one_of(&ASPECT_RATIOS);
            if known.is_none() {
                let given = value.text(24);
                let given = given.as_deref().unwrap_or("a longer text");
                found.error(
                    PATH,
                    "not_allowed",
                    format!(
                        "aspect_ratio must be {}, got \"{given}\".",
                        model::ASPECT_RATIOS_TEXT
                    ),
                );
            }
            known
        }
        kind => {
            found.unfit(PATH, model::ASPECT_RATIOS_TEXT, kind);
            None
        }
    }
}

fn safety_checker<V: Value>(value: V, found: &mut Findings) -> Option<bool> {
    match value.kind_like(Kind::Missing) {
        Kind::Missing | Kind::Null => None,
        Kind::Bool => value.bool(),
        kind => {
            found.unfit("/enable_safety_checker", "true or false", kind);
            None
        }
    }
}

/// In words, the length where it is above the limit.
fn above(length: Length, limit: u32) -> Option<String> {
    match length {
        Length::Exactly(n) if n > limit => Some(n.to_string()),
        Length::AtLeast(n) if n > limit => Some(format!("at least {n}")),
        _ => None,
    }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
