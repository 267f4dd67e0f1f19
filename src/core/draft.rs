//! A request written in Rust: typed fields → a value to check → the body that is sent.

// `#[inline]` for the reason that `plain` gives.

use super::picture::Picture;
use super::plain::Plain;
use super::reach::Vantage;
use super::request::{Checked, Request, check};
use super::value::Value;

/// A request as it is being made. What is left out has the model's default; what is wrong, [`check`](Draft::check) says.
///
/// ```
/// use kling_multi_i2v::core::{draft::Draft, reach::Vantage};
///
/// let checked = Draft::new("Slow camera push in")
///     .image("https://example.com/dune.jpg")
///     .duration(10)
///     .aspect_ratio("16:9")
///     .check(Vantage::Public);
/// let request = checked.request.ok_or("see checked.errors")?;
/// assert_eq!((request.duration, request.aspect_ratio), (10, "16:9"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    prompt: Plain,
    negative_prompt: Plain,
    images: Vec<Plain>,
    duration: Plain,
    aspect_ratio: Plain,
    enable_safety_checker: Plain,
}

impl Draft {
    /// One with that prompt: the motion, the scene and the camera. At most
    /// [`PROMPT_MAX`](super::model::PROMPT_MAX) characters.
    #[inline]
    pub fn new(prompt: impl Into<String>) -> Draft {
        Draft {
            prompt: prompt.into().into(),
            ..Draft::default()
        }
    }

    /// What is not to be seen.
    #[inline]
    #[must_use]
    pub fn negative_prompt(mut self, text: impl Into<String>) -> Draft {
        self.negative_prompt = text.into().into();
        self
    }

    /// One more reference picture, at an address that the service can reach. One to
    /// [`IMAGES_MAX`](super::model::IMAGES_MAX) are needed.
    #[inline]
    #[must_use]
    pub fn image(mut self, url: impl Into<String>) -> Draft {
        self.images.push(url.into().into());
        self
    }

    /// One more reference picture, of so many bytes that are still to be uploaded. `media_type` is like `image/png`, or
    /// empty; what the bytes themselves tell, [`image::look`](super::image::look) reads.
    #[inline]
    #[must_use]
    pub fn image_bytes(mut self, bytes: u64, media_type: &str) -> Draft {
        self.images.push(Plain::Blob {
            bytes,
            media_type: media_type.into(),
        });
        self
    }

    /// Seconds of video: one of [`DURATIONS`](super::model::DURATIONS).
    #[inline]
    #[must_use]
    pub fn duration(mut self, seconds: u32) -> Draft {
        self.duration = seconds.into();
        self
    }

    /// Width to height: one of [`ASPECT_RATIOS`](super::model::ASPECT_RATIOS).
    #[inline]
    #[must_use]
    pub fn aspect_ratio(mut self, ratio: &str) -> Draft {
        self.aspect_ratio = ratio.into();
        self
    }

    /// Whether the service is to check the content; the model's page does not say what it does where this is left out.
    #[inline]
    #[must_use]
    pub fn enable_safety_checker(mut self, on: bool) -> Draft {
        self.enable_safety_checker = on.into();
        self
    }

    /// The same as a value, which [`pricing::estimate`](super::pricing::estimate) takes as well.
    #[inline]
    pub fn value(&self) -> Plain {
        Plain::record([
            ("prompt", self.prompt.clone()),
            ("negative_prompt", self.negative_prompt.clone()),
            ("images", Plain::list(self.images.iter().cloned())),
            ("duration", self.duration.clone()),
            ("aspect_ratio", self.aspect_ratio.clone()),
            ("enable_safety_checker", self.enable_safety_checker.clone()),
        ])
    }

    /// Checks it for a service that stands at `vantage`: a normal request, or every problem at once.
    #[inline]
    pub fn check(&self, vantage: Vantage) -> Checked<Plain> {
        check(&self.value(), vantage)
    }
}

impl<V: Value> Request<V> {
    /// The JSON that is posted to [`SUBMIT_PATH`](super::model::SUBMIT_PATH), with every default in place. `uploaded` has
    /// the address of each picture that is bytes, in their order; `None` where that is not one for each, or where a picture
    /// is no text.
    ///
    /// ```
    /// use kling_multi_i2v::core::{draft::Draft, reach::Vantage};
    ///
    /// let draft = Draft::new("Pan left").image_bytes(120_000, "image/png");
    /// let request = draft.check(Vantage::Public).request.ok_or("see errors")?;
    /// assert_eq!(request.body(&[]), None);
    /// let body = request.body(&["https://cdn.example.com/1.png"]).ok_or("one address is missing")?;
    /// assert_eq!(
    ///     body.to_string(),
    ///     r#"{"prompt":"Pan left","images":["https://cdn.example.com/1.png"],"duration":5,"aspect_ratio":"1:1"}"#,
    /// );
    /// # Ok::<(), &str>(())
    /// ```
    pub fn body(&self, uploaded: &[&str]) -> Option<Plain> {
        let text = |value: &V| value.text(u32::MAX);
        let mut uploaded = uploaded.iter();
        let images: Option<Vec<Plain>> = self
            .images
            .iter()
            .map(|picture| match picture {
                Picture::Address(address) => text(address).map(|text| text.trim().into()),
                Picture::Bytes(_) => uploaded.next().map(|address| (*address).into()),
            })
            .collect();
        let images = images.filter(|_| uploaded.next().is_none())?;
        Some(Plain::record([
            ("prompt", text(&self.prompt)?.into()),
            (
                "negative_prompt",
                self.negative_prompt.as_ref().and_then(text).into(),
            ),
            ("images", Plain::list(images)),
            ("duration", self.duration.into()),
            ("aspect_ratio", self.aspect_ratio.into()),
            ("enable_safety_checker", self.enable_safety_checker.into()),
        ]))
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
