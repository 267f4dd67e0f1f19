// The panels of the built page as a person uses them, and what the page's own simulated service was paid.
import { createSimulator } from "kling-multi-i2v/simulator";
import { PNG } from "./harness.js";

/** @typedef {import("playwright-core").Page} Page */

/** Opens a panel by its word in the bar. @param {Page} page @param {string} name */
export async function openPanel(page, name) {
  await page.locator(".bar .panels").getByRole("button", { name }).click();
  const panel = page.locator(".panel");
  await panel.locator(".panel-body > :nth-child(2)").waitFor();
  return panel;
}

/** Chooses one of a row of segments, by how it begins. @param {Page} page @param {string} name */
export const choose = (page, name) => page.getByRole("radio", { name: new RegExp(`^${name}`) }).check();

/** @param {Page} page @param {string} key */
export async function withKey(page, key) {
  await choose(page, "Your key");
  await page.getByLabel("WaveSpeedAI key").fill(key);
}

/** Answers every picture of pictures.example. @param {Page} page */
export const servePictures = (page) =>
  page.route("https://pictures.example/**", (route) => route.fulfill({ path: PNG }));

/** A value that the page keeps in this browser. @param {Page} page @param {"values" | "runs"} place @param {string} key */
export const onDisk = (page, place, key) =>
  page.evaluate(
    ([place, key]) =>
      new Promise((settle, fail) => {
        const opening = indexedDB.open("kling-playground");
        opening.onerror = () => fail(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction(place).objectStore(place).get(key);
          asked.onerror = () => fail(asked.error);
          asked.onsuccess = () => {
            opening.result.close();
            settle(asked.result);
          };
        };
      }),
    /** @type {const} */ ([place, key]),
  );

/** What the page's simulated service was paid by now, as it would stand an hour later. @param {Page} page */
export async function paid(page) {
  const saved = /** @type {any} */ (await onDisk(page, "values", "simulated"));
  if (saved === undefined) return { jobs: 0, netMicros: 0 };
  const later = createSimulator({ clock: { startAt: saved.at + 3_600_000 } });
  later.restore(saved);
  const { jobs, netMicros } = later.stats();
  return { jobs, netMicros };
}
