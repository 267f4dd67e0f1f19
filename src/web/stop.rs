//! How a call is stopped: by the caller's `AbortSignal`, or by `stop()` on its job.

use super::future::{Bell, unless};
use super::js;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// One call's stop, which any number of hands may pull.
#[derive(Clone, Default)]
pub struct Stop {
    state: Rc<State>,
    /// Kept for as long as the call runs; taken off the signal when the last clone goes.
    _listener: Option<Rc<Listener>>,
}

#[derive(Default)]
struct State {
    is_stopped: Cell<bool>,
    reason: RefCell<Option<JsValue>>,
    bell: Bell,
}

struct Listener {
    signal: Signal,
    callback: Closure<dyn FnMut()>,
}

#[wasm_bindgen]
extern "C" {
    /// An `AbortSignal`, the platform's or a stand-in of the same shape.
    #[derive(Clone)]
    type Signal;
    #[wasm_bindgen(method, getter, catch)]
    fn aborted(this: &Signal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    fn reason(this: &Signal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = addEventListener, catch)]
    fn add(this: &Signal, name: &str, callback: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, js_name = removeEventListener, catch)]
    fn remove(this: &Signal, name: &str, callback: &JsValue) -> Result<(), JsValue>;
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.signal.remove("abort", self.callback.as_ref());
    }
}

impl Stop {
    /// A stop that also hears the caller's signal; `None` where what was given is no signal.
    pub fn hearing(signal: &JsValue) -> Option<Stop> {
        let mut stop = Stop::default();
        if signal.is_undefined() || signal.is_null() {
            return Some(stop);
        }
        js::function(signal, "addEventListener")?;
        js::function(signal, "removeEventListener")?;
        let signal: Signal = signal.clone().unchecked_into();
        if signal.aborted().is_ok_and(|aborted| aborted.is_truthy()) {
            stop.pull(signal.reason().ok());
            return Some(stop);
        }
        let (state, heard) = (stop.state.clone(), signal.clone());
        let callback = Closure::new(move || state.pull(heard.reason().ok()));
        signal.add("abort", callback.as_ref()).ok()?;
        stop._listener = Some(Rc::new(Listener { signal, callback }));
        Some(stop)
    }

    /// Stops the call. The first reason stays.
    pub fn pull(&self, reason: Option<JsValue>) {
        self.state.pull(reason);
    }

    /// Why it was stopped, in the caller's own value.
    pub fn reason(&self) -> Option<JsValue> {
        self.state.reason.borrow().clone()
    }

    /// Goes no further once the call is stopped, which is about to drop it: a listener may have stopped it just now.
    pub async fn gate(&self) {
        if self.state.is_stopped.get() {
            std::future::pending::<()>().await;
        }
    }

    /// What `work` yields, or nothing as soon as the call is stopped; `work` is then dropped, and with it its request.
    pub async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        if self.state.is_stopped.get() {
            return None;
        }
        unless(self.state.bell.after(self.state.bell.count()), work).await
    }
}

impl State {
    fn pull(&self, reason: Option<JsValue>) {
        if !self.is_stopped.replace(true) {
            *self.reason.borrow_mut() = reason;
            self.bell.ring();
        }
    }
}
