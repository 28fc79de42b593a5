import { ComponentError } from "witloom";
import { person } from "./person.js";

const id = (v) => v;

export const types = {
  ping() {},
  echoBool: id,
  echoU8: id,
  echoS8: id,
  echoU16: id,
  echoS16: id,
  echoU32: id,
  echoS32: id,
  echoU64: id,
  echoS64: id,
  echoF32: id,
  echoF64: id,
  echoChar: id,
  echoString: id,
  echoBytes: id,
  echoS8s: id,
  echoU16s: id,
  echoS16s: id,
  echoU32s: id,
  echoS32s: id,
  echoU64s: id,
  echoS64s: id,
  echoF32s: id,
  echoF64s: id,
  echoBools: id,
  echoChars: id,
  echoStrings: id,
  echoPoints: id,
  echoNestedList: id,
  echoPerson: id,
  echoTuple: id,
  echoTuple1: id,
  echoShape: id,
  echoShapes: id,
  echoColor: id,
  echoPerms: id,
  echoOption: id,
  echoOptionOption: id,
  echoOptionList: id,
  echoResultInList: id,
  echoOptionPoint: id,
  multi(a, b, c, d) {
    return [`${a}${b}${c}`, d.reduce((x, y) => x + y, 0)];
  },
  manyParams(...a) {
    return a.reduce(
      (sum, x) =>
        sum +
        BigInt(typeof x === "object" || typeof x === "string" ? x.length : x),
      0n,
    );
  },
  divide(a, b) {
    if (b === 0) throw { tag: "divide-by-zero" };
    if (b === -1) throw new ComponentError({ tag: "overflow", val: "ovf" });
    if (b === 99) throw { payload: { tag: "code", val: 42 } };
    return (a / b) | 0;
  },
  onlyErr(fail) {
    if (fail === 1) throw "plain";
    if (fail === 2) throw new RangeError("from an Error");
    if (fail === 3) throw new ComponentError("component");
    if (fail === 4) throw 17;
  },
  onlyOk(fail) {
    if (fail) throw undefined;
    return "fine";
  },
  bareResult(fail) {
    if (fail) throw new ComponentError();
  },
  resultEnum(fail) {
    if (fail) throw "light-blue";
    return 7;
  },
  resultInResult(n) {
    if (n === 0) return { tag: "ok", val: 1 };
    if (n === 1) return { tag: "err", val: "inner" };
    throw { tag: "code", val: n };
  },
  async later(n) {
    await Promise.resolve();
    if (n === 0) throw new ComponentError("later");
    return n;
  },
  wrong(what) {
    const p = person();
    switch (what) {
      case "age":
        return { ...p, age: 300 };
      case "x":
        return { ...p, location: { x: 1.5, y: 0 } };
      case "tag":
        return { ...p, tags: ["a", 5] };
      case "enum":
        return { ...p, favorite: "purple" };
      case "flag":
        return { ...p, perms: { read: "yes" } };
      case "id":
        return { ...p, id: 5 };
      case "missing": {
        const { name, ...rest } = p;
        return rest;
      }
      case "null":
        return null;
      case "throw":
        throw new TypeError("boom from JS");
      case "sparse":
        return { ...p, nick: null };
      default:
        return p;
    }
  },
};
