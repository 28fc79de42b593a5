//go:build wasm

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
	life    *life
	cleanup runtime.Cleanup
}

// life ends a handle, but not before the handles that came from it: what a call returns may stand on
// what was lent to the call, as the stream of a body stands on the body, and a host may refuse to end
// the body first. Cleanups run in any order: the last child ends a forgotten parent.
type life struct {
	id       uint32
	drop     func(uint32)
	parents  []*life
	children int
	// The handle was forgotten, and its children are not ended yet.
	due bool
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
	// lenders are what the results of the current call may stand on, noted while lending.
	lending bool
	lenders []*life
	// left are lives that ended otherwise than by being forgotten.
	left []*life
)

// Own makes h an owned handle. When its owner forgets to close it, drop runs after the garbage
// collector found out.
func (h *Handle) Own(id uint32, drop func(uint32)) {
	settle()
	l := &life{id: id, drop: drop}
	if len(lenders) > 0 {
		l.parents = append(l.parents, lenders...)
		for _, parent := range lenders {
			parent.children++
		}
	}
	h.id, h.drop, h.life = id, drop, l
	h.cleanup = runtime.AddCleanup(h, (*life).forgotten, l)
	live++
}

// forgotten drops the handle, or leaves that to its last child.
func (l *life) forgotten() {
	settle()
	if l.children > 0 {
		l.due = true
		return
	}
	live--
	l.drop(l.id)
	l.leave()
}

func (l *life) leave() {
	for _, parent := range l.parents {
		parent.children--
		if parent.due && parent.children == 0 {
			parent.due = false
			parent.forgotten()
		}
	}
	l.parents = nil
}

// settle ends forgotten parents whose last child was closed or moved.
func settle() {
	for len(left) > 0 {
		l := left[len(left)-1]
		left = left[:len(left)-1]
		l.leave()
	}
}

// Lend begins a call that returns handles and borrows some: the results may stand on these.
func Lend() { lending = true }

// Lifted ends what Lend began.
func Lifted() {
	lending = false
	clear(lenders)
	lenders = lenders[:0]
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
	if lending && h.life != nil {
		lenders = append(lenders, h.life)
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
	Lifted()
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
	settle()
	return nil
}

func (h *Handle) release(to state) {
	h.state = to
	h.cleanup.Stop()
	live--
	if len(h.life.parents) > 0 {
		// Its parents have to wait until it is gone.
		left = append(left, h.life)
	}
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
