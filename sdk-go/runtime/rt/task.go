//go:build wasm && witloomasync

package rt

import (
	"context"
	"errors"
	"math"
	"runtime"
	"time"
	_ "unsafe" // for go:linkname
)

//go:wasmimport $root [waitable-set-new]
func waitableSetNew() uint32

//go:wasmimport $root [waitable-join]
func waitableJoin(waitable, set uint32)

//go:wasmimport $root [subtask-drop]
func subtaskDrop(subtask uint32)

//go:wasmimport $root [subtask-cancel]
func subtaskCancel(subtask uint32) uint32

//go:wasmimport $root [context-get-0]
func contextGet() uint32

//go:wasmimport $root [context-set-0]
func contextSet(value uint32)

//go:wasmimport [export]$root [task-cancel]
func taskCancel()

//go:wasmimport $root [stream-new-unit]wake
func unitNew() uint64

//go:wasmimport $root [async-lower][stream-read-unit]wake
func unitRead(end, addr, count uint32) uint32

//go:wasmimport $root [async-lower][stream-write-unit]wake
func unitWrite(end, addr, count uint32) uint32

//go:wasmimport wasi:clocks/monotonic-clock@0.3.0 [async-lower]wait-for
func waitFor(nanoseconds uint64) uint32

// WaitFor is the function of the clock that timers stand on, for worlds that import it themselves.
func WaitFor(nanoseconds uint64) uint32 { return waitFor(nanoseconds) }

//go:linkname timeSleepUntil runtime.timeSleepUntil
func timeSleepUntil() int64

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname netpollAnyWaiters runtime.netpollAnyWaiters
func netpollAnyWaiters() bool

// Numbers of the canonical ABI.
const (
	eventNone      = 0
	eventCancelled = 6

	returned               = 2
	cancelledBeforeStarted = 3
	stateMask              = 15

	copyDropped = 1
	blocked     = math.MaxUint32

	codeExit  = 0
	codeYield = 1
	codeWait  = 2
)

// maxTurns bounds how often goroutines run before the host has its turn: one may be busy with waiting for
// an event that only the host can bring.
const maxTurns = 10_000

// What waits for a file waits in Go's poller, which looks at files only while no goroutine can run.
const (
	// pollTime is how long one look may last. Regular files are always ready.
	pollTime = 20 * time.Microsecond
	// maxPolls bounds how often files are looked at before the host has its turn: a pipe may never be ready.
	maxPolls = 64
)

// task is one call of an exported async function. Goroutines belong to none: what one waits for while a
// task has its turn is waited for by that task, which lives on for it after it has returned.
type task struct {
	slot uint32
	ear  *ear
	// How many waitables are in our set.
	pending int
	// The user's function is done, and finish hands its result over; nil when it agreed to a cancellation.
	done   bool
	finish func()
	// The result was handed over.
	over bool
	// Somebody else asked for our turn.
	called    bool
	cancelled bool
	ctx       context.Context
	end       context.CancelFunc
	borrows   []*Handle
}

// ear is what a waiting task listens with: a waitable set, with the readable end of a stream in it that
// others write to when they have something for the task. Ears are used again.
type ear struct{ set, listen, call uint32 }

// waiting is a waitable that a goroutine waits for.
type waiting struct {
	handle uint32
	code   chan uint32
	host   *task
}

var (
	current   *task
	tasks     []*task
	freeTasks []uint32
	spareEars []*ear
	waits     = map[uint32]*waiting{}
	// orphans began to wait when no task had its turn: the next one takes them.
	orphans []*waiting
)

// Task is what generated code sees of the task of a call.
type Task struct{ of *task }

// Agreed reports whether the function ended because its caller cancelled the call.
func (t Task) Agreed(err error) bool {
	return t.of.cancelled && errors.Is(err, context.Canceled)
}

// Start runs the body of an exported async function until it has to wait; the callback code. What run
// returns hands the result over, in a turn of this task; nil when the function agreed to a cancellation.
func Start(title string, run func(ctx context.Context, t Task) func()) uint32 {
	noteCalled(title)
	t := &task{}
	if n := len(freeTasks); n > 0 {
		t.slot, freeTasks = freeTasks[n-1], freeTasks[:n-1]
		tasks[t.slot] = t
	} else {
		t.slot = uint32(len(tasks))
		tasks = append(tasks, t)
	}
	contextSet(t.slot)
	t.ctx, t.end = context.WithCancel(context.Background())
	t.borrows, borrows = borrows, nil
	go func() {
		defer Guard(title)
		t.finish = run(t.ctx, Task{t})
		t.done = true
		if current != t {
			t.want()
		}
	}()
	return t.turn()
}

// want asks for a turn of a task that waits.
func (t *task) want() {
	if t.ear == nil || t.called {
		return
	}
	t.called = true
	if unitWrite(t.ear.call, 0, 1) == blocked {
		panic("witloom: a task does not listen")
	}
}

// Callback gives a task its turn, with an event.
func Callback(event, handle, code uint32) uint32 {
	t := tasks[contextGet()]
	switch event {
	case eventNone:
	case eventCancelled:
		t.cancelled = true
		t.end()
	default:
		if t.ear != nil && handle == t.ear.listen {
			t.called = false
			unitRead(t.ear.listen, 0, 1)
			break
		}
		w := waits[handle]
		waitableJoin(handle, 0)
		if w == timer.wait {
			stopTimer()
		} else {
			w.arrived(code)
		}
	}
	return t.turn()
}

// arrived gives a goroutine what it waited for.
func (w *waiting) arrived(code uint32) {
	delete(waits, w.handle)
	if w.host != nil {
		w.host.pending--
	}
	w.code <- code
}

// turn runs goroutines until all of them wait; the callback code.
func (t *task) turn() uint32 {
	current = t
	for _, w := range orphans {
		t.adopt(w)
	}
	orphans = nil
	quiet := idle()
	for {
		if t.done && !t.over {
			t.handOver()
		} else if !setTimer() {
			break
		}
		quiet = idle()
	}
	current = nil
	if !quiet {
		return codeYield
	}
	if t.over && !t.called && t.isAlone() {
		tasks[t.slot] = nil
		freeTasks = append(freeTasks, t.slot)
		if t.ear != nil {
			spareEars = append(spareEars, t.ear)
		}
		return codeExit
	}
	return codeWait | t.hears().set<<4
}

// handOver ends the call: its caller has the result.
func (t *task) handOver() {
	t.over = true
	endBorrows(t.borrows)
	t.borrows = nil
	if t.finish == nil {
		taskCancel()
	} else {
		t.finish()
		t.finish = nil
	}
	t.end()
}

// isAlone reports whether nothing waits through the task. A timer moves on to another one.
func (t *task) isAlone() bool {
	if w := timer.wait; t.pending == 1 && w != nil && w.host == t {
		for _, other := range tasks {
			if other != nil && other != t && other.ear != nil {
				t.pending--
				other.adopt(w)
				break
			}
		}
	}
	return t.pending == 0
}

func (t *task) hears() *ear {
	if t.ear != nil {
		return t.ear
	}
	if n := len(spareEars); n > 0 {
		t.ear, spareEars = spareEars[n-1], spareEars[:n-1]
		return t.ear
	}
	ends := unitNew()
	t.ear = &ear{set: waitableSetNew(), listen: uint32(ends), call: uint32(ends >> 32)}
	unitRead(t.ear.listen, 0, 1)
	waitableJoin(t.ear.listen, t.ear.set)
	return t.ear
}

func (t *task) adopt(w *waiting) {
	w.host = t
	t.pending++
	waitableJoin(w.handle, t.hears().set)
}

// expect begins to wait for a waitable's event.
func expect(handle uint32) *waiting {
	w := &waiting{handle: handle, code: make(chan uint32, 1)}
	waits[handle] = w
	if current == nil {
		orphans = append(orphans, w)
	} else {
		current.adopt(w)
	}
	return w
}

// abandon stops to wait; false when the event was there already.
func (w *waiting) abandon() bool {
	if waits[w.handle] != w {
		return false
	}
	delete(waits, w.handle)
	if w.host != nil {
		w.host.pending--
		w.leave()
	} else {
		for i, o := range orphans {
			if o == w {
				orphans = append(orphans[:i], orphans[i+1:]...)
				break
			}
		}
	}
	return true
}

// leave takes the waitable out of its task's set. The engine may be about to give that task a turn for the
// waitable's event, and fails when the set has none any more: the task is called, so that it has one.
func (w *waiting) leave() {
	if w.host != current {
		w.host.want()
	}
	waitableJoin(w.handle, 0)
}

// idle runs all goroutines until each waits for something; false when they would not stop. The goroutine
// that calls it can always run, so that Go never finds a deadlock, and polls only when it is told to.
func idle() bool {
	polls := 0
	for range maxTurns {
		runtime.Gosched()
		if runnable() {
			continue
		}
		if !netpollAnyWaiters() {
			return true
		}
		if polls++; polls > maxPolls {
			return false
		}
		time.Sleep(pollTime)
	}
	return false
}

// timer is the call of the clock that is under way, for the goroutine that sleeps least.
var timer struct {
	wait *waiting
	due  int64
}

// setTimer lets the host wake us when Go's next timer is due, and no more when there is none; true when one
// is due now.
func setTimer() bool {
	due := timeSleepUntil()
	if timer.wait != nil {
		// Too early does no harm.
		if timer.due <= due && due != math.MaxInt64 {
			return false
		}
		if timer.wait.host != nil {
			timer.wait.leave()
		}
		subtaskCancel(timer.wait.handle)
		stopTimer()
	}
	if due == math.MaxInt64 {
		return false
	}
	left := due - nanotime()
	if left <= 0 {
		return true
	}
	status := waitFor(uint64(left))
	if status&stateMask == returned {
		return true
	}
	timer.wait, timer.due = expect(status>>4), due
	return false
}

// stopTimer forgets the call of the clock, which has returned or was cancelled.
func stopTimer() {
	w := timer.wait
	timer.wait = nil
	w.abandon()
	subtaskDrop(w.handle)
}

// Call is a call of an imported async function that is under way.
type Call struct {
	mark    Position
	blocks  uintptr
	moving  []*Handle
	ends    []movable
	lenders []*life
}

// Begin begins a call, unless its context has ended.
func Begin(ctx context.Context) (*Call, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &Call{mark: Mark()}, nil
}

// Lowered tells that everything was lowered: somebody else owns what was taken, for the time being.
func (c *Call) Lowered() {
	c.blocks = detach(c.mark)
	busy = false
	c.moving, moving = moving, nil
	c.ends, movingEnds = movingEnds, nil
	c.lenders, lenders = lenders, nil
	lending = false
}

// Await waits for the call whose core function returned status. When ctx ends and the callee agrees to
// that there is no result, but the reason why ctx ended.
func (c *Call) Await(ctx context.Context, status uint32) error {
	state, handle := status&stateMask, status>>4
	for state < returned {
		if handle == 0 {
			break
		}
		if current == nil {
			panic("an imported async function has to wait where nothing can wait: what waits must be an `async func` in WIT")
		}
		w := expect(handle)
		select {
		case state = <-w.code:
		case <-ctx.Done():
			if !w.abandon() {
				state = <-w.code
				continue
			}
			state = subtaskCancel(handle)
		}
	}
	if handle != 0 {
		subtaskDrop(handle)
	}
	if state == cancelledBeforeStarted {
		c.restore()
	}
	for _, h := range c.moving {
		h.release(moved)
	}
	c.moving, c.ends = nil, nil
	if state != returned {
		c.End()
		return context.Cause(ctx)
	}
	lenders = c.lenders
	return nil
}

// restore gives back what the callee never got.
func (c *Call) restore() {
	for _, h := range c.moving {
		h.state = open
	}
	for _, e := range c.ends {
		e.restore()
	}
	c.moving, c.ends = nil, nil
}

// End ends a call whose result was lifted.
func (c *Call) End() {
	release(c.blocks)
	c.blocks = 0
	c.lenders = nil
	Lifted()
}

// Undeclared panics with an error that WIT has no case for.
func Undeclared(title string, err error) {
	if err != nil {
		panic(title + ": returned an error, but its WIT type has none: " + ErrorText(err))
	}
}

// Settle lets goroutines begin that a synchronous export has started: they write what a stream or future of
// its result begins with.
func Settle() { idle() }

// endBorrows gives back handles that were lent for a call.
func endBorrows(lent []*Handle) {
	before := borrows
	borrows = lent
	EndBorrows()
	borrows = before
}
