//go:build wasm && !witloomasync

// Package rt is what generated bindings stand on: memory for the canonical ABI, handles, the table
// of exported objects, checks, and what happens when an export panics. It is internal: its API
// changes with the generator.
//
// # Memory
//
// The other side of a call puts strings and lists into this component's memory through
// cabi_realloc, at times when Go must not collect garbage: a collection calls imports, which is
// forbidden there. So cabi_realloc never touches the Go heap. It is a bump arena over memory from
// the system break, and so is the scratch memory for lowering. Lifting copies out of the arena
// before any other code runs. Generated code follows a stack discipline:
//
//   - an export lifts its parameters, then calls Release; what its results then take from the arena
//     stays until the next export does the same, so that no post-return function is needed;
//   - a call of an import takes a Mark, lowers, calls, lifts its results, then calls Reset.
//
// Strings and slices of plain values are lowered by passing Go's own memory. Go's collector does
// not move heap objects, and nothing between lowering and the call (or the return to the host)
// runs Go code that could collect, except for what runtime.KeepAlive then covers.
package rt

import "unsafe"

//go:linkname sbrk runtime.sbrk
func sbrk(n uintptr) unsafe.Pointer

// chunkBits is the size of the first chunk as a power of two; each further chunk doubles, up to
// maxChunkBits.
const (
	chunkBits    = 18
	maxChunkBits = 26
	pageMask     = 1<<16 - 1
)

type chunk struct{ base, size uintptr }

// Position is a place in the arena.
type Position struct {
	chunk int
	off   uintptr
}

var (
	// An array and not a slice: appending would allocate on the Go heap.
	chunks     [256]chunk
	chunkCount int
	top, floor Position
)

// The preview1 adapter takes its state through cabi_realloc while Go's runtime starts. It lives as
// long as the component: never release it.
func init() { floor = top }

// Release gives back everything taken since the start.
func Release() { top = floor }

// Mark returns the current position.
func Mark() Position { return top }

// Reset gives back everything taken since m.
func Reset(m Position) { top = m }

// Alloc takes size bytes from the arena. The memory is not zeroed and the collector does not look
// into it.
func Alloc(size, align uintptr) unsafe.Pointer {
	if top.chunk < chunkCount {
		c := &chunks[top.chunk]
		p := (c.base + top.off + align - 1) &^ (align - 1)
		if end := p + size; end <= c.base+c.size {
			top.off = end - c.base
			return unsafe.Add(nil, p)
		}
	}
	return allocSlow(size, align)
}

// allocSlow moves on to the next chunk that is large enough, or makes one.
func allocSlow(size, align uintptr) unsafe.Pointer {
	for next := top.chunk + 1; next < chunkCount; next++ {
		c := &chunks[next]
		p := (c.base + align - 1) &^ (align - 1)
		if end := p + size; end <= c.base+c.size {
			top = Position{next, end - c.base}
			return unsafe.Add(nil, p)
		}
	}
	want := uintptr(1) << min(chunkBits+chunkCount, maxChunkBits)
	want = (max(want, size+align) + pageMask) &^ pageMask
	base := uintptr(sbrk(want))
	if base == 0 || chunkCount == len(chunks) {
		print("witloom: out of memory: cannot take ", want, " bytes for the arguments of a call\n")
		abort()
	}
	chunks[chunkCount] = chunk{base, want}
	p := (base + align - 1) &^ (align - 1)
	top = Position{chunkCount, p + size - base}
	chunkCount++
	return unsafe.Add(nil, p)
}

// take would give back a block that was lifted: the arena goes back as a whole.
func take(unsafe.Pointer, uintptr) {}

// unwound would give back what lowering took when a check fails.
func unwound() {}

//go:wasmexport cabi_realloc
func realloc(old unsafe.Pointer, oldSize, align, newSize uint32) unsafe.Pointer {
	p := Alloc(uintptr(newSize), uintptr(align))
	if oldSize > 0 {
		n := min(oldSize, newSize)
		copy(unsafe.Slice((*byte)(p), n), unsafe.Slice((*byte)(old), n))
	}
	return p
}
