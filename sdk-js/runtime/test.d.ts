/** What may stand for a module's functions and classes. */
export type Answers<M> = {
  [K in keyof M]?: M[K] extends abstract new (...args: never) => unknown
    ? abstract new (...args: never) => object
    : M[K];
};

/**
 * Answers functions and classes of an imported interface, on top of what is mocked of it already. What it returns
 * puts back what was there before.
 */
export function mock<S extends keyof Modules>(
  specifier: S,
  answers: Answers<Modules[S]>,
): () => void;

/** Takes all mocks away. */
export function reset(): void;

/** A call of an import that no test answers. */
export class NotMocked extends Error {}
