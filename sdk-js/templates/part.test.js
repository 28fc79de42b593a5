import assert from "node:assert/strict";
import { test } from "node:test";

import { greetPart } from "./index.js";

test("uses the name", () => {
  assert.equal(greetPart.greet("Ada"), "hello, Ada, from JavaScript");
});

test("needs a name", () => {
  assert.throws(
    () => greetPart.greet(""),
    (problem) => problem === "a name is needed",
  );
});
