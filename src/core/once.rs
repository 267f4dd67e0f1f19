//! How the paid request is sent so that the browser cannot send it twice by itself.
//!
//! A browser repeats a POST whose reused connection breaks before the answer begins, and shows the page the second answer
//! alone: seen in Chromium 156, over HTTP/1.1 and HTTP/2, whatever the cache mode or the kind of body. What it has
//! streamed it cannot repeat. Chromium streams over HTTP/2 and HTTP/3 only, and refuses to over HTTP/1.1 before anything is
//! sent. Where streaming is not to be had, [`super::ledger::repeat`] finds the second job.

use super::answer::Exchange;

/// Whether it is worth trying to stream to `base`: no browser speaks HTTP/2 without TLS, and a `fetch` of the caller's own
/// may not take streams.
pub fn may_stream(base: &str, has_own_fetch: bool) -> bool {
    base.starts_with("https:") && !has_own_fetch
}

/// Whether what was streamed may be sent once more, as a whole: nothing of it was read and no answer came, so nothing was
/// sent; or it was refused, which makes nothing, and perhaps for being streamed. What stands before the service may want to
/// know the length (411), or pass on no body.
pub fn may_be_whole<V>(exchange: &Exchange<V>, is_read: bool) -> bool {
    match exchange {
        Exchange::Reply { status, .. } => matches!(status, 400 | 411 | 413 | 415 | 422),
        Exchange::Lost(_) | Exchange::TimedOut => !is_read,
        Exchange::Unsent(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16) -> Exchange<()> {
        Exchange::Reply {
            status,
            json: None,
            retry_after_ms: None,
        }
    }

    #[test]
    fn it_streams_where_http_2_may_be_spoken() {
        assert!(may_stream("https://api.example.com", false));
        assert!(!may_stream("http://127.0.0.1:8787", false));
        assert!(!may_stream("https://api.example.com", true));
    }

    #[test]
    fn it_sends_again_what_was_refused_and_nothing_that_may_have_been_done() {
        for status in [400, 411, 413, 415, 422] {
            assert!(may_be_whole(&reply(status), true), "{status}");
        }
        for status in [
            0, 200, 204, 401, 402, 403, 404, 408, 429, 499, 500, 501, 502, 504,
        ] {
            assert!(!may_be_whole(&reply(status), true), "{status}");
            // Answered before it was read: answered all the same.
            assert!(!may_be_whole(&reply(status), false), "{status}");
        }
        for lost in [Exchange::<()>::TimedOut, Exchange::Lost(String::new())] {
            assert!(!may_be_whole(&lost, true));
            assert!(may_be_whole(&lost, false));
        }
        assert!(!may_be_whole::<()>(&Exchange::Unsent(String::new()), false));
    }
}
