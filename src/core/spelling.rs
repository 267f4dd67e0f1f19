//! Which known field a misspelt one was meant to be.

/// Names that sibling APIs use for a field of this model.
const HABITS: [(&str, &str); 8] = [
    ("inputimageurls", "images"),
    ("imagelist", "images"),
    ("imageurls", "images"),
    ("referenceimages", "images"),
    ("inputimages", "images"),
    ("safetychecker", "enable_safety_checker"),
    ("ratio", "aspect_ratio"),
    ("seconds", "duration"),
];

/// The known name that `name` most likely stands for: the same but for case and separators, a habit from a sibling
/// API, or at most two typing errors away (one in short names).
pub fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let plain = plain(name);
    if let Some((_, meant)) = HABITS.iter().find(|(habit, _)| *habit == plain) {
        return known.iter().copied().find(|k| k == meant);
    }
    let most = if plain.len() < 5 { 1 } else { 2 };
    known
        .iter()
        .map(|k| (distance(&plain, &self::plain(k)), *k))
        .filter(|(d, _)| *d <= most)
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

/// Lower case, without separators: `aspectRatio`, `aspect-ratio` and `aspect_ratio` are one.
fn plain(name: &str) -> String {
    name.chars()
        .take(40)
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Levenshtein's edit distance of two ASCII words.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i.saturating_add(1);
        for (cell, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let substituted = diagonal.saturating_add(usize::from(x != y));
            diagonal = *cell;
            left = substituted
                .min(left.saturating_add(1))
                .min(diagonal.saturating_add(1));
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i.saturating_add(1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    const KNOWN: [&str; 6] = [
        "prompt",
        "negative_prompt",
        "images",
        "duration",
        "aspect_ratio",
        "enable_safety_checker",
    ];

    #[test]
    fn finds_habits_cases_and_typing_errors() {
        for (given, meant) in [
            ("aspectRatio", "aspect_ratio"),
            ("negativePrompt", "negative_prompt"),
            ("input_image_urls", "images"),
            ("image_list", "images"),
            ("image_urls", "images"),
            ("image", "images"),
            ("promt", "prompt"),
            ("durration", "duration"),
            ("enable-safety-checker", "enable_safety_checker"),
        ] {
            assert_eq!(nearest(given, &KNOWN), Some(meant), "{given}");
        }
        for given in ["seed", "", "webhook", "ø", "cfg_scale"] {
            assert_eq!(nearest(given, &KNOWN), None, "{given}");
        }
    }

    #[test]
    fn distance_is_levenshtein() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
