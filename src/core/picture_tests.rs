//! Tests of `picture`, and of `reach` by the addresses of pictures.

use super::*;
use crate::core::testing::{Foreign, Told, check_any_request, list, one, record, told};
use proptest::prelude::*;

const PICTURE: &str = "https://example.com/a.png";

fn found(value: Foreign, vantage: Vantage) -> Findings {
    let mut found = Findings::default();
    pictures(value, vantage, &mut found);
    found
}

fn errors(value: Foreign) -> Told {
    told(&found(value, Vantage::Public).errors)
}

fn warnings(value: Foreign) -> Told {
    told(&found(value, Vantage::Public).warnings)
}

#[test]
fn one_to_four_images() {
    for (count, code) in [
        (0, Some("too_few")),
        (1, None),
        (4, None),
        (5, Some("too_many")),
        (1_000_000, Some("too_many")),
    ] {
        let found = errors(list((0..count).map(|_| PICTURE)));
        let expected = code.map_or(vec![], |code| one("/images", code));
        assert_eq!(found, expected, "{count}");
    }
    // A hole in an array is a missing picture.
    let holed = list([Foreign::from(PICTURE), Foreign::Missing]);
    assert_eq!(errors(holed), one("/images/1", "type"));
}

#[test]
fn addresses_that_the_service_can_never_reach() {
    for (address, code) in [
        ("http://localhost/a.png", "unreachable"),
        ("https://LOCALHOST:8080/a.png", "unreachable"),
        ("http://localhost./a.png", "unreachable"),
        ("http://app.localhost/a.png", "unreachable"),
        ("http://127.0.0.1/a.png", "unreachable"),
        ("http://127.1/a.png", "unreachable"),
        ("http://0x7f.1/a.png", "unreachable"),
        ("http://0177.0.0.1/a.png", "unreachable"),
        ("http://2130706433/a.png", "unreachable"),
        ("http://3232235777/a.png", "unreachable"),
        ("http://0/a.png", "unreachable"),
        ("http://10.1.2.3/a.png", "unreachable"),
        ("http://172.16.0.1/a.png", "unreachable"),
        ("http://192.168.178.20/a.png", "unreachable"),
        ("http://169.254.169.254/latest", "unreachable"),
        ("http://100.64.0.1/a.png", "unreachable"),
        ("http://[::1]/a.png", "unreachable"),
        ("http://[0:0:0:0:0:0:0:1]/a.png", "unreachable"),
        ("http://[::]/a.png", "unreachable"),
        ("http://[fe80::1]/a.png", "unreachable"),
        ("http://[fd12:3456::1]/a.png", "unreachable"),
        ("http://[ff02::1]/a.png", "unreachable"),
        ("http://[::ffff:127.0.0.1]/a.png", "unreachable"),
        ("http://[::ffff:c0a8:1]/a.png", "unreachable"),
        ("http://intranet/a.png", "unreachable"),
        ("http://printer.local/a.png", "unreachable"),
        ("http://db.internal/a.png", "unreachable"),
        ("http://a.home.arpa/a.png", "unreachable"),
        ("http://user:pass@localhost/a.png", "unreachable"),
        ("http://ｌｏｃａｌｈｏｓｔ/a.png", "unreachable"),
        ("blob:https://example.com/0b0a", "url"),
        ("file:///home/me/a.png", "url"),
        ("ftp://example.com/a.png", "url"),
        ("javascript:alert(1)", "url"),
        ("C:\\pictures\\a.png", "url"),
        ("example.com/a.png", "url"),
        ("//example.com/a.png", "url"),
        ("/a.png", "url"),
        ("a.png", "url"),
        ("https://", "url"),
        ("https://exa mple.com/", "url"),
        ("http://1.2.3.4.5/a.png", "url"),
    ] {
        let found = errors(list([PICTURE, address]));
        assert_eq!(found, one("/images/1", code), "{address}");
    }
    for address in [
        "https://example.com/a.png",
        "HTTP://EXAMPLE.COM/a.png",
        "http://8.8.8.8/a.png",
        "http://172.32.0.1/a.png",
        "http://[2606:4700::1111]/a.png",
        "http://[::ffff:8.8.8.8]/a.png",
        "https://localhost.example.com/a.png",
        "https://bücher.example/a.png?x=1#y",
        "  https://example.com/a.png\n",
    ] {
        assert_eq!(errors(list([address])), [], "{address}");
    }
}

#[test]
fn what_newcomers_give_is_answered_with_what_to_write() {
    for (given, answer) in [
        (Foreign::from("./photo.jpg"), "openAsBlob(path)"),
        (Foreign::from("C:\\photo.jpg"), "openAsBlob(path)"),
        // Bytes are of no kind of their own.
        (Foreign::Symbol, "new Blob([bytes])"),
    ] {
        let found = found(list([given]), Vantage::Public);
        let message = &found.errors.first().unwrap().message;
        assert!(message.contains(answer), "{message}");
    }
}

#[test]
fn a_url_object_is_judged_as_its_text() {
    for (address, expected) in [
        (PICTURE, vec![]),
        ("http://127.1/a.png", one("/images/0", "unreachable")),
        ("blob:https://example.com/0b0a", one("/images/0", "url")),
    ] {
        let url = Foreign::Url(url::Url::parse(address).unwrap());
        assert_eq!(errors(list([url])), expected, "{address}");
    }
}

#[test]
fn for_a_local_service_local_addresses_are_a_warning_and_other_schemes_still_wrong() {
    for address in [
        "http://localhost:8080/a.png",
        "http://192.168.1.1/a.png",
        "http://[::1]/a.png",
    ] {
        let found = found(list([address]), Vantage::Local);
        assert_eq!(told(&found.errors), [], "{address}");
        assert_eq!(
            told(&found.warnings),
            one("/images/0", "unreachable"),
            "{address}"
        );
    }
    for address in ["blob:http://localhost/0b0a", "file:///a.png", "a.png"] {
        let found = found(list([address]), Vantage::Local);
        assert_eq!(told(&found.errors), one("/images/0", "url"), "{address}");
    }
}

#[test]
fn a_data_url_is_a_warning() {
    let value = list(["data:image/png;base64,AAAA"]);
    assert_eq!(errors(value.clone()), []);
    assert_eq!(warnings(value), one("/images/0", "data_url"));
}

#[test]
fn what_kling_minds_of_a_blob_is_a_warning() {
    for (size, media_type, expected) in [
        (1.0, "image/jpeg", &[][..]),
        (10_000_000.0, "image/png", &[]),
        (10_000_001.0, "image/png", &["image_bytes"]),
        (1.0, "", &[]),
        (1.0, "image/webp", &["image_format"]),
        (2e7, "video/mp4", &["image_bytes", "image_format"]),
    ] {
        let value = list([Foreign::Blob(size, media_type)]);
        assert_eq!(errors(value.clone()), []);
        let found: Vec<_> = warnings(value);
        assert!(found.iter().all(|(path, _)| path == "/images/0"));
        let codes: Vec<_> = found.into_iter().map(|(_, code)| code).collect();
        assert_eq!(codes, expected, "{size} {media_type}");
    }
    let value = list([Foreign::Blob(0.0, "image/png")]);
    assert_eq!(errors(value.clone()), one("/images/0", "empty"));
}

fn private_v4(ip: std::net::Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
}

/// Any address, those near the borders more often than chance would have it.
fn any_ip() -> impl Strategy<Value = std::net::IpAddr> {
    let v4 = prop_oneof![
        proptest::prelude::any::<u32>(),
        (
            proptest::sample::select(vec![0u8, 10, 100, 127, 169, 172, 192, 224, 239, 240, 255]),
            proptest::sample::select(vec![0u8, 15, 16, 31, 32, 63, 64, 127, 128, 168, 254]),
            proptest::prelude::any::<u16>(),
        )
            .prop_map(|(a, b, rest)| u32::from(a) << 24 | u32::from(b) << 16 | u32::from(rest)),
    ];
    let group = || prop_oneof![4 => Just(0u16), 1 => Just(1), 1 => Just(0xffff), 2 => proptest::prelude::any::<u16>()];
    let first = prop_oneof![
        2 => Just(0u16),
        4 => proptest::sample::select(vec![0xfbff, 0xfc00, 0xfdff, 0xfe00, 0xfe7f, 0xfe80, 0xfebf, 0xfec0, 0xfeff, 0xff00, 0xff02, 0x2606]),
        1 => proptest::prelude::any::<u16>(),
    ];
    prop_oneof![
        v4.clone()
            .prop_map(|bits| std::net::IpAddr::V4(bits.into())),
        v4.prop_map(|bits| std::net::IpAddr::V6(std::net::Ipv4Addr::from(bits).to_ipv6_mapped())),
        (first, proptest::array::uniform7(group())).prop_map(|(first, [b, c, d, e, f, g, h])| {
            std::net::IpAddr::V6([first, b, c, d, e, f, g, h].into())
        }),
    ]
}

proptest! {
    #[test]
    fn any_address_holds(address in "(https?|HTTP|data|blob|file|ftp)?(:|://|//)?[\\[\\]a-z0-9.:@%/ ø-]{0,24}") {
        check_any_request(&record([("images", list([address.as_str()]))]), Vantage::Public);
    }

    /// The platform's own idea of an IP address is the judge.
    #[test]
    fn any_ip_is_private_as_the_library_says(bits in any_ip()) {
        let private = match bits {
            std::net::IpAddr::V4(ip) => private_v4(ip),
            std::net::IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
                Some(ip) => private_v4(ip),
                None => ip.is_loopback() || ip.is_unspecified() || ip.is_multicast()
                    || ip.is_unique_local() || ip.is_unicast_link_local(),
            },
        };
        let address = match bits {
            std::net::IpAddr::V4(ip) => format!("http://{ip}/"),
            std::net::IpAddr::V6(ip) => format!("http://[{ip}]/"),
        };
        let found = errors(list([address.as_str()]));
        let expected = if private { one("/images/0", "unreachable") } else { vec![] };
        prop_assert_eq!(found, expected, "{}", address);
    }
}
