/** The `err` case of a WIT `result`: thrown by imports, and for exports to throw. */
export class ComponentError<E = unknown> extends Error {
  constructor(payload: E, options?: ErrorOptions);
  /** The value of the `err` case; `undefined` when it has none. */
  readonly payload: E;
}

/** An option inside of an option, where `undefined` alone could mean two things. */
export type Option<T> =
  | { tag: "some"; val: T }
  | { tag: "none"; val?: undefined };

/** A `result` that is a value and not a function's way to return. */
export type Result<T, E> = { tag: "ok"; val: T } | { tag: "err"; val: E };

/** What an export may return: a value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** A `some` of an option inside of an option. */
export function some<T>(val: T): Option<T>;

/** The `none` of an option inside of an option. */
export function none<T>(): Option<T>;

/** The `ok` case of a `result` that is a value. */
export function ok<T>(val: T): { tag: "ok"; val: T };

/** The `err` case of a `result` that is a value. */
export function err<E>(val: E): { tag: "err"; val: E };
