//! A value from outside, read without trusting it: a caller's request, the options of a client, the service's answer.
//!
//! The core asks through this trait; `web` answers for JS values, tests for JSON. Reading never fails: what throws
//! when touched is [`Kind::Unreadable`].

/// What a value turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not there, or `undefined`.
    Missing,
    /// `null`.
    Null,
    /// A boolean.
    Bool,
    /// A number, which may still be `NaN` or infinite.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object with named fields.
    Record,
    /// A `Blob` or a `File`.
    Blob,
    /// A `URL` object.
    Url,
    /// A `Map` or a `Set`, which a reader might take for a record or a list.
    Collection,
    /// A function.
    Function,
    /// Anything else: a symbol, a bigint, a date, bytes.
    Other,
    /// It threw when it was read.
    Unreadable,
}

impl Kind {
    /// The words for it in a message: "got {…}".
    pub fn words(self) -> &'static str {
        match self {
            Kind::Missing => "nothing",
            Kind::Null => "null",
            Kind::Bool => "a boolean",
            Kind::Number => "a number",
            Kind::Text => "a string",
            Kind::List => "an array",
            Kind::Record => "an object",
            Kind::Blob => "a Blob",
            Kind::Url => "a URL",
            Kind::Collection => "a Map or Set",
            Kind::Function => "a function",
            Kind::Other => "a value of another type",
            Kind::Unreadable => "a value that throws when it is read",
        }
    }

    /// Whether nothing was said: left out, `undefined` and `null` are one.
    pub fn is_absent(self) -> bool {
        matches!(self, Kind::Missing | Kind::Null)
    }
}

/// The length of a text in Unicode scalar values, as far as it was worth counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Counted.
    Exactly(u32),
    /// Not counted: it has at least so many.
    AtLeast(u32),
}

impl Length {
    /// The length of a text of so many UTF-16 units. A scalar value has one or two of them, so only a text between
    /// the limit and its double needs to be counted.
    pub fn of(units: u32, limit: u32, count: impl FnOnce() -> u32) -> Length {
        if units <= limit {
            Length::Exactly(units)
        } else if units > limit.saturating_mul(2) {
            Length::AtLeast(units.div_ceil(2))
        } else {
            Length::Exactly(count())
        }
    }
}

/// The parts of a URL that say who can reach it, as the platform's own URL parser normalizes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlParts {
    /// Lower case, without the colon: `https`.
    pub scheme: String,
    /// Lower case, punycode, IPs in canonical form, IPv6 in brackets; empty where the scheme has none.
    pub host: String,
}

/// A value from outside. See the module's text.
#[allow(
    clippy::len_without_is_empty,
    reason = "a length is asked for, emptiness never"
)]
pub trait Value: Clone {
    /// What it is.
    fn kind(&self) -> Kind;
    /// The same, where it most likely is `guess`, which is asked first.
    fn kind_like(&self, guess: Kind) -> Kind {
        let _ = guess;
        self.kind()
    }
    /// The field of that name; [`Kind::Missing`] where there is none or this is no object.
    fn get(&self, key: Key) -> Self;
    /// The names of its own fields, at most `most` of them; `None` where they cannot be read.
    fn names(&self, most: u32) -> Option<Vec<String>>;
    /// The same without those that are known: most often there is none, which a platform may tell quickly.
    fn names_beside(&self, known: &'static [&'static str], most: u32) -> Option<Vec<String>> {
        let mut names = self.names(most)?;
        names.retain(|name| !known.contains(&name.as_str()));
        Some(names)
    }
    /// How many items a list has; 0 for anything else.
    fn len(&self) -> u32;
    /// The item at a place in a list; [`Kind::Missing`] past the end.
    fn at(&self, index: u32) -> Self;
    /// The boolean that it is.
    fn bool(&self) -> Option<bool>;
    /// The number that it is.
    fn number(&self) -> Option<f64>;
    /// The number that it is, as the platform writes it; empty where it is none.
    fn number_text(&self) -> String;
    /// A copy of the text that it is, if that has at most `most_units` UTF-16 units.
    fn text(&self, most_units: u32) -> Option<String>;
    /// The length of the text that it is. Past twice `limit` UTF-16 units it need not be counted.
    fn length(&self, limit: u32) -> Length;
    /// Whether the text that it is has nothing but white space.
    fn is_blank(&self) -> bool;
    /// Its parts, where it is a text or a `URL` that the platform can parse as an absolute URL.
    fn url(&self) -> Option<UrlParts>;
    /// Whether it is a text that is an address of the public web at a glance. `false` is no judgement: see [`url`](Value::url).
    fn is_public_address(&self) -> bool {
        false
    }
    /// Which of these words it is.
    fn one_of(&self, words: &'static [&'static str]) -> Option<&'static str> {
        let most = words.iter().map(|word| word.len()).max()?;
        let text = self.text(u32::try_from(most).ok()?)?;
        words.iter().find(|word| **word == text).copied()
    }
    /// Whether both are the same text, number or boolean, or both nothing of the kind.
    fn equals(&self, other: &Self) -> bool;
    /// Size in bytes and media type, where it is a `Blob`.
    fn blob(&self) -> Option<(f64, String)>;
}

/// A whole number below a million, also where it is written as text, as some services do.
pub fn whole_number<V: Value>(value: &V) -> Option<i32> {
    match value.kind() {
        Kind::Number => value
            .number()
            .filter(|number| number.abs() < 1e6)
            .map(|number| number as i32),
        _ => digits(value.text(8)?.trim()),
    }
}

/// Reads `-12`, of few digits. The standard library's parser, which minds every overflow, is six times as long.
fn digits(text: &str) -> Option<i32> {
    let below = text.strip_prefix('-');
    let digits = below.or_else(|| text.strip_prefix('+')).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = digits.bytes().fold(0_i32, |number, b| {
        number.wrapping_mul(10).wrapping_add(i32::from(b & 15))
    });
    Some(if below.is_some() {
        number.wrapping_neg()
    } else {
        number
    })
}

/// Declares the field names that are ever read from outside, so that a platform can prepare each just once.
macro_rules! keys {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// A field name that is read from outside.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each is the name it stands for")]
        pub enum Key { $($name),* }

        impl Key {
            /// Every name, in the order of the discriminants.
            pub const ALL: &[&str] = &[$($text),*];

            /// The name itself.
            #[allow(clippy::indexing_slicing, reason = "there is one for each")]
            pub const fn name(self) -> &'static str {
                Key::ALL[self as usize]
            }
        }
    };
}

keys! {
    Prompt = "prompt",
    NegativePrompt = "negative_prompt",
    Images = "images",
    Duration = "duration",
    AspectRatio = "aspect_ratio",
    EnableSafetyChecker = "enable_safety_checker",
    Count = "count",
    Text = "text",
    Image = "image",
    Style = "style",
    Code = "code",
    Message = "message",
    Data = "data",
    Id = "id",
    Model = "model",
    Outputs = "outputs",
    Url = "url",
    Urls = "urls",
    Get = "get",
    Flags = "has_nsfw_contents",
    Status = "status",
    CreatedAt = "created_at",
    Error = "error",
    Timings = "timings",
    Inference = "inference",
    ExecutionTime = "executionTime",
    Items = "items",
    Input = "input",
    Page = "page",
    Balance = "balance",
    Currency = "currency",
    Price = "price",
    UnitPrice = "unit_price",
    Length = "length",
    DiscountedPrice = "discounted_price",
    DownloadUrl = "download_url",
    ApiKey = "apiKey",
    BaseUrl = "baseUrl",
    Fetch = "fetch",
    Headers = "headers",
    OnEvent = "onEvent",
    Store = "store",
    Budget = "budget",
    PerJobUsd = "perJobUsd",
    PerDayUsd = "perDayUsd",
    TotalUsd = "totalUsd",
    Lookup = "lookup",
    Looks = "looks",
    PauseMs = "pauseMs",
    ResubmitWhenAbsent = "resubmitWhenAbsent",
    Concurrency = "concurrency",
    IdempotencyKey = "idempotencyKey",
    IdempotencyPrefix = "idempotencyPrefix",
    Polling = "polling",
    FirstMs = "firstMs",
    MinMs = "minMs",
    MaxMs = "maxMs",
    Retry = "retry",
    Attempts = "attempts",
    BaseMs = "baseMs",
    RequestTimeoutMs = "requestTimeoutMs",
    DeadlineMs = "deadlineMs",
    Signal = "signal",
    OnUpdate = "onUpdate",
    OnUploadProgress = "onUploadProgress",
    OnProgress = "onProgress",
    State = "state",
    Owner = "owner",
    UntilMs = "untilMs",
    Request = "request",
    Pictures = "pictures",
    Micros = "micros",
    StartedMs = "startedMs",
    SentMs = "sentMs",
    SkewMs = "skewMs",
    Account = "account",
    JobId = "jobId",
    Charge = "charge",
    EndedMs = "endedMs",
    Epoch = "epoch",
    Day = "day",
    DayMicros = "dayMicros",
    TotalMicros = "totalMicros",
    KeptDayMicros = "keptDayMicros",
    KeptMicros = "keptMicros",
    Leaving = "leaving",
    Preparing = "preparing",
    Changes = "changes",
    LookedMs = "lookedMs",
    Five = "5",
    Ten = "10",
}
