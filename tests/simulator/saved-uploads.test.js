// The uploads of a restored simulator: known, and without their bytes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PICTURES } from "./helpers.js";
import { BASE, call, make, reloaded, result, saved, submit, upload } from "./reload.js";

test("uploads are known, their bytes are gone", async () => {
  const first = make();
  const there = await upload(first);
  const next = reloaded(first, 1_000);
  const fine = await submit(next, { images: [there] });
  const gone = await submit(next, { images: [`${BASE}/uploads/0/gone.png`] });
  const download = await next.fetch(there);
  assert.deepEqual([download.status, await download.text()], [404, "<Error><Code>NoSuchKey</Code></Error>"]);
  assert.deepEqual(next.stats().uploads, { count: 1, bytes: 0 });
  next.clock.advance(150_000);
  assert.deepEqual(
    [(await result(next, fine.id)).status, (await result(next, gone.id)).code],
    ["completed", 1402],
  );
  const third = reloaded(next, 7 * 24 * 3_600_000);
  const late = await submit(third, { images: [there] });
  third.clock.advance(1_000);
  assert.equal((await result(third, late.id)).code, 1402, "they are kept for 7 days in all");
});

test("an origin the simulator was asked under is its own in the next process, too", async () => {
  const first = make();
  const elsewhere = BASE.replace("api", "old");
  await first.fetch(`${elsewhere}/api/v3/balance`);
  const next = reloaded(first, 0);
  const { id } = await submit(next, { images: [`${elsewhere}/uploads/0/gone.png`] });
  next.clock.advance(1_000);
  assert.equal((await result(next, id)).code, 1402);
});

test("the simulator that holds an upload's bytes keeps them, and no others", async () => {
  const { bytes } = PICTURES.jpeg;
  const sim = make({ uploadLimit: bytes.length + 10 });
  const before = saved(sim);
  const url = await upload(sim, bytes);
  const state = saved(sim);
  sim.restore(state);
  sim.restore(state);
  assert.deepEqual(new Uint8Array(await (await sim.fetch(url)).arrayBuffer()), bytes);
  assert.deepEqual(sim.stats().uploads, { count: 1, bytes: bytes.length });
  sim.restore(before);
  assert.equal((await sim.fetch(url)).status, 404);
  assert.ok(await upload(sim, bytes), "there is room again");
  sim.restore(state);
  assert.equal((await sim.fetch(url)).status, 404);
  assert.deepEqual(sim.stats().uploads, { count: 1, bytes: 0 });
});

test("an upload's ticket is good in the next simulator, for its time", async () => {
  const { bytes, type } = PICTURES.png;
  const first = make();
  const ask = { filename: "a.png", size: bytes.length, content_type: type };
  const given = (await call(first, "POST", "/api/v3/media/uploads", ask)).body.data;
  const put = { method: "PUT", headers: given.upload.headers, body: bytes };
  const late = reloaded(first, 15 * 60_000);
  assert.equal((await late.fetch(given.upload.url, put)).status, 403);
  const next = reloaded(first, 15 * 60_000 - 1);
  assert.equal((await next.fetch(given.upload.url, put)).status, 200);
  assert.equal((await next.fetch(given.download_url)).status, 200);
});
