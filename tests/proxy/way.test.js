// A page's own client through the proxy: everything that it can do there, and how a failure reaches it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KlingClient, MODEL } from "kling-multi-i2v";
import { createProxy } from "kling-multi-i2v/proxy";
import { post, SUBMIT, site } from "../support/site.js";
import { failure, photo, REQUEST, within } from "../support/world.js";

test("a video of one's own picture: uploaded, submitted once, waited for, and not a key in the page", async (t) => {
  const { page, sim } = await site(t);
  const kling = page("ann");
  const made = await within(kling.generate({ ...REQUEST, images: [photo()] }));
  assert.ok(made.video.endsWith(".mp4"));
  assert.deepEqual([sim.stats().submits, sim.stats().uploads.count], [1, 1]);
  assert.equal(sim.stats().chargedMicros, 250_000);
  assert.equal(JSON.stringify(made.raw).includes(sim.key), false);
  const [job] = await kling.jobs();
  assert.deepEqual([job?.state, job?.charge], ["ended", "charged"]);
});

test("a running job is polled through the proxy, and taken up by another device of the user", async (t) => {
  const { page, running } = await site(t);
  running();
  const job = await within(page("ann").submit(REQUEST));
  const made = await within(page("ann").job(job.id).wait());
  assert.equal(made.id, job.id);
});

test("price, prompt optimizer and history", async (t) => {
  const { page, sim } = await site(t, {}, { discountPercent: 10 });
  const kling = page("ann");
  assert.equal((await within(kling.price(REQUEST))).micros, 225_000);
  assert.match(await within(kling.enhancePrompt({ text: "a dune" })), /dune/);
  const made = await within(kling.generate(REQUEST));
  const { items } = await within(kling.history({ include_inputs: true }));
  assert.deepEqual(
    items.map(({ id, status }) => [id, status]),
    [[made.id, "completed"]],
  );
  assert.deepEqual(items[0]?.raw.input, { ...REQUEST, duration: 5, aspect_ratio: "1:1" });
  assert.equal(sim.stats().submits, 1);
});

test("a user sees no other user's jobs, and can neither ask for one nor wait for it", async (t) => {
  const { page, ask, sim } = await site(t);
  const made = await within(page("ann").generate(REQUEST));
  assert.deepEqual((await within(page("bob").history())).items, []);
  const before = sim.stats().requests.result ?? 0;
  const theirs = await ask(`/api/kling/api/v3/predictions/${made.id}/result`, { user: "bob" });
  assert.equal(theirs.status, 404);
  assert.equal(sim.stats().requests.result ?? 0, before, "the service is not asked");
  assert.equal((await failure(page("bob").job(made.id).status())).code, "not_found");
});

test("each user has a budget of one's own, and it is told as the site's", async (t) => {
  const { page, sim } = await site(t, { budget: { perDayUsd: 0.5 } });
  const [ann, bob] = [page("ann"), page("bob")];
  await within(ann.generate(REQUEST));
  await within(ann.generate(REQUEST));
  const refused = await failure(ann.generate(REQUEST));
  assert.deepEqual([refused.code, refused.charge, refused.status], ["insufficient_credits", "none", 402]);
  assert.match(refused.message, /This site's budget/);
  await within(bob.generate(REQUEST));
  assert.equal(sim.stats().submits, 3);
});

test("what the service refunds comes back to the user", async (t) => {
  const { page, sim } = await site(t, { budget: { totalUsd: 0.25 } });
  sim.fault({ on: "submit", times: 1, job: { status: "failed", code: 1403, error: "execution failed" } });
  const failed = await failure(page("ann").generate(REQUEST));
  assert.deepEqual([failed.code, failed.charge], ["job_failed", "none"]);
  await within(page("ann").generate(REQUEST));
  assert.equal(sim.stats().netMicros, 250_000);
});

test("authorize may give a budget of a user's own, nobody, or an answer of the site's", async (t) => {
  const { page, ask } = await site(t, {
    budget: { totalUsd: 0.25 },
    authorize: (request) => {
      const user = request.headers.get("x-user") ?? "";
      if (user === "nobody") return null;
      if (user === "busy") return new Response("later", { status: 503 });
      return { user, budget: { totalUsd: user === "rich" ? 1 : 0 } };
    },
  });
  await within(page("rich").generateAll([REQUEST, { ...REQUEST, prompt: "b" }]));
  assert.equal((await failure(page("poor").generate(REQUEST))).status, 402);
  const nobody = await failure(page("nobody").generate(REQUEST));
  assert.deepEqual([nobody.code, nobody.charge], ["unauthorized", "none"]);
  const busy = await ask(SUBMIT, { ...post(REQUEST), user: "busy" });
  assert.deepEqual([busy.status, busy.text], [503, "later"]);
});

test("an authorize that throws or gives nonsense lets nobody through, and tells nothing", async (t) => {
  const said = t.mock.method(console, "error", () => {});
  for (const authorize of [
    () => {
      throw new Error("the database's password is hunter2");
    },
    async () => Promise.reject(new Error("hunter2")),
    () => /** @type {any} */ (5),
    () => ({ user: "" }),
    () => /** @type {any} */ ({}),
  ]) {
    const { ask, sim } = await site(t, { authorize });
    const { status, text } = await ask(SUBMIT, post(REQUEST));
    // Nothing was sent: a page would take a 500 for a lost answer, and its charge for unknown.
    assert.equal(status, 429);
    assert.doesNotMatch(text, /hunter2/);
    assert.equal(sim.stats().submits, 0);
  }
  assert.equal(said.mock.callCount(), 5, "the site's own log has it");
});

test("a request that is not fit is refused with every problem, before anything is sent", async (t) => {
  const { ask, sim } = await site(t);
  const { status, json } = await ask(SUBMIT, post({ prompt: "", images: [], duration: 7, price: 0 }));
  assert.equal(status, 400);
  for (const path of ["/prompt", "/images", "/duration", "/price"])
    assert.match(json.message, new RegExp(path));
  assert.equal(sim.stats().submits, 0);
});

test("a service that does not take the site's key, or its credits, is not taken for the page's", async (t) => {
  const { page, sim } = await site(t, { apiKey: "a-key-that-there-is-not" });
  const refused = await failure(page("ann").generate(REQUEST));
  assert.deepEqual([refused.code, refused.charge], ["forbidden", "none"]);
  assert.match(refused.message, /this site's API key/);
  assert.equal(JSON.stringify(refused).includes("a-key-that-there-is-not"), false);
  assert.equal(sim.stats().chargedMicros, 0);
});

test("a key function that gives none is the site's fault, and is not put to the visitor's request", async (t) => {
  const { page, sim } = await site(t, { apiKey: () => "" });
  const refused = await failure(page("ann").generate(REQUEST));
  assert.deepEqual([refused.code, refused.charge], ["forbidden", "none"]);
  assert.match(refused.message, /whoever runs the site must look. It said: apiKey is empty/);
  assert.equal(sim.stats().submits, 0);
});

test("all problems of the options at once", async () => {
  const wrong = /** @type {any} */ ({
    basePath: "api/",
    origins: ["*"],
    budget: { perDayUsd: -1 },
    bugdet: {},
    everyone: 5,
  });
  const refused = await failure(() => createProxy(wrong));
  assert.equal(refused.code, "config");
  assert.deepEqual(refused.issues.map(({ path }) => path).sort(), [
    "/apiKey",
    "/authorize",
    "/basePath",
    "/budget/perDayUsd",
    "/bugdet",
    "/everyone",
    "/origins",
  ]);
  assert.equal((await failure(() => createProxy(/** @type {any} */ (undefined)))).code, "config");
});

test("the key may be a function, and is asked for where it is used", async (t) => {
  let asked = 0;
  const { page, sim } = await site(t, {
    apiKey: async () => {
      asked++;
      return "key-of-these-tests";
    },
  });
  await within(page("ann").generate({ ...REQUEST, images: [photo()] }));
  assert.ok(asked >= 2);
  assert.equal(sim.stats().submits, 1);
});

test("a fetch of the site's own names a webhook on the submit, and a page cannot", async (t) => {
  const hook = "https://app.example.com/hook";
  const { page, sim } = await site(t, {
    fetch: (url, init) =>
      fetch(url.endsWith(MODEL.id) ? `${url}?webhook=${encodeURIComponent(hook)}` : url, init),
  });
  await within(page("ann").generate(REQUEST));
  assert.equal(sim.jobs()[0]?.webhook, hook);
});

test("the page's client needs no key, and knows the proxy by its path", () => {
  assert.ok(new KlingClient({ baseUrl: "https://app.example.com/api/kling" }));
});
