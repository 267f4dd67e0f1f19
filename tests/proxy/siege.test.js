// The proxy besieged: what took a closer look than paths and headers. Each of these was open once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MODEL } from "kling-multi-i2v";
import { post, site } from "../support/site.js";
import { REQUEST, within } from "../support/world.js";

const SUBMIT = `/api/kling/api/v3/${MODEL.id}`;
const named = (/** @type {string} */ name, /** @type {unknown} */ body = REQUEST) => ({
  ...post(body),
  headers: { "idempotency-key": name },
});

test("two requests under one name at once: one job, and the other is told so", async (t) => {
  const { ask, sim } = await site(t, { everyone: { totalUsd: 1 } });
  const told = await within(
    Promise.all(["a", "b", "a"].map((prompt) => ask(SUBMIT, named("order-7", { ...REQUEST, prompt })))),
  );
  assert.deepEqual(
    told.map(({ status }) => status),
    [200, 409, 200],
  );
  assert.equal(told[0]?.json.data.id, told[2]?.json.data.id);
  assert.equal(sim.stats().chargedMicros, 250_000);
});
