//! What callers are told: updates while it runs, and results. As plain objects with the public names.

use super::future::spawn;
use super::js::{self, number_or_null, object, text_or_null};
use super::value::list;
use crate::core::prediction::Prediction;
use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Whom one call tells of its progress.
pub struct Reporter {
    listeners: Vec<(Function, bool)>,
    started_ms: f64,
    /// Which of a batch it is.
    place: Option<u32>,
}

impl Reporter {
    /// Tells the call's own listener, and the client's, which gets each update with `type: "update"`.
    pub fn new(on_update: Option<Function>, on_event: Option<Function>) -> Reporter {
        let own = on_update.map(|listener| (listener, false));
        let client = on_event.map(|listener| (listener, true));
        Reporter {
            listeners: own.into_iter().chain(client).collect(),
            started_ms: js::now_ms(),
            place: None,
        }
    }

    /// The same for one call of a batch: its updates say which.
    pub fn at_place(mut self, place: u32) -> Reporter {
        self.place = Some(place);
        self
    }

    /// The same for a call that began at that time, in another life.
    pub fn since(&self, started_ms: f64) -> Reporter {
        Reporter {
            listeners: self.listeners.clone(),
            started_ms: started_ms.min(self.started_ms),
            place: self.place,
        }
    }

    /// Whether anyone listens.
    pub fn is_heard(&self) -> bool {
        !self.listeners.is_empty()
    }

    /// Tells of a phase.
    pub fn update(&self, phase: &str, job_id: Option<&str>, more: &[(&str, JsValue)]) {
        let elapsed_ms = (js::now_ms() - self.started_ms).max(0.0);
        for (listener, is_event) in &self.listeners {
            // One object each: a listener may keep or change its own.
            let update = object(&[
                ("phase", phase.into()),
                ("jobId", text_or_null(job_id)),
                ("elapsedMs", elapsed_ms.into()),
            ]);
            for (name, value) in more {
                js::set(&update, name, value);
            }
            if let Some(place) = self.place {
                js::set(&update, "index", &place.into());
            }
            if *is_event {
                js::set(&update, "type", &"update".into());
            }
            tell(listener, &update);
        }
    }

    /// Tells the client's listener that something is tried again.
    pub fn retry(&self, stage: &str, code: &str, pause_ms: f64) {
        self.event(&[
            ("type", "retry".into()),
            ("stage", stage.into()),
            ("code", code.into()),
            ("pauseMs", pause_ms.into()),
        ]);
    }

    /// Tells the client's listener that the store failed, and the client goes on without it.
    pub fn storage(&self, operation: &str, message: &str) {
        self.event(&[
            ("type", "storage".into()),
            ("operation", operation.into()),
            ("message", message.into()),
        ]);
    }

    /// Tells the client's listener that the browser sent a paid request twice, and which second job came of it.
    pub fn repeated(&self, job_id: &str, of: &str) {
        self.event(&[
            ("type", "repeated".into()),
            ("jobId", job_id.into()),
            ("of", of.into()),
        ]);
    }

    fn event(&self, fields: &[(&str, JsValue)]) {
        for (listener, _) in self.listeners.iter().filter(|(_, is_event)| *is_event) {
            tell(listener, &object(fields));
        }
    }
}

/// Calls a listener. What it throws, at once or from an async function, is its own and does not hurt the job.
pub fn tell(listener: &Function, what: &JsValue) {
    if let Ok(returned) = listener.call1(&JsValue::UNDEFINED, what)
        && returned.is_object()
    {
        let promise = js::promised(&returned);
        spawn(async move {
            let _ = JsFuture::from(promise).await;
        });
    }
}

/// A `Generation`, also of a job that is not done, or failed: then with its status and error.
pub fn generation(id: &str, prediction: &Prediction, estimate: JsValue, raw: &JsValue) -> Object {
    let outputs = prediction.outputs.iter().map(|url| url.as_str().into());
    object(&[
        ("id", id.into()),
        ("outputs", list(outputs).into()),
        (
            "video",
            text_or_null(prediction.outputs.first().map(String::as_str)),
        ),
        ("flagged", prediction.flagged.into()),
        ("inferenceMs", number_or_null(prediction.inference_ms)),
        ("createdAt", text_or_null(prediction.created_at.as_deref())),
        ("estimate", estimate),
        ("raw", raw.clone()),
    ])
}

/// Where a job stands: a `Generation` with `status` and `error`.
pub fn standing(id: &str, prediction: &Prediction, estimate: JsValue, raw: &JsValue) -> JsValue {
    let object = generation(id, prediction, estimate, raw);
    js::set(&object, "status", &prediction.word.as_str().into());
    js::set(&object, "error", &prediction.error.as_str().into());
    object.into()
}
