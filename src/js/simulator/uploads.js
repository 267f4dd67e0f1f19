// The uploads: kept in memory under a cap for 7 days, by either way in, and really looked at.

import { plain, Refusal } from "./answers.js";
import { FILE_MAX, KEPT_MS, MESSAGE, TICKET_MS } from "./facts.js";
import { newId } from "./ids.js";
import { sniffImage } from "./images.js";

/** @typedef {{ path: string, type: string, size: number, at: number }} UploadFacts */
/** @typedef {UploadFacts & { bytes: Uint8Array | null }} Upload null: restored where the bytes are gone */
/** @typedef {{ path: string, size: number, headers: Record<string, string>, until: number }} Ticket */

/**
 * @param {{ clock: import("./types.js").SimulatorClock, limit: number }} options
 */
export function createUploads({ clock, limit }) {
  /** @type {Map<string, Upload>} by path */
  const files = new Map();
  /** @type {Map<string, Ticket>} by ticket id */
  const tickets = new Map();
  let used = 0;

  /** Drops what is over 7 days old. Maps keep the order of insertion, which is the order of age. */
  function sweep() {
    for (const [path, file] of files) {
      if (clock.now() - file.at < KEPT_MS) break;
      files.delete(path);
      used -= file.bytes?.length ?? 0;
    }
    for (const [id, ticket] of tickets) if (clock.now() >= ticket.until) tickets.delete(id);
  }

  /** @param {string} path @param {Uint8Array} bytes */
  function keep(path, bytes) {
    const image = sniffImage(bytes);
    if (!image) throw new Refusal(400, MESSAGE.notImage);
    if (bytes.length > FILE_MAX || used + bytes.length > limit) throw new Refusal(413, MESSAGE.tooLarge);
    files.set(path, { path, type: image.type, size: bytes.length, at: clock.now(), bytes });
    used += bytes.length;
  }

  return {
    /** How large a file may come in now: the cap on one file, or what is left of the cap on all. */
    room() {
      sweep();
      return Math.min(FILE_MAX, limit - used);
    },

    /**
     * A multipart upload's file.
     *
     * @param {string} filename
     * @param {Uint8Array} bytes
     * @returns {string} the path of its download URL
     */
    add(filename, bytes) {
      sweep();
      const path = `/uploads/${newId()}/${safeName(filename)}`;
      // A copy of a part, lest the part keep its whole multipart body alive.
      keep(path, bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice());
      return path;
    },

    /**
     * The first half of the newer way: where to PUT the file, and with which headers.
     *
     * @param {string} filename
     * @param {number} size
     * @param {string} type
     */
    ticket(filename, size, type) {
      sweep();
      if (size > FILE_MAX || used + size > limit) throw new Refusal(413, MESSAGE.tooLarge);
      const id = newId();
      const path = `/uploads/${newId()}/${safeName(filename)}`;
      const headers = { "Content-Type": type };
      tickets.set(id, { path, size, headers, until: clock.now() + TICKET_MS });
      return { path, put: `/bucket/${id}`, headers };
    },

    /**
     * The second half. Like a bucket's signed URL it refuses whatever differs from what was signed.
     *
     * @param {string} id
     * @param {Record<string, string>} requestHeaders
     * @param {() => Promise<Uint8Array>} read
     */
    async put(id, requestHeaders, read) {
      sweep();
      const ticket = tickets.get(id);
      if (!ticket) return bucketError(403, "AccessDenied", "The signed URL is unknown, used or has expired");
      if (requestHeaders.authorization !== undefined) {
        return bucketError(
          400,
          "InvalidArgument",
          "Only one auth mechanism allowed: send no Authorization header",
        );
      }
      for (const [name, value] of Object.entries(ticket.headers)) {
        if (requestHeaders[name.toLowerCase()] !== value) {
          return bucketError(403, "SignatureDoesNotMatch", `The header ${name} must be "${value}"`);
        }
      }
      const extra = Object.keys(requestHeaders).find((name) => name.startsWith("x-"));
      if (extra) return bucketError(403, "SignatureDoesNotMatch", `The header ${extra} was not signed`);
      const bytes = await read();
      if (bytes.length !== ticket.size) {
        return bucketError(
          400,
          "IncompleteBody",
          `The ticket is for ${ticket.size} bytes, ${bytes.length} came`,
        );
      }
      keep(ticket.path, bytes);
      tickets.delete(id);
      return plain(200, "", "application/xml");
    },

    /** @param {string} path */
    get(path) {
      sweep();
      return files.get(path);
    },

    stats() {
      sweep();
      return { count: files.size, bytes: used };
    },

    /** Everything but the bytes. */
    facts() {
      sweep();
      return {
        files: [...files.values()].map(({ bytes, ...facts }) => facts),
        tickets: [...tickets].map(([id, ticket]) => ({ id, ...ticket })),
      };
    },

    /**
     * Puts other uploads in the place of its own. Their bytes are those that happen to be here, under the same path.
     *
     * @param {UploadFacts[]} newFiles
     * @param {(Ticket & { id: string })[]} newTickets
     */
    replace(newFiles, newTickets) {
      const here = new Map(files);
      this.clear();
      for (const facts of newFiles) {
        const bytes = here.get(facts.path)?.bytes ?? null;
        files.set(facts.path, { ...facts, bytes });
        used += bytes?.length ?? 0;
      }
      for (const { id, ...ticket } of newTickets) tickets.set(id, ticket);
    },

    clear() {
      files.clear();
      tickets.clear();
      used = 0;
    },
  };
}

/** A file's name as the last part of a URL. */
function safeName(/** @type {string} */ filename) {
  return (
    filename
      .replace(/[^A-Za-z0-9._-]/g, "_")
      .replace(/^\.+/, "_")
      .slice(-100) || "file"
  );
}

/** @param {number} status @param {string} code @param {string} message */
function bucketError(status, code, message) {
  const escaped = message.replace(/[<&]/g, "_");
  return plain(status, `<Error><Code>${code}</Code><Message>${escaped}</Message></Error>`, "application/xml");
}
