// What Redis does in one step, in its own language. KEYS[1] is a hash: each key with its JSON text. KEYS[2] is a sorted set
// of the keys, all with score 0: so it is in the order of their bytes, and those with one beginning are a range.

// The set first: should one of the two keys be of another type, nothing is written, or a name without a value.
export const PUT = `
redis.call('ZADD', KEYS[2], 0, ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1`;

export const DELETE = `
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1`;

export const COMPARE_AND_PUT = `
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[3] then return 0 end
${PUT}`;

// The byte 255 is in no UTF-8 text: it comes after everything that begins so. A call takes some thousands of arguments.
export const LIST = `
local names = redis.call('ZRANGEBYLEX', KEYS[2], '[' .. ARGV[1], '(' .. ARGV[1] .. '\\255')
local entries = {}
for first = 1, #names, 1000 do
  local last = math.min(first + 999, #names)
  local texts = redis.call('HMGET', KEYS[1], unpack(names, first, last))
  for at, text in ipairs(texts) do
    if text then
      entries[#entries + 1] = names[first + at - 1]
      entries[#entries + 1] = text
    end
  end
end
return entries`;

/** @type {Map<string, Promise<string>>} */
const shas = new Map();

/** By which Redis knows a script that it has run before. @param {string} script */
export function shaOf(script) {
  const known = shas.get(script) ?? sha1(script);
  shas.set(script, known);
  return known;
}

/** @param {string} text */
async function sha1(text) {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
