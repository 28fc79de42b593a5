// `node:url`: the package's, and the options for printing a `URL`.
import * as rest from "witloom-node:url";

export const {
  Url,
  fileURLToPath,
  parse,
  pathToFileURL,
  resolve,
  resolveObject,
} = rest;
export const URL = globalThis.URL;
export const URLSearchParams = globalThis.URLSearchParams;

export function format(value, options = {}) {
  if (!(value instanceof URL)) return rest.format(value);
  const copy = new URL(value.href);
  if (options.auth === false) copy.username = copy.password = "";
  if (options.fragment === false) copy.hash = "";
  if (options.search === false) copy.search = "";
  return copy.href;
}

export default {
  URL,
  URLSearchParams,
  Url,
  fileURLToPath,
  format,
  parse,
  pathToFileURL,
  resolve,
  resolveObject,
};
