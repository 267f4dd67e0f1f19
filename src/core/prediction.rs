//! The service's predictions, read leniently: any field may be missing, null, or of another shape than documented.

use super::answer::contains;
use super::error::{Charge, Code};
use super::model;
use super::text::beginning;
use super::value::{Key, Kind, Value, whole_number};

/// Where a job stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// `created`, `processing`, and any word that is not one of the others.
    #[default]
    Running,
    /// `completed`.
    Completed,
    /// `failed`: refunded by the service.
    Failed,
    /// `cancelled`, in either spelling.
    Cancelled,
    /// `timeout`: refunded by the service.
    TimedOut,
    /// `deleted`.
    Deleted,
}

impl Status {
    /// The status that a word of the service stands for.
    pub fn of(word: &str) -> Status {
        match word.trim().to_ascii_lowercase().as_str() {
            "completed" => Status::Completed,
            "failed" => Status::Failed,
            "cancelled" | "canceled" => Status::Cancelled,
            "timeout" => Status::TimedOut,
            "deleted" => Status::Deleted,
            _ => Status::Running,
        }
    }

    /// Whether the job has ended.
    pub fn is_terminal(self) -> bool {
        self != Status::Running
    }
}

/// One job, as the service tells of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prediction {
    /// The job's id, where one was told that can be one.
    pub id: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The service's own word for where it stands.
    pub word: String,
    /// Addresses of what it made; for the prompt optimizer, texts.
    pub outputs: Vec<String>,
    /// Whether any output was flagged as not safe for work.
    pub flagged: bool,
    /// The service's words on a failure.
    pub error: String,
    /// The service's code of a failure; 0 where all is well.
    pub code: Option<i32>,
    /// Milliseconds of inference.
    pub inference_ms: Option<f64>,
    /// RFC 3339, as the service wrote it.
    pub created_at: Option<String>,
}

/// The longest text that is taken over from an answer, in UTF-16 units.
const TEXT_MOST: u32 = 20_000;

/// The most outputs that are taken over; the model makes one.
const OUTPUTS_MOST: u32 = 64;

impl Prediction {
    /// Reads a prediction off whatever came as `data`.
    pub fn read<V: Value>(data: &V) -> Prediction {
        let word = text(data, Key::Status).unwrap_or_default();
        let code = whole_number(&data.get(Key::Code));
        let status = match Status::of(&word) {
            // The synchronous wait is over, the job goes on.
            Status::Failed if code == Some(model::CODE_SYNC_WAIT.into()) => Status::Running,
            status => status,
        };
        Prediction {
            id: text(data, Key::Id).filter(|id| model::is_job_id(id)),
            status,
            word,
            outputs: outputs(&data.get(Key::Outputs)),
            flagged: flagged(&data.get(Key::Flags)),
            error: error(&data.get(Key::Error)),
            code,
            inference_ms: [
                data.get(Key::Timings).get(Key::Inference),
                data.get(Key::ExecutionTime),
            ]
            .iter()
            .find_map(|ms| ms.number().filter(|ms| ms.is_finite() && *ms >= 0.0)),
            created_at: text(data, Key::CreatedAt),
        }
    }

    /// What callers are told as its phase.
    pub fn phase(&self) -> &'static str {
        match self.status {
            Status::Running if self.word == "created" => "created",
            Status::Running => "processing",
            Status::Completed => "completed",
            Status::Failed => "failed",
            Status::Cancelled => "cancelled",
            Status::TimedOut => "timeout",
            Status::Deleted => "deleted",
        }
    }

    /// Why a failed job failed: code, charge, and what to do. The text is matched, too, since the code can be missing.
    pub fn why_failed(&self) -> (Code, Charge, &'static str) {
        let said = self.error.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| contains(&said, word));
        if self.code == Some(model::CODE_MODERATION.into())
            || says(&[
                "moderation",
                "nsfw",
                "sensitive",
                "content policy",
                "risk control",
            ])
        {
            (
                Code::Moderated,
                Charge::None,
                "The service refused the content and refunds the job: change the prompt or the pictures.",
            )
        } else if self.code == Some(model::CODE_CREDITS.into()) || says(&["insufficient credit"]) {
            (
                Code::InsufficientCredits,
                Charge::None,
                "The account has not enough credits: top it up and submit again.",
            )
        } else if self.code == Some(model::CODE_IMAGE.into()) {
            (
                Code::JobFailed,
                Charge::None,
                "The service could not fetch a picture and refunds the job: make its URL public, or give the File.",
            )
        } else {
            (
                Code::JobFailed,
                Charge::None,
                "The service could not make the video and refunds the job: submit it again, or change the request.",
            )
        }
    }
}

fn text<V: Value>(of: &V, key: Key) -> Option<String> {
    of.get(key)
        .text(TEXT_MOST)
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// An array of texts or of `{url}`, one of either, or nothing.
fn outputs<V: Value>(value: &V) -> Vec<String> {
    let one = |item: &V| {
        let text = match item.kind() {
            Kind::Record => text(item, Key::Url),
            _ => item.text(TEXT_MOST),
        };
        text.filter(|text| !text.trim().is_empty() && !is_script(text))
    };
    match value.kind() {
        Kind::List => (0..value.len().min(OUTPUTS_MOST))
            .filter_map(|index| one(&value.at(index)))
            .collect(),
        _ => one(value).into_iter().collect(),
    }
}

/// Whether an address would run something where it is shown as a link.
fn is_script(text: &str) -> bool {
    let scheme: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && !byte.is_ascii_control())
        .take(11)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    scheme.starts_with(b"javascript:")
        || scheme.starts_with(b"vbscript:")
        || scheme.starts_with(b"data:text/")
}

fn flagged<V: Value>(value: &V) -> bool {
    match value.kind() {
        Kind::List => {
            (0..value.len().min(OUTPUTS_MOST)).any(|index| value.at(index).bool() == Some(true))
        }
        _ => value.bool() == Some(true),
    }
}

/// Text as documented, or `{message}` as other models answer.
fn error<V: Value>(value: &V) -> String {
    let text = match value.kind() {
        Kind::Record => value.get(Key::Message).text(TEXT_MOST),
        _ => value.text(TEXT_MOST),
    };
    beginning(text.unwrap_or_default().trim(), 500).to_owned()
}

#[cfg(test)]
#[path = "prediction_tests.rs"]
mod tests;
