// Handles of imported resources and objects of exported ones.

/** The property of a wrapper that holds its handle; 0 when the handle was closed or has moved away. */
const $handle = Symbol("handle");

class $Imported {
  constructor(name, drop) {
    this.name = name;
    this.drop = drop;
    this.type = undefined;
    this.registry = new FinalizationRegistry((handle) => this.drop(handle));
  }

  /** An object for a handle that we own. */
  own(handle) {
    return this.fill(Object.create(this.type.prototype), handle);
  }

  fill(object, handle) {
    object[$handle] = handle;
    this.registry.register(object, handle, object);
    return object;
  }

  /** An object for a handle that is lent for the current call; `$borrowed` remembers it. */
  borrow(handle) {
    const object = Object.create(this.type.prototype);
    object[$handle] = handle;
    $borrowed.push(this, object);
    return object;
  }

  /** The handle of an object, to lend it. */
  lend(object) {
    if (!(object instanceof this.type)) $bad();
    const handle = object[$handle];
    if (handle === 0) $bad();
    return handle;
  }

  /** Takes the handle out of an object, to give it away. */
  move(object) {
    const handle = this.lend(object);
    object[$handle] = 0;
    $moved.push(this, object, handle);
    return handle;
  }

  close(object) {
    const handle = object[$handle];
    if (handle === 0 || handle === undefined) return;
    object[$handle] = 0;
    this.registry.unregister(object);
    this.drop(handle);
  }

  self(object, where) {
    const handle = object?.[$handle];
    if (handle !== 0 && object instanceof this.type) return handle;
    const state =
      handle === 0
        ? `this ${this.name} was closed or given away`
        : `\`this\` is not a ${this.name}`;
    throw new TypeError(`${where}: ${state}`);
  }
}

const $borrowed = [];
const $moved = [];

/** Ends the borrows of the current export. */
function $dropBorrowed() {
  while ($borrowed.length !== 0) {
    const object = $borrowed.pop();
    const resource = $borrowed.pop();
    const handle = object[$handle];
    object[$handle] = 0;
    if (handle !== 0) resource.drop(handle);
  }
}

/** The callee owns the moved handles now. */
function $settleMoved() {
  for (let i = 0; i < $moved.length; i += 3)
    $moved[i].registry.unregister($moved[i + 1]);
  $moved.length = 0;
}

/** The call did not happen: the handles go back to their objects. */
function $restoreMoved() {
  for (let i = 0; i < $moved.length; i += 3)
    $moved[i + 1][$handle] = $moved[i + 2];
  $moved.length = 0;
}

// A handle that comes back is kept for the next object: dropping it would run its destructor, and the engine
// can't be entered a second time during a call.
class $Exported {
  constructor(name, create, rep) {
    this.name = name;
    this.create = create;
    this.rep = rep;
    this.type = undefined;
    this.objects = [undefined];
    this.free = [];
    this.idle = [];
    this.count = new Map();
  }

  /** A handle for an object that is given away. */
  give(object) {
    if (!(object instanceof this.type)) $bad();
    const count = this.count;
    count.set(object, (count.get(object) ?? 0) + 1);
    if (this.idle.length !== 0) {
      const handle = this.idle.pop();
      this.objects[this.idle.pop()] = object;
      return handle;
    }
    const rep = this.free.pop() ?? this.objects.length;
    this.objects[rep] = object;
    return this.create(rep);
  }

  /** The object of a handle that came back to us for good. */
  reclaim(handle) {
    const rep = this.rep(handle);
    const object = this.objects[rep];
    this.objects[rep] = undefined;
    this.idle.push(rep, handle);
    this.forget(object);
    return object;
  }

  /** The object behind a representation. */
  at(rep) {
    return this.objects[rep];
  }

  forget(object) {
    const left = this.count.get(object) - 1;
    if (left === 0) this.count.delete(object);
    else this.count.set(object, left);
    return left;
  }

  /** The last owner has dropped the handle. */
  destroy(rep) {
    const object = this.objects[rep];
    this.objects[rep] = undefined;
    this.free.push(rep);
    if (this.forget(object) === 0) object[Symbol.dispose]?.();
  }
}
