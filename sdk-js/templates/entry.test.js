import { afterEach, test } from "node:test";

import { mock, reset } from "witloom/test";

import { run } from "./index.js";

afterEach(reset);

test("greets", () => {
  /* mocks */
  run.run();
});
