// Gives the browser a file to save.

/** It is read after the click; a minute is ample, and then the memory is free again. */
const READ_MS = 60_000;

/** @param {Blob} bytes @param {string} name */
export function download(bytes, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_MS);
}
