/* imports */
/** @type {import("./gen/exports").World["run"]} */
export const run = {
  run() {
    console.log("hello from JavaScript");
    for (const part of [
      /* parts */
    ])
      console.log(part.greet("world"));
  },
};
