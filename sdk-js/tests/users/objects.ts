import type { World, Api } from "./gen/exports";
import { Door, Kv, take } from "test:resources/store";

class Gate implements Api.Gate {
  static left: number[] = [];
  constructor(private code: number) {}
  close(code: number) {
    return this.code === code ? 1 : 0;
  }
  async drop() {
    return this.code;
  }
  static closed() {
    return Gate.left;
  }
  [Symbol.dispose]() {
    Gate.left.push(this.code);
  }
}

export const api: Pick<World["api"], "Gate" | "doors" | "given"> = {
  Gate,
  doors() {
    using door = new Door("front");
    return [door.close(), door.drop(), Door.open("back").close(), Door.count()];
  },
  given() {
    const kv = new Kv("a");
    take(kv);
    return String(kv.get("key") ?? 0n);
  },
};
