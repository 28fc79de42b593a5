import { script } from "./script.js";

export const control = {
  expect(function_, vector) {
    script.function = function_;
    script.vector = vector;
    script.complaint = undefined;
  },
  complaint() {
    const complaint = script.complaint;
    script.complaint = undefined;
    return complaint;
  },
};
