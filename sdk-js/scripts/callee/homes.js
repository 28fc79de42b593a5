import { gone } from "./seen.js";

class House {
  #name;

  constructor(name) {
    this.#name = name;
  }

  room(name) {
    return new Room(`${this.#name}/${name}`);
  }

  name() {
    return this.#name;
  }

  [Symbol.dispose]() {
    gone(this.#name);
  }
}

class Room {
  #path;

  constructor(path) {
    this.#path = path;
  }

  path() {
    return this.#path;
  }

  cupboard(name) {
    return new Cupboard(`${this.#path}/${name}`);
  }

  [Symbol.dispose]() {
    gone(this.#path);
  }
}

class Cupboard {
  #path;

  constructor(path) {
    this.#path = path;
  }

  path() {
    return this.#path;
  }

  [Symbol.dispose]() {
    gone(this.#path);
  }
}

class Door {
  #name;

  constructor(name) {
    this.#name = name;
  }

  close() {
    return `closed ${this.#name}`;
  }

  drop(count) {
    return `dropped ${this.#name} ${count}`;
  }

  dispose() {
    return `disposed ${this.#name}`;
  }

  [Symbol.dispose]() {
    gone(this.#name);
  }
}

class Gate {
  #name;

  constructor(name) {
    this.#name = name;
  }

  close(count) {
    return `closed ${this.#name} ${count}`;
  }

  drop() {}

  dispose(count) {
    return `disposed ${this.#name} ${count}`;
  }

  [Symbol.dispose]() {
    gone(this.#name);
  }
}

class Badge {
  #name;

  constructor(name) {
    this.#name = name;
  }

  free() {
    return `freed ${this.#name}`;
  }

  clone() {
    return `cloned ${this.#name}`;
  }

  toString() {
    return `text ${this.#name}`;
  }

  inspect() {
    return `inspected ${this.#name}`;
  }

  hash() {
    return 1;
  }

  hashCode() {
    return 2;
  }

  valueOf() {
    return 3;
  }

  equals(other) {
    return other.#name === this.#name;
  }

  [Symbol.dispose]() {
    gone(this.#name);
  }
}

export const homes = { House, Room, Cupboard, Door, Gate, Badge };
