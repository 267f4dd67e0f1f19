//! Waiting: for a time, for whichever comes first, for all at once. What is dropped lets go of what it held.

use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

/// Sleeps for so many milliseconds; stopped when dropped.
pub fn sleep(ms: f64) -> TimeoutFuture {
    // setTimeout takes 31 bits, and fires at once past them.
    TimeoutFuture::new(ms.clamp(0.0, 2_147_483_647.0) as u32)
}

/// What `work` yields, or nothing where `limit` comes first; `work` is then dropped.
pub fn unless<'a, T>(
    limit: impl Future<Output = ()> + 'a,
    work: impl Future<Output = T> + 'a,
) -> Unless<'a, T> {
    Unless {
        limit: Box::pin(limit),
        work: Box::pin(work),
    }
}

/// Some work and its limit, each behind one pointer: otherwise every pair of kinds is code of its own.
pub struct Unless<'a, T> {
    limit: Pin<Box<dyn Future<Output = ()> + 'a>>,
    work: Pin<Box<dyn Future<Output = T> + 'a>>,
}

impl<T> Future for Unless<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context) -> Poll<Option<T>> {
        match self.work.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => self.limit.as_mut().poll(cx).map(|()| None),
        }
    }
}

/// Does some work that nobody waits for.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    spawn_one(Box::pin(work));
}

/// The same, behind one pointer: each kind of future that is spawned for itself is code of its own.
#[inline(never)]
fn spawn_one(work: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(work);
}

/// A promise of what `work` yields.
#[inline(never)]
pub fn promise(work: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>) -> Promise {
    future_to_promise(work)
}

/// What `work` yields, which runs to its end also where nobody waits for it any more: then its result is dropped.
pub async fn to_the_end<T: 'static>(work: Pin<Box<dyn Future<Output = T>>>) -> T {
    let done: Rc<(RefCell<Option<T>>, Bell)> = Rc::default();
    let doing = done.clone();
    spawn(async move {
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
pub fn all<'a, T, E>(work: Vec<impl Future<Output = Result<T, E>> + 'a>) -> All<'a, T, E> {
    let part = |future| Part {
        future: Box::pin(future),
        done: None,
    };
    All(work.into_iter().map(part).collect())
}

/// Work that is done beside other work.
pub struct All<'a, T, E>(Vec<Part<'a, T, E>>);

struct Part<'a, T, E> {
    future: Pin<Box<dyn Future<Output = Result<T, E>> + 'a>>,
    done: Option<T>,
}

impl<T: Unpin, E> Future for All<'_, T, E> {
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context) -> Poll<Result<Vec<T>, E>> {
        let mut is_pending = false;
        for part in self.0.iter_mut().filter(|part| part.done.is_none()) {
            match part.future.as_mut().poll(cx) {
                Poll::Ready(Ok(done)) => part.done = Some(done),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => is_pending = true,
            }
        }
        if is_pending {
            return Poll::Pending;
        }
        let done = self.0.iter_mut().filter_map(|part| part.done.take());
        Poll::Ready(Ok(done.collect()))
    }
}

/// Wakes everyone who waits for a change.
#[derive(Default)]
pub struct Bell {
    rung: Cell<u32>,
    waiting: RefCell<Vec<(u32, Waker)>>,
    last: Cell<u32>,
}

/// One who waits, until it is dropped.
pub struct Listener<'a> {
    bell: &'a Bell,
    number: u32,
    count: u32,
}

impl Future for Listener<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context) -> Poll<()> {
        if self.bell.rung.get() != self.count {
            return Poll::Ready(());
        }
        let mut waiting = self.bell.waiting.borrow_mut();
        waiting.retain(|(number, _)| *number != self.number);
        waiting.push((self.number, cx.waker().clone()));
        Poll::Pending
    }
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
    pub fn after(&self, count: u32) -> Listener<'_> {
        let number = self.last.get().wrapping_add(1);
        self.last.set(number);
        Listener {
            bell: self,
            number,
            count,
        }
    }
}

/// A bell for each name that somebody listens for: what happens to one of many wakes those of the one.
#[derive(Default)]
pub struct Bells(RefCell<Vec<(String, Weak<Bell>)>>);

impl Bells {
    /// The bell of that name, which rings for as long as somebody holds it.
    pub fn of(&self, name: &str) -> Rc<Bell> {
        self.known(name).unwrap_or_else(|| {
            let bell = Rc::<Bell>::default();
            let mut bells = self.0.borrow_mut();
            bells.retain(|(_, bell)| bell.strong_count() > 0);
            bells.push((name.to_owned(), Rc::downgrade(&bell)));
            bell
        })
    }

    /// Rings it, if somebody listens.
    pub fn ring(&self, name: &str) {
        if let Some(bell) = self.known(name) {
            bell.ring();
        }
    }

    fn known(&self, name: &str) -> Option<Rc<Bell>> {
        let bells = self.0.borrow();
        let mut same = bells.iter().filter(|(other, _)| other == name);
        same.find_map(|(_, bell)| bell.upgrade())
    }
}
