//! Tests of `way`: what can be a key, and where it is safe.

use super::*;

#[test]
fn keys() {
    for good in ["k", "0123456789abcdef", "sk_live-5+/=~!"] {
        assert_eq!(key_problem(good), None, "{good}");
    }
    for bad in [
        "",
        " ",
        "key ",
        "\tkey",
        "key\n",
        "\u{feff}key",
        "a b",
        "a\0b",
        "schlüssel",
        "🔑",
        "a\r\nx: y",
    ] {
        let problem = key_problem(bad).unwrap();
        assert!(
            problem.ends_with('.') && problem.starts_with("apiKey"),
            "{problem}"
        );
        assert!(bad.trim().is_empty() || !problem.contains(bad), "{problem}");
    }
    assert!(key_problem(" key").unwrap().contains("trim"));
}

#[test]
fn a_key_goes_only_where_it_is_safe() {
    let way = Way {
        base: BASE_URL,
        vantage: Vantage::Public,
        has_key: true,
        names_content_type: false,
        names_authorization: false,
    };
    let at = |way: &Way| way.problem().map(|failure| failure.issues[0].path.clone());
    assert_eq!(at(&way), None);
    let keyless = Way {
        has_key: false,
        ..way.clone()
    };
    assert_eq!(at(&keyless).as_deref(), Some("/apiKey"));
    let plain = "http://proxy.example";
    let readable = Way {
        base: plain,
        ..way.clone()
    };
    assert_eq!(at(&readable).as_deref(), Some("/baseUrl"));
    // Without a key there is none to read, and one's own network is one's own.
    assert_eq!(
        at(&Way {
            base: plain,
            ..keyless.clone()
        }),
        None
    );
    let local = Way {
        vantage: Vantage::Local,
        ..readable.clone()
    };
    assert_eq!(at(&local), None);
    let doubled = Way {
        names_authorization: true,
        ..way.clone()
    };
    assert_eq!(at(&doubled).as_deref(), Some("/headers"));
    assert_eq!(
        at(&Way {
            base: plain,
            names_authorization: true,
            ..keyless.clone()
        }),
        None
    );
    let typed = Way {
        base: plain,
        names_content_type: true,
        ..keyless
    };
    assert_eq!(at(&typed).as_deref(), Some("/headers"));
}
