import { ComponentError } from "witloom";

let calls = 0;
const hoarded = [];

export const faults = {
  parse(text) {
    if (text === "") throw new ComponentError({ tag: "empty" });
    if (text.length > 3)
      throw new ComponentError({ tag: "too-long", val: text.length });
    if (!/^[0-9]+$/.test(text))
      throw new ComponentError({ tag: "unknown", val: text });
    return Number(text);
  },
  blowUp(text) {
    throw new Error(`boom: ${text}`);
  },
  lapse(text) {
    throw new Error(`boom: ${text}`);
  },
  small(byte) {
    calls++;
    return byte;
  },
  named(name) {
    calls++;
    return name;
  },
  calls: () => calls,
  spin() {
    for (;;);
  },
  flood(lines) {
    const line = "x".repeat(100);
    for (let i = 0; i < lines; i++) console.log(line);
  },
  hoard() {
    for (;;) hoarded.push(new Uint8Array(1 << 20).fill(1));
  },
};
