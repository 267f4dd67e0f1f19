// The panel beside the places: code, log, share link, prices, batch, camera. Beside the form where there is room.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { panel } from "../state/panel.js";
import { PanelWords } from "./PanelWords.jsx";

/** Each panel's title and its content, which is loaded when it is first opened. */
const PANELS = {
  batch: { title: "Batch", load: () => import("./panels/Batch.jsx") },
  prices: { title: "Prices", load: () => import("./panels/Prices.jsx") },
  code: { title: "Code of this form", load: () => import("./panels/Code.jsx") },
  log: { title: "Log", load: () => import("./panels/Log.jsx") },
  share: { title: "Share the inputs", load: () => import("./panels/Share.jsx") },
  camera: { title: "Camera", load: () => import("./panels/Camera.jsx") },
};

/** From here on the form and the panel stand side by side. */
const WIDE = "(min-width: 900px)";

const close = () => {
  panel.value = undefined;
};

export function Panel() {
  const name = panel.value;
  return name === undefined ? null : <Opened key={name} name={name} />;
}

/** @param {{ name: import("../state/panel.js").Panel }} props */
function Opened({ name }) {
  const { title, load } = PANELS[name];
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [content, setContent] = useState(
    /** @type {{ Content: () => import("preact").JSX.Element } | undefined} */ (undefined),
  );
  const [isBroken, setBroken] = useState(false);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const opened = dialog.current;
    // On a phone it covers the page, which must not be reached behind it.
    if (matchMedia(WIDE).matches) opened?.show();
    else opened?.showModal();
    load().then(setContent, () => setBroken(true));
    // A dialog that is not modal does not close by itself, and the focus may be in the form beside it.
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && !event.defaultPrevented) close();
    };
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
      // While it is open nothing behind it takes the focus.
      opened?.close();
      // Not where another panel was chosen in this one.
      if (before instanceof HTMLElement && panel.value === undefined) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="panel"
      aria-labelledby="panel-title"
      onClose={() => {
        // It also closes when it makes room for another panel, which stays.
        if (panel.value === name) close();
      }}
    >
      <div class="panel-head">
        <PanelWords label="Other panels" />
        <button type="button" class="quiet small" onClick={close}>
          Close
        </button>
      </div>
      <div class="panel-body">
        <h2 id="panel-title">{title}</h2>
        {isBroken ? <p class="problem">This part of the page could not be loaded. Reload the page.</p> : null}
        {content ? <content.Content /> : null}
      </div>
    </dialog>
  );
}
