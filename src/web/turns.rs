//! One after another: whoever waits gets its turn in the order of asking, and gives it up when it is dropped.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Where turns are waited for.
#[derive(Default)]
pub struct Turns {
    is_taken: Cell<bool>,
    last: Cell<u32>,
    waiting: RefCell<VecDeque<(u32, Waker)>>,
}

/// A turn, until it is dropped.
pub struct Turn<'a>(&'a Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.is_taken.set(false);
        self.0.call_next();
    }
}

/// One who waits. Called and dropped before it came, it lets the next one be called.
pub struct Place<'a> {
    turns: &'a Turns,
    number: u32,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut waiting = self.turns.waiting.borrow_mut();
        waiting.retain(|(number, _)| *number != self.number);
        drop(waiting);
        if !self.turns.is_taken.get() {
            self.turns.call_next();
        }
    }
}

impl<'a> Future for Place<'a> {
    type Output = Turn<'a>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context) -> Poll<Turn<'a>> {
        let mut waiting = self.turns.waiting.borrow_mut();
        let is_first = waiting
            .front()
            .is_none_or(|(first, _)| *first == self.number);
        if is_first && !self.turns.is_taken.replace(true) {
            return Poll::Ready(Turn(self.turns));
        }
        match waiting.iter_mut().find(|(other, _)| *other == self.number) {
            Some((_, waker)) => waker.clone_from(cx.waker()),
            None => waiting.push_back((self.number, cx.waker().clone())),
        }
        Poll::Pending
    }
}

impl Turns {
    /// Waits for a turn.
    pub fn turn(&self) -> Place<'_> {
        let number = self.last.get().wrapping_add(1);
        self.last.set(number);
        Place {
            turns: self,
            number,
        }
    }

    fn call_next(&self) {
        let waiting = self.waiting.borrow();
        if let Some((_, waker)) = waiting.front() {
            waker.wake_by_ref();
        }
    }
}
