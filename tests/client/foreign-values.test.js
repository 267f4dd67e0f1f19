// Values from outside, of any kind: read once, before anything is awaited, and refused or taken without a promise left pending.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KlingClient, validate } from "kling-multi-i2v";
import { failure, PICTURE, photo, REQUEST, within, world } from "../support/world.js";

test("what a custom fetch may give back, and every promise still settles", async (t) => {
  const { client } = await world(t);
  const broken = Promise.resolve();
  Object.defineProperty(broken, "constructor", {
    get() {
      throw new Error("no constructor");
    },
  });
  const tampered = Promise.resolve();
  // biome-ignore lint/suspicious/noThenProperty: it is what is tested
  tampered.then = () => {
    throw new Error("no then");
  };
  const throwing = (/** @type {string} */ name) =>
    Object.defineProperty({ status: 200, headers: new Headers(), text: async () => "{}" }, name, {
      get() {
        throw new Error(`no ${name}`);
      },
    });
  const answers = [
    undefined,
    null,
    0,
    "text",
    {},
    [],
    () => {},
    Object.create(null),
    revoked(),
    broken,
    tampered,
    throwing("status"),
    throwing("headers"),
    throwing("text"),
    { status: "200", headers: {}, text: () => "{}" },
    { status: 200, headers: { get: () => 7 }, text: async () => new Uint8Array(4) },
    { status: 200, headers: { get: () => "x".repeat(1e6) }, text: () => Promise.reject(revoked()) },
    {
      status: Number.NaN,
      headers: null,
      text: () => {
        throw revoked();
      },
    },
  ];
  for (const [index, answer] of answers.entries()) {
    for (const give of [() => answer, async () => answer]) {
      const kling = client({ fetch: /** @type {any} */ (give), deadlineMs: 20, retry: { attempts: 1 } });
      const error = await failure(kling.generate(REQUEST));
      assert.deepEqual([error.code, error.charge], ["submit_unknown", "unknown"], `answer ${index}`);
      await failure(kling.balance());
      await failure(kling.upload(photo()));
    }
  }
});

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test("what the caller changes after the call changes nothing", async (t) => {
  const { client, sim } = await world(t);
  /** @type {any} */
  const request = { ...REQUEST, images: [PICTURE, photo()], negative_prompt: "blur" };
  /** @type {any} */
  const options = { onUpdate: () => {} };
  const made = client().generate(request, options);
  request.prompt = "another";
  request.images[0] = "https://example.com/another.png";
  request.images.push(PICTURE, PICTURE, PICTURE);
  request.negative_prompt = 5;
  request.duration = 10;
  delete request.aspect_ratio;
  options.onUpdate = 5;
  await within(made);
  const { input } = sim.jobs()[0] ?? assert.fail();
  assert.deepEqual(
    [input.prompt, input.negative_prompt, input.duration, input.images.length, input.images[0]],
    ["a slow push in", "blur", 5, 2, PICTURE],
  );
});

test("each field of a request is read once", async (t) => {
  const { client } = await world(t);
  /** @type {Record<string, number>} */
  const reads = {};
  const watched = (/** @type {any} */ object, /** @type {string} */ at) =>
    new Proxy(object, {
      get(target, name, receiver) {
        if (typeof name === "string") reads[`${at}${name}`] = (reads[`${at}${name}`] ?? 0) + 1;
        return Reflect.get(target, name, receiver);
      },
    });
  const images = watched([PICTURE, PICTURE], "images.");
  await within(client().generate(watched({ ...REQUEST, images, negative_prompt: "x" }, "")));
  for (const name of [
    "prompt",
    "images",
    "negative_prompt",
    "duration",
    "aspect_ratio",
    "images.0",
    "images.1",
  ]) {
    assert.equal(reads[name], 1, name);
  }
});

/** @type {[string, () => any, string][]} values that are no request, with the path of the first problem */
const FOREIGN = [
  [
    "a getter that throws",
    () => ({
      get prompt() {
        throw new Error("no");
      },
      images: [PICTURE],
    }),
    "/prompt",
  ],
  ["a Map", () => new Map(Object.entries(REQUEST)), ""],
  ["a revoked proxy", revoked, ""],
  ["a revoked proxy for images", () => ({ ...REQUEST, images: revoked() }), "/images"],
  ["a revoked proxy for an image", () => ({ ...REQUEST, images: [revoked()] }), "/images/0"],
  [
    "a proxy that throws at everything",
    () =>
      new Proxy(
        {},
        {
          get() {
            throw new Error("no");
          },
          ownKeys() {
            throw new Error("no");
          },
          getPrototypeOf() {
            throw new Error("no");
          },
        },
      ),
    "",
  ],
  ["a function", () => () => {}, ""],
  ["a symbol", () => Symbol("x"), ""],
  ["a bigint", () => 5n, ""],
  ["a date", () => new Date(), ""],
  ["a prompt of 50 MB", () => ({ ...REQUEST, prompt: "x".repeat(50_000_000) }), "/prompt"],
  ["10 000 images", () => ({ ...REQUEST, images: new Array(10_000).fill(PICTURE) }), "/images"],
  ["a sparse array", () => ({ ...REQUEST, images: new Array(2) }), "/images/0"],
  ["a string object", () => ({ ...REQUEST, prompt: new String("x") }), "/prompt"],
];

for (const [name, make, path] of FOREIGN) {
  test(`${name} is refused, and nothing is sent`, async (t) => {
    const { client, sim } = await world(t);
    const kling = client();
    for (const call of [() => kling.generate(make()), () => kling.submit(make())]) {
      const error = await failure(call);
      assert.equal(error.code, "validation");
      assert.ok(
        error.issues.some((issue) => issue.path === path),
        JSON.stringify(error.issues),
      );
      assert.ok(error.message.length < 10_000);
    }
    const checked = validate(make());
    assert.equal(checked.ok, false);
    assert.equal(sim.requests().length, 0);
  });
}

test("an instance of a class, a null prototype and a proxy of a request are requests", async (t) => {
  const { client, sim } = await world(t);
  class Mine {
    prompt = "a slow push in";
    images = [PICTURE];
  }
  class Inherited extends Mine {
    get aspect_ratio() {
      return /** @type {const} */ ("16:9");
    }
  }
  for (const request of [
    new Mine(),
    new Inherited(),
    Object.assign(Object.create(null), REQUEST),
    new Proxy({ ...REQUEST }, {}),
    Object.freeze({ ...REQUEST, images: Object.freeze([PICTURE]) }),
  ]) {
    await within(client().generate(/** @type {any} */ (request)));
  }
  assert.deepEqual(
    sim.jobs().map(({ input }) => input.aspect_ratio),
    ["1:1", "16:9", "1:1", "1:1", "1:1"],
  );
});

test("foreign values for options: they are refused or work, and the call settles", async (t) => {
  const { client } = await world(t);
  const odd = [revoked(), new Map(), () => {}, Symbol("x"), 5n, [], "x", new Proxy({}, { get: () => 7 })];
  for (const options of odd) {
    const any = /** @type {any} */ (options);
    const kling = client();
    const calls = [kling.generate(REQUEST, any), kling.submit(REQUEST, any), kling.balance(any)];
    await within(Promise.allSettled(calls));
    assert.throws(() => new KlingClient(any), {
      name: "KlingError",
      code: "config",
    });
  }
  const throwing = {
    get signal() {
      throw new Error("no");
    },
  };
  await within(
    client()
      .balance(/** @type {any} */ (throwing))
      .catch(() => {}),
  );
});

test("an id goes into a path as it is, and only where it can", async (t) => {
  const { client, sim } = await world(t);
  const kling = client();
  await within(kling.generate(REQUEST));
  for (const id of ["../balance", "a/b", "a?b", "a#b", "a%2fb", "", " ", "é", "x".repeat(129)]) {
    assert.throws(() => kling.job(id), { code: "validation", charge: "none" }, JSON.stringify(id));
  }
  const id = "Az0_-".repeat(25);
  await failure(kling.job(id).status());
  assert.equal(sim.requests().at(-1)?.path.includes(id), true);
});
