//! Prints the model's facts as JSON: the build makes the package's `MODEL` of it, and of its paths what the proxy serves.

use kling_multi_i2v::core::{model, pricing};

fn main() {
    let prices = model::DURATIONS.map(|seconds| {
        let micros = pricing::Estimate::of(seconds, 1).unwrap_or_default().micros;
        let (usd, text) = (micros as f64 / 1e6, pricing::dollars(micros));
        format!(r#"{{"duration":{seconds},"micros":{micros},"usd":{usd},"text":"{text}"}}"#)
    });
    println!(
        r#"{{
"id":{:?},
"baseUrl":{:?},
"limits":{{"promptCharacters":{},"imagesMin":{},"imagesMax":{}}},
"advice":{{"negativePromptCharacters":{},"imageFormats":{:?},"imageBytes":{},"imageSide":{},"imageRatio":{}}},
"durations":{:?},
"aspectRatios":{:?},
"defaults":{{"duration":{},"aspect_ratio":{:?}}},
"pricing":{{"currency":"USD","unitSeconds":{},"unitMicros":{},"enhancePromptMicros":{},"perVideo":[{}]}},
"enhanceStyles":{:?},
"keptDays":{},
"paths":{{"submit":{:?},"resultOf":{:?},"resultOfPage":{:?},"history":{:?},"price":{:?},"upload":{:?},"enhance":{:?}}}
}}"#,
        model::ID,
        model::BASE_URL,
        model::PROMPT_MAX,
        model::IMAGES_MIN,
        model::IMAGES_MAX,
        model::NEGATIVE_PROMPT_ADVISED,
        model::IMAGE_FORMATS_ADVISED,
        model::IMAGE_BYTES_ADVISED,
        model::IMAGE_SIDE_ADVISED,
        f64::from(model::IMAGE_RATIO_ADVISED_TENTHS) / 10.0,
        model::DURATIONS,
        model::ASPECT_RATIOS,
        model::DURATION_DEFAULT,
        model::ASPECT_RATIO_DEFAULT,
        model::UNIT_SECONDS,
        model::UNIT_MICROS,
        model::ENHANCE_MICROS,
        prices.join(","),
        model::ENHANCE_STYLES,
        model::KEPT_DAYS,
        model::SUBMIT_PATH,
        <[&str; 2]>::from(model::RESULT_PATH),
        <[&str; 2]>::from(model::RESULT_PATH_OF_PAGE),
        model::HISTORY_PATH,
        model::PRICE_PATH,
        model::UPLOAD_PATH,
        model::ENHANCE_PATH,
    );
}
