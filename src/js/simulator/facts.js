// What the simulator knows of the service: paths, prices, limits, messages, each with its source.
//
// The simulator shares nothing with the client's core on purpose: a fact misread there must show here.
// Sources: "page" is the model's public page, "docs" the service's public API documentation, "sdk" what its official
// clients do, "ours" a choice of the simulator where nothing is published.

/** The model this simulator answers for (page). */
export const VIDEO_MODEL = "kwaivgi/kling-v1.6-multi-i2v-standard";

/** The prompt enhancer's model path (docs). */
export const OPTIMIZER_MODEL = "wavespeed-ai/prompt-optimizer";

/** Millionths of a USD in one USD; all money in here is an integer number of these. */
export const MICROS_PER_USD = 1_000_000;

/** $0.25 for every 5 seconds of video (page: "5 ÷ 5 × $0.25"). */
export const VIDEO_MICROS_PER_5_SECONDS = 250_000;

/** One run of the prompt enhancer costs $0.001 (docs). */
export const OPTIMIZER_MICROS = 1_000;

/** Values a `duration` may have, first the default (page). */
export const DURATIONS = [5, 10];

/** Values an `aspect_ratio` may have, first the default (page). */
export const ASPECT_RATIOS = ["1:1", "16:9", "9:16"];

/** "max length 2500" of the prompt, and "1 ~ 4 items" of the images (page). The unit is counted as Unicode scalar values. */
export const PROMPT_MAX = 2500;
export const IMAGES_MAX = 4;

/** Styles and modes of the prompt enhancer (docs). */
export const OPTIMIZER_STYLES = ["default", "artistic", "photographic", "technical", "anime", "realistic"];
export const OPTIMIZER_MODES = ["image", "video"];

/** How long a prompt enhancement takes when it isn't synchronous (ours). */
export const OPTIMIZER_MS = 2_000;

/** How long a video takes: about 150 s were seen for 5 s of video; 240 s for 10 s is an estimate (docs tell none). */
export const JOB_MS = new Map([
  [5, 150_000],
  [10, 240_000],
]);

/** Predictions, outputs and uploads are kept for 7 days (docs). */
export const KEPT_MS = 7 * 24 * 3_600_000;

/** Videos a minute and at once, by account level (docs: the first two; one number is published for levels 3 and 4). */
export const LEVELS = new Map([
  [1, { perMinute: 2, atOnce: 2 }],
  [2, { perMinute: 500, atOnce: 300 }],
  [3, { perMinute: 3_000, atOnce: 3_000 }],
  [4, { perMinute: 5_000, atOnce: 5_000 }],
]);

/** Most items on a page of the history (docs), and how many where none is asked for (ours). */
export const PAGE_SIZE_MAX = 100;
export const PAGE_SIZE_DEFAULT = 20;

/** Largest single upload, and largest JSON body (ours). */
export const FILE_MAX = 100 * 1024 * 1024;
export const JSON_MAX = 8 * 1024 * 1024;

/** How much all uploads together may hold unless the options say otherwise (ours). */
export const UPLOADS_MAX = 256 * 1024 * 1024;

/** How long an upload ticket may be used (ours: signed bucket URLs live about this long). */
export const TICKET_MS = 15 * 60_000;

/** Codes inside a failed prediction (docs). */
export const CODE = {
  ok: 0,
  moderation: 1200,
  imageNotFetched: 1402,
  execution: 1403,
  timeout: 1405,
};

/** The service's own words (docs, and answers seen by clients). */
export const MESSAGE = {
  ok: "success",
  required: (/** @type {string} */ field) => `field "${field}" is required and must not be empty`,
  modelNotFound: "Model not found",
  predictionNotFound: "Prediction not found",
  insufficient: "Insufficient credits. Please top up your account to continue.",
  concurrency: "You have reached your concurrency limit",
  rate: (/** @type {number} */ n) => `${n} predictions per 1 minute`,
  noKey: "Unauthorized: the Authorization header must be 'Bearer <API key>'",
  badKey: "Unauthorized: invalid API key",
  forbidden: "Forbidden: this API key's role lacks permission",
  notFound: "Not found",
  method: "Method not allowed",
  badJson: "Invalid request body: it is not a JSON object",
  tooLarge: "Upload too large",
  notImage: "The file is not an image that can be read (JPEG, PNG, WebP, GIF, BMP, TIFF)",
};
