// Requests read from CSV and JSON: the many ways to write them, and nothing unclear, hostile or huge among them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MODEL } from "kling-multi-i2v";
import { readRequests, TEMPLATE_CSV } from "../../www/text/requests.js";

const DUNE = "https://example.com/dune.jpg";
const LABEL = "https://example.com/label.jpg";
const ONE = { prompt: "Slow push in", images: [DUNE], ...MODEL.defaults };

/** @param {string} text @param {Parameters<typeof readRequests>[1]} [options] */
function requestsIn(text, options) {
  const { requests, problems } = readRequests(text, options);
  assert.deepEqual(problems, []);
  for (const request of requests) assert.equal(Object.getPrototypeOf(request), Object.prototype);
  return requests;
}

/**
 * What is wrong, as "row path: message", where nothing of the text may be used.
 * @param {string} text
 * @param {Parameters<typeof readRequests>[1]} [options]
 */
function refusal(text, options) {
  const { requests, problems } = readRequests(text, options);
  assert.deepEqual(requests, []);
  assert.ok(problems.length > 0);
  return problems.map(({ row, path, message }) => `${row} ${path}: ${message}`);
}

/** @param {string} text @param {RegExp} told @param {Parameters<typeof readRequests>[1]} [options] */
function refusedAtOnce(text, told, options) {
  const [problem = "", ...others] = refusal(text, options);
  assert.deepEqual(others, []);
  assert.match(problem, told);
  assert.ok(problem.length < 300, problem);
}

test("the template is what it shows", () => {
  assert.deepEqual(requestsIn(TEMPLATE_CSV), [
    {
      prompt: "Slow camera push in, hair moving gently in the breeze",
      negative_prompt: "blur",
      images: [DUNE],
      duration: 5,
      aspect_ratio: "16:9",
    },
    {
      prompt: "Product rotating smoothly on display",
      images: ["https://example.com/bottle.jpg", LABEL],
      duration: 10,
      aspect_ratio: "1:1",
      enable_safety_checker: true,
    },
  ]);
});

test("CSV with commas, semicolons and tabs", () => {
  for (const delimiter of [",", ";", "\t"]) {
    const rows = [
      ["prompt", "images", "duration", "aspect_ratio", "enable_safety_checker", "negative_prompt"],
      ['"a, b; c\td, e, f; g"', DUNE, "10", "9:16", "FALSE", "blur"],
    ];
    assert.deepEqual(requestsIn(rows.map((cells) => cells.join(delimiter)).join("\n")), [
      {
        prompt: "a, b; c\td, e, f; g",
        images: [DUNE],
        duration: 10,
        aspect_ratio: "9:16",
        enable_safety_checker: false,
        negative_prompt: "blur",
      },
    ]);
  }
});

test("CSV of any program: BOM, line ends, blank rows, spaces, quotes, cells left out", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = [
      '\ufeff"prompt", images ,duration,enable_safety_checker,aspect_ratio,,',
      "",
      `Slow push in,${DUNE},,,,`,
      ",,,,,",
      `Slow push in, ${DUNE} , 5 ,, 1:1 `,
      `"Slow ""push"" in${end}and out",${DUNE},5.0, True `,
      "",
    ].join(end);
    assert.deepEqual(requestsIn(text), [
      ONE,
      ONE,
      { ...ONE, prompt: 'Slow "push" in\nand out', enable_safety_checker: true },
    ]);
  }
});

test("pictures in one cell, and in columns of their own", () => {
  const images = ["a", "b", "c", "d"].map((name) => `https://example.com/${name}.jpg`);
  const [a, b, c, d] = images;
  for (const text of [
    `prompt,images\nx,${a} ${b}  ${c} ${d}`,
    `prompt,images\nx,"${a}\n${b}|${c} | ${d}"`,
    `prompt,image1,image2,image3,image4\nx,${a},${b},${c},${d}`,
    `image_4,image_2,prompt,image_1,image_3\n${d},${b},x,${a},${c}`,
    `image2,prompt,image1,images\n${d},x,${c},${a} ${b}`,
    `prompt,image1,image2,image3,image4,image5\nx,${a},,${b},${c},${d}`,
  ]) {
    assert.deepEqual(requestsIn(text), [{ prompt: "x", images, ...MODEL.defaults }]);
  }
});

test("what a cell holds stays text: formulas, markup, code", () => {
  for (const prompt of [
    `=HYPERLINK("https://e.com","x")`,
    "+1+1",
    "@SUM(A1)",
    "-2",
    "</script><script>alert(1)</script>",
    "$" + "{process.exit()}",
    "5",
    "true",
    "__proto__",
    " spaced ",
    "漢 🎬",
  ]) {
    const text = `prompt,images\n"${prompt.replaceAll('"', '""')}",${DUNE}\n`;
    assert.deepEqual(requestsIn(text), [{ ...ONE, prompt }]);
  }
});

test("JSON: an array, under requests, one alone, one in each line", () => {
  const two = { ...ONE, prompt: "Two", duration: 10, enable_safety_checker: true, negative_prompt: "blur" };
  const lines = `\n${JSON.stringify(ONE)}\r\n\r\n${JSON.stringify(two)}\n`;
  for (const text of [
    JSON.stringify([ONE, two]),
    `\ufeff\n ${JSON.stringify([ONE, two], null, 2)}`,
    JSON.stringify({ requests: [ONE, two] }, null, "\t"),
    lines,
  ]) {
    assert.deepEqual(requestsIn(text), [ONE, two]);
    assert.deepEqual(requestsIn(text, { kind: "json" }), [ONE, two]);
  }
  assert.deepEqual(requestsIn(JSON.stringify(ONE, null, 2)), [ONE]);
  assert.deepEqual(requestsIn(JSON.stringify({ prompt: ONE.prompt, images: ONE.images, duration: null })), [
    ONE,
  ]);
});

test("problems are told at their row, and the other requests are read", () => {
  const { requests, problems } = readRequests(
    `prompt,images,duration,aspect_ratio,enable_safety_checker
Slow push in,${DUNE},,,
,${DUNE},7,16:09:00,yes

Slow push in,,abc,,
Slow push in,${DUNE} http://localhost/a.jpg,0x5,,
Slow push in,${DUNE},,,`,
  );
  assert.deepEqual(requests, [ONE, ONE]);
  assert.deepEqual(
    problems.map(({ row, path }) => `${row} ${path}`),
    [
      "2 /prompt",
      "2 /duration",
      "2 /aspect_ratio",
      "2 /enable_safety_checker",
      "3 /images",
      "3 /duration",
      "4 /images/1",
      "4 /duration",
    ],
  );
  const messages = problems.map(({ message }) => message);
  assert.match(messages[1] ?? "", /^duration must be the number 5 or 10 \(seconds\), got 7\.$/);
  assert.match(messages[6] ?? "", /^The service cannot reach localhost/);
});

test("JSON that is no request is told at its row", () => {
  const { requests, problems } = readRequests(
    JSON.stringify([ONE, null, "x", [ONE], { ...ONE, duration: "5" }, { ...ONE, negativePrompt: "a" }, ONE]),
  );
  assert.deepEqual(requests, [ONE, ONE]);
  assert.deepEqual(
    problems.map(({ row, path }) => `${row} ${path}`),
    ["2 ", "3 ", "4 ", "5 /duration", "6 /negativePrompt"],
  );
  assert.match(problems[4]?.message ?? "", /did you mean "negative_prompt"\?$/);

  const lines = readRequests(`${JSON.stringify(ONE)}\n{"prompt":\n${JSON.stringify(ONE)}\n[]`);
  assert.deepEqual(lines.requests, [ONE, ONE]);
  assert.deepEqual(
    lines.problems.map(({ row }) => row),
    [2, 4],
  );
  assert.match(
    lines.problems[0]?.message ?? "",
    /^This is no valid JSON .*: correct it and read it again\.$/,
  );
});

test("columns that are unknown, doubled, missing", () => {
  const row = `\na,${DUNE},10,x`;
  assert.deepEqual(refusal(`prompt,images,Duration,notes${row}`), [
    '0 /Duration: "Duration" is not a field here and would be silently ignored: did you mean "duration"?',
    '0 /notes: "notes" is not a field here and would be silently ignored: remove it. Known fields: prompt, negative_prompt, images, duration, aspect_ratio, enable_safety_checker.',
  ]);
  refusedAtOnce(
    `prompt,images,duration,duration${row}`,
    /^0 \/duration: The column "duration" is there twice/,
  );
  refusedAtOnce(`prompt,image1,image_1${row}`, /^0 \/image_1: The column "image_1" is there twice/);
  refusedAtOnce(`images,duration${row}`, /^0 \/prompt: There is no column "prompt": add it\.$/);
  refusedAtOnce(`prompt,duration${row}`, /^0 \/images: There is no column "images": add it\.$/);
  refusedAtOnce(`prompt,image${row}`.replace("image\n", "images,image0\n"), /"image0" is not a field/);
  refusedAtOnce(
    `Slow push in,${DUNE}${row}`,
    /^0 : The first row names no known column: write the names there/,
  );
  refusedAtOnce("just a text", /^0 : The first row names no known column/);
});

test("cells beyond the header, and quotation marks out of place", () => {
  const { requests, problems } = readRequests(
    `prompt,images\nSlow, then fast,${DUNE}\nSlow push in,${DUNE}\n"Slow" push in,${DUNE}\n"Slow push in,${DUNE}\nSlow push in,${DUNE}`,
  );
  assert.deepEqual(requests, [ONE]);
  assert.deepEqual(
    problems.map(({ row, message }) => `${row} ${message.split(":")[0]}`),
    ["1 There are more cells than names in the header", "3 A quotation mark is out of place"],
  );
  refusedAtOnce(`"prompt,images\na,${DUNE}`, /^0 : A quotation mark is out of place/);
  refusedAtOnce('"', /^0 : A quotation mark is out of place/);
  refusedAtOnce(`prompt;images\na;b;${DUNE}`, /put each cell with a semicolon in it/);
});

test("nothing to read", () => {
  for (const text of ["", " \n\t\r\n", "\ufeff", "\ufeff\n"])
    refusedAtOnce(text, /^0 : There is nothing to read/);
  for (const text of [
    "[]",
    '{"requests":[]}',
    "prompt,images",
    "prompt,images\n,\n\n",
    TEMPLATE_CSV.split("\n", 1)[0] ?? "",
  ]) {
    refusedAtOnce(text, /^0 : There is no request in it: add one\.$/);
  }
});

test("JSON that holds no requests", () => {
  for (const text of [
    "[",
    '{"prompt":',
    "{]",
    "[1,]",
    `{'prompt':'a'}`,
    "{}}{",
    `[${JSON.stringify(ONE)}\n${JSON.stringify(ONE)}]`,
  ]) {
    refusedAtOnce(text, /^0 : This is no valid JSON \(.*\): correct it and read it again\.$/);
  }
  for (const text of ["null", "5", '"a"']) refusedAtOnce(text, /put them into \[ \]/, { kind: "json" });
  refusedAtOnce('{"requests":{}}', /^0 \/requests: "requests" is no array/);
  refusedAtOnce('{"requests":[],"concurrency":9}', /^0 : "concurrency" beside "requests" would not be read/);
  refusedAtOnce("prompt,images", /This is no valid JSON/, { kind: "json" });
  refusedAtOnce("[]", /The first row names no known column/, { kind: "csv" });
});

test("nothing reaches a prototype", () => {
  const polluted = { value: "polluted" };
  const json = `{"prompt":"a","images":["${DUNE}"],"__proto__":${JSON.stringify(polluted)}}`;
  for (const text of [json, `[${json}]`, `{"requests":[${json}]}`, `${json}\n`]) {
    refusedAtOnce(text, /^1 \/__proto__: "__proto__" is not a field here/);
  }
  refusedAtOnce(
    `{"requests":[${JSON.stringify(ONE)}],"__proto__":{"value":1}}`,
    /"__proto__" beside "requests"/,
  );
  refusedAtOnce(
    `{"__proto__":{"requests":[${JSON.stringify(ONE)}]},"prompt":"a","images":["${DUNE}"]}`,
    /__proto__/,
  );
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    refusedAtOnce(
      `prompt,images,${name}\na,${DUNE},x`,
      new RegExp(`^0 /${name}: "${name}" is not a field here`),
    );
  }
  assert.equal(Reflect.get({}, "value"), undefined);
});

test("500 requests are read, more are not", () => {
  const csv = (/** @type {number} */ count) => `prompt,images\n${`Slow push in,${DUNE}\n`.repeat(count)}`;
  assert.equal(requestsIn(csv(500)).length, 500);
  refusedAtOnce(csv(501), /^0 : There are 501 requests, and at most 500 go at once: split them\.$/);
  refusedAtOnce(`prompt,images\n${"a,b\n".repeat(1e5)}`, /There are 100000 requests/);
  refusedAtOnce(JSON.stringify(Array(501).fill(ONE)), /There are 501 requests/);
  refusedAtOnce(`${JSON.stringify(ONE)}\n`.repeat(501), /There are 501 requests/);
  refusedAtOnce(`[${"1,".repeat(9e5)}1]`, /There are 900001 requests/);
});

test("2 MB are read, more are not", () => {
  const padded = (/** @type {number} */ bytes) => `prompt,images\nSlow push in,${DUNE}`.padEnd(bytes, "\n");
  assert.deepEqual(requestsIn(padded(2e6)), [ONE]);
  for (const text of [
    padded(2e6 + 1),
    "a".repeat(1e8),
    `prompt,images\n${"漢".repeat(7e5)}`,
    `[${" ".repeat(2e6)}`,
  ]) {
    refusedAtOnce(text, /^0 : This is more than 2 MB: split it into smaller files\.$/);
  }
});

test("a text that was decoded wrongly", () => {
  const text = `prompt,images\nCafé,${DUNE}`;
  const wide = Buffer.from(text, "utf16le");
  for (const [bytes, encoding] of /** @type {const} */ ([
    [wide, "utf-8"],
    [Buffer.from(text, "latin1"), "utf-8"],
    [Buffer.concat([Buffer.of(0xff, 0xfe), wide]), "latin1"],
  ])) {
    refusedAtOnce(
      new TextDecoder(encoding).decode(bytes),
      /^0 : Some characters were lost.*: save it as UTF-8/,
    );
  }
  refusedAtOnce(`prompt,images\na\0b,${DUNE}`, /save it as UTF-8/);
  refusedAtOnce(`[{"prompt":"a\0"}]`, /save it as UTF-8/);
});

test("deep, wide and ragged texts come to an end", () => {
  for (const text of [
    "[".repeat(1e6),
    "[".repeat(5e5) + "]".repeat(5e5),
    `[{"prompt":${"[".repeat(5e5)}${"]".repeat(5e5)}}]`,
    `${'{"a":'.repeat(3e5)}1${"}".repeat(3e5)}`,
    `{"requests":${'{"requests":'.repeat(1e5)}[]${"}".repeat(1e5)}}`,
    '"'.repeat(2e6),
    '"a"x'.repeat(5e5),
    `prompt,images\n${'"a'.repeat(9e5)}`,
    `prompt,images\n${'"\n'.repeat(9e5)}`,
    ",".repeat(2e6),
    `prompt,images${",prompt".repeat(2e5)}`,
    `prompt,images${Array.from({ length: 1e5 }, (_, index) => `,c${index}`).join("")}`,
    `[{${Array.from({ length: 1e5 }, (_, index) => `"k${index}":1`).join()}}]`,
    "\t;,".repeat(6e5),
    "{".repeat(2e6),
    "{\n".repeat(1e6),
  ]) {
    const problems = refusal(text);
    assert.ok(problems.length < 60, `${problems.length} problems`);
    assert.ok(problems.every((problem) => problem.length < 400));
  }
});
