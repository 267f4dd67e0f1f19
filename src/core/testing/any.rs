//! Arbitrary values, for properties.

use super::foreign::{Foreign, list};
use crate::core::value::Key;
use proptest::prelude::*;
use std::rc::Rc;

/// Any value that is no array and no object, what a caller might mean more often than noise.
pub fn leaf() -> impl Strategy<Value = Foreign> {
    prop_oneof![
        Just(Foreign::Missing),
        Just(Foreign::Null),
        any::<bool>().prop_map(Foreign::Bool),
        any::<f64>().prop_map(Foreign::Number),
        proptest::sample::select(vec![0.0, 5.0, 10.0, 7.5, 200.0, 5004.0, f64::NAN])
            .prop_map(Foreign::Number),
        ".{0,40}".prop_map(Foreign::from),
        proptest::sample::select(WORDS.to_vec()).prop_map(Foreign::from),
        any::<u32>().prop_map(Foreign::HugeText),
        (
            0.0..3e7,
            proptest::sample::select(vec!["", "image/png", "image/webp", "text/html"])
        )
            .prop_map(|(size, media_type)| Foreign::Blob(size, media_type)),
        Just(Foreign::BrokenBlob),
        Just(Foreign::Url(
            url::Url::parse("https://example.com/a.png").unwrap()
        )),
        Just(Foreign::Map),
        Just(Foreign::Function),
        Just(Foreign::Symbol),
        Just(Foreign::Throws),
    ]
}

/// Any tree of values, with the field names that are read and others.
pub fn value() -> impl Strategy<Value = Foreign> {
    leaf().prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(list),
            fields(inner).prop_map(|fields| Foreign::Record(Rc::new(fields))),
        ]
    })
}

/// Something like a request: its own fields, each of them right or anything.
pub fn request() -> impl Strategy<Value = Foreign> {
    let mixed =
        |right: Vec<Foreign>| prop_oneof![4 => proptest::sample::select(right), 1 => value()];
    let picture = || {
        prop_oneof![
            4 => proptest::sample::select(vec![
                Foreign::from("https://example.com/a.png"),
                Foreign::Blob(10.0, "image/png"),
            ]),
            1 => leaf(),
        ]
    };
    (
        mixed(vec!["Pan left".into()]),
        prop_oneof![4 => proptest::collection::vec(picture(), 0..6).prop_map(list), 1 => value()],
        mixed(vec![Foreign::Missing, 5u32.into(), 10u32.into()]),
        mixed(vec![Foreign::Missing, "1:1".into(), "9:16".into()]),
        mixed(vec![Foreign::Missing, "blur".into()]),
        mixed(vec![Foreign::Missing, true.into()]),
        prop_oneof![4 => Just(Vec::new()), 1 => fields(leaf())],
    )
        .prop_map(
            |(prompt, images, duration, ratio, negative, checker, others)| {
                let mut all = vec![
                    ("prompt".to_owned(), prompt),
                    ("images".to_owned(), images),
                    ("duration".to_owned(), duration),
                    ("aspect_ratio".to_owned(), ratio),
                    ("negative_prompt".to_owned(), negative),
                    ("enable_safety_checker".to_owned(), checker),
                ];
                for (name, value) in others {
                    if !all.iter().any(|(known, _)| *known == name) {
                        all.push((name, value));
                    }
                }
                Foreign::Record(Rc::new(all))
            },
        )
}

/// Fields as an object has them: no two of one name.
fn fields(of: impl Strategy<Value = Foreign>) -> impl Strategy<Value = Vec<(String, Foreign)>> {
    let name = prop_oneof![
        3 => proptest::sample::select(Key::ALL.to_vec()).prop_map(str::to_owned),
        1 => ".{0,80}",
        1 => "[a-z~/]{0,8}",
    ];
    proptest::collection::btree_map(name, of, 0..8).prop_map(|fields| fields.into_iter().collect())
}

const WORDS: [&str; 24] = [
    "",
    " ",
    "5",
    "10",
    "1:1",
    "16:9",
    "completed",
    "failed",
    "cancelled",
    "timeout",
    "deleted",
    "processing",
    "0",
    "5004",
    "1200",
    "https://example.com/a.png",
    "http://127.1/a.png",
    "blob:https://example.com/1",
    "file:///a.png",
    "data:image/png;base64,AA==",
    "a.png",
    "null",
    "0.25",
    "🎬🎬",
];
