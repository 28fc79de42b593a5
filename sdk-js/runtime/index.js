/**
 * What user code may import as `witloom`, inside a component and, for unit tests, outside of one.
 *
 * @module witloom
 */

/** The `err` case of a WIT `result`: thrown by imports, and for exports to throw. */
export class ComponentError extends Error {
  /**
   * @param {unknown} payload the value of the `err` case; `undefined` when it has none
   * @param {ErrorOptions} [options]
   */
  constructor(payload, options) {
    super(describePayload(payload), options);
    this.name = "ComponentError";
    this.payload = payload;
  }
}

/** A `some` of an option inside of an option. */
export const some = (val) => ({ tag: "some", val });

/** The `none` of an option inside of an option. */
export const none = () => ({ tag: "none", val: undefined });

/** The `ok` case of a `result` that is a value and not a function's way to return. */
export const ok = (val) => ({ tag: "ok", val });

/** The `err` case of a `result` that is a value and not a function's way to return. */
export const err = (val) => ({ tag: "err", val });

function describePayload(payload) {
  if (typeof payload === "string") return payload;
  if (payload === undefined) return "the call failed";
  if (typeof payload !== "object" || payload === null) return String(payload);
  const tag = typeof payload.tag === "string" ? payload.tag : undefined;
  if (tag !== undefined && payload.val === undefined) return tag;
  if (tag !== undefined) return `${tag}: ${describePayload(payload.val)}`;
  try {
    return JSON.stringify(payload, (_, v) =>
      typeof v === "bigint" ? `${v}` : v,
    );
  } catch {
    return String(payload);
  }
}
