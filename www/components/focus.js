// Where the focus goes: to what needs the person, and to what comes in place of what had it, never to the page's top.
import { useLayoutEffect, useRef } from "preact/hooks";

const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** For an element that comes in place of the one that was pressed: it takes the focus that went with it, and no other. */
export function useLostFocus() {
  const place = useRef(/** @type {any} */ (null));
  useLayoutEffect(() => {
    if (isLost()) place.current?.focus();
  }, []);
  return place;
}

/** Takes the person to a control. @param {string | undefined} id */
export function focusOn(id) {
  if (id === undefined) return;
  const element = document.getElementById(id) ?? document.querySelector(".thumbnail button");
  if (element instanceof HTMLElement) element.focus();
}
