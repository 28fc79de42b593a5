/**
 * What tests may import as `witloom/test`: they answer what the component imports.
 *
 * @module witloom/test
 */

import { readFileSync } from "node:fs";

const table = JSON.parse(
  readFileSync(new URL("./table.json", import.meta.url)),
);

/** By the interface's name. */
const mocked = new Map();

/** A call of an import that no test answers. */
export class NotMocked extends Error {
  constructor(name, member) {
    super(
      `\`${member}\` of "${name}" isn't mocked: mock("${name}", { ${member} })`,
    );
    this.name = "NotMocked";
  }
}

/** What there is to mock of a module. */
function members(specifier) {
  const { functions, classes } = table[specifier];
  return [...functions, ...classes];
}

/**
 * Answers functions and classes of an imported interface, on top of what is mocked of it already.
 *
 * @param {string} specifier the module, as the code under test imports it
 * @param {Record<string, Function>} answers functions and classes by their names
 * @returns {() => void} puts back what was there before
 */
export function mock(specifier, answers) {
  const found = Object.hasOwn(table, specifier) ? table[specifier] : undefined;
  if (found === undefined) {
    const known = Object.keys(table).filter((key) => members(key).length > 0);
    throw new TypeError(
      `the component doesn't import "${specifier}"; it imports ${known.join(", ") || "nothing"}`,
    );
  }
  const { interface: name } = found;
  const known = members(specifier);
  for (const [member, answer] of Object.entries(answers)) {
    if (!known.includes(member)) {
      throw new TypeError(
        `"${specifier}" has no \`${member}\`; it has ${known.join(", ")}`,
      );
    }
    if (typeof answer !== "function")
      throw new TypeError(`\`${member}\` is to be a function or class`);
  }
  const before = mocked.get(name);
  mocked.set(name, { ...before, ...answers });
  return () => void mocked.set(name, before);
}

/** Takes all mocks away. */
export function reset() {
  mocked.clear();
}

function find(name, member) {
  const answer = mocked.get(name)?.[member];
  if (answer === undefined) throw new NotMocked(name, member);
  return answer;
}

/** For generated modules. */
export function $function(name, member) {
  return (...args) => find(name, member)(...args);
}

/** For generated modules: whatever is done with the class is done with the mock's. */
export function $class(name, member) {
  return new Proxy(function () {}, {
    construct: (_, args) => Reflect.construct(find(name, member), args),
    get: (_, key) => {
      const found = find(name, member);
      return Reflect.get(found, key, found);
    },
    has: (_, key) => Reflect.has(find(name, member), key),
  });
}
