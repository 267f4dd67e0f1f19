//! The reference pictures of a request: addresses that the service will fetch, bytes that are to be uploaded.

use super::issue::{Findings, Issue};
use super::model;
use super::reach::{Reach, Vantage, reach};
use super::text::beginning;
use super::value::{Kind, Value};

/// One reference picture, in the caller's hands still.
#[derive(Clone, Debug)]
pub enum Picture<V> {
    /// An address that the service will fetch: a text or a `URL`.
    Address(V),
    /// Bytes that are to be uploaded first.
    Bytes(V),
}

/// The address of a picture that is up, as the service or a store tells it; `None` where that is none of the web's.
pub fn uploaded<V: Value>(told: &V) -> Option<String> {
    let url = told.url()?;
    let is_of_the_web = matches!(url.scheme.as_str(), "http" | "https");
    let text = told.text(8_000).filter(|_| is_of_the_web)?;
    Some(text.trim().to_owned())
}

/// How many pictures of a list that is too long are looked at one by one.
const MOST_LOOKED_AT: u32 = 32;

/// Checks `images` for a service that stands at `vantage`: what is in it, in order.
pub fn pictures<V: Value>(value: V, vantage: Vantage, found: &mut Findings) -> Vec<Picture<V>> {
    const PATH: &str = "/images";
    match value.kind_like(Kind::List) {
        Kind::Missing | Kind::Null => {
            found.error(
                PATH,
                "required",
                format!(
                    "images is required: give {} pictures, each a URL or a File.",
                    model::IMAGES_TEXT
                ),
            );
            return Vec::new();
        }
        Kind::List => {}
        Kind::Text | Kind::Url | Kind::Blob => {
            found.error(
                PATH,
                "type",
                "images must be an array: put the one picture into brackets, [picture].",
            );
            return Vec::new();
        }
        kind => {
            let wanted = format!("an array of {} URLs or Files", model::IMAGES_TEXT);
            found.unfit(PATH, &wanted, kind);
            return Vec::new();
        }
    }
    let count = value.len();
    if count < model::IMAGES_MIN {
        found.error(
            PATH,
            "too_few",
            format!(
                "images is empty: give {} pictures, each a URL or a File.",
                model::IMAGES_TEXT
            ),
        );
    }
    if count > model::IMAGES_MAX {
        found.error(
            PATH,
            "too_many",
            format!(
                "images may have at most {} pictures, got {count}: remove some.",
                model::IMAGES_MAX
            ),
        );
    }
    (0..count.min(MOST_LOOKED_AT))
        .filter_map(|index| picture(index, value.at(index), vantage, found))
        .collect()
}

fn picture<V: Value>(
    index: u32,
    value: V,
    vantage: Vantage,
    found: &mut Findings,
) -> Option<Picture<V>> {
    let path = || format!("/images/{index}");
    match value.kind() {
        Kind::Blob => {
            bytes(&path(), &value, found);
            Some(Picture::Bytes(value))
        }
        Kind::Text if value.is_public_address() => Some(Picture::Address(value)),
        Kind::Text | Kind::Url => {
            address(&path(), &value, vantage, found);
            Some(Picture::Address(value))
        }
        kind => {
            // What people have at hand and take for a picture is bytes.
            found.unfit(
                &path(),
                "a URL string, a URL, a File or a Blob, as new Blob([bytes])",
                kind,
            );
            None
        }
    }
}

/// What a `Blob` tells without its bytes being read.
fn bytes<V: Value>(path: &str, value: &V, found: &mut Findings) {
    let Some((size, media_type)) = value.blob() else {
        return found.unfit(path, "a readable File or Blob", Kind::Unreadable);
    };
    if size == 0.0 {
        found.error(
            path,
            "empty",
            "This picture has no bytes: choose the file again.",
        );
    }
    if size > model::IMAGE_BYTES_ADVISED as f64 {
        found.warn(
            path,
            "image_bytes",
            format!("This picture has more than {}, the most Kling itself takes: scale it down or save it as JPEG.", model::IMAGE_BYTES_TEXT),
        );
    }
    if !matches!(
        media_type.as_str(),
        "" | "image/jpeg" | "image/jpg" | "image/png"
    ) {
        let media_type = beginning(&media_type, 40);
        found.warn(
            path,
            "image_format",
            format!(
                "Kling itself takes {}; this picture says it is {media_type}: convert it.",
                model::IMAGE_FORMATS_TEXT
            ),
        );
    }
}

/// The file name for a `Blob` of that media type, which has none of its own: services go by the ending.
pub fn file_name(media_type: &str) -> &'static str {
    match media_type {
        "image/png" => "image.png",
        "image/webp" => "image.webp",
        "image/gif" => "image.gif",
        "image/bmp" => "image.bmp",
        "image/tiff" => "image.tiff",
        _ => "image.jpg",
    }
}

/// Whether the service can fetch an address at all.
pub fn address<V: Value>(path: &str, value: &V, vantage: Vantage, found: &mut Findings) {
    if value.kind() == Kind::Text && value.is_blank() {
        return found.error(
            path,
            "empty",
            "This address is empty: give a public URL, or a File.",
        );
    }
    // A scheme of one letter is a drive.
    let Some(url) = value.url().filter(|url| url.scheme.len() != 1) else {
        return found.error(
            path,
            "url",
            "This is not an absolute URL: begin with https://, or give a File; in Node: await openAsBlob(path).",
        );
    };
    match reach(&url) {
        Reach::Likely => {}
        Reach::Data => found.warn(
            path,
            "data_url",
            "Whether the model takes data: URLs is not established: give a File or a Blob and it is uploaded.",
        ),
        Reach::Scheme => found.error(
            path,
            "url",
            format!(
                "The service cannot fetch a {}: address: give a public https:// URL, or the File or Blob itself.",
                beginning(&url.scheme, 20)
            ),
        ),
        Reach::Private => {
            let host = beginning(&url.host, 80);
            let issue = Issue::new(
                path,
                "unreachable",
                format!(
                    "The service cannot reach {host}, which is this machine or a private network: give a public URL, or a File."
                ),
            );
            // A base URL in the same network may be a simulator, which can, or a proxy, which passes it on.
            match vantage {
                Vantage::Public => found.errors.push(issue),
                Vantage::Local => found.warnings.push(issue),
            }
        }
    }
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
