// What the user's module has to export.

/** What the user's module lacks: pairs of a place and what belongs there. */
const $missing = [];

function $expectFunction(holder, name, place) {
  const found = holder?.[name];
  if (typeof found !== "function" || found === Object.prototype[name])
    $missing.push([place, "a function"]);
}

/** The functions that the world exports itself; a reserved word may have `_` behind it. */
function $findFunctions(module, names) {
  const found = Object.create(null);
  for (const name of names) {
    found[name] = module[name] ?? module[`${name}_`];
    $expectFunction(found, name, name);
  }
  return found;
}

/** The object with an interface's functions, under any of its names. */
function $findInterface(module, names, functions) {
  const name = names.find((name) => module[name] !== undefined);
  const found = module[name];
  if (typeof found !== "object" && typeof found !== "function") {
    $missing.push([names[0], `an object for the interface \`${names[1]}\``]);
    return {};
  }
  for (const member of functions)
    $expectFunction(found, member, `${names[0]}.${member}`);
  return found;
}

/** The class of an exported resource. A method may also be a field that the constructor sets. */
function $findClass(type, place, methods, statics) {
  if (typeof type !== "function") {
    $missing.push([place, "a class"]);
    return class {};
  }
  const text = String(type);
  for (const name of methods) {
    if (!(name in type.prototype) && !text.includes(name))
      $missing.push([`${place}.prototype.${name}`, "a method"]);
  }
  for (const name of statics) $expectFunction(type, name, `${place}.${name}`);
  return type;
}
