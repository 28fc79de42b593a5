import type { World, Api } from "./gen/exports";
import { bottom } from "test:awkward/awkward";
import { Node, give, odd } from "test:awkward/far";
import { ComponentError } from "witloom";

class File implements Api.File {
  size() {
    return 1;
  }
  static text() {
    return "text";
  }
}

export const api: World["api"] = {
  File,
  fileSize: () => bottom("file"),
  fileText: () => File.text(),
  fails(how) {
    const trouble: Api.Trouble =
      how === 0
        ? { tag: "gone", val: undefined }
        : { tag: "told", val: { notes: [undefined, "a"] } };
    throw new ComponentError(trouble);
  },
  texts: async () => ["a"],
  opens: (path) => odd(1, [[path.length, path]]),
  dials: () => 0,
  leaves() {},
  tree() {
    const node = new Node();
    give(node.child());
    return 0;
  },
};

export const top: World["top"] = (bad) => bad;
