// Tasks: calls of async functions, many at a time, and the calls of imports that they wait for.
//
// The host enters a task by its export, and later by the callback, once per event. One entry runs until no microtask is
// left; then the engine reads what the task answers: that it is over, or the waitable set in which it waits. So that
// is written again whenever it changes, and what was written last counts.
//
// What starts in an entry belongs to the task of that entry, whoever asked for it, and its events come to that task.
// Like a process of Node.js, a task is over when its function is done and nothing that it started is under way. A
// result is handed over in an entry of its own task: when it comes about in another task's entry, the host is made to
// enter the right one by an event of a stream without payload, both of whose ends are ours.

const $newSet = $bind("$root", "[waitable-set-new]");
const $join = $bind("$root", "[waitable-join]");
const $dropSubtask = $bind("$root", "[subtask-drop]");
const $cancelSubtask = $bind("$root", "[subtask-cancel]");
const $cancelTask = $imports.get("[export]$root#[task-cancel]");
const $newWake = $bind("$root", "[stream-new-unit]");
const $readWake = $bind("$root", "[async-lower][stream-read-unit]");
const $writeWake = $bind("$root", "[async-lower][stream-write-unit]");
const $dropReadableWake = $bind("$root", "[stream-drop-readable-unit]");
const $dropWritableWake = $bind("$root", "[stream-drop-writable-unit]");
/** As `$realloc`, but what it gives stays until `$dealloc`. */
const $persist = $bind("witloom:core/imports", "realloc");

const $exitCode = 0;
const $waitCode = 2;
const $taskCancelled = 6;
const $blockedCopy = 0xffffffff;
const $droppedCopy = 1;
const $returned = 2;
const $cancelledUnstarted = 3;

/** Tasks by number. */
const $tasks = new Map();
let $lastTask = 0;
/** The task whose entry runs. */
let $current;
/** Where the engine reads what the running entry answers. */
let $code = 0;
/** Who waits for the event of a waitable. */
const $watches = new Map();
/** Watches that no task waits for: the next task that is entered does. */
const $orphans = [];
/** Tasks that looked over when they were last entered. */
const $leaving = [];
/** Blocks of parameters that don't go flat: they are read when their entry is done, and freed by the next one. */
const $spilled = [];
/** Waitable sets of tasks that are over. */
const $sets = [];

class $Task {
  constructor(where) {
    this.id = ++$lastTask;
    this.where = where;
    this.set = 0;
    /** How many watches keep it. */
    this.pending = 0;
    /** Watches that don't keep it. */
    this.idle = new Set();
    this.answer = undefined;
    this.answered = false;
    this.cancelled = false;
    this.waking = false;
    this.borrowed = undefined;
    this.controller = undefined;
  }

  get signal() {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.cancelled) this.controller.abort();
    }
    return this.controller.signal;
  }

  get isOver() {
    return this.answered && this.pending === 0;
  }

  waitableSet() {
    if (this.set === 0) this.set = $sets.pop() ?? $newSet();
    return this.set;
  }

  /** The user's function is done: `answer` hands its result over. */
  settle(answer) {
    this.answer = answer;
    if (this === $current) this.finish();
    else this.wake();
  }

  finish() {
    if (this.answer === undefined || this.answered) return;
    this.answered = true;
    try {
      if (this.borrowed !== undefined) {
        $borrowed.push(...this.borrowed);
        $dropBorrowed();
      }
      this.answer();
    } catch (error) {
      $trap(this.where, error);
    }
    $publish();
  }

  cancel() {
    this.cancelled = true;
    this.controller?.abort();
  }

  /** Makes the host enter this task. */
  wake() {
    if (this !== $current) this.comeBack();
  }

  /** Makes the host enter this task, once more if it is in it. */
  comeBack() {
    if (this.waking) return;
    this.waking = true;
    this.pending++;
    const [readable, writable] = $halves($newWake());
    $readWake(readable, 0, 1);
    $watches.set(readable, {
      task: this,
      event: () => {
        $join(readable, 0);
        $dropReadableWake(readable);
        $dropWritableWake(writable);
        $watches.delete(readable);
        this.waking = false;
        this.pending--;
        this.finish();
      },
    });
    $join(readable, this.waitableSet());
    $writeWake(writable, 0, 1);
    $publish();
  }
}

/** What an exported async function gets as its last argument. */
class $Context {
  #task;

  constructor(task) {
    this.#task = task;
  }

  /** Fires when the caller cancels the call. */
  get signal() {
    return this.#task.signal;
  }
}

const $halves = (pair) => [
  Number(pair & 0xffffffffn),
  Number((pair >> 32n) & 0xffffffffn),
];

/** Writes what the running entry answers as things stand. */
function $publish() {
  const task = $current;
  if (task === undefined) return;
  if ($memory.buffer !== $buffer) $refresh();
  const code = task.isOver ? $exitCode : $waitCode | (task.waitableSet() << 4);
  $u32[$code >>> 2] = code;
  $u32[($code >>> 2) + 1] = task.id;
  if (code === $exitCode) $leaving.push(task);
}

/** Begins an entry of a task. Nothing of the one before is left but what is kept for good. */
function $enterTask(task, code) {
  $enter();
  $free($spilled.splice(0));
  if ($recent.length !== 0) $begin();
  if ($rejected.size !== 0) $checkRejected(task.where);
  for (const left of $leaving.splice(0)) if (left.isOver) $leave(left);
  $current = task;
  $code = code;
  for (const handle of $orphans.splice(0)) $adopt(handle, task);
}

function $leave(task) {
  if (!$tasks.delete(task.id)) return;
  $orphans.push(...task.idle);
  if (task.set !== 0) $sets.push(task.set);
}

/** Begins the entry of a function that is no task. */
function $enterPlain() {
  $free($spilled.splice(0));
  if ($rejected.size !== 0) $checkRejected("an earlier call");
  $current = undefined;
}

/**
 * An async function is called: `run` calls the user's, `answer` lowers its result and hands it over; `fail` does so
 * with what it threw, where the result has an error case.
 */
function $start(where, code, run, answer, fail) {
  const task = new $Task(where);
  $enterTask(task, code);
  $tasks.set(task.id, task);
  const failed = (error) => {
    if (task.cancelled) task.settle($cancelTask);
    else if (fail === undefined) $trap(where, error);
    else task.settle(() => fail(error));
  };
  try {
    const value = run(new $Context(task));
    if ($borrowed.length !== 0) task.borrowed = $borrowed.splice(0);
    if (typeof value?.then === "function")
      value.then((value) => task.settle(() => answer(value)), failed);
    else task.settle(() => answer(value));
  } catch (error) {
    if ($borrowed.length !== 0) task.borrowed = $borrowed.splice(0);
    failed(error);
  }
  $publish();
  return $done;
}

/** An event for a task. */
$exported["[callback]"] = (event, handle, payload, id, code) => {
  const task = $tasks.get(id);
  $enterTask(task, code);
  try {
    if (event === $taskCancelled) task.cancel();
    else if (event !== 0) $watches.get(handle)?.event(payload >>> 0, event);
  } catch (error) {
    $trap(task.where, error);
  }
  $publish();
  return $done;
};

/** Waits for events of a waitable, for the task whose entry runs; `keeps` says whether the task waits, too. */
function $watch(handle, event, keeps = true) {
  $watches.set(handle, { task: undefined, keeps, event });
  if ($current === undefined) $orphans.push(handle);
  else $adopt(handle, $current);
}

function $adopt(handle, task) {
  const watch = $watches.get(handle);
  if (watch === undefined || watch.task?.isOver === false) return;
  watch.task = task;
  if (watch.keeps) task.pending++;
  else task.idle.add(handle);
  $join(handle, task.waitableSet());
  $publish();
}

/** Waits no longer; the waitable is in no set afterwards. */
function $unwatch(handle) {
  const { task, keeps } = $watches.get(handle);
  $watches.delete(handle);
  // The engine may be about to give that task a turn for this very event, and fails when none is left.
  if (task !== undefined && $tasks.get(task.id) === task) task.wake();
  $join(handle, 0);
  if (!keeps) task?.idle.delete(handle);
  if (!keeps || task === undefined) return;
  task.pending--;
  if (task === $current) $publish();
}

/** The function whose task runs, for reports. */
const $running = () => $current?.where ?? "a plain function";

/** What a call takes stays until `$kept` has given it back: `[$sp, $blocks.length]`. */
function $keep() {
  const mark = [$sp, $blocks.length];
  // Nothing fits the scratch memory, so that everything becomes a block.
  $sp = $heapEnd;
  $piece = $pieceEnd = 0;
  $newBlock = $persist;
  return mark;
}

/** Ends what `$keep` began: the blocks that were taken. */
function $kept([mark, held]) {
  $sp = mark;
  $piece = $pieceEnd = 0;
  $newBlock = $realloc;
  return $blocks.splice(held);
}

function $free(blocks) {
  for (const block of blocks) $dealloc(block);
}

/** A call of an async import. */
class $Call {
  constructor(size, options) {
    this.signal = options?.signal;
    this.mark = $keep();
    this.area = size === 0 ? 0 : $alloc(size, 8);
    this.moved = undefined;
  }

  /** Arguments don't fit. */
  refuse(error) {
    $free($kept(this.mark));
    return $observe($Promise.reject(error));
  }

  /** The promise of what `lift` reads; `status` is what the core function answered. */
  run(status, lift) {
    const blocks = $kept(this.mark);
    const state = status & 15;
    const handle = status >>> 4;
    if (state !== 0) $settleMoved();
    else if ($moved.length !== 0) this.moved = $moved.splice(0);
    return new __witloomPromise((resolve, reject) => {
      const finish = (state) => {
        if (handle !== 0) $dropSubtask(handle);
        this.signal?.removeEventListener("abort", abort);
        this.settle(state !== $cancelledUnstarted);
        try {
          if ($memory.buffer !== $buffer) $refresh();
          if (state === $returned) resolve(lift(this.area));
          else
            reject(this.signal?.reason ?? new Error("the call was cancelled"));
        } catch (error) {
          reject(error);
        } finally {
          $free(blocks);
        }
      };
      // The instance stands still until the callee has let go; its answer may be the result.
      const abort = () => {
        $unwatch(handle);
        finish($cancelSubtask(handle));
      };
      if (state === $returned) return finish(state);
      $watch(handle, (state) => {
        if (state < $returned) return this.settle(true);
        $unwatch(handle);
        finish(state);
      });
      this.signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** The callee has what moved, or never will. */
  settle(has) {
    if (this.moved === undefined) return;
    $moved.push(...this.moved);
    this.moved = undefined;
    if (has) $settleMoved();
    else $restoreMoved();
  }
}

/** What a call gives whose signal has fired before. */
function $aborted({ signal }) {
  return $observe($Promise.reject(signal.reason));
}
