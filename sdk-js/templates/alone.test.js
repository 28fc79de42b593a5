import { test } from "node:test";

import { run } from "./index.js";

test("greets", () => {
  run.run();
});
