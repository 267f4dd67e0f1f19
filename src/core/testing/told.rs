//! What issues told, short enough to be compared.

use crate::core::issue::Issue;

/// Paths and codes of what was found.
pub type Told = Vec<(String, &'static str)>;

/// The paths and codes of issues, each of which says in whole sentences what to do.
pub fn told(issues: &[Issue]) -> Told {
    issues
        .iter()
        .map(|issue| {
            assert!(issue.message.ends_with(['.', '?']), "{issue:?}");
            (issue.path.clone(), issue.code)
        })
        .collect()
}

/// The path and code of one issue.
pub fn one(path: &str, code: &'static str) -> Told {
    vec![(path.to_owned(), code)]
}
