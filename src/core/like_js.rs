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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_measured_in_utf_16_units_and_counted_in_characters() {
        // A film clapper has two units, and four bytes.
        assert_eq!(copied("🎬ø", 3).as_deref(), Some("🎬ø"));
        assert_eq!(copied("🎬ø", 2), None);
        assert_eq!(length("🎬ø", 2), Length::Exactly(2));
        assert_eq!(length("🎬🎬🎬", 2), Length::AtLeast(3));
    }

    #[test]
    fn what_is_blank_in_js_is_blank() {
        assert!(is_blank("") && is_blank(" \t\n\u{a0}\u{2028}\u{feff}"));
        assert!(!is_blank("\u{85}") && !is_blank("\u{200b}") && !is_blank(" a "));
    }

    #[test]
    fn a_number_is_written_without_a_point_or_a_row_of_zeros() {
        for (number, text) in [(5.0, "5"), (-0.5, "-0.5"), (1e20, "100000000000000000000")] {
            assert_eq!(number_text(number), text);
        }
        assert_eq!(
            (number_text(1e21), number_text(1e-7)),
            ("1e21".into(), "1e-7".into())
        );
    }
}
