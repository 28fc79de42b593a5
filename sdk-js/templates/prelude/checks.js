// Finds and explains what does not fit its type. Nothing here runs while all is well.

/** Thrown by a failed check; `$wrong` and `$wrongResult` then look for the place. */
const $mismatch = new Error("a value changed while it was read");

function $bad() {
  throw $mismatch;
}

/** Ends a call whose other side sent a discriminant that the type does not have. */
function $unknown() {
  throw new Error("the other side sent a case that the type does not have");
}

/** A property that was given: every object has a `constructor`, a `toString` and so on. */
function $own(value, name) {
  const found = value[name];
  if (name === "constructor")
    return Object.hasOwn(value, name) ? found : undefined;
  return found === Object.prototype[name] ? undefined : found;
}

/** Words and checks for types without parts. */
const $simple = {
  bool: ["a boolean", (x) => typeof x === "boolean"],
  u8: ["a u8 (0 to 255)", $isU8],
  s8: ["an s8 (-128 to 127)", $isS8],
  u16: ["a u16 (0 to 65535)", $isU16],
  s16: ["an s16 (-32768 to 32767)", $isS16],
  u32: ["a u32 (0 to 4294967295)", $isU32],
  s32: ["an s32 (-2147483648 to 2147483647)", $isS32],
  u64: ["a u64 (a bigint from 0n to 18446744073709551615n)", $isU64],
  s64: [
    "an s64 (a bigint from -9223372036854775808n to 9223372036854775807n)",
    $isS64,
  ],
  f32: ["a number", $isFloat],
  f64: ["a number", $isFloat],
  char: ["a string of one Unicode scalar value", $isChar],
  string: ["a string", (x) => typeof x === "string"],
};

function $isChar(x) {
  try {
    return $codeOf(x) >= 0;
  } catch {
    return false;
  }
}

/** What a value is, for messages. */
function $show(value) {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "string":
      return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case "bigint":
      return `the bigint ${value}n`;
    case "number":
    case "boolean":
      return `the ${typeof value} ${Object.is(value, -0) ? "-0" : value}`;
    case "symbol":
      return "a symbol";
    case "function":
      return `the function \`${value.name}\``;
    default:
      break;
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value) && value.length !== undefined)
    return `${/^[AEIOU]/.test(value.constructor.name) ? "an" : "a"} ${value.constructor.name} of ${value.length}`;
  if (typeof value.tag === "string")
    return `an object with the tag \`${value.tag}\``;
  const name = value.constructor?.name;
  return name === undefined || name === "Object"
    ? "an object"
    : `an instance of ${name}`;
}

const $misfit = (path, expected, value) => ({
  path,
  expected,
  actual: $show(value),
});

/** Finds the first part of a value that does not fit its type; `undefined` when all of it does. */
function $find(value, type, path) {
  if (typeof type === "string") {
    const [expected, check] = $simple[type];
    return check(value) ? undefined : $misfit(path, expected, value);
  }
  return $finders[type.kind](value, type, path);
}

const $finders = {
  list(value, type, path) {
    if (
      !Array.isArray(value) &&
      !(type.bulk && ArrayBuffer.isView(value) && value.length !== undefined)
    ) {
      return $misfit(
        path,
        type.bulk ? `an array or a ${type.bulk}` : "an array",
        value,
      );
    }
    if (type.length !== undefined && value.length !== type.length)
      return $misfit(path, `a list of ${type.length}`, value);
    for (let i = 0; i < value.length; i++) {
      const found = $find(value[i], type.of, `${path}[${i}]`);
      if (found) return found;
    }
    return undefined;
  },
  map(value, type, path) {
    if (!(value instanceof Map)) return $misfit(path, "a Map", value);
    return $first([...value], ([key, part]) => {
      const name = typeof key === "string" ? JSON.stringify(key) : String(key);
      return (
        $find(key, type.key, `a key of ${path}`) ??
        $find(part, type.of, `${path}.get(${name})`)
      );
    });
  },
  option(value, type, path) {
    if (type.tagged)
      return $findCase(
        value,
        { some: type.of, none: undefined },
        "an option `{ tag, val }`",
        path,
      );
    return value === undefined || value === null
      ? undefined
      : $find(value, type.of, path);
  },
  result(value, type, path) {
    return $findCase(
      value,
      { ok: type.ok, err: type.err },
      "a result `{ tag, val }`",
      path,
    );
  },
  tuple(value, type, path) {
    const expected = `an array of ${type.of.length}`;
    if (!Array.isArray(value) || value.length !== type.of.length)
      return $misfit(path, expected, value);
    return $first(type.of, (part, i) => $find(value[i], part, `${path}[${i}]`));
  },
  record(value, type, path) {
    if (typeof value !== "object" || value === null)
      return $misfit(path, `a record \`${type.name}\``, value);
    return $first(Object.keys(type.of), (key) =>
      $find($own(value, key), type.of[key], `${path}.${key}`),
    );
  },
  variant(value, type, path) {
    return $findCase(value, type.of, `a variant \`${type.name}\``, path);
  },
  enum(value, type, path) {
    const names = [...type.of.keys()].map((name) => `"${name}"`).join(", ");
    return type.of.has(value)
      ? undefined
      : $misfit(path, `an enum \`${type.name}\` (${names})`, value);
  },
  flags(value, type, path) {
    if (typeof value !== "object" || value === null)
      return $misfit(path, `flags \`${type.name}\``, value);
    return $first(type.of, (flag) => {
      const set = $own(value, flag);
      return set === undefined || typeof set === "boolean"
        ? undefined
        : $misfit(`${path}.${flag}`, "a boolean", set);
    });
  },
  handle(value, type, path) {
    const resource = type.of;
    if (!(value instanceof resource.type))
      return $misfit(path, `an instance of ${resource.name}`, value);
    if (value[$handle] !== 0) return undefined;
    return {
      path,
      expected: `an open ${resource.name}`,
      actual: "one that was closed or given away",
    };
  },
};

function $findCase(value, cases, expected, path) {
  const tag = value?.tag;
  if (!Object.hasOwn(cases, tag)) {
    const names = Object.keys(cases).map((name) => `"${name}"`);
    return $misfit(path, `${expected} (tag ${names.join(", ")})`, value);
  }
  return cases[tag] === undefined
    ? undefined
    : $find(value.val, cases[tag], `${path}.val`);
}

function $first(items, find) {
  for (let i = 0; i < items.length; i++) {
    const found = find(items[i], i);
    if (found) return found;
  }
  return undefined;
}

/** The error for arguments of an import, given as names, values and types: names the function, the place, what is expected and what was given. */
function $wrong(error, where, ...args) {
  $restoreMoved();
  let found;
  for (let i = 0; i < args.length && found === undefined; i += 3) {
    found = $find(args[i + 1], args[i + 2], args[i]);
  }
  if (found === undefined)
    return error === $mismatch ? $movedTwice(where) : error;
  return new TypeError(
    `${where}: argument \`${found.path}\` must be ${found.expected}, not ${found.actual}`,
  );
}

const $movedTwice = (where) =>
  new TypeError(`${where}: an object is given away twice in one call`);

/** The error for what an export returned or threw. */
function $wrongResult(error, value, type, what) {
  const found = $find(value, type, "value");
  if (found === undefined) return error;
  const place =
    found.path === "value"
      ? `what the function ${what}`
      : `\`${found.path}\` of what the function ${what}`;
  return new TypeError(
    `${place} must be ${found.expected}, not ${found.actual}`,
  );
}
