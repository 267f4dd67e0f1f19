//! Heads of pictures, built byte by byte as the formats' own texts say.

/// A segment of a JPEG: marker, length, content.
pub fn segment(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    let mut bytes = vec![0xff, kind];
    bytes.extend(length.to_be_bytes());
    bytes.extend(content);
    bytes
}

/// A JPEG with these segments before a frame header of that kind.
pub fn jpeg_of(before: &[Vec<u8>], sof: u8, width: u16, height: u16) -> Vec<u8> {
    let mut frame = vec![8];
    frame.extend(height.to_be_bytes());
    frame.extend(width.to_be_bytes());
    frame.extend([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend(before.concat());
    bytes.extend(segment(sof, &frame));
    bytes
}

pub fn jfif() -> Vec<u8> {
    segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}

pub fn webp(chunk: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = b"RIFF\0\x10\0\0WEBP".to_vec();
    bytes.extend(chunk);
    bytes.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
    bytes.extend(content);
    bytes
}

pub fn webp_lossy(width: u16, height: u16) -> Vec<u8> {
    let mut frame = vec![0x30, 0x01, 0x00, 0x9d, 0x01, 0x2a];
    frame.extend(width.to_le_bytes());
    frame.extend(height.to_le_bytes());
    webp(b"VP8 ", &frame)
}

pub fn webp_lossless(width: u32, height: u32) -> Vec<u8> {
    let mut stream = vec![0x2f];
    stream.extend(((width - 1) | (height - 1) << 14 | 1 << 28).to_le_bytes());
    webp(b"VP8L", &stream)
}

pub fn webp_extended(width: u32, height: u32) -> Vec<u8> {
    let mut header = vec![0x10, 0, 0, 0];
    header.extend(&(width - 1).to_le_bytes()[..3]);
    header.extend(&(height - 1).to_le_bytes()[..3]);
    webp(b"VP8X", &header)
}

pub fn gif(version: &[u8; 6], width: u16, height: u16) -> Vec<u8> {
    let mut bytes = version.to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([0x80, 0, 0]);
    bytes
}

pub fn bmp(width: i32, height: i32) -> Vec<u8> {
    let mut bytes = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([1, 0, 24, 0]);
    bytes
}

/// A TIFF whose directory stands at `offset`; sides as longs (4) or shorts (3).
pub fn tiff(is_little: bool, kind: u16, offset: u32, width: u32, height: u32) -> Vec<u8> {
    let short = |n: u16| {
        if is_little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let long = |n: u32| {
        if is_little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let value = |n: u32| match kind {
        3 => [short(u16::try_from(n).unwrap()), [0, 0]].concat(),
        _ => long(n).to_vec(),
    };
    let mut bytes = if is_little {
        b"II".to_vec()
    } else {
        b"MM".to_vec()
    };
    bytes.extend(short(42));
    bytes.extend(long(offset));
    bytes.resize(offset as usize, 0);
    bytes.extend(short(3));
    // A tag before the two, as real files have it: NewSubfileType.
    for (tag, kind, value) in [
        (254, 4, long(0).to_vec()),
        (256, kind, value(width)),
        (257, kind, value(height)),
    ] {
        bytes.extend(short(tag));
        bytes.extend(short(kind));
        bytes.extend(long(1));
        bytes.extend(value);
    }
    bytes
}
