// Puts the stages together and prints an hour as soon as it is known.

import { hourly } from "logs:pipeline/figures";
import { parse } from "logs:pipeline/parser";
import { open } from "logs:pipeline/source";
import { people } from "logs:pipeline/visitors";
import { ComponentError } from "witloom";
import { getArguments } from "wasi:cli/environment@0.3.0";

const UNITS = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** Bytes of a size such as `64MiB`; 0 without one. */
function bytes(text = "0") {
  const [, digits, unit] = /^(\d+)([KMG]iB)?$/.exec(text) ?? [];
  if (digits === undefined) throw new Error(`not a size: ${text}`);
  return BigInt(digits) * BigInt(UNITS[unit] ?? 1);
}

/** 1234567n → "1.2 MB". */
function size(number) {
  const millions = Number(number) / 1e6;
  return millions >= 1 ? `${millions.toFixed(1)} MB` : `${(Number(number) / 1e3).toFixed(1)} kB`;
}

function row(...cells) {
  return cells.map((cell, i) => String(cell)[i < 6 ? "padStart" : "padEnd"](i === 0 ? 16 : 9)).join("  ");
}

function show(hour) {
  const start = new Date(Number(hour.start) * 1000).toISOString().slice(0, 16).replace("T", " ");
  const [best, visits] = hour.sections[0];
  const share = ((100 * visits) / hour.visits).toFixed(0);
  console.log(
    row(start, hour.visits, hour.errors, size(hour.size), size(hour.median), size(hour.high), `${best} (${share} %)`),
  );
}

/** All stages are at work from here on; each reads as fast as the next one takes. */
async function print(log) {
  const { hits, malformed } = await parse(log);
  const hours = await hourly(await people(hits));
  console.log(row("hour", "visits", "errors", "bytes", "median", "95 %", "most visited"));
  let visits = 0;
  for await (const hour of hours) {
    show(hour);
    visits += hour.visits;
  }
  console.log(`\n${visits} visits, ${await malformed} malformed lines`);
}

export const run = {
  async run() {
    try {
      await print(await open("/data", bytes(getArguments()[1])));
    } catch (error) {
      if (!(error instanceof ComponentError)) throw error;
      console.error(error.payload);
      throw new ComponentError();
    }
  },
};
