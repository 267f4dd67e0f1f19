// Names that are made here and never twice, also on an address without https, where crypto.randomUUID is missing.

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
