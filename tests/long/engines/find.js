// Finds an element in the page. The function is sent there as text, so it stands alone, without imports.

/**
 * The first element that a person could see (a file's input is never seen) and that is the target.
 * @param {import("./driver.js").Target} target
 */
export function find(target) {
  const isThere = (/** @type {HTMLElement} */ element) =>
    element.matches("[type=file]") || element.getClientRects().length > 0;
  if (typeof target === "string") {
    return (
      [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(target))].find(isThere) ?? null
    );
  }
  const selectors = {
    button: "button",
    radio: "input[type=radio]",
    textbox: "textarea, input:not([type]), input[type=text], input[type=url], input[type=password]",
    link: "a[href]",
  };
  const nameOf = (/** @type {HTMLElement} */ element) => {
    const labels = Array.from(/** @type {HTMLInputElement} */ (element).labels ?? []);
    const text = labels.length > 0 ? labels.map((label) => label.innerText).join(" ") : element.innerText;
    return (element.getAttribute("aria-label") ?? text).replace(/\s+/g, " ").trim();
  };
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selectors[target.role]));
  return [...all].find((element) => isThere(element) && nameOf(element).startsWith(target.name)) ?? null;
}
