//! Tests of `url`, against the `url` crate, which reads as browsers do.

use super::*;
use crate::core::reach::is_private;
use proptest::prelude::*;

fn is_web_scheme(scheme: &str) -> bool {
    matches!(scheme, "http" | "https" | "ws" | "wss" | "ftp")
}

fn theirs(text: &str) -> Option<UrlParts> {
    let url = ::url::Url::parse(text).ok()?;
    let is_web = is_web_scheme(url.scheme());
    Some(UrlParts {
        scheme: url.scheme().to_owned(),
        host: url.host_str().filter(|_| is_web).unwrap_or("").to_owned(),
    })
}

/// Pieces of which people and attackers make addresses.
const PIECES: [&str; 48] = [
    "http:",
    "https:",
    "HTTPS:",
    "ftp:",
    "data:",
    "blob:",
    "file:",
    "x+y.z-1:",
    "1a:",
    "//",
    "/",
    "\\",
    "@",
    "user",
    ":",
    ":80",
    ":65536",
    ":099999",
    ":0000080",
    "?",
    "#",
    ".",
    "..",
    "[",
    "]",
    "[::1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[fe80::1%25en0]",
    "127.1",
    "0x7f.1",
    "017",
    "2130706433",
    "4294967296",
    "256",
    "0x",
    "1.2.3.4",
    "1.2.3.4.",
    "1.2.3.4.5",
    "localhost",
    "Example.com",
    "a-b",
    "%41",
    "%2e",
    "%zz",
    " ",
    "\t",
    "^",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_address_is_read_as_the_url_crate_reads_it(
        is_web in any::<bool>(),
        pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..7),
    ) {
        let text = format!("{}{}", if is_web { "https://" } else { "" }, pieces.concat());
        let ours = parts(&text);
        // Of what is not the web's only the scheme is told, also where the rest is no URL.
        if ours.as_ref().is_none_or(|url| is_web_scheme(&url.scheme)) || theirs(&text).is_some() {
            prop_assert_eq!(ours, theirs(&text), "{}", text);
        }
    }

    #[test]
    fn any_text_is_read_or_not(text in ".{0,40}") {
        let _ = parts(&text);
    }
}

#[test]
fn an_address_that_is_private_in_disguise_is_seen() {
    for text in [
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://ＬＯＣＡＬＨＯＳＴ/",
        "http://local\u{ad}host/",
        "http://local\u{200b}ho\u{2060}st\u{feff}/",
        "http://10｡1/",
        "http://%6cocalhost/",
        "http://user:pw@10.0.0.1:8080/a.png",
        "http:\\\\192.168.0.1",
        "https:192.168.0.1",
        "http://[::ffff:127.0.0.1]/",
    ] {
        let ours = parts(text).unwrap();
        assert!(is_private(&ours.host), "{text}: {ours:?}");
        assert_eq!(Some(ours), theirs(text), "{text}");
    }
}

#[test]
fn a_name_that_is_not_ascii_stays_as_it_is() {
    assert_eq!(
        parts("https://BÜCHER.example/").unwrap().host,
        "bücher.example"
    );
}

#[test]
fn a_number_that_is_too_large_for_its_place_is_no_address() {
    for host in [
        "1.16777216",
        "1.2.65536",
        "1.2.3.256",
        "256.1",
        "4294967296",
        "1.2.3.4.5",
    ] {
        let text = format!("http://{host}/");
        assert_eq!((parts(&text), theirs(&text)), (None, None), "{text}");
    }
    for host in [
        "1.16777215",
        "1.2.65535",
        "1.2.3.255",
        "255.1",
        "4294967295",
    ] {
        let text = format!("http://{host}/");
        assert_eq!(parts(&text), theirs(&text), "{text}");
        assert!(parts(&text).is_some(), "{text}");
    }
}

#[test]
fn what_begins_with_no_scheme_is_no_address() {
    for text in [
        "1a:b",
        "+x:b",
        ":b",
        "a b:c",
        "é:b",
        "images/a.png",
        "//host/a.png",
        "",
    ] {
        assert_eq!((parts(text), theirs(text)), (None, None), "{text}");
    }
}
