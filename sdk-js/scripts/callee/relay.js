import { ComponentError } from "witloom";
import * as far from "matrix:scripts/relay";

/** A token of the other side's in our own. */
class Token {
  constructor(text) {
    this.far = typeof text === "string" ? new far.Token(text) : text;
  }

  text() {
    return this.far.text();
  }

  [Symbol.dispose]() {
    this.far[Symbol.dispose]();
  }
}

export const relay = {
  Token,
  turn: far.turn,
  stamp({ card, token }) {
    try {
      const stamped = far.stamp({ card, token: token.far });
      return { ...stamped, token: new Token(stamped.token) };
    } catch (error) {
      throw new ComponentError(error.payload);
    }
  },
};
