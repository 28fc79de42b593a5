import { ComponentError } from "witloom";

class Counter {
  #number;

  constructor(start) {
    this.#number = start;
  }

  next() {
    return this.#number++;
  }
}

export const work = {
  Counter,
  nothing() {},
  add: (a, b) => a + b,
  text: (text) => text,
  bytes: (bytes) => bytes,
  integers: (numbers) => numbers,
  floats: (numbers) => numbers,
  points: (points) => points,
  items: (items) => items,
  shapes: (shapes) => shapes,
  refuse(code) {
    throw new ComponentError({ code, reason: "refused" });
  },
};
