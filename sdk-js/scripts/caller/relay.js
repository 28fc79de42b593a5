import { Token, stamp, turn } from "matrix:scripts/relay";
import { expect, thrown } from "./play.js";

export function importedAndExported() {
  const a = { title: "a", tone: "light" };
  const b = { title: "b", tone: "dark" };
  expect("turn", turn([a, b]), [b, a]);
  const token = new Token("x");
  expect("text", token.text(), "x");
  const stamped = stamp({ card: a, token });
  expect("card", stamped.card, { title: "a", tone: "dark" });
  expect("text", stamped.token.text(), "x/a");
  const untitled = { title: "", tone: "light" };
  const refused = thrown(() => stamp({ card: untitled, token: stamped.token }));
  expect("refused", refused.payload, untitled);
}
