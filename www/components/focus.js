// Where the focus goes when what had it is taken away: a person at the keyboard must not start again at the page's top.
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
