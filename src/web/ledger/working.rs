//! Who of this page or process is at work on something: what nobody here works on any more, others may take over at once.

use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    static AT_WORK: RefCell<BTreeSet<String>> = RefCell::default();
}

/// One who works, until it is dropped.
pub struct Working(String);

impl Working {
    /// Begins to work under that name.
    pub fn new(token: &str) -> Working {
        AT_WORK.with_borrow_mut(|at_work| at_work.insert(token.to_owned()));
        Working(token.to_owned())
    }

    /// Whether anybody here works under that name.
    pub fn is(token: &str) -> bool {
        AT_WORK.with_borrow(|at_work| at_work.contains(token))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        AT_WORK.with_borrow_mut(|at_work| at_work.remove(&self.0));
    }
}
