//go:build wasm && witloomasync

// Package rt is what generated bindings stand on: memory for the canonical ABI, handles, the table
// of exported objects, tasks, streams, checks, and what happens when an export panics. It is internal:
// its API changes with the generator.
//
// # Memory
//
// The other side of a call puts strings and lists into this component's memory through cabi_realloc, at
// times when Go must not collect garbage: a collection calls imports, which is forbidden there. So
// cabi_realloc never touches the Go heap. Results of asynchronous calls and elements of streams arrive at
// any time and stay until they are lifted, so that nothing can be given back as a stack is: blocks have
// size classes with free lists, over memory from the system break, and what lifts a block frees it.
//
// Strings and slices of plain values are lowered by passing Go's own memory, which Go's collector does
// not move; runtime.KeepAlive holds it until the other side has read it. Scratch memory for lowering is a
// list of blocks: [Mark] and [Reset] around a call, [Call] for one that goes on.
package rt

import (
	"math/bits"
	"runtime"
	"unsafe"
)

//go:linkname sbrk runtime.sbrk
func sbrk(n uintptr) unsafe.Pointer

const (
	smallest  = 16
	chunkSize = 1 << 20
	// Blocks that are larger come from the system break on their own.
	largeSize = 1 << 18
	pageMask  = 1<<16 - 1
)

var (
	// freed are the free blocks of each class, linked by their first word.
	freed [128]uintptr
	// The rest of the current chunk.
	chunk, chunkEnd uintptr
)

// class returns the class of a size and the size of its blocks: at most a quarter more, a multiple of 16.
func class(size uintptr) (int, uintptr) {
	if size <= smallest {
		return 0, smallest
	}
	log := bits.Len(uint(size - 1))
	step := uintptr(1) << (log - 3)
	mask := max(step, smallest) - 1
	rounded := (size + mask) &^ mask
	return (log-4)*4 + int(rounded/step)&3, rounded
}

func get(size uintptr) unsafe.Pointer {
	c, rounded := class(size)
	if p := freed[c]; p != 0 {
		freed[c] = *(*uintptr)(unsafe.Add(nil, p))
		return unsafe.Add(nil, p)
	}
	if rounded > largeSize {
		return unsafe.Add(nil, fresh(rounded))
	}
	if chunkEnd-chunk < rounded {
		chunk = fresh(chunkSize)
		chunkEnd = chunk + chunkSize
	}
	p := chunk
	chunk += rounded
	return unsafe.Add(nil, p)
}

func fresh(size uintptr) uintptr {
	want := (size + pageMask) &^ pageMask
	base := uintptr(sbrk(want))
	if base == 0 {
		print("witloom: out of memory: cannot take ", want, " bytes for the arguments of a call\n")
		abort()
	}
	return base
}

func put(p unsafe.Pointer, size uintptr) {
	c, _ := class(size)
	*(*uintptr)(p) = freed[c]
	freed[c] = uintptr(p)
}

// take gives back a block that the other side put into our memory, once it was lifted.
func take(p unsafe.Pointer, size uintptr) {
	if size > 0 {
		put(p, size)
	}
}

// Taken gives back the block of a list, or of parameters, once it was lifted.
func Taken(p unsafe.Pointer, size uintptr) { take(p, size) }

// header stands in front of a block that lowering took.
type header struct {
	next, size uintptr
	_          [smallest - 2*unsafe.Sizeof(uintptr(0))]byte
}

// Position is the last block that was taken before a call.
type Position struct{ last uintptr }

var (
	// lowering is the last block that was taken, all of them linked by their headers.
	lowering uintptr
	// busy tells that somebody lowers; from is where it began. Go may switch between goroutines while it
	// collects.
	busy bool
	from Position
	// held is what the result of a synchronous export lies in, until the next one.
	held uintptr
)

// Alloc takes size bytes for lowering. The memory is not zeroed and the collector does not look into it.
func Alloc(size, _ uintptr) unsafe.Pointer {
	size += unsafe.Sizeof(header{})
	p := get(size)
	*(*header)(p) = header{next: lowering, size: size}
	lowering = uintptr(p)
	return unsafe.Add(p, unsafe.Sizeof(header{}))
}

// Mark begins lowering.
func Mark() Position {
	for busy {
		runtime.Gosched()
	}
	busy, from = true, Position{lowering}
	return from
}

// Reset ends what Mark began and gives back everything taken since.
func Reset(m Position) {
	release(detach(m))
	busy = false
}

// detach removes the blocks taken since m from the list; the last of them.
func detach(m Position) uintptr {
	first := lowering
	if first == m.last {
		return 0
	}
	for p := first; ; p = (*header)(unsafe.Add(nil, p)).next {
		if h := (*header)(unsafe.Add(nil, p)); h.next == m.last {
			h.next = 0
			break
		}
	}
	lowering = m.last
	return first
}

func release(last uintptr) {
	for last != 0 {
		p := unsafe.Add(nil, last)
		h := *(*header)(p)
		put(p, h.size)
		last = h.next
	}
}

// Release gives back what the result of the last synchronous export lay in.
func Release() {
	release(held)
	held = 0
}

// Hold ends what Mark began and keeps everything taken since for the caller of a synchronous export.
func Hold(m Position) {
	held = detach(m)
	busy = false
}

// Passed tells that everything was lowered for a call that is made now.
func Passed() {
	Moved()
	movingEnds = nil
}

// unwound gives back what lowering took when a check fails in the middle.
func unwound() {
	if busy {
		Reset(from)
	}
	for _, e := range movingEnds {
		e.restore()
	}
	movingEnds = nil
}

//go:wasmexport cabi_realloc
func realloc(old unsafe.Pointer, oldSize, align, newSize uint32) unsafe.Pointer {
	if newSize == 0 {
		take(old, uintptr(oldSize))
		return unsafe.Add(nil, uintptr(align))
	}
	if oldSize > 0 {
		was, _ := class(uintptr(oldSize))
		if now, _ := class(uintptr(newSize)); was == now {
			return old
		}
	}
	p := get(uintptr(newSize))
	if oldSize > 0 {
		n := min(oldSize, newSize)
		copy(unsafe.Slice((*byte)(p), n), unsafe.Slice((*byte)(old), n))
		put(old, uintptr(oldSize))
	}
	return p
}
