// `node:util`: printing as Node.js does it, the rest as in browsers.
import assert from "node:assert";
import * as rest from "witloom-node:util";
import printing from "node-inspect-extracted";

const { inspect, format, formatWithOptions, stripVTControlCharacters } =
  printing;
export { inspect, format, formatWithOptions, stripVTControlCharacters };
export const { callbackify, deprecate, inherits, promisify, types } = rest;
export function isDeepStrictEqual(a, b) {
  try {
    assert.deepStrictEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

export const TextEncoder = globalThis.TextEncoder;
export const TextDecoder = globalThis.TextDecoder;
export const debuglog = () => Object.assign(() => {}, { enabled: false });
export const debug = debuglog;
export const toUSVString = (text) => String(text).toWellFormed();

export default {
  TextDecoder,
  TextEncoder,
  callbackify,
  debug,
  debuglog,
  deprecate,
  format,
  formatWithOptions,
  inherits,
  inspect,
  isDeepStrictEqual,
  promisify,
  stripVTControlCharacters,
  toUSVString,
  types,
};
