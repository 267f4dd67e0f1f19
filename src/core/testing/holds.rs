//! What must hold of the core for any bytes at all: the properties that native tests and fuzz targets share.

use super::foreign::{Foreign, list, record};
use crate::core::answer::{self, Exchange};
use crate::core::image::{self, Look};
use crate::core::issue::Issue;
use crate::core::model;
use crate::core::picture::Picture;
use crate::core::prediction::Prediction;
use crate::core::reach::Vantage;
use crate::core::request::{self, Request};

/// A checked request as a caller would write it: with every default in place.
pub fn normal_form(request: &Request<Foreign>) -> Foreign {
    let mut fields = vec![("prompt", request.prompt.clone())];
    fields.extend(
        request
            .negative_prompt
            .clone()
            .map(|text| ("negative_prompt", text)),
    );
    let images = request.images.iter().map(|picture| match picture {
        Picture::Address(value) | Picture::Bytes(value) => value.clone(),
    });
    fields.push(("images", list(images)));
    fields.push(("duration", request.duration.into()));
    fields.push(("aspect_ratio", request.aspect_ratio.into()));
    fields.extend(
        request
            .enable_safety_checker
            .map(|on| ("enable_safety_checker", on.into())),
    );
    record(fields)
}

/// What holds of every check of every value. Panics where it does not.
pub fn check_any_request(value: &Foreign, vantage: Vantage) {
    let checked = request::check(value, vantage);
    assert_eq!(
        checked.request.is_some(),
        checked.errors.is_empty(),
        "a request is there exactly where nothing is wrong: {checked:?}"
    );
    for issue in checked.errors.iter().chain(&checked.warnings) {
        check_issue(issue, value);
    }
    if let Some(request) = checked.request {
        assert!(
            (model::IMAGES_MIN as usize..=model::IMAGES_MAX as usize)
                .contains(&request.images.len())
        );
        assert!(model::DURATIONS.contains(&request.duration));
        assert!(model::ASPECT_RATIOS.contains(&request.aspect_ratio));
        let again = request::check(&normal_form(&request), vantage);
        assert_eq!(again.errors, [], "the normal form is a request as well");
        assert_eq!(again.warnings, checked.warnings);
    }
}

/// An issue points at something that is there, or names a field that is missing; and says something.
fn check_issue(issue: &Issue, value: &Foreign) {
    let is_missing =
        matches!(issue.code, "required") && matches!(issue.path.as_str(), "/prompt" | "/images");
    // The name of an unknown field is cut short at 60 characters.
    let is_cut = issue.code == "unknown_field" && issue.path.chars().count() > 60;
    assert!(
        is_missing || is_cut || value.pointed(&issue.path).is_some(),
        "{issue:?} leads nowhere"
    );
    assert!(!issue.code.is_empty(), "{issue:?}");
    assert!(issue.message.ends_with(['.', '?']), "{issue:?}");
    assert!(issue.message.chars().count() < 1_000, "{issue:?}");
}

/// What holds of every answer. Panics where it does not. `bytes` begin with a status; JSON or not follows.
pub fn fuzz_answer(bytes: &[u8]) {
    let (head, body) = bytes.split_at(bytes.len().min(2));
    let status = head.iter().fold(0, |sum, b| sum << 8 | u16::from(*b));
    // Two in three answers are of the kind that matters the most.
    let status = if status % 3 == 0 { status } else { 200 };
    let json = serde_json::from_slice::<serde_json::Value>(body)
        .ok()
        .map(Foreign::from);
    check_any_answer(status, json);
}

/// What holds of every answer with that status and that body.
pub fn check_any_answer(status: u16, json: Option<Foreign>) {
    let judged = answer::judge(Exchange::Reply {
        status,
        json: json.clone(),
        retry_after_ms: None,
    });
    match judged {
        Ok(data) => {
            assert!((200..=299).contains(&status), "{status} is no success");
            check_any_prediction(&data);
        }
        Err(setback) => {
            assert_eq!(setback.status.is_some(), status > 0);
            assert!(setback.said.chars().count() <= 300);
        }
    }
    if let Some(json) = json {
        check_any_prediction(&json);
    }
}

fn check_any_prediction(data: &Foreign) {
    let prediction = Prediction::read(data);
    assert!(prediction.id.is_none_or(|id| model::is_job_id(&id)));
    assert!(
        prediction
            .outputs
            .iter()
            .all(|output| !output.trim().is_empty())
    );
    assert!(prediction.outputs.len() <= 64);
    assert!(prediction.error.chars().count() <= 500);
    assert!(
        prediction
            .inference_ms
            .is_none_or(|ms| ms.is_finite() && ms >= 0.0)
    );
}

/// What holds of every picture's head. Panics where it does not.
pub fn fuzz_image(bytes: &[u8]) {
    if let Look::Picture(picture) = image::look(bytes) {
        assert!(picture.width > 0 && picture.height > 0);
        let advice = image::advise(picture, "/images/0");
        assert!(
            advice
                .iter()
                .all(|issue| issue.path == "/images/0" && issue.message.ends_with('.'))
        );
    }
}

/// What holds of every request that is JSON. Panics where it does not.
pub fn fuzz_request(bytes: &[u8]) {
    if let Ok(json) = serde_json::from_slice::<serde_json::Value>(bytes) {
        let value = Foreign::from(json);
        check_any_request(&value, Vantage::Public);
        check_any_request(&value, Vantage::Local);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn corpus(target: &str, run: fn(&[u8])) {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
        // The crate as it is packed has no fuzz targets.
        if !fuzz.exists() {
            return;
        }
        let folder = fuzz.join("corpus").join(target);
        let mut files = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            run(&std::fs::read(entry.unwrap().path()).unwrap());
            files += 1;
        }
        assert!(files >= 12, "{} has {files} files", folder.display());
    }

    #[test]
    fn the_corpus_of_answers_holds() {
        corpus("answer", fuzz_answer);
    }

    #[test]
    fn the_corpus_of_images_holds() {
        corpus("image", fuzz_image);
    }

    #[test]
    fn the_corpus_of_requests_holds() {
        corpus("request", fuzz_request);
    }
}
