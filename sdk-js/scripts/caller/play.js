import { dropped, live } from "matrix:scripts/ledger";

/** What a scenario throws when something differs. */
export class Difference extends Error {}

/** Ends the scenario unless both are the same. */
export function expect(what, got, want) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Difference(`${what}: expected ${b}, got ${a}`);
}

/** What a call throws. */
export function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Difference("nothing was thrown");
}

/** Expects a call to throw a message that has all of these parts. */
export function refused(call, ...parts) {
  const { message } = thrown(call);
  for (const part of parts)
    expect(`"${message}" says "${part}"`, message.includes(part), true);
}

/** Expects the ledger of the other side to say this. */
export function saw(alive, ...labels) {
  expect("live", live(), alive);
  expect("dropped", dropped(), labels);
}
