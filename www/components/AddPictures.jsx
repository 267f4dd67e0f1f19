// The ways to add a picture: the chooser, an address, the camera.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { addPictures } from "../state/draft.js";
import { panel } from "../state/panel.js";

/** "+ Add Item": opens the file chooser. */
export function AddItem() {
  const chooser = useRef(/** @type {HTMLInputElement | null} */ (null));
  return (
    <>
      <button id="field-images" type="button" class="add-item" onClick={() => chooser.current?.click()}>
        <span class="plus" aria-hidden="true">
          +
        </span>
        Add Item
      </button>
      <input
        ref={chooser}
        type="file"
        accept="image/jpeg,image/png,image/webp,image/*"
        multiple
        hidden
        aria-label="Choose pictures"
        onChange={({ currentTarget }) => {
          addPictures(currentTarget.files ?? []);
          // So that the same file can be chosen again after it was removed.
          currentTarget.value = "";
        }}
      />
    </>
  );
}

/** Whether a camera is there; the browser tells so without asking the person. */
function useCamera() {
  const has = useSignal(false);
  useEffect(() => {
    navigator.mediaDevices?.enumerateDevices?.().then(
      (devices) => {
        has.value = devices.some(({ kind }) => kind === "videoinput");
      },
      () => undefined,
    );
  }, []);
  return has.value;
}

export function OtherWays() {
  const byAddress = useSignal(false);
  const hasCamera = useCamera();
  if (byAddress.value) return <ByAddress />;
  return (
    <p class="ways">
      Choose, drop or paste them,{" "}
      {hasCamera ? (
        <>
          <button
            type="button"
            class="word"
            onClick={() => {
              panel.value = "camera";
            }}
          >
            use the camera
          </button>
          ,{" "}
        </>
      ) : null}
      or{" "}
      <button
        type="button"
        class="word"
        onClick={() => {
          byAddress.value = true;
        }}
      >
        add one by its address
      </button>
      .
    </p>
  );
}

function ByAddress() {
  const address = useSignal("");
  const add = () => {
    if (address.value.trim() === "") return;
    addPictures([address.value.trim()]);
    address.value = "";
  };
  return (
    <div class="by-address">
      <input
        type="url"
        aria-label="Address of a picture"
        placeholder="https://example.com/picture.jpg"
        value={address.value}
        // The field has just been asked for.
        ref={(element) => {
          if (element && !element.dataset.met) {
            element.dataset.met = "yes";
            element.focus();
          }
        }}
        onInput={(event) => {
          address.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            add();
          }
        }}
      />
      <button type="button" class="quiet" onClick={add}>
        Add
      </button>
    </div>
  );
}
