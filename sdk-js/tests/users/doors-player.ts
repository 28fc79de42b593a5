import type { World } from "./gen/exports";
import { Door, nap } from "test:tasks/far";
import { add, label, pack, promise, Task, upper } from "test:tasks/work@1.0.0";

async function* words() {
  yield new TextEncoder().encode("one");
}

export const driver: World["driver"] = {
  async run(what, { signal }) {
    const [sum, text] = await Promise.all([
      add(1, 2),
      label(what, 3n, { signal }),
    ]);
    using door = await Door.open(5n);
    using task = new Task(1n);
    const knocked = [
      await door.knock(1n),
      await task.run(text),
      await nap("a", 1n),
    ];
    for await (const piece of await upper(words()))
      knocked.push(String(piece.length + sum));
    const parcel = await pack("p", words());
    const trailer = await parcel.trailer;
    knocked.push(
      trailer.tag,
      await await promise(1n),
      String(parcel.ages.get("a")?.[0]),
    );
    return knocked.join();
  },
};
