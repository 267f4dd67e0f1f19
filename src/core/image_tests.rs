//! Tests of `image`: what a head shows, and that no bytes show anything else.

use super::*;
use crate::core::testing::fuzz_image;
use crate::core::testing::heads::{
    bmp, gif, jfif, jpeg_of, png, segment, tiff, webp_extended, webp_lossless, webp_lossy,
};
use proptest::prelude::*;

fn picture(format: &'static str, width: u32, height: u32) -> Look {
    Look::Picture(Picture {
        format,
        width,
        height,
    })
}

/// One head of each kind, with what it shows.
fn samples() -> Vec<(Vec<u8>, Look)> {
    let mut samples = vec![
        (png(640, 480), picture("png", 640, 480)),
        (webp_lossy(640, 480), picture("webp", 640, 480)),
        (webp_lossless(16_384, 1), picture("webp", 16_384, 1)),
        (webp_extended(70_000, 3), picture("webp", 70_000, 3)),
        (gif(b"GIF87a", 640, 480), picture("gif", 640, 480)),
        (gif(b"GIF89a", 1, 65_535), picture("gif", 1, 65_535)),
        (bmp(640, 480), picture("bmp", 640, 480)),
    ];
    for is_little in [true, false] {
        samples.push((tiff(is_little, 3, 8, 640, 480), picture("tiff", 640, 480)));
        samples.push((
            tiff(is_little, 4, 200, 70_000, 480),
            picture("tiff", 70_000, 480),
        ));
    }
    for sof in JPEG_FRAMES {
        samples.push((jpeg_of(&[jfif()], sof, 640, 480), picture("jpeg", 640, 480)));
    }
    samples
}

/// Every frame header of a JPEG: SOF0 to SOF15 without DHT, JPG and DAC, whose codes lie among them.
const JPEG_FRAMES: [u8; 13] = [
    0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
];

#[test]
fn every_format_tells_its_size() {
    for (bytes, shown) in samples() {
        assert_eq!(look(&bytes), shown, "{bytes:02x?}");
    }
}

#[test]
fn the_codes_among_a_jpegs_frames_that_are_none_are_skipped() {
    for other in [0xc4, 0xc8, 0xcc] {
        let tables = segment(other, &[0, 1, 0, 1, 0, 1, 0, 1]);
        let bytes = jpeg_of(&[jfif(), tables], 0xc2, 1200, 800);
        assert_eq!(look(&bytes), picture("jpeg", 1200, 800), "{other:02x}");
    }
}

#[test]
fn a_jpegs_thumbnail_is_not_its_size() {
    let thumbnail = jpeg_of(&[jfif()], 0xc0, 160, 120);
    let exif = segment(0xe1, &[b"Exif\0\0".to_vec(), thumbnail].concat());
    assert_eq!(
        look(&jpeg_of(&[exif], 0xc0, 4000, 3000)),
        picture("jpeg", 4000, 3000)
    );
}

#[test]
fn a_jpeg_with_long_metadata_is_too_short_until_its_frame_is_there() {
    let long = segment(0xe2, &[7; 65_000]);
    let bytes = jpeg_of(
        &[jfif(), long.clone(), long.clone(), long],
        0xc2,
        3000,
        2000,
    );
    assert!(bytes.len() > HEAD as usize);
    assert_eq!(look(&bytes[..HEAD as usize]), Look::TooShort);
    assert_eq!(look(&bytes), picture("jpeg", 3000, 2000));
}

#[test]
fn a_tiffs_directory_may_stand_far_behind() {
    let bytes = tiff(true, 4, 100_000, 640, 480);
    assert_eq!(look(&bytes[..HEAD as usize]), Look::TooShort);
    assert_eq!(look(&bytes), picture("tiff", 640, 480));
}

#[test]
fn a_jpegs_fill_bytes_and_bare_markers_are_stepped_over() {
    for between in [
        vec![0xff],
        vec![0xff; 9],
        vec![0xff, 0x01],
        vec![0xff, 0xd0, 0xff, 0xd7],
    ] {
        let bytes = jpeg_of(&[jfif(), between.clone()], 0xc0, 640, 480);
        assert_eq!(look(&bytes), picture("jpeg", 640, 480), "{between:02x?}");
    }
    // A length counts its own two bytes; the data begin before any frame; the picture ends.
    for broken in [
        vec![0xff, 0xe1, 0, 0],
        vec![0xff, 0xe1, 0, 1, 0xff],
        vec![0xff, 0xda, 0, 2],
        vec![0xff, 0xd9],
    ] {
        let bytes = jpeg_of(&[jfif(), broken.clone()], 0xc0, 640, 480);
        assert_eq!(look(&bytes), Look::Unknown, "{broken:02x?}");
    }
}

#[test]
fn a_lossy_webps_scaling_is_not_its_size() {
    // The upper two bits of each side ask for scaling (RFC 6386, 9.1).
    assert_eq!(
        look(&webp_lossy(640 | 0x4000, 480 | 0xc000)),
        picture("webp", 640, 480)
    );
}

#[test]
fn the_oldest_bmp_has_short_sides() {
    let mut bytes = b"BM\x46\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0".to_vec();
    bytes.extend([0x80, 2, 0xe0, 1, 1, 0, 24, 0]);
    assert_eq!(look(&bytes), picture("bmp", 640, 480));
}

#[test]
fn a_bmp_from_top_to_bottom_has_a_negative_height() {
    assert_eq!(look(&bmp(640, -480)), picture("bmp", 640, 480));
}

#[test]
fn a_cut_head_never_shows_another_size() {
    for (bytes, shown) in samples() {
        for end in 0..bytes.len() {
            let look = look(&bytes[..end]);
            assert!(
                matches!(look, Look::TooShort | Look::Unknown) || look == shown,
                "{look:?} after {end} of {bytes:02x?}"
            );
        }
        // Once the format is sure, more bytes are asked for, not given up.
        for end in 12..bytes.len() {
            assert_ne!(look(&bytes[..end]), Look::Unknown, "{end} of {bytes:02x?}");
        }
    }
}

#[test]
fn what_is_no_picture_is_unknown() {
    for bytes in [
        &b""[..],
        b"\xff",
        b"<!doctype html><html></html>",
        b"%PDF-1.7 and so on and on and on",
        b"\0\0\0\x20ftypheic\0\0\0\0heicmif1",
        // A PNG whose line ends were changed on the way.
        b"\x89PNG\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0",
        b"\x89PNG\n\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0",
        b"GIF80a\0\0\0\0\0\0\0",
        b"RIFF\0\0\0\0WAVEfmt \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        // A JPEG whose data do not begin with a marker.
        b"\xff\xd8\xff\xe0\0\x02\0\0\0\0\0\0\0\0\0\0",
    ] {
        assert_eq!(look(bytes), Look::Unknown, "{bytes:02x?}");
    }
}

#[test]
fn a_size_of_nothing_is_no_size() {
    for bytes in [
        png(0, 480),
        png(640, 0),
        jpeg_of(&[jfif()], 0xc0, 0, 480),
        gif(b"GIF89a", 0, 0),
        bmp(0, 480),
        tiff(true, 4, 8, 0, 0),
    ] {
        assert_eq!(look(&bytes), Look::Unknown, "{bytes:02x?}");
    }
}

fn advised(format: &'static str, width: u32, height: u32) -> Vec<&'static str> {
    let found = advise(
        Picture {
            format,
            width,
            height,
        },
        "/images/2",
    );
    for issue in &found {
        assert_eq!(issue.path, "/images/2");
        assert!(issue.message.ends_with('.'), "{issue:?}");
    }
    found.into_iter().map(|issue| issue.code).collect()
}

#[test]
fn advice_begins_just_past_klings_own_limits() {
    for (format, width, height, codes) in [
        ("jpeg", 300, 300, &[][..]),
        ("png", 300, 750, &[]),
        ("png", 750, 300, &[]),
        ("jpeg", 299, 300, &["image_pixels"]),
        ("jpeg", 300, 299, &["image_pixels"]),
        ("jpeg", 300, 751, &["image_ratio"]),
        ("jpeg", 751, 300, &["image_ratio"]),
        ("jpeg", 2_500_001, 1_000_000, &["image_ratio"]),
        ("jpeg", 2_500_000, 1_000_000, &[]),
        ("webp", 300, 300, &["image_format"]),
        (
            "gif",
            10,
            100,
            &["image_format", "image_pixels", "image_ratio"],
        ),
        ("jpeg", u32::MAX, u32::MAX, &[]),
        ("jpeg", u32::MAX, 1, &["image_pixels", "image_ratio"]),
    ] {
        assert_eq!(
            advised(format, width, height),
            codes,
            "{format} {width} × {height}"
        );
    }
}

#[test]
fn bytes_of_no_known_format_are_told() {
    let issue = unknown("/images/0");
    assert_eq!(
        (issue.path.as_str(), issue.code),
        ("/images/0", "image_format")
    );
}

proptest! {
    #[test]
    fn any_bytes_hold(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        fuzz_image(&bytes);
    }

    #[test]
    fn any_change_to_a_real_head_holds(
        which in 0..samples().len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        let (mut bytes, _) = samples().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        fuzz_image(&bytes);
    }

    #[test]
    fn every_size_is_read_as_it_was_written(width in 1..=16_383u16, height in 1..=16_383u16) {
        let (w, h) = (u32::from(width), u32::from(height));
        for bytes in [
            jpeg_of(&[jfif()], 0xc2, width, height),
            png(w, h),
            webp_lossy(width, height),
            webp_lossless(w, h),
            webp_extended(w, h),
            gif(b"GIF89a", width, height),
            bmp(width.into(), height.into()),
            bmp(width.into(), -i32::from(height)),
            tiff(false, 3, 8, w, h),
            tiff(true, 4, 8, w, h),
        ] {
            let Look::Picture(found) = look(&bytes) else {
                panic!("{bytes:02x?}")
            };
            prop_assert_eq!((found.width, found.height), (w, h));
        }
    }
}
