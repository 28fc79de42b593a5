package rt

import "runtime"

// state says what a Handle still may do.
type state uint8

const (
	open state = iota
	closed
	moved
	lapsed
)

// Handle is a handle of a resource that another component implements. It is part of every generated
// resource type and must not be copied.
type Handle struct {
	id      uint32
	state   state
	lent    bool
	drop    func(uint32)
	cleanup runtime.Cleanup
}

// The number of open handles that makes Relieve collect: forgotten ones only go away after a
// collection, and hosts limit how many a component may hold.
const firstThreshold = 8192

var (
	live      int
	threshold = firstThreshold
	borrows   []*Handle
	// moving are the owned handles that were lowered for a call that is not made yet.
	moving []*Handle
)

type forgotten struct {
	id   uint32
	drop func(uint32)
}

// Own makes h an owned handle. When its owner forgets to close it, drop runs after the garbage
// collector found out.
func (h *Handle) Own(id uint32, drop func(uint32)) {
	h.id, h.drop = id, drop
	h.cleanup = runtime.AddCleanup(h, dropForgotten, forgotten{id, drop})
	live++
}

func dropForgotten(f forgotten) {
	live--
	f.drop(f.id)
}

// Borrow makes h a handle that is lent to this component until the current export returns.
func (h *Handle) Borrow(id uint32, drop func(uint32)) {
	h.id, h.drop, h.lent = id, drop, true
	borrows = append(borrows, h)
}

// Borrowed returns the handle for a borrowing parameter.
func (h *Handle) Borrowed(where string) uint32 {
	if h == nil || h.state != open {
		h.misused(where)
	}
	return h.id
}

// Take moves the handle out, for an owning parameter. When another parameter is refused, it moves back.
func (h *Handle) Take(where string) uint32 {
	if h == nil || h.state != open {
		h.misused(where)
	}
	if h.lent {
		fail(where, "expected an owned handle, got a borrowed one")
	}
	h.state = moved
	moving = append(moving, h)
	return h.id
}

// Moved tells that everything was lowered: somebody else owns what was taken.
func Moved() {
	for i, h := range moving {
		h.release(moved)
		moving[i] = nil
	}
	moving = moving[:0]
}

// stay undoes what Take did.
func stay() {
	for i, h := range moving {
		h.state = open
		moving[i] = nil
	}
	moving = moving[:0]
}

// Close drops the handle, once.
func (h *Handle) Close() error {
	if h == nil || h.state != open || h.lent {
		return nil
	}
	h.release(closed)
	h.drop(h.id)
	return nil
}

func (h *Handle) release(to state) {
	h.state = to
	h.cleanup.Stop()
	live--
}

func (h *Handle) misused(where string) {
	switch {
	case h == nil:
		fail(where, "expected a resource, got nil")
	case h.state == closed:
		fail(where, "the resource is used after it was closed")
	case h.state == moved:
		fail(where, "the resource is used after its ownership was passed on")
	case h.state == lapsed:
		fail(where, "the borrowed resource is used after the call that lent it")
	}
}

// EndBorrows gives back the handles that were lent for the current export.
func EndBorrows() {
	for i, h := range borrows {
		h.state = lapsed
		h.drop(h.id)
		borrows[i] = nil
	}
	borrows = borrows[:0]
}

// Relieve collects forgotten handles when many are open. Calls that return handles start with it.
func Relieve() {
	if live < threshold {
		return
	}
	runtime.GC()
	// Cleanups run on goroutines of the runtime: let them have their turn.
	for before := -1; before != live; {
		before = live
		for range 4 {
			runtime.Gosched()
		}
	}
	threshold = max(firstThreshold, 2*live)
}
