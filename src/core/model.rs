//! The model's contract, as data: id, fields, limits, defaults, prices, paths. The one place for each fact.
//!
//! "Page" is the model's public page on WaveSpeedAI, "service" its API as official clients use it, "Kling" the
//! limits of the model's maker, which the page does not repeat and which are therefore advice and not rules.

/// The model's id, as it stands in the submit path and in `data.model`. Page.
pub const ID: &str = "kwaivgi/kling-v1.6-multi-i2v-standard";

/// Where the service lives. Page.
pub const BASE_URL: &str = "https://api.wavespeed.ai";

/// `POST`: submit a job, a flat JSON body of the inputs. Page.
pub const SUBMIT_PATH: &str = "/api/v3/kwaivgi/kling-v1.6-multi-i2v-standard";

/// `GET`, with an id between the two: a job's result. Official clients, and nearly all of the documentation.
pub const RESULT_PATH: (&str, &str) = ("/api/v3/predictions/", "/result");

/// `GET`, the same as the model's page prints it, without `/api`: tried once where [`RESULT_PATH`] answers 404. Page.
pub const RESULT_PATH_OF_PAGE: (&str, &str) = ("/v3/predictions/", "/result");

/// The path of a job's result: [`RESULT_PATH`], or [`RESULT_PATH_OF_PAGE`] where
/// [`Action::Poll`](super::job::Action::Poll) says `page_path`. `id` is one that [`is_job_id`].
///
/// ```
/// use kling_multi_i2v::core::model::result_path;
/// assert_eq!(result_path("abc", false), "/api/v3/predictions/abc/result");
/// assert_eq!(result_path("abc", true), "/v3/predictions/abc/result");
/// ```
#[inline]
pub fn result_path(id: &str, page_path: bool) -> String {
    let (before, after) = if page_path {
        RESULT_PATH_OF_PAGE
    } else {
        RESULT_PATH
    };
    format!("{before}{id}{after}")
}

/// `POST`: the recent predictions, newest first. Service.
pub const HISTORY_PATH: &str = "/api/v3/predictions";

/// What the history can be asked by. Service.
pub const HISTORY_FIELDS: [&str; 7] = [
    "page",
    "page_size",
    "model",
    "status",
    "created_after",
    "created_before",
    "include_inputs",
];

/// How many entries of the history are asked for where the caller does not say; the most is 100. Ours.
pub const HISTORY_PAGE_SIZE: u32 = 20;

/// `GET`: the account's balance in USD. Service.
pub const BALANCE_PATH: &str = "/api/v3/balance";

/// `POST`: what the service would charge for a request. Service.
pub const PRICE_PATH: &str = "/api/v3/model/price";

/// `POST`: a picture as multipart, one part named `file`; the answer has its address as `data.download_url`. Service.
pub const UPLOAD_PATH: &str = "/api/v3/media/upload/binary";

/// `POST`: the prompt optimizer. Service.
pub const ENHANCE_PATH: &str = "/api/v3/wavespeed-ai/prompt-optimizer";

/// The most Unicode scalar values a prompt may have. Page ("max length 2500", unit unstated; scalar values are the
/// strictest reading that a person would count by).
pub const PROMPT_MAX: u32 = 2500;

/// The most characters Kling itself takes as a negative prompt; the page states no limit. Kling.
pub const NEGATIVE_PROMPT_ADVISED: u32 = 2500;

/// The fewest reference pictures. Page ("1 ~ 4 items").
pub const IMAGES_MIN: u32 = 1;

/// The most reference pictures. Page ("1 ~ 4 items").
pub const IMAGES_MAX: u32 = 4;

/// [`IMAGES_MIN`] and [`IMAGES_MAX`] in words.
pub const IMAGES_TEXT: &str = "1 to 4";

/// The lengths a video may have, in seconds. Page.
pub const DURATIONS: [u32; 2] = [5, 10];

/// [`DURATIONS`] in words.
pub const DURATIONS_TEXT: &str = "5 or 10";

/// The length where none is asked for. Page.
pub const DURATION_DEFAULT: u32 = 5;

/// The formats a video may have, width to height. Page.
pub const ASPECT_RATIOS: [&str; 3] = ["1:1", "16:9", "9:16"];

/// [`ASPECT_RATIOS`] in words.
pub const ASPECT_RATIOS_TEXT: &str = "\"1:1\", \"16:9\" or \"9:16\"";

/// The format where none is asked for (Kling's own default is 16:9, so it is always sent). Page.
pub const ASPECT_RATIO_DEFAULT: &str = "1:1";

/// The price of one started unit of video, in millionths of a USD. Page ("Per 5-second billing", $0.25).
pub const UNIT_MICROS: u64 = 250_000;

/// The seconds of video in one unit of [`UNIT_MICROS`]. Page.
pub const UNIT_SECONDS: u64 = 5;

/// A failed job's code for content that is refused. Service.
pub const CODE_MODERATION: u16 = 1200;

/// A failed job's code for a picture that could not be fetched. Service.
pub const CODE_IMAGE: u16 = 1402;

/// The code for an account without enough credits, of a request and of a failed job. Service.
pub const CODE_CREDITS: u16 = 1407;

/// The code of a synchronous wait that is over while the job goes on. Service.
pub const CODE_SYNC_WAIT: u16 = 5004;

/// The price of one run of the prompt optimizer, in millionths of a USD. Service.
pub const ENHANCE_MICROS: u64 = 1_000;

/// The styles of the prompt optimizer. Service.
pub const ENHANCE_STYLES: [&str; 6] = [
    "default",
    "artistic",
    "photographic",
    "technical",
    "anime",
    "realistic",
];

/// The formats Kling takes as reference pictures. Kling.
pub const IMAGE_FORMATS_ADVISED: [&str; 2] = ["jpeg", "png"];

/// [`IMAGE_FORMATS_ADVISED`] in words.
pub const IMAGE_FORMATS_TEXT: &str = "JPEG and PNG";

/// The most bytes Kling takes as one reference picture. Kling.
pub const IMAGE_BYTES_ADVISED: u64 = 10_000_000;

/// [`IMAGE_BYTES_ADVISED`] in words.
pub const IMAGE_BYTES_TEXT: &str = "10 MB";

/// The fewest pixels Kling takes on each side of a reference picture. Kling.
pub const IMAGE_SIDE_ADVISED: u32 = 300;

/// How much longer one side of a reference picture may be than the other, in tenths: 2.5 to 1. Kling.
pub const IMAGE_RATIO_ADVISED_TENTHS: u32 = 25;

/// [`IMAGE_RATIO_ADVISED_TENTHS`] in words.
pub const IMAGE_RATIO_TEXT: &str = "2.5 to 1";

/// The shortest pause that the service asks for between two looks at one video job, in milliseconds. Service.
pub const POLL_FLOOR_MS: f64 = 5_000.0;

/// How long a fresh job may be unknown to the result path, in milliseconds. One third party saw it; a minute is ours.
pub const UNKNOWN_AT_FIRST_MS: f64 = 60_000.0;

/// How many days predictions, outputs and uploads are kept. Service.
pub const KEPT_DAYS: u32 = 7;

/// How long jobs for 5 s of video are expected to take before any was seen, in milliseconds: one that fails soon, and a
/// log-normal spread around 150 s, in an order whose ends are as widely spread as the whole, for the first are forgotten
/// first. "About 150 s" was seen by one third party; the rest is ours. For 10 s they are stretched by [`LONGER_TENTHS`].
pub const USUAL_MS: [f64; 13] = [
    74_000.0, 296_000.0, 130_000.0, 168_000.0, 93_000.0, 234_000.0, 119_000.0, 184_000.0, 8_000.0,
    142_000.0, 107_000.0, 205_000.0, 154_000.0,
];

/// How much longer 10 s of video take than 5 s, in tenths. The page says only "10-second videos take longer".
pub const LONGER_TENTHS: f64 = 16.0;

/// Whether `id` can be a job's id, and so may go into a path: `[A-Za-z0-9_-]+`, at most 128. Service.
pub fn is_job_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 128
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_the_numbers_say() {
        let [short, long] = DURATIONS;
        assert_eq!(DURATIONS_TEXT, format!("{short} or {long}"));
        let [square, wide, tall] = ASPECT_RATIOS;
        assert_eq!(
            ASPECT_RATIOS_TEXT,
            format!("{square:?}, {wide:?} or {tall:?}")
        );
        assert_eq!(IMAGES_TEXT, format!("{IMAGES_MIN} to {IMAGES_MAX}"));
        assert_eq!(
            IMAGE_FORMATS_TEXT.to_lowercase(),
            IMAGE_FORMATS_ADVISED.join(" and ")
        );
        assert_eq!(
            IMAGE_BYTES_TEXT,
            format!("{} MB", IMAGE_BYTES_ADVISED / 1_000_000)
        );
        let ratio = f64::from(IMAGE_RATIO_ADVISED_TENTHS) / 10.0;
        assert_eq!(IMAGE_RATIO_TEXT, format!("{ratio} to 1"));
    }
}
