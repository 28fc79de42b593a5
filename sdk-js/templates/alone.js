/** @type {import("./gen/exports").World["run"]} */
export const run = {
  run() {
    console.log("hello from JavaScript");
  },
};
