//! Whether two requests are for the same video: a caller's and a record's, a record's and what the history shows.

use super::clock;
use super::record::Record;
use crate::core::model;
use crate::core::value::{Key, Kind, Length, Value};

impl<V: Value> Record<V> {
    /// Whether it asks for the same video, as far as it still tells.
    pub fn asks_for(&self, request: &V, pictures: &[String]) -> bool {
        if self.is_stub() {
            return true;
        }
        let is_same = |key| same(&self.request.get(key), &request.get(key));
        SAID.into_iter().all(is_same) && self.pictures == pictures
    }

    /// The service's time before which it cannot have been made; and whether that is sure.
    pub fn not_before(&self) -> (f64, bool) {
        match self.skew_ms {
            Some(skew_ms) => (self.sent_ms + skew_ms - SKEW_MARGIN_MS, true),
            None => (self.sent_ms - SKEW_UNKNOWN_MS, false),
        }
    }

    /// How an entry of the history compares with it.
    pub fn likeness(&self, entry: &V) -> Likeness {
        let model = entry.get(Key::Model);
        if model.kind() == Kind::Text && model.text(200).as_deref() != Some(model::ID) {
            return Likeness::Other;
        }
        let input = entry.get(Key::Input);
        if input.kind() != Kind::Record || input.get(Key::Prompt).kind() != Kind::Text {
            return Likeness::Untold;
        }
        if self.is_made_of(&input) {
            Likeness::Same
        } else {
            Likeness::Other
        }
    }

    /// Whether the service would have made the same of both requests.
    pub fn is_made_of(&self, input: &V) -> bool {
        let (images, theirs) = (self.request.get(Key::Images), input.get(Key::Images));
        let is_same = |key| same(&self.request.get(key), &input.get(key));
        // What the service bills by default it may leave out, and what it does not know it drops.
        let is_same_or_untold = |key| input.get(key).kind().is_absent() || is_same(key);
        is_same(Key::Prompt)
            && is_same(Key::NegativePrompt)
            && is_same_or_untold(Key::Duration)
            && is_same_or_untold(Key::AspectRatio)
            && images.len() == theirs.len()
            && (0..images.len()).all(|index| same(&images.at(index), &theirs.at(index)))
    }

    /// An entry of the history, as far as it concerns this record: when it was made, and how it compares.
    pub fn sight(&self, entry: &V) -> Option<Sight> {
        let likeness = self.likeness(entry);
        let id = entry.get(Key::Id).text(128)?;
        (likeness != Likeness::Other && model::is_job_id(&id)).then(|| Sight {
            id,
            likeness,
            made_ms: entry
                .get(Key::CreatedAt)
                .text(64)
                .and_then(|text| clock::timestamp_ms(&text)),
        })
    }
}

/// How an entry of the history compares with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// It was made of the same inputs.
    Same,
    /// The service does not tell of what it was made.
    Untold,
    /// It was made of something else.
    Other,
}

/// An entry of the history that may be the job of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// The job's id.
    pub id: String,
    /// Never [`Likeness::Other`].
    pub likeness: Likeness,
    /// When it was made, by the service's clock, where that is told.
    pub made_ms: Option<f64>,
}

/// The fields in which two requests for the same video do not differ, beside the pictures.
const SAID: [Key; 5] = [
    Key::Prompt,
    Key::NegativePrompt,
    Key::Duration,
    Key::AspectRatio,
    Key::EnableSafetyChecker,
];

/// How much earlier than expected a job may have been made where the service's clock is known, in milliseconds.
const SKEW_MARGIN_MS: f64 = 60_000.0;

/// How far off our clock may be where the service's is not known, in milliseconds.
const SKEW_UNKNOWN_MS: f64 = 86_400_000.0;

/// Whether two values say the same. Nothing and an empty text are one.
fn same<V: Value>(one: &V, other: &V) -> bool {
    let is_nothing = |value: &V| {
        value.kind().is_absent()
            || (value.kind() == Kind::Text && value.length(0) == Length::Exactly(0))
    };
    one.equals(other) || (is_nothing(one) && is_nothing(other))
}

#[cfg(test)]
#[path = "likeness_tests.rs"]
mod tests;
