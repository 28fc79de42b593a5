import type { World, Shapes } from "./gen/exports";

class Thing implements Shapes.Thing {
  constructor(private n: number) {}
  number() {
    return this.n;
  }
}

class Holder implements Shapes.Holder {
  private things = new Map<string, Shapes.Thing>();
  async give(things: Map<string, Shapes.Thing>) {
    this.things = things;
    return things.size;
  }
  kept() {
    return this.things;
  }
  async pairs(things: Map<number, [Shapes.Thing, string] | undefined>) {
    const [pair] = things.values();
    return pair ? pair[0].number() : 0;
  }
}

export const shapes: Pick<
  World["shapes"],
  "Thing" | "Holder" | "numbers" | "bytes" | "names"
> = {
  Thing,
  Holder,
  numbers: (m) => new Map([...m].map(([key, n]) => [key, n + 1])),
  bytes: (v) => [...v].reverse(),
  names: ([first = ""]) => [first, first],
};
