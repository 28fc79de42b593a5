/** What happened to the objects of this component. */
export const seen = { calls: 0, live: 0, dropped: [], numbers: [] };

/** Notes that the last handle of an object went away. */
export function gone(name) {
  seen.dropped.push(name);
}

/** Forgets everything. */
export function forget() {
  Object.assign(seen, { calls: 0, live: 0, dropped: [], numbers: [] });
}
