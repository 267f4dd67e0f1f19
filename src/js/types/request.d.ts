// What is asked for and what it costs: a request, its problems, its price, its pictures.

/**
 * A video's length in seconds.
 *
 * @example
 * const duration: Duration = 10;
 * estimateCost({ duration }).text; // "$0.50"
 */
export type Duration = 5 | 10;

/**
 * A video's format, width to height.
 *
 * @example
 * const aspect_ratio: AspectRatio = innerWidth > innerHeight ? "16:9" : "9:16";
 */
export type AspectRatio = "1:1" | "16:9" | "9:16";

/**
 * A reference picture: a public `http(s)` URL, or a `Blob` or `File` that is uploaded first. In Node a file on the disk is
 * `await openAsBlob("photo.jpg")`, from `node:fs`.
 *
 * @example
 * const images: Picture[] = [file, "https://example.com/dune.jpg"];
 */
export type Picture = string | URL | Blob;

/**
 * What to make a video of. The names are those of the service's own API.
 *
 * @example
 * const request: KlingRequest = {
 *   prompt: "Slow camera push in, hair moving gently in the breeze",
 *   images: [file, "https://example.com/dune.jpg"],
 *   duration: 10,
 *   aspect_ratio: "16:9",
 * };
 */
export interface KlingRequest {
  /** Motion, scene and camera, in at most 2500 characters (Unicode scalar values). */
  prompt: string;
  /** What to avoid. Blank is as good as left out. */
  negative_prompt?: string | null | undefined;
  /** One to four reference pictures; their order is kept. */
  images: readonly Picture[];
  /** Seconds of video. Default: 5. */
  duration?: Duration | null | undefined;
  /** Default: "1:1". */
  aspect_ratio?: AspectRatio | null | undefined;
  /** Sent only where given: the model's parameter table does not name it. */
  enable_safety_checker?: boolean | null | undefined;
}

/**
 * A checked request, with every default in place.
 *
 * @example
 * const checked = validate({ prompt: "Slow push in", images: [file] });
 * if (checked.ok) console.log(checked.request.duration, checked.request.aspect_ratio); // the defaults: 5, "1:1"
 */
export interface NormalRequest {
  /** As it was given. */
  prompt: string;
  /** There only where it was given and is not blank. */
  negative_prompt?: string;
  /** In the order given. */
  images: Picture[];
  /** Seconds of video. */
  duration: Duration;
  /** Width to height. */
  aspect_ratio: AspectRatio;
  /** There only where it was given. */
  enable_safety_checker?: boolean;
}

/**
 * What kind of problem an {@link Issue} is.
 *
 * @example
 * const isOfThePicture = (code: IssueCode) => code.startsWith("image_");
 */
export type IssueCode =
  | "required"
  | "type"
  | "empty"
  | "too_long"
  | "too_few"
  | "too_many"
  | "too_large"
  | "not_allowed"
  | "unknown_field"
  | "unreadable"
  | "url"
  | "unreachable"
  | "data_url"
  | "image_bytes"
  | "image_format"
  | "image_pixels"
  | "image_ratio"
  | "budget"
  | "config";

/**
 * One problem of a request or of options, or one thing worth knowing.
 *
 * @example
 * for (const { path, message } of validate(form).errors) console.log(path, message);
 */
export interface Issue {
  /** Where, as a JSON Pointer: "/images/2"; "" for the whole. */
  path: string;
  /** What kind of problem. */
  code: IssueCode;
  /** What is wrong and what to do, for a person. */
  message: string;
}

/**
 * A request that the service takes.
 *
 * @example
 * const price = ({ request }: Valid) => estimateCost(request).text;
 */
export interface Valid {
  /** It can be sent. */
  ok: true;
  /** The request, with every default in place. */
  request: NormalRequest;
  /** None. */
  errors: [];
  /** What Kling may mind, though the service takes it. */
  warnings: Issue[];
}

/**
 * A request that the service would refuse.
 *
 * @example
 * const words = ({ errors }: Invalid) => errors.map(({ message }) => message).join(" ");
 */
export interface Invalid {
  /** It cannot be sent. */
  ok: false;
  /** None. */
  request: null;
  /** Every problem at once; one at the least. */
  errors: Issue[];
  /** What Kling may mind besides. */
  warnings: Issue[];
}

/**
 * What `validate` found. `ok` tells which.
 *
 * @example
 * const checked: Validation = validate(form);
 * if (checked.ok) await kling.generate(checked.request);
 * else for (const { path, message } of checked.errors) console.log(path, message);
 */
export type Validation = Valid | Invalid;

/**
 * An amount of money, exact.
 *
 * @example
 * const { micros, text }: Money = await kling.balance();
 * if (micros < 250_000) console.warn(`Only ${text} is left.`);
 */
export interface Money {
  /** Always "USD". */
  currency: "USD";
  /** Millionths of a USD, an integer. */
  micros: number;
  /** The same in USD, for arithmetic that may be inexact. */
  usd: number;
  /** "$0.50": at least two decimals, and as many more as it takes to be exact. */
  text: string;
}

/**
 * What some videos cost.
 *
 * @example
 * const { count, seconds, text }: Estimate = estimateCost({ duration: 10, count: 3 });
 * console.log(`${count} videos, ${seconds} s together: ${text}`);
 */
export interface Estimate extends Money {
  /** How many videos. */
  count: number;
  /** Seconds of video, of all together. */
  seconds: number;
}

/**
 * What `estimateCost` prices: a whole request, or as much of one as bears on the price.
 *
 * @example
 * const many: Priceable = { duration: 10, count: 12 };
 */
export type Priceable = Partial<KlingRequest> & {
  /** How many videos of it. Default: 1. */
  count?: number | null | undefined;
};

/**
 * What a picture's first bytes tell. Format and size are null where they could not be read.
 *
 * @example
 * const { format, width, height }: ImageInfo = await inspectImage(file);
 */
export interface ImageInfo {
  /** By its bytes, whatever its name says. */
  format: "jpeg" | "png" | "webp" | "gif" | "bmp" | "tiff" | null;
  /** In pixels. */
  width: number | null;
  /** In pixels. */
  height: number | null;
  /** Its size. */
  bytes: number;
  /** What Kling itself would mind. */
  warnings: Issue[];
}

/**
 * Checks a request without network or key. Never throws, whatever it is given.
 *
 * @example
 * const { ok, errors } = validate({ prompt: "Slow push in", images: [file] });
 */
export function validate(request: unknown): Validation;

/**
 * The exact price of a request, of `{ duration, count }`, or of an array of either; without network or key.
 *
 * @throws {KlingError} code "validation" for what has no price.
 * @example
 * estimateCost({ duration: 10, count: 5 }).text; // "$2.50"
 */
export function estimateCost(what: Priceable | readonly Priceable[]): Estimate;

/**
 * Reads format and size off a picture's first bytes (at most 1 MB of them) and says what Kling would mind.
 *
 * @throws {KlingError} code "validation" for what is no `Blob`.
 * @example
 * const { width, height, warnings } = await inspectImage(file);
 */
export function inspectImage(blob: Blob): Promise<ImageInfo>;
