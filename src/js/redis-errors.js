// What went wrong with Redis, in words that say what to do, and without a password.

/** By the word that Redis or the system has for it. @type {[RegExp, string][]} */
const ADVICE = [
  [/\bNOSCRIPT\b/, "The script is sent in full."],
  [
    /\bREADONLY\b/,
    "This is a replica, or was the primary before a failover: let the client connect to the primary.",
  ],
  [/\bOOM\b/, "Redis has no memory left: raise maxmemory, and keep maxmemory-policy at noeviction."],
  [/\bWRONGTYPE\b/, "Another program uses these keys: give redisStore a prefix of its own."],
  [/\bNOAUTH\b|\bWRONGPASS\b/, "Give the client the user name and password of this Redis."],
  [
    /\bNOPERM\b/,
    "Let this user run HGET, EVAL and EVALSHA, and what the scripts use, on the keys {prefix}:*.",
  ],
  [/\bMISCONF\b|\bNOREPLICAS\b/, "Redis refuses writes that it could not keep safe: its log says why."],
  [/\bLOADING\b/, "Redis is starting: try again in a moment."],
  [/\bBUSY\b/, "Somebody's script keeps Redis busy: SCRIPT KILL ends it."],
  [/\bCLUSTERDOWN\b|\bMASTERDOWN\b/, "Part of the cluster is down: try again when it is back."],
  [/\bMOVED\b|\bASK\b/, "This Redis is a cluster: use a client for clusters."],
  [/unknown command/i, "This server lacks a command that redisStore needs: HGET, EVAL and EVALSHA."],
  [/\bECONNREFUSED\b/, "Nothing listens there: start Redis, or correct the client's address."],
  [/\bENOTFOUND\b|\bEAI_AGAIN\b/, "Correct the client's address."],
  [
    /\bno answer\b|closed|offline|\bETIMEDOUT\b|\bECONNRESET\b|\bEPIPE\b|max retries/i,
    "Look whether Redis runs and the client is connected.",
  ],
];

/**
 * The error of the client's is not kept: it may hold the command, and that a password.
 *
 * @param {string} command
 * @param {unknown} error
 */
export function failed(command, error) {
  const said = withoutSecrets(wordsOf(error));
  const advice = ADVICE.find(([form]) => form.test(said))?.[1] ?? "Look into the log of Redis.";
  return new Error(`Redis failed at ${command}: ${said.replace(/[.\s]*$/, "")}. ${advice}`);
}

/** @param {unknown} error */
function wordsOf(error) {
  const { message, code } = Object(error);
  // A refused connection to a name with several addresses has a code and no message.
  const words = [message, code].filter((word) => typeof word === "string" && word !== "");
  return words.length > 0 ? String(words[0]) : String(error);
}

/** Without what stands in an address before the host and after the path. @param {string} text */
function withoutSecrets(text) {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)(?:\S*@)?([^\s?]*)(\?[^\s]*)?/gi, "$1$2");
}
