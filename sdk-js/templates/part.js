/** @type {import("./gen/exports").World["greetPart"]} */
export const greetPart = {
  greet(name) {
    if (name === "") throw "a name is needed";
    return `hello, ${name}, from JavaScript`;
  },
};
