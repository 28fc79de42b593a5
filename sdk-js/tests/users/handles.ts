import type { World, Counters } from "./gen/exports";
import { Blob, find, make } from "test:resources/host";

class Counter implements Counters.Counter {
  constructor(private n: number) {}
  increment(by: number) {
    return (this.n += by);
  }
  addOther(other: Counter) {
    return this.increment(other.n);
  }
  static zero() {
    return new Counter(0);
  }
  static async tryNew(start: number) {
    return new Counter(start);
  }
  [Symbol.dispose]() {}
}

const constructor: Counters.CounterClass = Counter as Counters.CounterClass;

export const counters: Pick<World["counters"], "Counter" | "swap" | "useBlob"> =
  {
    Counter: constructor,
    swap: ({ left, right }) => ({ left: right ?? left, right: left }),
    useBlob: (blob) => blob.read(),
  };

export function script(name: string): string {
  using blob = new Blob(name.length);
  using child: Blob = blob.split();
  const all: Blob[] = [...make(2), find(1), Blob.merge(child, blob)];
  return all.map((one) => one.add(blob)).join();
}

// @ts-expect-error a blob is made of a number
new Blob("5");
// @ts-expect-error handles have no fields of their own
make(1)[0].n;
