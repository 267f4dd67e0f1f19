// The panels of the built page as a person uses them.

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
