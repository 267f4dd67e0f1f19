//! A request to the prompt optimizer, checked.

use super::error::Failure;
use super::issue::{Findings, Issue, listed, unfit, unknown_fields};
use super::model::ENHANCE_STYLES;
use super::picture::{Picture, address};
use super::reach::Vantage;
use super::value::{Key, Kind, Value};

/// What the prompt optimizer is asked.
#[derive(Clone, Debug)]
pub struct Enhancement<V> {
    /// The prompt to enrich.
    pub text: Option<V>,
    /// A picture to describe.
    pub image: Option<Picture<V>>,
    /// One of [`ENHANCE_STYLES`].
    pub style: &'static str,
}

/// What the caller is told of a run whose answer was lost. It is not looked up: it costs a tenth of a cent.
pub fn lost(met: Failure) -> Failure {
    Failure {
        message: "The prompt optimizer's answer was lost: the run may be billed ($0.001), and counts as spent. Ask again, or keep your own words.".to_owned(),
        ..met
    }
}

const FIELDS: [&str; 3] = ["text", "image", "style"];

/// Checks `{ text?, image?, style? }`, of which one of the first two is needed.
///
/// # Errors
/// Every problem at once.
pub fn check<V: Value>(value: &V, vantage: Vantage) -> Result<Enhancement<V>, Vec<Issue>> {
    if value.kind() != Kind::Record {
        return Err(vec![unfit("", "an object like { text }", value.kind())]);
    }
    let mut issues = unknown_fields(value, &FIELDS, "");
    let text = match value.get(Key::Text) {
        text if text.kind() == Kind::Text => Some(text).filter(|text| !text.is_blank()),
        other => {
            if !other.kind().is_absent() {
                issues.push(unfit("/text", "a string", other.kind()));
            }
            None
        }
    };
    let image = match value.get(Key::Image) {
        image if image.kind() == Kind::Blob => Some(Picture::Bytes(image)),
        image if matches!(image.kind(), Kind::Text | Kind::Url) => {
            let mut found = Findings::default();
            address("/image", &image, vantage, &mut found);
            issues.extend(found.errors);
            Some(Picture::Address(image))
        }
        other => {
            if !other.kind().is_absent() {
                issues.push(unfit("/image", "a URL, a File or a Blob", other.kind()));
            }
            None
        }
    };
    if text.is_none() && image.is_none() && issues.is_empty() {
        issues.push(Issue::new(
            "/text",
            "required",
            "text is required: give the prompt to enrich, or an image to describe.",
        ));
    }
    let style = value.get(Key::Style);
    let style = match (style.kind(), style.text(24)) {
        (Kind::Missing | Kind::Null, _) => ENHANCE_STYLES.first().copied(),
        (_, Some(given)) => ENHANCE_STYLES.into_iter().find(|known| *known == given),
        _ => None,
    };
    if style.is_none() {
        issues.push(Issue::new(
            "/style",
            "not_allowed",
            format!("style must be one of {}.", listed(&ENHANCE_STYLES)),
        ));
    }
    match style {
        Some(style) if issues.is_empty() => Ok(Enhancement { text, image, style }),
        _ => Err(issues),
    }
}

#[cfg(test)]
#[path = "enhance_tests.rs"]
mod tests;
