//! What came back for one HTTP request: done, refused, or in doubt.

use super::error::{Charge, Code, Failure};
use super::model;
use super::retry::Call;
use super::text::beginning;
use super::value::{Key, Kind, Value, whole_number};

/// How one HTTP exchange ended, as the platform saw it.
#[derive(Clone, Debug)]
pub enum Exchange<V> {
    /// The service, or something before it, answered.
    Reply {
        /// The HTTP status; 0 for a redirect that the browser does not show.
        status: u16,
        /// The body, where it was whole and JSON.
        json: Option<V>,
        /// The pause that the answer asked for, in milliseconds.
        retry_after_ms: Option<f64>,
    },
    /// No answer: the connection failed, or the browser hid the answer. With the platform's words.
    Lost(String),
    /// No answer within the request's own limit.
    TimedOut,
    /// It was never sent: a value of the caller's made that impossible.
    Unsent(String),
}

/// Why an exchange did not do what it was for.
#[derive(Clone, Debug, PartialEq)]
pub struct Setback {
    /// What went wrong.
    pub code: Code,
    /// The HTTP status, or the envelope's code, where there was an answer.
    pub status: Option<u16>,
    /// The service's or the platform's own words.
    pub said: String,
    /// The pause that was asked for, in milliseconds.
    pub retry_after_ms: Option<f64>,
    /// Whether the service surely did not do it. A submit that is not refused for sure may have made a job.
    pub refused: bool,
}

/// Reads the envelope of an answer: its `data`, or why there is none. HTTP 200 with another `code` inside is a failure.
///
/// # Errors
/// A [`Setback`] where the service did not do it or nobody knows: `refused` tells the two apart.
///
/// ```
/// use kling_multi_i2v::core::{answer::{Exchange, judge}, error::Code, plain::Plain, prediction::Prediction};
///
/// let reply = |status, json| judge(Exchange::Reply { status, json: Some(json), retry_after_ms: None });
/// let job = Plain::record([("id", "abc".into()), ("status", "created".into())]);
/// let data = reply(200, Plain::record([("code", 200.into()), ("data", job)])).unwrap();
/// assert_eq!(Prediction::read(&data).id.as_deref(), Some("abc"));
///
/// let setback = reply(429, Plain::record([("message", "Too fast.".into())])).unwrap_err();
/// assert_eq!((setback.code, setback.refused), (Code::RateLimited, true));
/// let setback = judge(Exchange::<Plain>::TimedOut).unwrap_err();
/// assert!(!setback.refused, "it may have been done");
/// ```
pub fn judge<V: Value>(exchange: Exchange<V>) -> Result<V, Setback> {
    let setback = |code, refused| Setback {
        code,
        status: None,
        said: String::new(),
        retry_after_ms: None,
        refused,
    };
    let (status, json, retry_after_ms) = match exchange {
        Exchange::Reply {
            status,
            json,
            retry_after_ms,
        } => (status, json, retry_after_ms),
        Exchange::Lost(said) => {
            return Err(Setback {
                said,
                ..setback(Code::Network, false)
            });
        }
        Exchange::TimedOut => return Err(setback(Code::Timeout, false)),
        Exchange::Unsent(said) => {
            return Err(Setback {
                said,
                ..setback(Code::Config, true)
            });
        }
    };
    let said = json.as_ref().map(said).unwrap_or_default();
    let inner = json.as_ref().and_then(envelope_code);
    let (code, refused) = match (status, inner, &json) {
        // What carries a job's id is told of a job, whatever the envelope's code: a failed one may repeat its own.
        (200..=299, Some(_), Some(body))
            if body.get(Key::Data).get(Key::Id).kind() == Kind::Text =>
        {
            return Ok(body.get(Key::Data));
        }
        (200..=299, None | Some(200), Some(body)) if body.kind() == Kind::Record => {
            let data = body.get(Key::Data);
            return Ok(if data.kind().is_absent() {
                body.clone()
            } else {
                data
            });
        }
        (200..=299, Some(inner), Some(_)) => verdict(inner, &said),
        (200..=299, ..) => (Code::BadResponse, false),
        // Refused for want of credits, whatever the words.
        (400..=499, Some(model::CODE_CREDITS), _) => verdict(model::CODE_CREDITS, &said),
        _ => verdict(status, &said),
    };
    let status = match inner {
        Some(inner) if (200..=299).contains(&status) && inner != 200 => inner,
        _ => status,
    };
    Err(Setback {
        // 0 is no status but a redirect that the browser hides.
        status: Some(status).filter(|status| *status > 0),
        said,
        retry_after_ms,
        ..setback(code, refused)
    })
}

/// What a status other than success means, and whether it says that nothing was done.
fn verdict(status: u16, said: &str) -> (Code, bool) {
    let said = said.to_ascii_lowercase();
    match status {
        400 | 422 if contains(&said, "insufficient credit") => (Code::InsufficientCredits, true),
        402 | model::CODE_CREDITS => (Code::InsufficientCredits, true),
        401 => (Code::Unauthorized, true),
        403 => (Code::Forbidden, true),
        404 => (Code::NotFound, true),
        408 => (Code::Timeout, false),
        // A gateway's word for a connection that was given up: what stood behind it may have gone on.
        499 => (Code::Server, false),
        429 => (Code::RateLimited, true),
        400..=499 => (Code::BadRequest, true),
        1000..=1999 => (Code::BadRequest, true),
        0..=399 => (Code::BadResponse, false),
        _ => (Code::Server, false),
    }
}

/// Whether `text` has `word`. The library's own search is made for long texts, and as long itself.
pub fn contains(text: &str, word: &str) -> bool {
    let word = word.as_bytes();
    text.as_bytes()
        .windows(word.len().max(1))
        .any(|part| part == word)
}

/// The service's own words in an answer.
fn said<V: Value>(body: &V) -> String {
    let words = |key| {
        body.get(key)
            .text(10_000)
            .filter(|text| !text.trim().is_empty())
    };
    let text = words(Key::Message)
        .or_else(|| words(Key::Error))
        .unwrap_or_default();
    beginning(text.trim(), 300).to_owned()
}

/// The `code` of an envelope. A bare prediction has one of its own, which is 0 where all is well.
fn envelope_code<V: Value>(body: &V) -> Option<u16> {
    if body.get(Key::Id).kind() == Kind::Text {
        return None;
    }
    whole_number(&body.get(Key::Code))
        .and_then(|code| u16::try_from(code).ok())
        .filter(|code| *code > 0)
}

impl Setback {
    /// An answer that says nothing of what was asked: as good as lost.
    pub fn unreadable() -> Setback {
        Setback {
            code: Code::BadResponse,
            status: None,
            said: String::new(),
            retry_after_ms: None,
            refused: false,
        }
    }

    /// The failure that a caller is told of when `call` is given up.
    pub fn failure(self, call: Call) -> Failure {
        let stage = call.stage();
        let charge = match call {
            Call::Submit if !self.refused => Charge::Unknown,
            _ => Charge::None,
        };
        let code = match (call, self.code) {
            (Call::Submit, _) if !self.refused => Code::SubmitUnknown,
            (
                Call::Upload,
                Code::BadRequest
                | Code::NotFound
                | Code::BadResponse
                | Code::Server
                | Code::Network
                | Code::Timeout,
            ) => Code::UploadFailed,
            (_, code) => code,
        };
        // What the caller's own function did wrong is the whole message.
        if self.code == Code::Config {
            return Failure::new(code, stage, self.said);
        }
        let mut message = advice(code, self.code, call).to_owned();
        if let Some(pause_ms) = self.retry_after_ms {
            let seconds = (pause_ms / 1_000.0) as u64;
            message.push_str(&format!(" It asks for a pause of {seconds} s."));
        }
        if !self.said.is_empty() {
            message.push_str(if self.status.is_some() {
                " The service said: "
            } else {
                " The platform said: "
            });
            message.push_str(&self.said);
        }
        Failure {
            charge,
            status: self.status,
            cause: (!self.said.is_empty()).then_some(self.said),
            ..Failure::new(code, stage, message)
        }
    }
}

/// What happened and what to do, in a sentence or two.
fn advice(code: Code, beneath: Code, call: Call) -> &'static str {
    match code {
        Code::Unauthorized => "The service does not accept this API key (401): check apiKey.",
        Code::Forbidden => {
            "This API key may not do this (403): check its role in the service's dashboard."
        }
        Code::InsufficientCredits => {
            "The account has not enough credits for this: top it up and submit again. Nothing was charged."
        }
        Code::RateLimited => {
            "The account's rate limit refused this too many times (429): wait a minute, or send fewer at once."
        }
        Code::NotFound => "The service knows no such path (404): check baseUrl.",
        Code::BadRequest => "The service refused this request: correct what it names.",
        Code::UploadFailed => match beneath {
            Code::Network => {
                "A picture could not be uploaded, no connection or an answer that CORS hides: check the network. Nothing was charged."
            }
            Code::Timeout => {
                "A picture could not be uploaded in time: use a smaller one or a faster connection. Nothing was charged."
            }
            Code::Server | Code::BadResponse => {
                "A picture could not be uploaded, the service failed: try again. Nothing was charged."
            }
            _ => {
                "The service refused a picture: give another, as JPEG or PNG. Nothing was charged."
            }
        },
        Code::SubmitUnknown => match beneath {
            Code::Network => {
                "The connection was lost while the job was being submitted: it may exist and be billed. Look at history() before you submit again."
            }
            Code::Timeout => {
                "The submit was not answered in time: the job may exist and be billed. Look at history() before you submit again."
            }
            _ => {
                "The submit was not answered readably: the job may exist and be billed. Look at history() before you submit again."
            }
        },
        Code::Network => {
            "No connection, or an answer that CORS hides: check the network and baseUrl."
        }
        Code::Timeout => "The service did not answer in time: try again.",
        Code::Server => "The service failed: try again in a minute.",
        Code::BadResponse if call == Call::Poll => "The service's answer cannot be read.",
        _ => "The service's answer cannot be read: check that baseUrl leads to the service.",
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
