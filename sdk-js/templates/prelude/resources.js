// Handles of imported resources and objects of exported ones.

/** The property of a wrapper that holds its handle; 0 when the handle was closed or has moved away. */
const $handle = Symbol("handle");

/** The property of a wrapper that keeps what it came from: a child is let go before its parent. */
const $origin = Symbol("origin");
/** The object whose method has returned what is being read. */
let $giver;

// A wrapper that nobody closes: the engine never runs a FinalizationRegistry, and a WeakRef keeps its target until
// the call ends. So wrappers are noted while a call runs, and when the next one begins those that are still open get
// a WeakRef; from time to time the handles behind dead ones are dropped.

/** Resources and wrappers that own a handle, in pairs, since the current call began. */
const $recent = [];
/** Length of `$recent` at which the closed ones are taken out. */
let $recentLimit = 2048;
/** Tables of all imported resources. */
const $resources = [];
/** Wrappers of earlier calls by a number that stands for table and handle, oldest first. */
const $open = new Map();
/** How many open wrappers of earlier calls it takes to look for dead ones. */
const $openStep = 8192;
let $openLimit = $openStep;
/** How many open handles it takes to say so. */
let $manyLimit = 20_000;

function $note(resource, object) {
  if ($recent.push(resource, object) >= $recentLimit) $forgetClosed();
}

function $forgetClosed() {
  let n = 0;
  for (let i = 0; i < $recent.length; i += 2) {
    if ($recent[i + 1][$handle] === 0) continue;
    $recent[n++] = $recent[i];
    $recent[n++] = $recent[i + 1];
  }
  $recent.length = n;
  $recentLimit = Math.max(2048, n * 2);
  if (n / 2 + $open.size >= $manyLimit) $warnOfMany();
}

function $warnOfMany() {
  const counts = new Map();
  const count = ({ name }) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (let i = 0; i < $recent.length; i += 2) count($recent[i]);
  for (const { resource } of $open.values()) count(resource);
  const total = $recent.length / 2 + $open.size;
  const names = [...counts].map(([name, n]) => `${n} of ${name}`).join(", ");
  console.error(
    `witloom: ${total} handles are open (${names}): close objects with \`using\` or \`[Symbol.dispose]()\`, hosts allow only so many`,
  );
  $manyLimit = total * 2;
}

/** Starts an export: the wrappers of the last one may die now, and those that have died let go of their handles. */
function $begin() {
  if ($open.size >= $openLimit) $dropDead();
  for (let i = 0; i < $recent.length; i += 2) {
    const [resource, object] = [$recent[i], $recent[i + 1]];
    const handle = object[$handle];
    if (handle === 0) continue;
    $open.set(resource.key(handle), {
      resource,
      handle,
      ref: new WeakRef(object),
    });
  }
  $recent.length = 0;
  $recentLimit = 2048;
  if ($open.size >= $manyLimit) $warnOfMany();
}

function $dropDead() {
  // Nothing asks the engine to collect but big blocks of memory that are garbage at once.
  for (let i = 0; i < 24; i++) new ArrayBuffer(2 << 20);
  // Children came after their parents, and have to go before them.
  for (const [key, { resource, handle, ref }] of [...$open].reverse()) {
    if (ref.deref() !== undefined) continue;
    $open.delete(key);
    resource.drop(handle);
  }
  $openLimit = $open.size + $openStep;
}

class $Imported {
  constructor(name, drop) {
    this.name = name;
    this.drop = drop;
    this.type = undefined;
    this.number = $resources.push(this);
  }

  /** One number for a handle of this table. */
  key(handle) {
    return this.number * 2 ** 32 + handle;
  }

  /** An object for a handle that we own. */
  own(handle) {
    const object = Object.create(this.type.prototype);
    if ($giver !== undefined) object[$origin] = $giver;
    return this.fill(object, handle);
  }

  fill(object, handle) {
    object[$handle] = handle;
    $note(this, object);
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

  /** The callee owns the handle now. */
  settle(object, handle) {
    $open.delete(this.key(handle));
  }

  /** The call did not happen. */
  restore(object, handle) {
    object[$handle] = handle;
    $note(this, object);
  }

  close(object) {
    const handle = object[$handle];
    if (handle === 0 || handle === undefined) return;
    object[$handle] = 0;
    $open.delete(this.key(handle));
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
/** What has moved out, in threes: its table, the object and the handle. */
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

/** The callee owns what has moved now. */
function $settleMoved() {
  for (let i = 0; i < $moved.length; i += 3)
    $moved[i].settle($moved[i + 1], $moved[i + 2]);
  $moved.length = 0;
}

/** The call did not happen: what has moved is ours again. */
function $restoreMoved() {
  for (let i = 0; i < $moved.length; i += 3)
    $moved[i].restore($moved[i + 1], $moved[i + 2]);
  $moved.length = 0;
}

/** Tables of all exported resources. */
const $ownTables = [];

// A handle that comes back is kept for the next object: dropping it would run its destructor, and the engine
// can't be entered a second time during a call.
class $Exported {
  constructor(name, create, rep) {
    $ownTables.push(this);
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

/** Lets go of the objects in a value that nobody will see. */
function $discard(value) {
  if (typeof value !== "object" || value === null) return;
  if (ArrayBuffer.isView(value)) return;
  if ($ownTables.some(({ count }) => count.has(value))) return;
  if (typeof value[Symbol.dispose] === "function") value[Symbol.dispose]();
  else if (value instanceof Map) value.forEach($discard);
  else Object.values(value).forEach($discard);
}
