// The share link: it brings the inputs back, carries nothing that is private, and is believed in nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MODEL, validate } from "kling-multi-i2v";
import { readShareLink, shareLink } from "../../www/text/share.js";

/** @typedef {import("../../www/text/share.js").ShareableRequest} Request */

const PAGE = "https://example.org/play/";

/** @type {Request} */
const FULL = {
  prompt: "Slow camera push in",
  negative_prompt: "blur",
  images: ["https://example.com/dune.jpg", "http://example.com/a.png?size=2&x=y#z"],
  duration: 10,
  aspect_ratio: "16:9",
  enable_safety_checker: true,
};
/** @type {Request} */
const BLANK = { prompt: "", images: [], ...MODEL.defaults };
const BLANK_FORM = { ...BLANK, negative_prompt: "", enable_safety_checker: false };

const hashOf = (/** @type {Request} */ request) => new URL(shareLink(request, PAGE).url).hash;

/** @param {string} hash */
function read(hash) {
  const found = readShareLink(hash);
  assert.ok(found?.ok, JSON.stringify(found));
  return found.request;
}

/** @param {string} hash */
function refusal(hash) {
  const found = readShareLink(hash);
  assert.ok(found, "nothing was found");
  assert.ok(!found.ok, "it was believed");
  assert.deepEqual(Object.keys(found), ["ok", "message"]);
  assert.match(
    found.message,
    /, so nothing was filled in: ask for a new link, or fill in the form yourself\.$/,
  );
  assert.ok(found.message.length < 200, found.message);
  return found.message;
}

/** The same numbers for the same seed. @param {number} seed */
function seeded(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

test("a link is short and can be read", () => {
  const { url, leftOut } = shareLink({ ...FULL, images: ["https://example.com/dune.jpg"] }, PAGE);
  assert.equal(
    url,
    `${PAGE}#prompt=Slow+camera+push+in&negative_prompt=blur&images=https://example.com/dune.jpg` +
      "&duration=10&aspect_ratio=16:9&enable_safety_checker=true",
  );
  assert.deepEqual(leftOut, []);
});

test("what is at its default takes no place", () => {
  const request = { ...BLANK, negative_prompt: "", enable_safety_checker: false };
  assert.equal(shareLink(request, `${PAGE}#prompt=old`).url, PAGE);
  assert.equal(shareLink({ ...BLANK, prompt: "a" }, PAGE).url, `${PAGE}#prompt=a`);
});

test("all inputs come back, and a part of them, too", () => {
  assert.deepEqual(read(hashOf(FULL)), FULL);
  assert.deepEqual(read(hashOf(FULL).slice(1)), FULL);
  assert.deepEqual(read("#prompt=only+this"), { ...BLANK_FORM, prompt: "only this" });
  assert.deepEqual(read("#images=https://example.com/a.jpg"), {
    ...BLANK_FORM,
    images: ["https://example.com/a.jpg"],
  });
  assert.deepEqual(
    read("#images=+https://example.com/a.jpg%20"),
    read(hashOf({ ...BLANK, images: [" https://example.com/a.jpg "] })),
  );
  assert.deepEqual(read("#images=+https://example.com/a.jpg").images, ["https://example.com/a.jpg"]);
  assert.deepEqual(read("#enable_safety_checker=false"), BLANK_FORM);
  assert.notEqual(read("#duration=5").images, read("#duration=5").images);
});

test("any inputs come back", () => {
  const pieces = [
    ..."abc =&#%+?/\\'\"<>`$\u007b}[]|;:,.~^\n\r\t\u00a0é漢\u2028\u202e\ufeff\ufffd",
    ..."🎬🧑‍🚀",
    "%00",
    "%zz",
    "&prompt=",
    "__proto__",
    "</script>",
    "\ud800",
    "\udfac",
    "\0",
    "\u001b[0m",
  ];
  const random = seeded(1);
  const withoutControls = (/** @type {string} */ given) =>
    given.replaceAll("\0", "").replaceAll("\u001b", "");
  const text = (/** @type {number} */ most) =>
    Array.from({ length: random(most) }, () => pieces[random(pieces.length)]).join("");
  for (let round = 0; round < 400; round++) {
    const images = Array.from(
      { length: random(5) },
      () => `https://example.com/${encodeURI(text(20).replace(/\p{Surrogate}/gu, ""))}?a=${random(1000)}`,
    );
    /** @type {Request} */
    const request = {
      prompt: text(60),
      negative_prompt: text(10),
      images,
      duration: MODEL.durations[random(2)] ?? 5,
      aspect_ratio: MODEL.aspectRatios[random(3)] ?? "1:1",
      enable_safety_checker: random(2) === 1,
    };
    const { url, leftOut } = shareLink(request, PAGE);
    const [prompt = "", negative = ""] = [request.prompt, request.negative_prompt].map((given = "") =>
      withoutControls(given).replace(/\p{Surrogate}/gu, "\ufffd"),
    );
    // What a link goes through on its way changes none of it.
    assert.equal(new URL(url).href, url);
    assert.match(url, /^[\x21-\x7e]+$/);
    const found = readShareLink(new URL(url).hash) ?? { ok: true, request: BLANK_FORM };
    assert.deepEqual(found, { ok: true, request: { ...request, prompt, negative_prompt: negative } });
    const hadControls = [request.prompt, request.negative_prompt].filter(
      (given = "") => withoutControls(given) !== given,
    );
    assert.equal(leftOut.length, hadControls.length);
  }
});

test("the longest texts come back, longer ones are left out", () => {
  const longest = { ...FULL, prompt: "🎬".repeat(2500), negative_prompt: "漢".repeat(2500) };
  assert.deepEqual(read(hashOf(longest)), longest);
  const { url, leftOut } = shareLink(
    { ...FULL, prompt: "a".repeat(2501), negative_prompt: "🎬".repeat(2501) },
    PAGE,
  );
  assert.deepEqual(leftOut, [
    "The prompt has more than 2500 characters",
    "The negative prompt has more than 2500 characters",
  ]);
  assert.deepEqual(read(new URL(url).hash), { ...FULL, prompt: "", negative_prompt: "" });
});

test("four of the longest addresses come back, a longer or a fifth one is left out", () => {
  const address = `https://example.com/${"漢".repeat(4096)}`.slice(0, 4096);
  const longest = { ...FULL, images: Array.from({ length: 4 }, () => address) };
  assert.deepEqual(read(hashOf(longest)), longest);
  const { url, leftOut } = shareLink({ ...FULL, images: [`${address}a`, ...longest.images, address] }, PAGE);
  assert.deepEqual(leftOut, [
    "Picture 1 has an address of more than 4096 characters",
    "Picture 6 is one too many: the model takes 4",
  ]);
  assert.deepEqual(read(new URL(url).hash), longest);
});

test("pictures that are not for everyone are left out and named", () => {
  /** @type {[string | { name: string }, string][]} */
  const pictures = [
    [new File(["secret bytes"], "dune.jpg", { type: "image/jpeg" }), "(dune.jpg) is a file on this device"],
    [new File([], ""), "is a file on this device"],
    ["blob:https://example.com/9115d58c", "is not at a public web address"],
    ["data:image/png;base64,iVBORw0KGgo=", "is not at a public web address"],
    ["file:///home/me/dune.jpg", "is not at a public web address"],
    ["javascript:alert(1)", "is not at a public web address"],
    ["ftp://example.com/a.jpg", "is not at a public web address"],
    ["dune.jpg", "is not at a public web address"],
    ["", "is not at a public web address"],
    ["http://localhost:8080/a.jpg", "is on this machine or in a private network"],
    ["https://printer.local/a.jpg", "is on this machine or in a private network"],
    ["http://192.168.1.7/a.jpg", "is on this machine or in a private network"],
    ["http://0x7f.1/a.jpg", "is on this machine or in a private network"],
    ["http://[::1]/a.jpg", "is on this machine or in a private network"],
    ["https://me:pass@example.com/a.jpg", "has a user name or password in its address"],
    ["https://token@example.com/a.jpg", "has a user name or password in its address"],
    ["https:\\\\token@example.com/a.jpg", "has a user name or password in its address"],
    ["https://to\nken@example.com/a.jpg", "has control characters in its address"],
  ];
  for (const [picture, phrase] of pictures) {
    const { url, leftOut } = shareLink({ ...BLANK, images: ["https://example.com/a.jpg", picture] }, PAGE);
    assert.equal(url, `${PAGE}#images=https://example.com/a.jpg`);
    assert.deepEqual(leftOut, [`Picture 2 ${phrase}`]);
  }
  assert.deepEqual(shareLink({ ...BLANK, images: pictures.map(([picture]) => picture) }, PAGE).url, PAGE);
});

test("nothing but the form's inputs gets into a link", () => {
  const file = new File(["canary"], "canary.jpg");
  const more = { apiKey: "canary", key: "canary", budget: "canary", baseUrl: "https://canary.example" };
  const { url } = shareLink(
    { ...FULL, ...more, images: [file, ...FULL.images] },
    "https://canary:canary@example.org/play/?token=canary#key=canary",
  );
  assert.equal(url, shareLink(FULL, PAGE).url);
  assert.doesNotMatch(url, /canary/);
});

test("a place in the page is no link of ours", () => {
  for (const hash of ["", "#", "#field-prompt", "#/some/route", "#%E0%A4%A"]) {
    assert.equal(readShareLink(hash), undefined, hash);
  }
});

/** @type {[string, string[], RegExp][]} */
const HOSTILE = [
  [
    "broken escapes",
    ["prompt=%", "prompt=%zz", "prompt=%E0%A4%A", "%=a", "prompt=100%&duration=5"],
    /broken/,
  ],
  [
    "escapes of no UTF-8",
    ["prompt=%FF", "prompt=%ED%A0%80", "prompt=%C0%80", "prompt=%F8%88%80%80%80"],
    /broken/,
  ],
  ["a cut link", ["prompt=a&", "&prompt=a", "prompt=a&&duration=5", "prompt=a&durat"], /broken or cut short/],
  [
    "unknown keys",
    ["a=b", "prompt=a&apiKey=b", "Prompt=a", "prompt%20=a", "image=b", "=a"],
    /no input of this form/,
  ],
  [
    "the keys of objects",
    ["__proto__=a", "__proto__[x]=a", "constructor=a", "toString=a"],
    /no input of this form/,
  ],
  [
    "a key that is long or hides",
    [`${"k".repeat(1e5)}=a`, "%00%0A%E2%80%AE=a", "🎬🎬=a"],
    /no input of this form/,
  ],
  [
    "keys given twice",
    ["prompt=a&prompt=a", "duration=5&duration=10", "negative_prompt=&negative_prompt="],
    /twice/,
  ],
  [
    "durations",
    ["duration=7", "duration=", "duration=5.0", "duration=05", "duration=%205", "duration=10s"],
    /not 5 or 10/,
  ],
  [
    "ratios",
    ["aspect_ratio=2:1", "aspect_ratio=", "aspect_ratio=16x9", "aspect_ratio=1:1%00"],
    /not one of 1:1, 16:9/,
  ],
  [
    "switches",
    ["enable_safety_checker=1", "enable_safety_checker=", "enable_safety_checker=TRUE"],
    /neither true nor/,
  ],
  [
    "five pictures",
    [Array.from({ length: 5 }, (_, i) => `images=https://e.com/${i}`).join("&")],
    /^Picture 5 is one too many/,
  ],
  [
    "other schemes",
    [
      "javascript:alert(1)",
      "data:text/html,x",
      "blob:https://e.com/1",
      "file:///etc/passwd",
      "",
      "a.jpg",
    ].map((address) => `images=${address}`),
    /^Picture 1 is not at a public web address/,
  ],
  [
    "private hosts",
    ["localhost", "127.0.0.1", "10.0.0.1", "[::1]", "2130706433", "router"].map(
      (host) => `images=http://${host}/a.jpg`,
    ),
    /^Picture 1 is on this machine or in a private network/,
  ],
  [
    "credentials",
    [
      "images=https://a.com/1.jpg&images=https://me:pass@e.com/a.jpg",
      "images=https://a.com/1.jpg&images=https://me@e.com/",
    ],
    /^Picture 2 has a user name or password/,
  ],
  [
    "long addresses",
    [`images=https://example.com/${"a".repeat(4096)}`],
    /^Picture 1 has an address of more than 4096/,
  ],
  [
    "long texts",
    [`prompt=${"a".repeat(2501)}`, `prompt=${"a".repeat(9000)}`],
    /^The prompt has more than 2500/,
  ],
  [
    "a long negative prompt",
    [`negative_prompt=${"%C3%A9".repeat(2501)}`],
    /^The negative prompt has more than 2500/,
  ],
  ["a huge link", [`prompt=${"a".repeat(1e6)}`, `prompt=a${"&images=a".repeat(1e5)}`], /longer than any/],
  [
    "control characters",
    ["prompt=a%00b", "prompt=%1B[31m", "prompt=%7F", "prompt=%C2%85"],
    /^The prompt has control characters/,
  ],
  [
    "control characters in an address",
    ["images=https://e.com/a%0Ab", "images=java%09script:alert(1)"],
    /^Picture 1 has control characters/,
  ],
];

for (const [what, hashes, told] of HOSTILE) {
  test(`refused: ${what}`, () => {
    for (const hash of hashes) {
      assert.match(refusal(`#${hash}`), told);
      // However well the rest of it looks.
      assert.match(refusal(`#${hash}&images=https://example.com/z.jpg`), told);
    }
  });
}

test("what a refusal shows of a link is short and visible", () => {
  assert.match(refusal(`#${"🎬".repeat(500)}=a`), /^The link holds "(🎬){20}", which/u);
  assert.match(refusal("#%00%0A=a"), /^The link holds "\\u0000\\n", which/);
  assert.doesNotMatch(refusal("#prompt=a&apiKey=canary"), /canary/);
});

test("a link with anything changed is read, refused or no link, and never more than a form", () => {
  const random = seeded(7);
  const bits = [
    "%",
    "&",
    "=",
    "+",
    "#",
    "images=",
    "&prompt=b",
    "\0",
    "é",
    "javascript:",
    "@",
    ":",
    "//",
    "9",
    "[",
    "%0",
  ];
  const outcomes = new Set();
  for (let round = 0; round < 3000; round++) {
    let hash = hashOf(FULL);
    for (let change = random(4); change >= 0; change--) {
      const at = random(hash.length);
      hash = hash.slice(0, at) + (bits[random(bits.length)] ?? "") + hash.slice(at + random(6));
    }
    const found = readShareLink(hash);
    outcomes.add(found?.ok);
    if (!found?.ok) continue;
    const { request } = found;
    assert.deepEqual(Object.keys(request).sort(), Object.keys(BLANK_FORM).sort());
    const whole = {
      ...request,
      prompt: request.prompt.trim() || "a",
      images: [...request.images, "https://e.com/"].slice(0, MODEL.limits.imagesMax),
    };
    const { errors, warnings } = validate(whole);
    assert.deepEqual([...errors, ...warnings], []);
  }
  assert.ok(outcomes.has(true) && outcomes.has(false));
});
