//! Every way it can end badly: code, stage, charge, and whether to submit again. `docs/errors.md` has it as a table.

mod failure;

pub use failure::{Failure, invalid};

/// Declares an enum whose variants have a name in JS.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// Every one of them.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// Its public name.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }

            /// The one of that name.
            pub fn of(name: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }

        /// Its public name.
        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}
pub(crate) use named;

named! {
    /// What went wrong.
    Code {
        /// The request is not one that the service takes; `issues` says all that is wrong.
        Validation = "validation",
        /// The key is not accepted (401).
        Unauthorized = "unauthorized",
        /// The key may not do this (403).
        Forbidden = "forbidden",
        /// The account has not enough money (400, 402, code 1407).
        InsufficientCredits = "insufficient_credits",
        /// The caller's own budget does not allow it.
        BudgetExceeded = "budget_exceeded",
        /// The service asked for a pause and every repetition is used up (429).
        RateLimited = "rate_limited",
        /// No such job, or no such path (404).
        NotFound = "not_found",
        /// Refused as malformed (any other 4xx).
        BadRequest = "bad_request",
        /// A picture could not be uploaded.
        UploadFailed = "upload_failed",
        /// No connection, or the browser hid the answer (CORS).
        Network = "network",
        /// No answer in time; or the service itself gave the job up.
        Timeout = "timeout",
        /// The service failed (5xx).
        Server = "server",
        /// An answer that cannot be read: no JSON, cut short, a redirect, an essential field missing.
        BadResponse = "bad_response",
        /// The answer to the submit was lost: the job may exist.
        SubmitUnknown = "submit_unknown",
        /// The caller's signal, or `stop()`.
        Aborted = "aborted",
        /// `wait` has waited for as long as it may; the job goes on.
        Deadline = "deadline",
        /// The service ended the job as failed.
        JobFailed = "job_failed",
        /// The service ended the job for its content.
        Moderated = "moderated",
        /// The job was cancelled.
        Cancelled = "cancelled",
        /// The service no longer has the result.
        Expired = "expired",
        /// The job ended well, without a video.
        NoOutput = "no_output",
        /// The caller's key is of a job that asks for something else.
        IdempotencyConflict = "idempotency_conflict",
        /// The store that the caller asked for cannot be read or written.
        Storage = "storage",
        /// An option of the client cannot be right.
        Config = "config",
    }
}

named! {
    /// How far the call had come.
    Stage {
        /// Reading the client's options.
        Config = "config",
        /// Checking the request.
        Validate = "validate",
        /// Reserving the money and writing the intent down.
        Budget = "budget",
        /// Uploading pictures.
        Upload = "upload",
        /// Submitting the job.
        Submit = "submit",
        /// Asking the service something that changes nothing: balance, price, history, the fate of a lost submit.
        Lookup = "lookup",
        /// Asking for the job's state.
        Poll = "poll",
        /// The job has ended.
        Result = "result",
    }
}

named! {
    /// Whether it cost something.
    Charge {
        /// The service has refused it, never got it, or refunds it.
        None = "none",
        /// A job exists and is billed.
        Charged = "charged",
        /// A job may exist.
        Unknown = "unknown",
    }
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
