//! Whether the service can fetch a URL at all: it lives on the public internet, the caller may not.

use super::text::{cut, without_end};
use super::value::UrlParts;

/// Where the service that will fetch the pictures lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vantage {
    /// On the internet: it reaches public addresses alone.
    Public,
    /// On this machine or in this network: a simulator or a proxy, which may reach local addresses, too.
    Local,
}

/// What can be said of a picture's URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nothing speaks against it.
    Likely,
    /// `data:`: whether this model takes it is not established.
    Data,
    /// `blob:`, `file:` and every other scheme that is not the web's.
    Scheme,
    /// This machine or a private network.
    Private,
}

/// Names that are never on the public internet: RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`.
const PRIVATE_SUFFIXES: [&str; 5] = ["localhost", "local", "internal", "test", "home.arpa"];

/// Judges a parsed URL.
pub fn reach(url: &UrlParts) -> Reach {
    match url.scheme.as_str() {
        "http" | "https" if is_private(&url.host) => Reach::Private,
        "http" | "https" => Reach::Likely,
        "data" => Reach::Data,
        _ => Reach::Scheme,
    }
}

/// Whether a host, in the form that a URL parser gives it, is this machine or in a private network.
///
/// That form is canonical (four decimal numbers; lower-case hex with the longest run of zeros left out), so that it
/// can be told from the text: the standard library's parsers came to some 3 kB of wasm.
pub fn is_private(host: &str) -> bool {
    if let Some(v6) = host.strip_prefix('[') {
        return is_private_v6(cut(v6, b']').0);
    }
    if let Some(v4) = v4(host) {
        return is_private_v4(v4);
    }
    let name = without_end(host, b'.');
    // A name without a dot is resolved by one's own network, if at all.
    !name.bytes().any(|b| b == b'.')
        || PRIVATE_SUFFIXES
            .iter()
            .any(|s| name.strip_suffix(s).is_some_and(|rest| rest.ends_with('.')))
}

/// The four numbers of an IPv4 address in canonical form.
fn v4(host: &str) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut rest = Some(host);
    for octet in &mut octets {
        let (part, after) = cut(rest?, b'.');
        *octet = part.parse().ok()?;
        rest = after;
    }
    rest.is_none().then_some(octets)
}

fn is_private_v4([a, b, ..]: [u8; 4]) -> bool {
    match a {
        // This network, private, loopback, multicast and reserved.
        0 | 10 | 127 | 224.. => true,
        // Shared address space behind carriers' NAT, RFC 6598.
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => b == 168,
        _ => false,
    }
}

fn is_private_v6(address: &str) -> bool {
    // An IPv4 address in disguise is written ::ffff:7f00:1.
    if let Some((high, Some(low))) = address
        .strip_prefix("::ffff:")
        .map(|mapped| cut(mapped, b':'))
    {
        let number = |hex| u16::from_str_radix(hex, 16);
        if let (Ok(high), Ok(low)) = (number(high), number(low)) {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            return is_private_v4([a, b, c, d]);
        }
    }
    if address.starts_with("::") {
        return matches!(address, "::" | "::1");
    }
    let first = cut(address, b':').0;
    let first = u16::from_str_radix(first, 16).unwrap_or(0);
    // Unique local, link-local, multicast.
    (first & 0xfe00) == 0xfc00 || (first & 0xffc0) == 0xfe80 || (first & 0xff00) == 0xff00
}

#[cfg(test)]
mod tests {
    use super::{PRIVATE_SUFFIXES, is_private};
    use crate::core::text::last;
    use crate::core::url::PUBLIC;

    #[test]
    fn no_reserved_name_is_public_at_a_glance() {
        for suffix in PRIVATE_SUFFIXES {
            let label = last(suffix, b'.');
            let is_excepted = ['|', ')'].map(|end| PUBLIC.contains(&format!("{label}{end}")));
            assert!(
                is_excepted.contains(&true),
                "{label} is not excepted in {PUBLIC}"
            );
        }
    }

    #[test]
    fn private_hosts() {
        for host in [
            "localhost",
            "localhost.",
            "app.localhost",
            "printer.local",
            "db.internal",
            "intranet",
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fd00::1]",
            "[::ffff:a00:1]",
            "[::ffff:7f00:1]",
            "[ff02::1]",
        ] {
            assert!(is_private(host), "{host}");
        }
        for host in [
            "example.com",
            "example.com.",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "192.169.0.1",
            "[2606:4700::1111]",
            "[::ffff:808:808]",
            "notlocalhost.com",
            "localhost.example.com",
            "xn--bcher-kva.example",
        ] {
            assert!(!is_private(host), "{host}");
        }
    }
}
