//! Waiting: for a time, for whichever comes first, for all at once. What is dropped lets go of what it held.

use gloo_timers::future::TimeoutFuture;
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen_futures::spawn_local;

/// Sleeps for so many milliseconds; stopped when dropped.
pub fn sleep(ms: f64) -> TimeoutFuture {
    // setTimeout takes 31 bits, and fires at once past them.
    TimeoutFuture::new(ms.clamp(0.0, 2_147_483_647.0) as u32)
}

/// What `work` yields, or nothing where `limit` comes first; `work` is then dropped.
pub async fn unless<T>(
    limit: impl Future<Output = ()>,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut limit = pin!(limit);
    let mut work = pin!(work);
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => limit.as_mut().poll(cx).map(|()| None),
    })
    .await
}

/// What `work` yields, which runs to its end also where nobody waits for it any more: then its result is dropped.
pub async fn to_the_end<T: 'static>(work: impl Future<Output = T> + 'static) -> T {
    let done: Rc<(RefCell<Option<T>>, Bell)> = Rc::default();
    let doing = done.clone();
    spawn_local(async move {
        let result = work.await;
        *doing.0.borrow_mut() = Some(result);
        doing.1.ring();
    });
    loop {
        let rung = done.1.count();
        if let Some(result) = done.0.take() {
            return result;
        }
        done.1.after(rung).await;
    }
}

/// All results in order, or the first error; the others are then dropped.
pub async fn all<T, E>(work: Vec<impl Future<Output = Result<T, E>>>) -> Result<Vec<T>, E> {
    struct Part<F, T> {
        future: Pin<Box<F>>,
        done: Option<T>,
    }
    let mut parts: Vec<Part<_, T>> = work
        .into_iter()
        .map(|future| Part {
            future: Box::pin(future),
            done: None,
        })
        .collect();
    poll_fn(|cx| {
        let mut is_pending = false;
        for part in parts.iter_mut().filter(|part| part.done.is_none()) {
            match part.future.as_mut().poll(cx) {
                Poll::Ready(Ok(done)) => part.done = Some(done),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => is_pending = true,
            }
        }
        if is_pending {
            return Poll::Pending;
        }
        Poll::Ready(Ok(parts
            .iter_mut()
            .filter_map(|part| part.done.take())
            .collect()))
    })
    .await
}

/// Wakes everyone who waits for a change.
#[derive(Default)]
pub struct Bell {
    rung: Cell<u32>,
    waiting: RefCell<Vec<(u32, Waker)>>,
    last: Cell<u32>,
}

/// One who waits, until it is dropped.
struct Listener<'a> {
    bell: &'a Bell,
    number: u32,
}

impl Drop for Listener<'_> {
    fn drop(&mut self) {
        let mut waiting = self.bell.waiting.borrow_mut();
        waiting.retain(|(number, _)| *number != self.number);
    }
}

impl Bell {
    /// Wakes all.
    pub fn ring(&self) {
        self.rung.set(self.rung.get().wrapping_add(1));
        for (_, waker) in self.waiting.take() {
            waker.wake();
        }
    }

    /// How often it has rung so far.
    pub fn count(&self) -> u32 {
        self.rung.get()
    }

    /// Ready when it has rung after `count` was read.
    pub async fn after(&self, count: u32) {
        let number = self.last.get().wrapping_add(1);
        self.last.set(number);
        let listener = Listener { bell: self, number };
        poll_fn(|cx| {
            if listener.bell.rung.get() != count {
                return Poll::Ready(());
            }
            let mut waiting = listener.bell.waiting.borrow_mut();
            waiting.retain(|(other, _)| *other != number);
            waiting.push((number, cx.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}
