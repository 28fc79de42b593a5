import * as faults from "matrix:scripts/faults";
import { expect, refused, thrown } from "./play.js";

export function declaredError() {
  expect("seven", faults.parse("7"), 7);
  expect("empty", thrown(() => faults.parse("")).payload, { tag: "empty" });
  expect("too long", thrown(() => faults.parse("12345")).payload, {
    tag: "too-long",
    val: 5,
  });
  expect("unknown", thrown(() => faults.parse("x")).payload, {
    tag: "unknown",
    val: "x",
  });
}

export function wrongType() {
  const before = faults.calls();
  refused(() => faults.named(7), "named", "name");
  refused(() => faults.named(), "named", "name");
  refused(() => faults.small("7"), "small", "byte");
  expect("calls", faults.calls(), before);
  expect("after", faults.named("after"), "after");
}

export function outOfRange() {
  const before = faults.calls();
  for (const number of [256, -1, 1.5, NaN])
    refused(() => faults.small(number), "small", "byte");
  expect("calls", faults.calls(), before);
  expect("after", faults.small(255), 255);
}

export function flood() {
  faults.flood(20_000);
  expect("after", faults.named("after"), "after");
}

export function undeclaredError() {
  faults.blowUp("seven");
  throw new Error("went on after the trap");
}

export function undeclaredErrorBesideDeclared() {
  faults.lapse("eight");
  throw new Error("went on after the trap");
}

export function trapInTheMiddle() {
  expect("first", faults.named("first"), "first");
  expect("second", faults.small(2), 2);
  faults.blowUp("third");
  throw new Error("went on after the trap");
}

export const hang = faults.spin;
export const hoard = faults.hoard;
