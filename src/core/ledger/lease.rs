//! Who works on what, among tabs and processes that share a store: one asks for a job, the others hear of it.

/// How far off the end of a lease may be, in milliseconds. One that ends later was written by another clock.
const LONGEST_MS: f64 = 900_000.0;

/// A claim to be the only one at work, until then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lease {
    /// The realm (a page, a worker, a process) that has it.
    pub owner: String,
    /// It ends then, in wall-clock milliseconds, unless it is renewed.
    pub until_ms: f64,
}

/// What is known of a lease's owner beside its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// This realm.
    Ourselves,
    /// Another, which may live.
    Another,
    /// Another, which is surely gone: its lease counts no more.
    Dead,
}

impl Lease {
    /// Until when somebody else has it, if somebody has.
    pub fn others_until(&self, owner: Owner, now_ms: f64) -> Option<f64> {
        (owner == Owner::Another && self.is_held(now_ms)).then_some(self.until_ms)
    }

    /// Whether its time is not over.
    pub fn is_held(&self, now_ms: f64) -> bool {
        let left_ms = self.until_ms - now_ms;
        left_ms > 0.0 && left_ms <= LONGEST_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_keeps_others_away_until_it_ends_or_its_owner_does() {
        let lease = Lease {
            owner: "them".into(),
            until_ms: 1_000.0,
        };
        assert_eq!(lease.others_until(Owner::Another, 999.0), Some(1_000.0));
        assert_eq!(lease.others_until(Owner::Another, 1_000.0), None);
        assert_eq!(lease.others_until(Owner::Dead, 999.0), None);
        assert_eq!(lease.others_until(Owner::Ourselves, 999.0), None);
        // A clock that was set back since must not keep everyone away for ever.
        assert_eq!(lease.others_until(Owner::Another, -3_600_000.0), None);
    }
}
