//! What is recorded of a job, so that no reload, crash or second tab pays twice or loses what was paid for.
//!
//! Read in this order: [`record`], one job as it is written down before anything is paid, and its [`likeness`] to others; [`budget`], what has been
//! spent; [`lookup`], how a submit whose answer was lost is found in the service's history; [`repeat`], how one that the
//! browser sent twice is; [`lease`], who works on what, and [`contention`], where two do. [`clock`] reads the service's
//! time. The names under which all of it stands in a store are here.

pub mod budget;
pub mod clock;
pub mod contention;
pub mod lease;
pub mod likeness;
pub mod lookup;
pub mod record;
pub mod repeat;

/// How long the ledger remembers a job, in milliseconds: as long as the service does.
pub const KEPT_MS: f64 = super::model::KEPT_DAYS as f64 * 86_400_000.0;

/// How long a remembered upload may be used, in milliseconds: it must outlive the start of the job that needs it.
pub const UPLOAD_MS: f64 = KEPT_MS - 3_600_000.0;

/// The names of all that one ledger keeps in a store: one ledger for each base URL.
#[derive(Clone, Debug)]
pub struct Names {
    prefix: String,
}

impl Names {
    /// For the service at `base`, an origin with a path.
    pub fn new(base: &str) -> Names {
        Names {
            prefix: format!("kling/{base}/"),
        }
    }

    /// Where all records stand.
    pub fn records(&self) -> String {
        format!("{}job/", self.prefix)
    }

    /// The record of a caller's own key: one key, one record, whoever asks.
    pub fn record_of_key(&self, key: &str) -> String {
        format!("{}job/k/{key}", self.prefix)
    }

    /// The record of a call without a key, by a number that chance gave.
    pub fn record_of_chance(&self, chance: &str) -> String {
        format!("{}job/r/{chance}", self.prefix)
    }

    /// What tells a record from all others of its ledger.
    pub fn token_of<'a>(&self, record: &'a str) -> &'a str {
        record.get(self.records().len()..).unwrap_or(record)
    }

    /// The caller's key in the name of a record, if it has one.
    pub fn key_of<'a>(&self, record: &'a str) -> Option<&'a str> {
        record
            .strip_prefix(self.prefix.as_str())?
            .strip_prefix("job/k/")
    }

    /// Which record a job belongs to: one job, one record.
    pub fn claim(&self, job_id: &str) -> String {
        format!("{}claim/{job_id}", self.prefix)
    }

    /// Who asks for a job, and what was last heard.
    pub fn lease(&self, job_id: &str) -> String {
        format!("{}{job_id}", self.leases())
    }

    /// Where all leases stand.
    pub fn leases(&self) -> String {
        format!("{}lease/", self.prefix)
    }

    /// What has been spent.
    pub fn sums(&self) -> String {
        format!("{}sum", self.prefix)
    }

    /// How long the latest jobs took.
    pub fn durations(&self) -> String {
        format!("{}took", self.prefix)
    }

    /// Where all remembered uploads of so many bytes stand.
    pub fn uploads(&self, bytes: f64) -> String {
        format!("{}upload/{}/", self.prefix, bytes as u64)
    }

    /// Where all remembered uploads stand.
    pub fn all_uploads(&self) -> String {
        format!("{}upload/", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_key_is_found_again_in_the_name_of_its_record() {
        let names = Names::new("https://api.example.com/v1");
        for key in ["a", "order/42", "", "job/k/", "日本"] {
            let record = names.record_of_key(key);
            assert!(record.starts_with(&names.records()));
            assert_eq!(names.key_of(&record), Some(key));
        }
        assert_eq!(names.key_of(&names.record_of_chance("1f")), None);
        let other = Names::new("https://other.example.com");
        assert_eq!(other.key_of(&names.record_of_key("a")), None);
    }

    #[test]
    fn a_key_is_never_taken_for_a_number_that_chance_gave() {
        let names = Names::new("https://api.example.com/v1");
        assert_eq!(names.token_of(&names.record_of_key("r/1f/02")), "k/r/1f/02");
        assert_eq!(names.token_of(&names.record_of_chance("1f/02")), "r/1f/02");
    }
}
