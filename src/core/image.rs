//! What a picture's first bytes tell: format, size in pixels, and what Kling would mind about them.
//!
//! Six headers are read here by hand: imagesize 0.15, with the IO of the standard library that it brings, came to some
//! 5 kB of wasm, this to 2.

use super::issue::Issue;
use super::model::{
    IMAGE_FORMATS_ADVISED, IMAGE_FORMATS_TEXT, IMAGE_RATIO_ADVISED_TENTHS, IMAGE_RATIO_TEXT,
    IMAGE_SIDE_ADVISED,
};

/// A picture's format and size, read off its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// `jpeg`, `png`, `webp`, `gif`, `bmp` or `tiff`.
    pub format: &'static str,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// What the first bytes told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Format and size.
    Picture(Picture),
    /// The header is longer than what was given: a JPEG's metadata may take hundreds of kilobytes.
    TooShort,
    /// None of the formats that are known here, or a broken header.
    Unknown,
}

/// How many first bytes nearly always hold the size.
pub const HEAD: u32 = 64 * 1024;

/// How many are looked at before it is given up: a TIFF may keep its size at the very end.
pub const HEAD_MOST: u32 = 1024 * 1024;

/// Reads format and size off a picture's first bytes.
pub fn look(head: &[u8]) -> Look {
    let (format, size) = match head {
        [0xff, 0xd8, 0xff, ..] => ("jpeg", jpeg(head)),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => {
            ("png", pair(head, [16, 20], big_u32))
        }
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => ("webp", webp(head)),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => ("gif", pair(head, [6, 8], little_u16)),
        [b'B', b'M', ..] => ("bmp", bmp(head)),
        [b'I', b'I', 42, 0, ..] => ("tiff", tiff(head, little_u16, little_u32)),
        [b'M', b'M', 0, 42, ..] => ("tiff", tiff(head, big_u16, big_u32)),
        _ => return Look::Unknown,
    };
    match size {
        Ok((width @ 1.., height @ 1..)) => Look::Picture(Picture {
            format,
            width,
            height,
        }),
        Ok(_) | Err(Flaw::Broken) => Look::Unknown,
        Err(Flaw::TooShort) => Look::TooShort,
    }
}

/// Why a size could not be read.
#[derive(Clone, Copy)]
enum Flaw {
    TooShort,
    Broken,
}

type Size = Result<(u32, u32), Flaw>;

/// Reads a number at an offset.
type Number = fn(&[u8], usize) -> Result<u32, Flaw>;

fn bytes<const N: usize>(head: &[u8], at: usize) -> Result<[u8; N], Flaw> {
    head.get(at..)
        .and_then(|rest| rest.first_chunk())
        .copied()
        .ok_or(Flaw::TooShort)
}

fn big_u16(head: &[u8], at: usize) -> Result<u32, Flaw> {
    bytes(head, at).map(|two| u32::from(u16::from_be_bytes(two)))
}

fn little_u16(head: &[u8], at: usize) -> Result<u32, Flaw> {
    bytes(head, at).map(|two| u32::from(u16::from_le_bytes(two)))
}

fn big_u32(head: &[u8], at: usize) -> Result<u32, Flaw> {
    bytes(head, at).map(u32::from_be_bytes)
}

fn little_u32(head: &[u8], at: usize) -> Result<u32, Flaw> {
    bytes(head, at).map(u32::from_le_bytes)
}

fn little_u24(head: &[u8], at: usize) -> Result<u32, Flaw> {
    bytes(head, at).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]))
}

/// Width and height at these offsets.
fn pair(head: &[u8], at: [usize; 2], number: Number) -> Size {
    let [width, height] = at;
    Ok((number(head, width)?, number(head, height)?))
}

/// Walks the segments of a JPEG to the frame header (SOF0 to SOF15), which has the size (ITU T.81, B.2.2).
fn jpeg(head: &[u8]) -> Size {
    let mut at = 2;
    loop {
        let [mark, kind] = bytes(head, at)?;
        if mark != 0xff {
            return Err(Flaw::Broken);
        }
        match kind {
            // A fill byte before a marker.
            0xff => at = at.saturating_add(1),
            // Markers that stand alone: TEM and the restarts.
            0x01 | 0xd0..=0xd7 => at = at.saturating_add(2),
            // Huffman tables, an extension and arithmetic conditioning are no frames, though their codes lie among them.
            0xc0..=0xcf if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                let height = big_u16(head, at.saturating_add(5))?;
                return Ok((big_u16(head, at.saturating_add(7))?, height));
            }
            // The picture ends or its data begin, and no frame was seen.
            0x00 | 0xd8..=0xda => return Err(Flaw::Broken),
            _ => {
                let length = big_u16(head, at.saturating_add(2))?;
                if length < 2 {
                    return Err(Flaw::Broken);
                }
                at = at.saturating_add(length as usize).saturating_add(2);
            }
        }
    }
}

/// The three kinds of WebP: lossy (RFC 6386, 9.1), lossless and extended (RFC 9649).
fn webp(head: &[u8]) -> Size {
    match &bytes(head, 12)? {
        b"VP8 " => Ok((
            little_u16(head, 26)? & 0x3fff,
            little_u16(head, 28)? & 0x3fff,
        )),
        b"VP8L" => {
            let packed = little_u32(head, 21)?;
            let side = |bits: u32| (bits & 0x3fff).saturating_add(1);
            Ok((side(packed), side(packed >> 14)))
        }
        b"VP8X" => {
            let side = |at| little_u24(head, at).map(|less_one| less_one.saturating_add(1));
            Ok((side(24)?, side(27)?))
        }
        _ => Err(Flaw::Broken),
    }
}

/// The old header has 16 bits a side, every later one 32, with a negative height where the rows run downwards.
fn bmp(head: &[u8]) -> Size {
    match little_u32(head, 14)? {
        12 => pair(head, [18, 20], little_u16),
        40..=124 => {
            let (width, height) = pair(head, [18, 22], little_u32)?;
            Ok((width, height.cast_signed().unsigned_abs()))
        }
        _ => Err(Flaw::Broken),
    }
}

/// The first directory's tags 256 and 257, each a short or a long (TIFF 6.0, sections 2 and 3).
fn tiff(head: &[u8], short: Number, long: Number) -> Size {
    let directory = long(head, 4)? as usize;
    let (mut width, mut height) = (0, 0);
    for entry in 0..short(head, directory)? as usize {
        let at = directory
            .saturating_add(entry.saturating_mul(12))
            .saturating_add(2);
        let value = |number: Number| number(head, at.saturating_add(8));
        let side = match short(head, at)? {
            256 => &mut width,
            257 => &mut height,
            _ => continue,
        };
        *side = match short(head, at.saturating_add(2))? {
            3 => value(short)?,
            4 => value(long)?,
            _ => return Err(Flaw::Broken),
        };
        if width > 0 && height > 0 {
            break;
        }
    }
    Ok((width, height))
}

/// What Kling itself would mind about a picture at `path`, as warnings.
pub fn advise(picture: Picture, path: &str) -> Vec<Issue> {
    let Picture {
        format,
        width,
        height,
    } = picture;
    let (short, long) = (width.min(height), width.max(height));
    let mut found = Vec::new();
    if !IMAGE_FORMATS_ADVISED.contains(&format) {
        found.push(Issue::new(
            path,
            "image_format",
            format!(
                "Kling itself takes {IMAGE_FORMATS_TEXT}; this picture is {format}: convert it."
            ),
        ));
    }
    if short < IMAGE_SIDE_ADVISED {
        found.push(Issue::new(
            path,
            "image_pixels",
            format!(
                "Kling itself wants at least {IMAGE_SIDE_ADVISED} pixels on each side; this picture has {width} × {height}: use a larger one."
            ),
        ));
    }
    let allowed = u64::from(short).saturating_mul(u64::from(IMAGE_RATIO_ADVISED_TENTHS));
    if u64::from(long).saturating_mul(10) > allowed {
        found.push(Issue::new(
            path,
            "image_ratio",
            format!(
                "Kling itself wants sides of at most {IMAGE_RATIO_TEXT}; this picture has {width} × {height}: crop it."
            ),
        ));
    }
    found
}

/// What to say of bytes that are none of the formats known here.
pub fn unknown(path: &str) -> Issue {
    Issue::new(
        path,
        "image_format",
        "These bytes are no JPEG, PNG, WebP, GIF, BMP or TIFF, so the service may refuse them: give a JPEG or PNG.",
    )
}

#[cfg(test)]
#[path = "image_tests.rs"]
mod tests;
