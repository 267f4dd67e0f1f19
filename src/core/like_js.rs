//! Texts and numbers as JS has them, for values that bring no engine: [`plain`](super::plain) and JSON.

// `#[inline]` for the reason that `plain` gives.

use super::value::Length;

/// A number as JS writes it, or near enough: whole ones without a point, very long ones with an exponent.
#[inline]
pub(super) fn number_text(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) || !number.is_finite() {
        format!("{number}")
    } else {
        format!("{number:e}")
    }
}

/// A copy of a text of at most so many UTF-16 units.
#[inline]
pub(super) fn copied(text: &str, most_units: u32) -> Option<String> {
    (units(text) <= most_units).then(|| text.to_owned())
}

/// The length of a text in scalar values.
#[inline]
pub(super) fn length(text: &str, limit: u32) -> Length {
    Length::of(units(text), limit, || {
        u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
    })
}

/// Whether a text is white space alone, as JS has it: the byte order mark is, U+0085 is not.
#[inline]
pub(super) fn is_blank(text: &str) -> bool {
    let is_space = |c: char| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}';
    text.chars().all(is_space)
}

#[inline]
fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}
