// What the web's requests and responses have in common with those of wasi:http, in all its versions.

/** Fields that belong to a connection, which is the host's business: wasi:http forbids them. */
const HOP_BY_HOP = new Set([
  "connection",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** A field's value as the web has it: one character per byte. */
function textOf(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096)
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

const bytesOf = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** Names and values as the web has them, of what fields hold. */
export const pairsOf = (held) =>
  held.map(([name, value]) => [name, textOf(value)]);

/** What the web's `Headers` send: all but what belongs to a connection. */
export const heldOf = (headers) =>
  [...headers]
    .filter(([name]) => !HOP_BY_HOP.has(name))
    .map(([name, value]) => [name, bytesOf(value)]);

/** An error as people read it: what it says, then the user's own lines. */
export function described(error) {
  if (!(error instanceof Error)) return `uncaught ${String(error)}`;
  const frames = (error.stack ?? "").split("\n").filter(isUsers);
  return [String(error), ...frames.map((frame) => `    at ${frame}`)].join(
    "\n",
  );
}

const isUsers = (frame) =>
  frame !== "" && !/@(witloom\/glue|bundle)\.js:/.test(frame);
