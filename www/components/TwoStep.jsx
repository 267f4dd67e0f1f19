// A button for what cannot be taken back: the second press does it, and leaving it takes the first one back.
import { useSignal } from "@preact/signals";

/** @param {{ word: string, sure: string, act: () => void }} props */
export function TwoStep({ word, sure, act }) {
  const isAsked = useSignal(false);
  return (
    <button
      type="button"
      class={isAsked.value ? "quiet small danger" : "quiet small"}
      onClick={() => {
        if (isAsked.value) act();
        else isAsked.value = true;
      }}
      onBlur={() => {
        isAsked.value = false;
      }}
    >
      {isAsked.value ? sure : word}
    </button>
  );
}
