// What the hooks promise, in a real page under StrictMode, whatever React it is built with. Every test counts the submits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { within, world } from "../support/world.js";
import { gate } from "./gate.js";
import { site, skip } from "./site.js";

/** @typedef {import("./app.js").Shown} Shown */

const ONE = { makers: [{ name: "A" }] };
const NONE = { makers: [] };

/** A simulator whose jobs run until the test says so. @param {import("node:test").TestContext} t */
async function held(t) {
  const here = await world(t, { clock: { hold: true }, jobMs: 1_000 });
  return { ...here, finish: () => here.sim.clock.advance(2_000), submits: () => here.sim.stats().submits };
}

/** Asks until it is so; not for ever. @param {() => unknown} isSo */
async function until(isSo) {
  const tries = AbortSignal.timeout(10_000);
  while (!(await isSo())) {
    assert.ok(!tries.aborted, `it never was so: ${isSo}`);
    await new Promise((turn) => setTimeout(turn, 5));
  }
}

/** @param {Record<string, string>} [alias] where else React is taken from */
export function scenarios(alias) {
  const open = site(alias);

  /** A page whose maker A has a job that runs. @param {import("node:test").TestContext} t @param {Shown} [shown] */
  async function begun(t, shown = ONE) {
    const here = await held(t);
    const driver = await open(t, here, shown);
    await driver.press("make");
    await driver.is("running", { phase: "created" });
    return { here, ...driver };
  }

  test("begins one job for one press, shows each step, and the video", { skip }, async (t) => {
    const here = await held(t);
    const { page, press, is, told } = await open(t, here, { makers: [{ name: "A", picture: true }] });
    await is("idle");
    await press("make");
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    const id = here.sim.jobs()[0]?.id ?? "";
    assert.ok((await page.locator("video").getAttribute("src"))?.includes(id));
    const { states, ends, answers, made } = await told();
    /** @type {string[]} */
    const steps = states.A?.map(({ status, update }) => update?.phase ?? status) ?? [];
    assert.equal(steps[0], "idle");
    for (const phase of ["uploading", "created", "completed"])
      assert.ok(steps.includes(phase), `${phase} is missing in ${steps}`);
    const last = states.A?.at(-1);
    assert.deepEqual([last?.jobId, last?.estimate?.text, last?.canResume], [id, "$0.25", false]);
    assert.deepEqual(ends, ["A done"]);
    assert.deepEqual([answers.length, answers[0]?.status, answers[0]?.generation?.id], [1, "done", id]);
    assert.equal(made.usual, 1, "one client, also under StrictMode");
    assert.equal(here.submits(), 1);
  });

  test("a second press while it runs begins nothing and gets the same answer", { skip }, async (t) => {
    const here = await held(t);
    const { press, is, told } = await open(t, here, ONE);
    await press("make twice");
    await is("running", { phase: "created" });
    await press("make");
    here.finish();
    await is("done");
    const { answers } = await told();
    assert.deepEqual(
      answers.map(({ status, jobId }) => [status, jobId]),
      Array(3).fill(["done", here.sim.jobs()[0]?.id]),
    );
    assert.equal(here.submits(), 1);
    await press("make");
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    assert.equal(here.submits(), 2, "what is done makes room for the next");
  });

  test("after a reload in the middle it goes on, and nothing is submitted again", { skip }, async (t) => {
    const { here, page, is, told } = await begun(t);
    await page.reload();
    await is("running", { phase: "created" });
    const { states, made } = await told();
    const last = states.A?.at(-1);
    assert.deepEqual([last?.jobId, last?.request?.prompt], [here.sim.jobs()[0]?.id, "A pushes in"]);
    assert.equal(last?.estimate?.text, "$0.25");
    assert.equal(made.usual, 1);
    here.finish();
    await is("done");
    assert.deepEqual((await told()).ends, ["A done"]);
    await page.reload();
    await is("idle");
    assert.equal(here.submits(), 1);
  });

  test("a reload while the submit's answer is on its way: looked up, and taken up", { skip }, async (t) => {
    const here = await held(t);
    const door = await gate(t, here.url);
    const { page, press, is } = await open(t, { ...here, url: door.url }, ONE);
    await press("make");
    await within(door.arrived);
    await page.reload();
    await is("running");
    door.open();
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    assert.equal(here.submits(), 1);
    assert.ok(here.asked("history") > 0);
  });

  test("closed in the middle and opened again, it goes on", { skip }, async (t) => {
    const { here, page } = await begun(t);
    const address = page.url();
    const context = page.context();
    await page.close();
    const again = await context.newPage();
    await again.goto(address);
    await again.locator('[data-status="running"][data-phase="created"]').waitFor();
    here.finish();
    await again.locator('[data-status="done"]').waitFor();
    assert.equal(here.submits(), 1);
  });

  test("the network goes and comes back while it waits: it goes on, and is not sent again", {
    skip,
  }, async (t) => {
    const { here, page, is } = await begun(t);
    await page.context().setOffline(true);
    const asked = here.asked("result");
    here.finish();
    await page.evaluate(() => new Promise((frame) => requestAnimationFrame(frame)));
    await is("running");
    assert.ok(here.asked("result") <= asked + 1);
    await page.context().setOffline(false);
    await is("done");
    assert.equal(here.submits(), 1);
  });

  test("two components that ask for one job by its name: it is paid once, and each has it", {
    skip,
  }, async (t) => {
    const here = await held(t);
    const two = { makers: ["A", "B"].map((name) => ({ name, job: "order-1" })) };
    const { press, is } = await open(t, here, two);
    await press("make");
    await press("make", "B");
    await is("running", { phase: "created" });
    await is("running", { name: "B", phase: "created" });
    here.finish();
    await is("done");
    await is("done", { name: "B" });
    assert.equal(here.submits(), 1);
  });

  test("stop ends the waiting alone; resume goes on with it", { skip }, async (t) => {
    const { here, page, press, is, told, maker } = await begun(t);
    await press("stop");
    await is("stopped");
    const { answers } = await told();
    const [end] = answers;
    assert.equal(end?.status, "stopped");
    assert.equal(await maker().getByText("can be resumed").count(), 1);
    assert.match((await maker().getByRole("alert").textContent()) ?? "", /^aborted, charged: charged\. /);
    const asked = here.asked("result");
    await page.evaluate(() => new Promise((frame) => requestAnimationFrame(frame)));
    assert.equal(here.asked("result"), asked, "nobody asks any more");
    await press("resume");
    await is("running");
    here.finish();
    await is("done");
    assert.deepEqual((await told()).ends, ["A stopped", "A done"]);
    assert.equal(here.submits(), 1);
  });

  test("stopped before it is paid for, it is free, and not sent", { skip }, async (t) => {
    const here = await held(t);
    const { arrived } = here.caught({ on: "upload", hang: true });
    const { press, is, maker } = await open(t, here, { makers: [{ name: "A", picture: true }] });
    await press("make");
    await arrived;
    await press("stop");
    await is("stopped");
    assert.match((await maker().getByRole("alert").textContent()) ?? "", /^aborted, charged: none\. /);
    assert.equal(await maker().getByText("can be resumed").count(), 0);
    assert.equal(here.submits(), 0);
  });

  test("stopped while the paid request is out, nobody knows; resume finds it", { skip }, async (t) => {
    const here = await held(t);
    const door = await gate(t, here.url);
    const { press, is, maker } = await open(t, { ...here, url: door.url }, ONE);
    await press("make");
    await within(door.arrived);
    await press("stop");
    await is("stopped");
    assert.match((await maker().getByRole("alert").textContent()) ?? "", /^aborted, charged: unknown\. /);
    await press("resume");
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    assert.equal(here.submits(), 1);
  });

  test("unmounted in the middle: the waiting ends, and a new mount goes on", { skip }, async (t) => {
    const { here, is, show, told } = await begun(t);
    await show(NONE);
    await until(async () => (await told()).answers.length > 0);
    const { answers, ends, states } = await told();
    const shown = states.A?.length;
    assert.deepEqual([answers[0]?.status, answers[0]?.error?.charge], ["stopped", "charged"]);
    assert.deepEqual(ends, [], "who is gone hears nothing");
    assert.equal((await told()).states.A?.length, shown);
    await show(ONE);
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    assert.equal(here.submits(), 1);
  });

  test("hidden by React in the middle and shown again, it goes on as it was", { skip }, async (t) => {
    const here = await held(t);
    const { press, is, show, told } = await open(t, here, ONE);
    await is("idle");
    const { version } = await told();
    if (version.startsWith("18.")) return t.skip("React 18 has no Activity");
    await press("make");
    await is("running", { phase: "created" });
    await show({ ...ONE, hidden: true });
    await until(async () => (await told()).answers.length === 1);
    await show(ONE);
    await is("running", { phase: "created" });
    await press("make");
    here.finish();
    await is("done");
    const { answers } = await told();
    assert.deepEqual(
      answers.map(({ status, jobId }) => [status, jobId]),
      ["stopped", "done"].map((status) => [status, here.sim.jobs()[0]?.id]),
    );
    assert.equal(here.submits(), 1);
  });

  test("unmounted while the paid request is out, it is not broken off", { skip }, async (t) => {
    const here = await held(t);
    const door = await gate(t, here.url);
    const { press, is, show, told } = await open(t, { ...here, url: door.url }, ONE);
    await press("make");
    await within(door.arrived);
    await show(NONE);
    assert.deepEqual((await told()).answers, []);
    door.open();
    await until(async () => (await told()).answers.length > 0);
    const [end] = (await told()).answers;
    assert.deepEqual([end?.status, end?.error?.charge], ["stopped", "charged"]);
    assert.equal(end?.jobId, here.sim.jobs()[0]?.id);
    await show(ONE);
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    assert.equal(here.submits(), 1);
  });

  test("unmounted while pictures go up: what was ordered is made", { skip }, async (t) => {
    const here = await held(t);
    const { arrived } = here.caught({ on: "upload", delayMs: 100 });
    const { press, is, show } = await open(t, here, { makers: [{ name: "A", picture: true }] });
    await press("make");
    await arrived;
    await show(NONE);
    assert.equal(here.submits(), 0);
    await until(() => here.submits() === 1);
    await show(ONE);
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    assert.equal(here.submits(), 1);
  });

  test("a failure says what it cost, and the next press begins anew", { skip }, async (t) => {
    const here = await held(t);
    here.sim.fault({ on: "submit", status: 402, message: "Insufficient credits" });
    const { press, is, maker, told } = await open(t, here, ONE);
    await press("make");
    await is("failed");
    const alert = maker().getByRole("alert");
    assert.match((await alert.textContent()) ?? "", /^insufficient_credits, charged: none\. /);
    assert.deepEqual((await told()).answers[0]?.status, "failed");
    await press("make");
    await is("running", { phase: "created" });
    assert.equal(await alert.count(), 0);
    here.finish();
    await is("done");
    assert.equal(here.sim.stats().jobs, 1);
    assert.equal(here.submits(), 2);
  });

  test("a wait that failed can be gone on with", { skip }, async (t) => {
    const here = await held(t);
    const { press, is, maker } = await open(t, here, ONE);
    here.sim.fault({ on: "result", status: 401, times: "Infinity" });
    await press("make");
    await is("failed");
    assert.match(
      (await maker().getByRole("alert").textContent()) ?? "",
      /^unauthorized, charged: charged\. /,
    );
    here.sim.clearFaults();
    await press("resume");
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    assert.equal(here.submits(), 1);
  });

  test("reset shows nothing any more, also after a remount of StrictMode", { skip }, async (t) => {
    const { here, press, is } = await begun(t);
    await press("reset");
    await is("idle");
    await press("resume");
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    await press("reset");
    await is("idle");
    assert.equal(here.submits(), 1);
  });

  test("two components with one client: each has its own video", { skip }, async (t) => {
    const here = await held(t);
    const two = { makers: [{ name: "A" }, { name: "B" }] };
    const { press, is, show, told, maker } = await open(t, here, two);
    await press("make");
    await is("running", { phase: "created" });
    await is("idle", { name: "B" });
    await press("make", "B");
    await is("running", { name: "B", phase: "created" });
    await press("stop", "B");
    await is("stopped", { name: "B" });
    await is("running");
    // A third, mounted while the others have theirs, takes neither.
    await show({ makers: [...two.makers, { name: "C" }] });
    await press("make", "C");
    await is("running", { name: "C", phase: "created" });
    here.finish();
    await is("done");
    await is("done", { name: "C" });
    await is("stopped", { name: "B" });
    const { made } = await told();
    assert.equal(made.usual, 1);
    assert.equal(await maker("C").locator(".of").textContent(), "C pushes in");
    assert.equal(here.submits(), 3);
  });

  test("after a reload each of two takes up one, or by its name its own", { skip }, async (t) => {
    const here = await held(t);
    const named = {
      makers: [
        { name: "A", filter: "a" },
        { name: "B", filter: "b" },
      ],
    };
    const { page, press, is, maker } = await open(t, here, named);
    // The newest is B's; by the order of the mount A would get it.
    await press("make");
    await is("running", { phase: "created" });
    await press("make", "B");
    await is("running", { name: "B", phase: "created" });
    await page.reload();
    for (const name of ["A", "B"]) {
      await is("running", { name, phase: "created" });
      assert.equal(await maker(name).locator(".of").textContent(), `${name} pushes in`);
    }
    here.finish();
    await is("done");
    await is("done", { name: "B" });
    assert.equal(here.submits(), 2);
  });

  test("the tray has what nobody else shows, also what is left behind", { skip }, async (t) => {
    const { here, is, show, tray, page } = await begun(t, { ...ONE, tray: true });
    assert.equal(await tray.count(), 0);
    await show({ makers: [], tray: true });
    await tray.and(page.locator("[data-status=running]")).waitFor();
    assert.match((await tray.textContent()) ?? "", /^A pushes in/);
    // Another one, while the first is in the tray, takes it over.
    await show({ ...ONE, tray: true });
    await is("running", { phase: "created" });
    await tray.waitFor({ state: "detached" });
    await show({ makers: [], tray: true });
    await tray.waitFor();
    here.finish();
    await tray.and(page.locator("[data-status=done]")).waitFor();
    await tray.getByRole("button").click();
    await tray.waitFor({ state: "detached" });
    assert.equal(here.submits(), 1);
  });

  test("another client is another one at once; the first one's job goes on", { skip }, async (t) => {
    const here = await held(t);
    const there = await held(t);
    there.sim.addAccount({ key: here.sim.key });
    const { press, is, show } = await open(t, here, ONE, { other: there.url });
    await press("make");
    await is("running", { phase: "created" });
    await show({ makers: [{ name: "A", client: "other" }] });
    await is("idle");
    await press("make");
    await is("running", { phase: "created" });
    there.finish();
    await is("done");
    await show(ONE);
    await is("running", { phase: "created" });
    here.finish();
    await is("done");
    assert.deepEqual([here.submits(), there.submits()], [1, 1]);
  });

  test("without a client nothing happens, and a press says what is missing", { skip }, async (t) => {
    const here = await held(t);
    const { press, is, show, maker } = await open(t, here, { makers: [{ name: "A", client: "none" }] });
    await is("idle");
    await press("make");
    await is("failed");
    assert.match(
      (await maker().getByRole("alert").textContent()) ?? "",
      /^config, charged: none\. There is no client/,
    );
    await show(ONE);
    await is("idle");
    assert.equal(here.submits(), 0);
  });

  test("a client that cannot be made is a failure, and throws nothing", { skip }, async (t) => {
    const here = await held(t);
    const { is, maker } = await open(t, here, { makers: [{ name: "A", client: "broken" }] });
    await is("failed");
    assert.match(
      (await maker().getByRole("alert").textContent()) ?? "",
      /^config, charged: none\. .*polling/,
    );
    assert.equal(here.submits(), 0);
  });

  test("a client that is new at each render is told of at once", { skip }, async (t) => {
    const here = await held(t);
    const odd = { makers: [{ name: "A", odd: true }] };
    const { complaints } = await open(t, here, odd, { mayTell: /./ });
    await until(() => complaints.length > 0);
    assert.match(
      complaints.join("\n"),
      /a new client, or a new function that makes one, at each render: make it outside/,
    );
    assert.equal(here.sim.requests().length, 0);
  });
}
