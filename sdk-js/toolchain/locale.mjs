// What depends on a language, which the engine answers without asking which: it has no Intl. Numbers, dates and the order of
// texts are made right for English here, as Node.js has them; other languages and options throw instead of giving
// something else. The order of characters comes from Node.js while the bundle is made.
import { inPlace } from "./place.mjs";

/** Where it goes: one line, so that no other line moves. */
export const LOCALE = "/* witloom: what depends on a language */";

const USED =
  /\b(toLocale(Date|Time|Upper|Lower)?(String|Case)|localeCompare)\b/;
const ORDERED = /\blocaleCompare\b/;

/** Blocks of Unicode whose characters can be compared: Latin, Greek, Cyrillic, punctuation and currencies. */
const BLOCKS = [
  [0x00, 0x17f],
  [0x18f, 0x18f],
  [0x192, 0x192],
  [0x1a0, 0x1a1],
  [0x1af, 0x1b0],
  [0x1cd, 0x1dc],
  [0x1e6, 0x1ef],
  [0x1f4, 0x1f5],
  [0x1f8, 0x21b],
  [0x21e, 0x21f],
  [0x226, 0x233],
  [0x300, 0x304],
  [0x306, 0x30c],
  [0x30f, 0x30f],
  [0x311, 0x311],
  [0x31b, 0x31b],
  [0x323, 0x328],
  [0x32d, 0x331],
  [0x386, 0x3ce],
  [0x400, 0x45f],
  [0x490, 0x491],
  [0x1e00, 0x1e99],
  [0x1e9e, 0x1e9e],
  [0x1ea0, 0x1ef9],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20a6],
  [0x20a9, 0x20bf],
];

/** Weights of accents: a letter without one has 1. */
const FIRST_ACCENT = 100;

/** The weight of an accent that tells a letter from the two that it stands for; it comes after all others. */
const SPELLING = 999;

/** Letters that are compared as two others are. */
const SPELT = { æ: "ae", Æ: "AE", œ: "oe", Œ: "OE", ß: "ss", ẞ: "SS" };

/** How Node.js compares letters alone, with their accents, and with their case as well. */
const [base, accent, whole] = ["base", "accent", "variant"].map(
  (sensitivity) => new Intl.Collator("en", { sensitivity }).compare,
);

/** The bundle with what its calls need. */
export function withLocale(text, esbuild) {
  if (!USED.test(text)) return text.replace(LOCALE, "");
  const order = ORDERED.test(text) ? orderOf() : {};
  return inPlace(text, LOCALE, install, order, esbuild);
}

/** Each character's weights on three levels, one after another for each of its elements: letter, accent, case. */
function orderOf() {
  const atoms = new Set();
  const taken = {};
  for (const [first, last] of BLOCKS) {
    for (let point = first; point <= last; point++) {
      const c = String.fromCodePoint(point);
      const parts = partsOf(c);
      if (
        /\p{Cn}/u.test(c) ||
        (!SPELT[c] && c.normalize("NFKD") !== c.normalize("NFD"))
      )
        continue;
      taken[c] = parts;
      for (const part of parts) {
        for (const atom of SPELT[part] ?? part) atoms.add(atom);
      }
    }
  }
  const weights = weigh([...atoms]);
  const order = {};
  for (const [c, parts] of Object.entries(taken)) {
    order[c] = parts.flatMap((part) =>
      SPELT[part] ? spelt(part, weights) : weights.get(part),
    );
  }
  return order;
}

/** A character's letter and accents, or itself where it is a letter of its own, such as `й`. */
function partsOf(c) {
  const parts = [...c.normalize("NFD")];
  return parts.length > 1 && base(c, parts[0]) !== 0 ? [c] : parts;
}

function weigh(atoms) {
  const isMark = (c) => base(`a${c}`, "a") === 0;
  const isNothing = (c) => whole(`a${c}`, "a") === 0;
  const weights = new Map();
  const after = (a, b) => whole(`a${a}`, `a${b}`);
  const marks = atoms.filter(isMark).sort(after);
  marks.forEach((c, i) => {
    weights.set(c, isNothing(c) ? [0, 0, 0] : [0, FIRST_ACCENT + i, 1]);
  });
  let [plain, letter, own, size] = ["", 0, 0, 1];
  let before;
  for (const c of atoms.filter((c) => !isMark(c)).sort(whole)) {
    if (before === undefined || base(before, c) !== 0) {
      [plain, letter, own, size] = [c, letter + 1, 0, 1];
    } else if (accent(before, c) !== 0) {
      [own, size] = [own + 1, 1];
    } else if (whole(before, c) !== 0) {
      size++;
    }
    before = c;
    // What is struck through a letter stands somewhere among the accents, in an order of its own.
    const less = marks.filter(
      (mark) => accent(`${plain}${mark}`, c) < 0,
    ).length;
    const place = FIRST_ACCENT + less - 0.5 + own / 1000;
    const struck = accent(plain, c) === 0 ? [] : [0, place, 1];
    weights.set(c, [letter, 1, size, ...struck]);
  }
  return weights;
}

/** Two letters, and what tells `æ` from `ae`, and `ß` from `ss`. */
function spelt(c, weights) {
  const [one, two] = [...SPELT[c]].map((letter) => [...weights.get(letter)]);
  if (accent(c, SPELT[c]) !== 0) return [...one, 0, SPELLING, 1, ...two];
  return [one, two].flatMap(([letter, own, size]) => [letter, own, size + 1]);
}

/** Runs in the component, before everything else. */
function install(order) {
  const refuse = (what) => {
    throw new RangeError(
      `${what} needs Intl, which components in JavaScript lack: use a package such as @formatjs/intl, or English`,
    );
  };
  const tag = (locales) => {
    const [first = "en-US"] = [locales ?? []].flat();
    if (
      typeof first !== "string" ||
      !/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(first)
    ) {
      throw new RangeError(
        `Incorrect locale information provided: ${String(first)}`,
      );
    }
    return first;
  };
  /** The options that are set; others than these are refused. */
  const chosen = (what, options, known) => {
    const all = Object.entries(options ?? {}).filter(
      ([, value]) => value !== undefined,
    );
    for (const [name, value] of all) {
      if (!known[name]?.(value))
        refuse(
          `${what} with ${name}: ${JSON.stringify(value) ?? typeof value}`,
        );
    }
    return Object.fromEntries(all);
  };
  const among =
    (...values) =>
    (value) =>
      values.includes(value);
  const define = (object, name, length, method) => {
    Object.defineProperty(method, "name", { value: name });
    Object.defineProperty(method, "length", { value: length });
    Object.defineProperty(object, name, {
      value: method,
      writable: true,
      configurable: true,
    });
  };

  const ENGLISH = /^en(-(US|GB|CA|AU|NZ|IE))?$/i;
  const isDigits = (value) =>
    Number.isInteger(value) && value >= 0 && value <= 100;
  const FORMATS = {
    minimumFractionDigits: isDigits,
    maximumFractionDigits: isDigits,
    useGrouping: among(true, false),
    style: among("decimal"),
  };

  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
  /** A number as English writes it: its shortest digits, rounded half away from zero. */
  const formatted = (what, text, locales, options) => {
    if (!ENGLISH.test(tag(locales))) refuse(`${what} in ${tag(locales)}`);
    const set = chosen(what, options, FORMATS);
    const least = set.minimumFractionDigits ?? 0;
    const most = set.maximumFractionDigits ?? Math.max(3, least);
    if (least > most)
      throw new RangeError("maximumFractionDigits value is out of range.");
    const [, sign, whole, part = "", power = "0"] =
      /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text);
    const places = part.length - Number(power);
    let digits = BigInt(whole + part);
    if (places > most) {
      const unit = 10n ** BigInt(places - most);
      digits = (digits + unit / 2n) / unit;
    } else {
      digits *= 10n ** BigInt(most - places);
    }
    const padded = digits.toString().padStart(most + 1, "0");
    const before = padded.slice(0, padded.length - most);
    let after = padded.slice(padded.length - most);
    while (after.length > least && after.endsWith("0"))
      after = after.slice(0, -1);
    const head = set.useGrouping === false ? before : grouped(before);
    return `${sign}${head}${after && `.${after}`}`;
  };
  const plainNumber = Number.prototype.valueOf;
  define(Number.prototype, "toLocaleString", 0, function (locales, options) {
    const value = plainNumber.call(this);
    const what = "Number.prototype.toLocaleString";
    if (Number.isNaN(value))
      return formatted(what, "0", locales, options) && "NaN";
    const sign = value < 0 || Object.is(value, -0) ? "-" : "";
    const finite = Number.isFinite(value) ? `${Math.abs(value)}` : "0";
    const text = formatted(what, `${sign}${finite}`, locales, options);
    return Number.isFinite(value) ? text : `${sign}∞`;
  });
  const plainBigInt = BigInt.prototype.toString;
  define(BigInt.prototype, "toLocaleString", 0, function (locales, options) {
    return formatted(
      "BigInt.prototype.toLocaleString",
      plainBigInt.call(this),
      locales,
      options,
    );
  });

  const dated = (name, withDate, withTime) =>
    define(Date.prototype, name, 0, function (locales, options) {
      const what = `Date.prototype.${name}`;
      if (!/^en(-US)?$/i.test(tag(locales)))
        refuse(`${what} in ${tag(locales)}`);
      const { timeZone } = chosen(what, options, {
        timeZone: among("UTC", "GMT"),
      });
      const get = (field) => this[`get${timeZone ? "UTC" : ""}${field}`]();
      if (Number.isNaN(this.getTime())) return "Invalid Date";
      if (get("FullYear") < 1 || get("FullYear") > 9999)
        refuse(`${what} of a year beyond 1 to 9999`);
      const two = (field) => `${get(field)}`.padStart(2, "0");
      const day = `${get("Month") + 1}/${get("Date")}/${get("FullYear")}`;
      const half = get("Hours") < 12 ? "AM" : "PM";
      const time = `${get("Hours") % 12 || 12}:${two("Minutes")}:${two("Seconds")} ${half}`;
      return [withDate && day, withTime && time].filter(Boolean).join(", ");
    });
  dated("toLocaleString", true, true);
  dated("toLocaleDateString", true, false);
  dated("toLocaleTimeString", false, true);

  const cased = (name, plain, turkish) => {
    const change = String.prototype[plain];
    define(String.prototype, name, 0, function (locales) {
      const [language] = tag(locales).toLowerCase().split("-");
      if (["lt", "el", "hy"].includes(language))
        refuse(`String.prototype.${name} in ${tag(locales)}`);
      const text = ["tr", "az"].includes(language)
        ? turkish(String(this))
        : this;
      return change.call(text);
    });
  };
  cased("toLocaleUpperCase", "toUpperCase", (text) =>
    text.replaceAll("i", "İ"),
  );
  cased("toLocaleLowerCase", "toLowerCase", (text) =>
    text.replace(/I\u0307|[Iİ]/g, (found) => (found === "I" ? "ı" : "i")),
  );

  const ROOT = /^(en|de|fr|it|nl|pt)(-[A-Z]{2})?$/i;
  const COMPARISONS = {
    sensitivity: among("base", "accent", "variant"),
    numeric: among(true, false),
    usage: among("sort"),
    ignorePunctuation: among(false),
    caseFirst: among("false"),
  };
  const what = "String.prototype.localeCompare";
  /** A text's elements of three weights; runs of digits are one where they count as numbers. */
  const elements = (text, numeric) =>
    numeric
      ? text
          .split(/(\d+)/)
          .flatMap((part, i) => (i % 2 ? number(part) : signs(part)))
      : signs(text);
  const signs = (text) => {
    const found = [];
    let marks = 0;
    for (const c of text) {
      const weights = order[c];
      if (weights === undefined) {
        const code = c.codePointAt(0).toString(16).toUpperCase();
        refuse(`${what} of U+${code.padStart(4, "0")}`);
      }
      const isMark = weights[0] === 0 && weights[1] > 0;
      marks = (isMark ? marks : 0) + (isMark || weights.length > 3);
      if (isMark && marks > 1) refuse(`${what} of several accents on a letter`);
      for (let i = 0; i < weights.length; i += 3) {
        found.push(weights.slice(i, i + 3));
      }
    }
    return found;
  };
  /** Numbers stand where digits do: the longer one is greater. */
  const number = (digits) => {
    const significant = digits.replace(/^0+(?=\d)/, "");
    const [one, nine] = [order["0"][0], order["9"][0]];
    return [
      [one + (nine - one) / 2 + significant.length * 2 ** -20, 1, 1],
      ...[...significant].map((c) => [order[c][0], 1, 1]),
    ];
  };
  const weightsOf = (all, level) =>
    all.map((weights) => weights[level]).filter((weight) => weight > 0);
  const less = (one, two, level) => {
    const [a, b] = [weightsOf(one, level), weightsOf(two, level)];
    for (let i = 0; i < a.length && i < b.length; i++) {
      if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
    }
    return Math.sign(a.length - b.length);
  };
  const LEVELS = { base: [0], accent: [0, 1], variant: [0, 1, 2] };
  define(
    String.prototype,
    "localeCompare",
    1,
    function (that, locales, options) {
      const [a, b] = [String(this), String(that)];
      if (!ROOT.test(tag(locales))) refuse(`${what} in ${tag(locales)}`);
      const { sensitivity = "variant", numeric = false } = chosen(
        what,
        options,
        COMPARISONS,
      );
      if (a === b) return 0;
      const [one, two] = [elements(a, numeric), elements(b, numeric)];
      for (const level of LEVELS[sensitivity]) {
        const sign = less(one, two, level);
        if (sign !== 0) return sign;
      }
      return 0;
    },
  );
}
