// The runtime that generated glue stands on: memory, strings, lists, handles, errors and promises.
//
// The build puts this text and a world's glue into one function, which runs once while the component is
// snapshotted. Its parameters:
//
// - $bindings: the engine's memory, realloc, dealloc and core imports, in the order of $importNames
// - $importNames: pairs of module and name
// - $define: publishes a module that user code can import
// - $heap: start and end of a block of linear memory that belongs to the glue for good
// - $places: where the lines of the user's bundle come from, as JSON text
//
// Invariants: names with `$` belong to the glue, so names from WIT never clash with them. Memory never
// shrinks, so an old view stays right for the addresses it covers. No call enters the component while
// another one is running, so the heap block can be handed out from its start by every call.
"use strict";

const [$memory, $realloc, $dealloc] = $bindings;
const $imports = new Map(
  $importNames.map(([module, name], i) => [
    `${module}#${name}`,
    $bindings[3 + i],
  ]),
);

/** A core import. The engine has no drop for a resource that no function mentions. */
function $bind(module, name) {
  const found = $imports.get(`${module}#${name}`);
  if (found === undefined && !name.startsWith("[resource-drop]")) {
    throw new Error(`the engine lacks the import \`${module}#${name}\``);
  }
  return found;
}

/** Exported functions by the name of their core export; each takes core values and returns a promise. */
const $exported = Object.create(null);

let $buffer, $u8, $s8, $u16, $s16, $u32, $s32, $u64, $s64, $f32, $f64;

function $refresh() {
  $buffer = $memory.buffer;
  $u8 = new Uint8Array($buffer);
  $s8 = new Int8Array($buffer);
  $u16 = new Uint16Array($buffer);
  $s16 = new Int16Array($buffer);
  $u32 = new Uint32Array($buffer);
  $s32 = new Int32Array($buffer);
  $u64 = new BigUint64Array($buffer);
  $s64 = new BigInt64Array($buffer);
  $f32 = new Float32Array($buffer);
  $f64 = new Float64Array($buffer);
}
$refresh();

const $stageSize = 8192;
const $heapStart = $heap.start;
const $heapEnd = $heap.end - $stageSize;
const $stageStart = $heapEnd;
const $stage = $u8.subarray($stageStart, $heap.end);
const $head = $u8.subarray($heapStart, $heapEnd);

/** The next free byte of the heap block; exports start it anew, imports put it back. */
let $sp = $heapStart;
/** Blocks that did not fit: they live until `$release`, or until the current export has returned. */
const $blocks = [];
/** What such blocks come from: the engine frees those of `$realloc` when the current export has returned. */
let $newBlock = $realloc;

/** What is free of the last block for small pieces: the engine looks for a block among all others when it is freed. */
let $piece = 0;
let $pieceEnd = 0;
const $pieceSize = 65536;

function $alloc(size, align) {
  const p = ($sp + align - 1) & -align;
  if (p + size <= $heapEnd) {
    $sp = p + size;
    return p;
  }
  if (size > $pieceSize >>> 2) return $block(size, align);
  let q = ($piece + align - 1) & -align;
  if ($piece === 0 || q + size > $pieceEnd) {
    q = $block($pieceSize, 8);
    $pieceEnd = q + $pieceSize;
  }
  $piece = q + size;
  return q;
}

function $block(size, align) {
  const block = $newBlock(0, 0, align, size);
  if (block + size > $buffer.byteLength) $refresh();
  $blocks.push(block);
  return block;
}

/** Gives back what was allocated since the heap stood at `mark` and there were `held` blocks. */
function $release(mark, held) {
  $sp = mark;
  $piece = $pieceEnd = 0;
  // The oldest first, which the engine finds first.
  for (let i = held; i < $blocks.length; i++) $dealloc($blocks[i]);
  $blocks.length = held;
}

/** Starts an export: the engine has freed the blocks of the one before. */
function $enter() {
  $sp = $heapStart;
  $piece = $pieceEnd = 0;
  $blocks.length = 0;
  if ($memory.buffer !== $buffer) $refresh();
}
