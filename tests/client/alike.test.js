// What the core can tell of a value at a glance it tells as where it looks closer: it is faster, never of another opinion.

import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateCost, validate } from "kling-multi-i2v";
import { REQUEST } from "../support/world.js";

/** Pieces of which people and attackers make addresses. */
const PIECES =
  "a b1 3d example my-host com test local localhost internal home arpa xn-- xn--bcher-kva é A _ 1 127 0x1 - -- . . . .. / / / : :80 @ ? # \\ %41 %zz \t [::1]".split(
    " ",
  );

/** The same pieces in the same order at every run. @param {number} seed */
function* addresses(seed) {
  let state = seed;
  const below = (/** @type {number} */ most) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % most;
  };
  for (;;) {
    const pieces = Array.from({ length: 1 + below(8) }, () => PIECES[below(PIECES.length)]);
    yield `${["https://", "http://"][below(2)]}${pieces.join("")}`;
  }
}

/** Not `URL.canParse`, which in Node 20 is wrong about some names that are not ASCII. @param {string} text */
function parsed(text) {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const judged = (/** @type {string | URL} */ image) => validate({ ...REQUEST, images: [image] }).errors;

test("an address is judged alike as a text and as a URL, which is asked for its host", () => {
  let [public_, refused] = [0, 0];
  for (const text of addresses(6)) {
    const url = parsed(text);
    if (!url) {
      assert.equal(judged(text)[0]?.code, "url", text);
      continue;
    }
    const errors = judged(text);
    assert.deepEqual(errors, judged(url), text);
    if (errors.length > 0) refused++;
    else public_++;
    if (Math.min(public_, refused) >= 2_000) break;
  }
});

test("a reserved name is refused also where the rest of the address is plain", () => {
  for (const host of [
    "localhost",
    "my-host",
    "a.localhost",
    "a.local",
    "a-b.internal",
    "a.test",
    "x.home.arpa",
  ]) {
    assert.deepEqual(
      judged(`https://${host}/a.png`).map(({ code }) => code),
      ["unreachable"],
      host,
    );
  }
  for (const host of [
    "local.example.com",
    "test.com",
    "a.tests",
    "a.locals",
    "in-addr.arpa",
    "3d.example.com",
  ])
    assert.deepEqual(judged(`https://${host}/a.png`), [], host);
});

test("a field is unknown whatever is known beside it, or inherited", () => {
  const odd = /** @type {any[]} */ ([
    { ...REQUEST, "prompt,images": 1 },
    { ...REQUEST, has: 1 },
    { ...REQUEST, toString: 1 },
    Object.assign(Object.create(REQUEST), { size: 1 }),
    Object.assign(Object.create({ duration: 5 }), REQUEST, { "": 1 }),
  ]);
  for (const request of odd) {
    const codes = validate(request).errors.map(({ code }) => code);
    assert.deepEqual(codes, ["unknown_field"], JSON.stringify(request));
    assert.throws(
      () => estimateCost([REQUEST, request]),
      (/** @type {any} */ error) =>
        error.issues.every(
          (/** @type {any} */ { path, code }) => path.startsWith("/1/") && code === "unknown_field",
        ),
    );
  }
  assert.equal(validate(Object.create(REQUEST)).ok, true);
});

test("a prototype that others have given fields and setters changes nothing", () => {
  const before = [validate(REQUEST), estimateCost(REQUEST)];
  const added = /** @type {any} */ (Object.prototype);
  Object.defineProperty(added, "duration", { value: undefined, configurable: true, writable: true });
  Object.defineProperty(added, "webhook", { value: 7, configurable: true, enumerable: true, writable: true });
  try {
    assert.deepEqual([validate(REQUEST), estimateCost(REQUEST)], before);
  } finally {
    delete added.duration;
    delete added.webhook;
  }
});

test("a price of minus zero videos is a price, and one of a thousand kinds has its own words", () => {
  assert.deepEqual([estimateCost({ count: -0 }).micros, estimateCost({ count: -0 }).text], [0, "$0.00"]);
  for (let count = 1; count < 1_000; count++)
    assert.equal(estimateCost({ count }).text, `$${(count * 0.25).toFixed(2)}`);
});
