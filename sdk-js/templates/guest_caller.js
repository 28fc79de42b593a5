import { complaint, expect } from "witloom:matrix/control";

/** Makes the call of a vector, by function. */
const plays = new Map();
/* plays */

function judge(difference) {
  const other = complaint();
  const said = [other && `callee: ${other}`, difference && `caller: ${difference}`].filter(Boolean);
  if (said.length > 0) throw said.join("; ");
}

export const player = {
  play(function_, vector) {
    const play = plays.get(function_);
    if (play === undefined) throw "caller: no such function";
    expect(function_, vector);
    const difference = play(vector);
    return difference instanceof Promise ? difference.then(judge) : judge(difference);
  },
};
