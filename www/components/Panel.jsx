// The panel beside the places: code, log, share link, prices, batch, camera. Beside the form where there is room.
import { useEffect, useRef, useState } from "preact/hooks";
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
  useEffect(() => {
    const before = document.activeElement;
    // On a phone it covers the page, which must not be reached behind it.
    if (matchMedia(WIDE).matches) dialog.current?.show();
    else dialog.current?.showModal();
    load().then(setContent, () => setBroken(true));
    return () => {
      // Not where another panel was chosen in this one.
      if (before instanceof HTMLElement && panel.value === undefined) before.focus();
    };
  }, []);
  const close = () => {
    panel.value = undefined;
  };
  return (
    <dialog
      ref={dialog}
      class="panel"
      aria-labelledby="panel-title"
      onClose={close}
      onKeyDown={(event) => {
        // A dialog that is not modal does not close by itself.
        if (event.key === "Escape") close();
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
