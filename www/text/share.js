// The link that carries a form's inputs, behind the #, where no server sees them: written, and read without trust.
import { MODEL, validate } from "kling-multi-i2v";

/**
 * What a link fills in: every field of the form.
 * @typedef {{
 *   prompt: string,
 *   negative_prompt: string,
 *   images: string[],
 *   duration: import("kling-multi-i2v").Duration,
 *   aspect_ratio: import("kling-multi-i2v").AspectRatio,
 *   enable_safety_checker: boolean,
 * }} SharedForm
 */

/**
 * A form to share; a picture is an address, or a file, which no link can carry.
 * @typedef {{
 *   prompt: string,
 *   images: readonly (string | { name: string })[],
 *   duration: import("kling-multi-i2v").Duration,
 *   aspect_ratio: import("kling-multi-i2v").AspectRatio,
 *   negative_prompt?: string | undefined,
 *   enable_safety_checker?: boolean | undefined,
 * }} ShareableRequest
 */

/** Twice what is safe elsewhere: signed addresses are long. */
const MOST_OF_ADDRESS = 4096;
/** More than the longest texts and addresses come to, every character of them escaped. */
const MOST_OF_LINK = 256 * 1024;

/** The two texts: their field, what they are called, and their most characters. */
const TEXTS = /** @type {const} */ ([
  { field: "prompt", name: "The prompt", most: MODEL.limits.promptCharacters },
  { field: "negative_prompt", name: "The negative prompt", most: MODEL.advice.negativePromptCharacters },
]);

/** No text needs them, and they can make it look like another one. Line breaks and tabs are a text's own. */
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;

/** @returns {SharedForm} */
function blankForm() {
  return { prompt: "", negative_prompt: "", images: [], ...MODEL.defaults, enable_safety_checker: false };
}

/** @param {string} text @param {(typeof TEXTS)[number]} limits */
function faultOfText(text, { name, most }) {
  if (text.search(CONTROL) >= 0) return `${name} has control characters`;
  return [...text].length > most ? `${name} has more than ${most} characters` : undefined;
}

/**
 * What keeps an address out of a link, where only what everyone may see and the service can fetch belongs.
 * @param {string} address
 * @param {number} before how many pictures the link has already
 */
function faultOfPicture(address, before) {
  if (before >= MODEL.limits.imagesMax) return `is one too many: the model takes ${MODEL.limits.imagesMax}`;
  if (address.length > MOST_OF_ADDRESS) return `has an address of more than ${MOST_OF_ADDRESS} characters`;
  if (/\p{Cc}/u.test(address)) return "has control characters in its address";
  const { errors, warnings } = validate({ prompt: "-", images: [address] });
  const [issue] = [...errors, ...warnings];
  if (issue?.code === "unreachable") return "is on this machine or in a private network";
  if (issue) return "is not at a public web address";
  const { username, password } = new URL(address);
  return username || password ? "has a user name or password in its address" : undefined;
}

/**
 * The link to a form, and what it cannot carry. What is left at its default takes no place.
 * @param {ShareableRequest} request
 * @param {string} href the page's own address
 * @returns {{ url: string, leftOut: string[] }} `leftOut` in sentences without an end, for a person
 */
export function shareLink(request, href) {
  const inputs = new URLSearchParams();
  /** @type {string[]} */
  const leftOut = [];

  for (const limits of TEXTS) {
    const given = request[limits.field] ?? "";
    const text = given.replace(CONTROL, "");
    if (text !== given) leftOut.push(`${limits.name} had control characters, which were removed`);
    const fault = faultOfText(text, limits);
    if (fault) leftOut.push(fault);
    else if (text !== "") inputs.append(limits.field, text);
  }

  request.images.forEach((image, index) => {
    const picture = `Picture ${index + 1}`;
    if (typeof image !== "string") {
      leftOut.push(`${picture}${image.name ? ` (${image.name})` : ""} is a file on this device`);
      return;
    }
    // The package takes it so, too.
    const address = image.trim();
    const fault = faultOfPicture(address, inputs.getAll("images").length);
    if (fault) leftOut.push(`${picture} ${fault}`);
    else inputs.append("images", address);
  });

  if (request.duration !== MODEL.defaults.duration) inputs.append("duration", String(request.duration));
  if (request.aspect_ratio !== MODEL.defaults.aspect_ratio) {
    inputs.append("aspect_ratio", request.aspect_ratio);
  }
  if (request.enable_safety_checker) inputs.append("enable_safety_checker", "true");

  const url = new URL(href);
  // They are no part of the form, and may let whoever has them in.
  url.username = "";
  url.password = "";
  url.search = "";
  // Both may stand as they are behind a #, and an address is shorter and can be read with them.
  url.hash = inputs.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
  return { url: url.href, leftOut };
}

/** As a form writes it: "+" is a space. @param {string} text @throws {URIError} for what is no escaped UTF-8 */
const decoded = (text) => decodeURIComponent(text.replaceAll("+", " "));

/**
 * How a field is read: it is put into the form, or what is wrong with it is returned.
 * @typedef {(form: SharedForm, text: string) => string | undefined} Reader
 */

/** @type {Map<string, Reader>} */
const READERS = new Map();
for (const limits of TEXTS) {
  READERS.set(limits.field, (form, text) => {
    form[limits.field] = text;
    return faultOfText(text, limits);
  });
}
READERS.set("images", (form, text) => {
  const address = text.trim();
  const number = form.images.push(address);
  const fault = faultOfPicture(address, number - 1);
  return fault && `Picture ${number} ${fault}`;
});
READERS.set("duration", (form, text) => {
  const duration = MODEL.durations.find((one) => String(one) === text);
  if (duration === undefined) return `The duration is not ${MODEL.durations.join(" or ")}`;
  form.duration = duration;
});
READERS.set("aspect_ratio", (form, text) => {
  const ratio = MODEL.aspectRatios.find((one) => one === text);
  if (ratio === undefined) return `The aspect ratio is not one of ${MODEL.aspectRatios.join(", ")}`;
  form.aspect_ratio = ratio;
});
READERS.set("enable_safety_checker", (form, text) => {
  if (text !== "true" && text !== "false") return "The safety checker is neither true nor false";
  form.enable_safety_checker = text === "true";
});

/** @param {string} inputs @param {SharedForm} form @returns {string | undefined} the first thing wrong */
function fillIn(inputs, form) {
  if (inputs.length > MOST_OF_LINK) return "The link is longer than any that this page writes";
  const seen = new Set();
  for (const input of inputs.split("&")) {
    const equals = input.indexOf("=");
    if (equals < 0) return "The link is broken or cut short";
    let field = "";
    let text = "";
    try {
      field = decoded(input.slice(0, equals));
      text = decoded(input.slice(equals + 1));
    } catch {
      return "The link is broken or cut short";
    }
    const reader = READERS.get(field);
    if (!reader)
      return `The link holds ${JSON.stringify(field.slice(0, 40))}, which is no input of this form`;
    if (field !== "images" && seen.has(field)) return `The link holds ${field} twice`;
    seen.add(field);
    const fault = reader(form, text);
    if (fault) return fault;
  }
  return undefined;
}

/**
 * Reads what `shareLink` wrote: all of it, or nothing.
 * @param {string} hash the part of an address from the # on
 * @returns {{ ok: true, request: SharedForm } | { ok: false, message: string } | undefined} undefined: it holds no inputs
 */
export function readShareLink(hash) {
  const inputs = hash.replace(/^#/, "");
  // A place in the page, which a link may name, too.
  if (!inputs.includes("=")) return undefined;
  const request = blankForm();
  const fault = fillIn(inputs, request);
  if (fault === undefined) return { ok: true, request };
  return {
    ok: false,
    message: `${fault}, so nothing was filled in: ask for a new link, or fill in the form yourself.`,
  };
}
