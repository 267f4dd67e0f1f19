// Why a file store does not work, in words that name the file and what to do.
import { Damage } from "./file-lines.js";
import { InUse } from "./file-lock.js";

/** @type {Record<string, string>} */
const ADVICE = {
  EACCES: "this user may not. Give the file and its folder to this user, or name another path",
  EPERM: "this user may not. Give the file and its folder to this user, or name another path",
  EROFS: "the file system is read-only. Name a path on another one",
  ENOSPC: "the disk is full. Make room; what was kept before is safe",
  EDQUOT: "the disk quota is used up. Make room; what was kept before is safe",
  EFBIG: "it may not grow further. Raise the limit for files; what was kept before is safe",
  ENOENT: "nothing can be made in its folder. Name a path in another one",
  EISDIR: "it is a folder. Name a file in it",
  ENOTDIR: "a part of its path is a file where a folder should be. Name another path",
  EEXIST: "a part of its path is a file where a folder should be. Name another path",
  EMFILE: "this process has too many files open. Close some, or raise the limit",
};

/** A device, a pipe, a socket. */
export class NotAFile extends Error {
  message = "it is no file but a device, a pipe or a socket. Name a file";
}

/**
 * @param {unknown} error
 * @param {string} path
 */
export function explained(error, path) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  const isOurs = error instanceof Damage || error instanceof InUse || error instanceof NotAFile;
  const why = isOurs ? message : (ADVICE[code ?? ""] ?? message);
  return Object.assign(new Error(`The store ${path} cannot be used: ${why}.`, { cause: error }), { code });
}
