import type { CallContext, Stream } from "witloom";
import type { World, Work } from "./gen/exports";
import { Pot, label, later, nested, numbers, upper, words } from "t:t/work";

async function* shout(input: Stream<Uint8Array>) {
  for await (const chunk of input) yield chunk.map((byte) => byte - 32);
}

export const part: Pick<
  World["work"],
  "label" | "later" | "nested" | "relay" | "upper" | "words"
> = {
  async label(name, ms, { signal }: CallContext) {
    if (signal.aborted) throw signal.reason;
    return `${name} after ${ms} ms`;
  },
  later: (ms) => Promise.resolve(ms + 1),
  nested: (parcels: Work.Parcel[]) =>
    parcels.map(({ label, body, note }) => ({ label, body, note })),
  relay: async (input) => (await input).toUpperCase(),
  upper: (input) => shout(input),
  words: (count) => new Array<string>(count).fill("word"),
};

export async function script(): Promise<string[]> {
  const controller = new AbortController();
  const one: string = await label("one", 5, { signal: controller.signal });
  const two: number = await later(5);
  const all: string[] = [one, `${two}`];
  for await (const word of await words(3)) all.push(word);
  for await (const x of await numbers([1, 2])) all.push(x.toFixed(1));
  const bytes = await upper(new Uint8Array(3));
  const { value } = await bytes.getReader().read();
  all.push(`${value?.length}`);
  const [parcel] = await nested([{ label: "a", body: [], note: "now" }]);
  all.push((await parcel?.note) ?? "none");
  using pot = await Pot.of([1, 2]);
  all.push(await pot.brew(1));
  // @ts-expect-error the call gives a promise
  const wrong: string = label("one", 5);
  return [...all, wrong];
}

// @ts-expect-error words are strings
words("5");
