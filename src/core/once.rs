//! How the paid request is sent so that the browser cannot send it twice by itself.
//!
//! A browser repeats a POST whose reused connection breaks before the answer begins, and shows the page the second answer
//! alone: seen in Chromium 156, over HTTP/1.1 and HTTP/2, whatever the cache mode or the kind of body. What it has
//! streamed it cannot repeat. Chromium streams over HTTP/2 and HTTP/3 only, and refuses to over HTTP/1.1 before anything is
//! sent. Where streaming is not to be had, [`super::ledger::repeat`] finds the second job.

use super::answer::{Exchange, contains};
use super::value::{Key, Value};

/// Whether the paid request bears a name, its `Idempotency-Key`, by which a proxy can know it again and answer it once. The
/// service knows none. To a page of another origin the proxy would have to allow the header, and not every one does.
pub fn bears_a_name(has_key: bool, is_foreign: bool) -> bool {
    !has_key && !is_foreign
}

/// Whether it is worth trying to stream to `base`: no browser speaks HTTP/2 without TLS, and a `fetch` of the caller's own
/// may not take streams.
pub fn may_stream(base: &str, has_own_fetch: bool) -> bool {
    base.starts_with("https:") && !has_own_fetch
}

/// Whether what was streamed may be sent once more, as a whole: nothing of it was read and no answer came, so nothing was
/// sent; or it was refused for being streamed. What stands before the service may want to know the length (411), refuse
/// a body without one, or pass on none, which the service then misses.
pub fn may_be_whole<V: Value>(exchange: &Exchange<V>, is_read: bool) -> bool {
    match exchange {
        Exchange::Reply { status: 411, .. } => true,
        Exchange::Reply {
            status: 400 | 413 | 415 | 422,
            json,
            ..
        } => json.as_ref().is_none_or(|body| {
            let said = body.get(Key::Message).text(300).unwrap_or_default();
            contains(&said, "required")
        }),
        Exchange::Lost(_) | Exchange::TimedOut => !is_read,
        Exchange::Reply { .. } | Exchange::Unsent(_) => false,
    }
}

/// Whether it was for the stream that it had to be sent as a whole, so that the next ones are, too: the stream was not read,
/// and the whole was answered; or it was refused, and the whole was not.
pub fn was_for_the_stream<V>(was_read: bool, whole: &Exchange<V>) -> bool {
    match whole {
        Exchange::Reply { status, .. } => !was_read || (200..300).contains(status),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::Foreign;
    use serde_json::json;

    fn reply(status: u16) -> Exchange<Foreign> {
        said(status, None)
    }

    fn said(status: u16, json: Option<Foreign>) -> Exchange<Foreign> {
        Exchange::Reply {
            status,
            json,
            retry_after_ms: None,
        }
    }

    #[test]
    fn it_bears_a_name_where_a_proxy_reads_it_and_no_page_must_ask_first() {
        assert!(bears_a_name(false, false));
        assert!(!bears_a_name(true, false));
        assert!(!bears_a_name(false, true));
    }

    #[test]
    fn it_streams_where_http_2_may_be_spoken() {
        assert!(may_stream("https://api.example.com", false));
        assert!(!may_stream("http://127.0.0.1:8787", false));
        assert!(!may_stream("https://api.example.com", true));
    }

    #[test]
    fn it_sends_again_what_was_refused_for_the_stream_and_nothing_that_may_have_been_done() {
        for status in [400, 411, 413, 415, 422] {
            assert!(may_be_whole(&reply(status), true), "{status}");
            let words = |message: &str| json!({"code": status, "message": message}).into();
            // The service that got no body, and the service that read it.
            let empty = words("field \"prompt\" is required and must not be empty");
            assert!(may_be_whole(&said(status, Some(empty)), true), "{status}");
            let read = words("Insufficient credits.");
            assert_eq!(may_be_whole(&said(status, Some(read)), true), status == 411);
        }
        for status in [
            0, 200, 204, 401, 402, 403, 404, 408, 429, 499, 500, 501, 502, 504,
        ] {
            assert!(!may_be_whole(&reply(status), true), "{status}");
            // Answered before it was read: answered all the same.
            assert!(!may_be_whole(&reply(status), false), "{status}");
        }
        for lost in [Exchange::TimedOut, Exchange::Lost(String::new())] {
            assert!(!may_be_whole::<Foreign>(&lost, true));
            assert!(may_be_whole::<Foreign>(&lost, false));
        }
        let unsent = Exchange::<Foreign>::Unsent(String::new());
        assert!(!may_be_whole(&unsent, false));
    }

    #[test]
    fn one_refusal_does_not_end_the_streaming() {
        // The stream was refused, and the whole was, too: it was for something else.
        assert!(!was_for_the_stream(true, &reply(400)));
        assert!(was_for_the_stream(true, &reply(200)));
        // It was not read: over HTTP/1.1. Any answer shows that there is a connection.
        assert!(was_for_the_stream(false, &reply(400)));
        assert!(!was_for_the_stream::<Foreign>(false, &Exchange::TimedOut));
    }
}
