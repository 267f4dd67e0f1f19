// Asks axe-core what stands in the way of people who read, hear or work the page in other ways than most.
import axe from "axe-core";

/**
 * What axe-core minds about the page as it stands now, one line for each element: its rule, where it is, what to mend.
 * The script goes in by the debugger, which the page's Content-Security-Policy does not bind.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const results = await page.evaluate(async () => {
    const inPage = /** @type {{ axe: typeof import("axe-core") }} */ (/** @type {unknown} */ (window)).axe;
    return inPage.run(document, { resultTypes: ["violations"] });
  });
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = "" }) => {
      const advice = failureSummary
        .split("\n")
        .slice(1)
        .map((line) => line.trim())
        .join("; ");
      return `${id} at ${target.join(" ")}: ${advice}`;
    }),
  );
}
