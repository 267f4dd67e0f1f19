//! Scheme and host of an absolute URL, for values that bring no URL parser of a platform's own.
//!
//! As the [WHATWG's standard](https://url.spec.whatwg.org/) reads them, but for one thing: a name that is not ASCII
//! is not turned into punycode, which says nothing of who can reach it. In a page it is the engine's parser that is asked.

// `#[inline]` for the reason that `plain` gives.

use super::value::UrlParts;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A regular expression of addresses that every parser reads alike, and that are public at a glance: the web's, a name of
/// labels in lower-case ASCII that is neither a number nor punycode, a last one that is not reserved, a slash. Nothing
/// behind that can make it invalid. What it does not match may be public all the same.
pub const PUBLIC: &str =
    r"^https?://(?:[a-z\d]+[-.])*[a-z\d]+\.(?!(?:localhost|local|internal|test|arpa)/)[a-z]+/";

/// Scheme and host of `text`; `None` where it is no absolute URL. Of what is not the web's only the scheme is told.
///
/// ```
/// use kling_multi_i2v::core::url::parts;
///
/// let url = parts(" HTTPS://user@Example.com:8443/a.png ").unwrap();
/// assert_eq!((url.scheme.as_str(), url.host.as_str()), ("https", "example.com"));
/// assert_eq!(parts("http://0x7f.1/").unwrap().host, "127.0.0.1");
/// assert_eq!(parts("pictures/a.png"), None);
/// ```
#[inline]
pub fn parts(text: &str) -> Option<UrlParts> {
    let text: String = text
        .trim_matches(|c| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !is_scheme {
        return None;
    }
    let scheme = scheme.to_ascii_lowercase();
    let host = match scheme.as_str() {
        "http" | "https" | "ws" | "wss" | "ftp" => {
            let rest = rest.trim_start_matches(['/', '\\']);
            web_host(authority(rest, &['/', '\\', '?', '#'])?)?
        }
        _ => String::new(),
    };
    Some(UrlParts { scheme, host })
}

/// The host in an authority, without user and port; `None` where the port is none.
#[inline]
fn authority<'a>(rest: &'a str, ends: &[char]) -> Option<&'a str> {
    let all = rest.split(ends).next().unwrap_or_default();
    let host = all.rsplit('@').next().unwrap_or_default();
    let after_ip = host.rfind(']').map_or(0, |at| at.saturating_add(1));
    let Some(colon) = host.get(after_ip..)?.find(':') else {
        return Some(host);
    };
    let (name, port) = host.split_at_checked(after_ip.saturating_add(colon))?;
    let digits = port.get(1..)?;
    let is_port = digits.bytes().all(|b| b.is_ascii_digit())
        && (digits.is_empty() || digits.trim_start_matches('0').len() <= 5)
        && digits.parse::<u64>().unwrap_or(0) <= u16::MAX.into();
    is_port.then_some(name)
}

/// A host of the web's schemes in canonical form.
#[inline]
fn web_host(host: &str) -> Option<String> {
    if let Some(v6) = host.strip_prefix('[') {
        let address: Ipv6Addr = v6.strip_suffix(']')?.parse().ok()?;
        return Some(format!("[{}]", v6_text(address)));
    }
    let host: String = decoded(host)?.chars().filter_map(mapped).collect();
    let is_forbidden = |c: char| c <= ' ' || c == '\u{7f}' || "#%/:<>?@[\\]^|".contains(c);
    if host.is_empty() || host.contains(is_forbidden) {
        return None;
    }
    match last_label(&host) {
        Some(last) if is_number(last) => v4(&host).map(|address| address.to_string()),
        _ => Some(host),
    }
}

/// What IDNA makes of a character, as far as it can hide an ASCII one: lower case, full width, the full stops; nothing of a
/// soft hyphen and of what has no width.
#[inline]
fn mapped(c: char) -> Option<char> {
    match c {
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        '\u{3002}' | '\u{ff61}' => Some('.'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).wrapping_sub(0xfee0))
            .map(|narrow| narrow.to_ascii_lowercase()),
        _ => c.to_lowercase().next(),
    }
}

/// Without percent-encoding; `None` where that is no UTF-8.
#[inline]
fn decoded(host: &str) -> Option<String> {
    let bytes = host.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0_usize;
    while let Some(byte) = bytes.get(at) {
        let hex = bytes.get(at.saturating_add(1)..at.saturating_add(3));
        let value = hex
            .filter(|hex| *byte == b'%' && hex.iter().all(u8::is_ascii_hexdigit))
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(value.unwrap_or(*byte));
        at = at.saturating_add(if value.is_some() { 3 } else { 1 });
    }
    String::from_utf8(out).ok()
}

/// The last label of a name, whether or not a dot ends it.
#[inline]
fn last_label(host: &str) -> Option<&str> {
    host.strip_suffix('.').unwrap_or(host).rsplit('.').next()
}

/// Whether a label is meant as a number, and with it the name as an IPv4 address.
#[inline]
fn is_number(label: &str) -> bool {
    let is_decimal = !label.is_empty() && label.bytes().all(|b| b.is_ascii_digit());
    is_decimal || number(label).is_some()
}

/// Decimal, octal (`017`) or hexadecimal (`0x1f`), as the C library has read addresses for ever.
#[inline]
fn number(label: &str) -> Option<u64> {
    let (digits, radix) = match label.strip_prefix("0x") {
        Some(hex) => (hex, 16),
        None if label.len() > 1 && label.starts_with('0') => (label, 8),
        None => (label, 10),
    };
    if digits.is_empty() {
        return (radix == 16).then_some(0);
    }
    let is_digits = digits.chars().all(|c| c.is_digit(radix));
    // More digits than fit are too large all the same.
    is_digits.then(|| u64::from_str_radix(digits, radix).unwrap_or(u64::MAX))
}

/// An IPv4 address of one to four numbers, of which the last takes all the bytes that are left.
#[inline]
fn v4(host: &str) -> Option<Ipv4Addr> {
    let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    let (last, first) = labels.split_last()?;
    let mut address = 0_u64;
    for label in first {
        let byte = number(label).filter(|byte| *byte < 256)?;
        address = address.wrapping_mul(256) | byte;
    }
    let bits = 8_u32.checked_mul(4_u32.checked_sub(u32::try_from(first.len()).ok()?)?)?;
    let rest = number(last).filter(|rest| bits > 0 && *rest < 1 << bits)?;
    let address = address.checked_shl(bits)? | rest;
    Some(Ipv4Addr::from(u32::try_from(address).ok()?))
}

/// In hex alone, as URLs have it: the standard library writes an address of IPv4 in it with dots.
#[inline]
fn v6_text(address: Ipv6Addr) -> String {
    let text = address.to_string();
    let Some((head, v4)) = text.rsplit_once(':').filter(|(_, v4)| v4.contains('.')) else {
        return text;
    };
    match v4.parse::<Ipv4Addr>().map(|v4| v4.octets()) {
        Ok([a, b, c, d]) => format!(
            "{head}:{:x}:{:x}",
            u16::from_be_bytes([a, b]),
            u16::from_be_bytes([c, d])
        ),
        Err(_) => text,
    }
}

#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
