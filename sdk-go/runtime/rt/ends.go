//go:build wasm && witloomasync

package rt

import (
	"context"
	"errors"
	"io"
	"runtime"
	"unsafe"
)

// Ends holds the core functions of a stream's or future's ends.
type Ends struct {
	New func() uint64
	// Of a future: its copies have no counts.
	Single bool
	// End, address, and count for streams.
	Read, Write                func(end, addr, count uint32) uint32
	CancelRead, CancelWrite    func(end uint32) uint32
	DropReadable, DropWritable func(end uint32)
}

// Payload says how elements of a stream, or the value of a future, cross.
type Payload[T any] struct {
	*Ends
	name   string
	stride uintptr
	// Both nil for elements that look alike in Go and in the canonical ABI.
	lift  func(p unsafe.Pointer) T
	lower func(p unsafe.Pointer, v T)
	// Elements have owners, so that each has to arrive, or come back, on its own.
	single bool
}

// Carry makes a Payload.
func Carry[T any](
	ends *Ends, name string, stride uintptr, single bool, lift func(p unsafe.Pointer) T, lower func(p unsafe.Pointer, v T),
) *Payload[T] {
	return &Payload[T]{ends, name, stride, lift, lower, single}
}

// ErrClosed is what a stream or future gives that was closed or passed on.
var ErrClosed = errors.New("the stream is used after it was closed or passed on")

// ErrBusy is what a second use of an end gets while the first is under way.
var ErrBusy = errors.New("the stream is in use by another goroutine")

// maxCount is the most elements that one copy may have: a limit of the canonical ABI.
const maxCount = 1<<28 - 1

// movable is an end that was lowered.
type movable interface{ restore() }

var movingEnds []movable

// inElement is set while an element of a stream or the value of a future is lowered: it comes back when its
// reader leaves.
var inElement bool

// born is a handle of our own resource that was made for an element.
type born struct {
	handle uint32
	drop   func(handle uint32)
}

func (b *born) restore() { b.drop(b.handle) }

// Given notes a handle of our own resource that is given away.
func Given(handle uint32, drop func(handle uint32)) uint32 {
	if inElement {
		movingEnds = append(movingEnds, &born{handle, drop})
	}
	return handle
}

// readable is the readable end of a stream or future.
type readable struct {
	ends    *Ends
	end     uint32
	last    uint32
	op      *waiting
	busy    bool
	cleanup runtime.Cleanup
}

func (r *readable) own(ends *Ends, end uint32) {
	r.ends, r.end = ends, end
	r.cleanup = runtime.AddCleanup(r, func(end uint32) { ends.DropReadable(end) }, end)
}

// Close drops the end, once; a read that is under way ends.
func (r *readable) Close() error {
	if r.end == 0 {
		return nil
	}
	if r.op != nil {
		r.stop()
	}
	end := r.forget()
	r.ends.DropReadable(end)
	return nil
}

// stop cancels the read that is under way.
func (r *readable) stop() {
	if w := r.op; w.abandon() {
		w.code <- r.ends.CancelRead(r.end)
	}
}

func (r *readable) forget() uint32 {
	end := r.end
	r.end = 0
	r.cleanup.Stop()
	return end
}

// pass hands the end over.
func (r *readable) pass(where string) uint32 {
	if r.end == 0 {
		fail(where, ErrClosed.Error())
	}
	if r.busy {
		fail(where, ErrBusy.Error())
	}
	r.last = r.forget()
	movingEnds = append(movingEnds, r)
	return r.last
}

func (r *readable) restore() { r.own(r.ends, r.last) }

// wrote waits for a write; how many elements were copied, and whether the reader is gone.
func (e *Ends) wrote(end, code uint32) (int, bool) {
	if code == blocked {
		code = <-expect(end).code
	}
	if e.Single && code&stateMask == 0 {
		return 1, false
	}
	return int(code >> 4), code&stateMask == copyDropped
}

// got waits for a read; how many elements were copied, and whether the writer is gone.
func (r *readable) got(code uint32) (int, bool) {
	if code == blocked {
		r.op = expect(r.end)
		code = <-r.op.code
		r.op = nil
	}
	if r.ends.Single && code&stateMask == 0 {
		return 1, false
	}
	return int(code >> 4), code&stateMask == copyDropped
}

// Stream is the readable end of a stream.
type Stream[T any] struct {
	readable
	payload *Payload[T]
	ended   bool
}

// LiftStream wraps a readable end.
func LiftStream[T any](p *Payload[T], end uint32) *Stream[T] {
	s := &Stream[T]{payload: p}
	s.own(p.Ends, end)
	return s
}

// LiftBytes wraps the readable end of a stream of bytes.
func LiftBytes(p *Payload[uint8], end uint32) io.ReadCloser { return LiftStream(p, end) }

// Read fills p with what the writer writes next, at least one element; io.EOF once the writer is gone.
func (s *Stream[T]) Read(p []T) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if s.busy {
		return 0, ErrBusy
	}
	s.busy = true
	defer func() { s.busy = false }()
	for {
		if s.end == 0 {
			return 0, ErrClosed
		}
		if s.ended {
			return 0, io.EOF
		}
		if n := s.read(p[:min(len(p), maxCount)]); n > 0 {
			return n, nil
		}
	}
}

func (s *Stream[T]) read(p []T) int {
	var n int
	if s.payload.lift == nil {
		n, s.ended = s.got(s.ends.Read(s.end, bufferAddr(p), uint32(len(p))))
		runtime.KeepAlive(p)
		return n
	}
	count := min(len(p), 1024)
	size := uintptr(count) * s.payload.stride
	block := get(size)
	n, s.ended = s.got(s.ends.Read(s.end, uint32(uintptr(block)), uint32(count)))
	for i := range n {
		p[i] = s.payload.lift(unsafe.Add(block, uintptr(i)*s.payload.stride))
	}
	put(block, size)
	return n
}

// Source is what a stream can be made of.
type Source[T any] interface {
	Read(p []T) (int, error)
	Close() error
}

// LowerStream returns the readable end of a stream of what src gives.
func LowerStream[T any](p *Payload[T], src Source[T], where string) uint32 {
	if src == nil {
		fail(where, "expected a stream, got nil")
	}
	if s, ok := src.(*Stream[T]); ok && s.payload.Ends == p.Ends {
		return s.pass(where)
	}
	return made(p, where, func(end uint32) { p.pump(end, src) })
}

// made makes both ends, and gives the writable one to a goroutine. Should the readable one come back, it is
// dropped, which ends the goroutine.
func made[T any](p *Payload[T], where string, write func(end uint32)) uint32 {
	title := lowered
	if where != "" {
		title += ": " + where
	}
	ends := p.New()
	movingEnds = append(movingEnds, &orphan{p.Ends, uint32(ends)})
	go func() {
		defer Guard(title)
		write(uint32(ends >> 32))
	}()
	return uint32(ends)
}

type orphan struct {
	ends *Ends
	end  uint32
}

func (o *orphan) restore() { o.ends.DropReadable(o.end) }

// pump writes what src gives until it ends or the reader is gone.
func (p *Payload[T]) pump(end uint32, src Source[T]) {
	size := 512
	if p.lift == nil {
		size = max(1<<12/int(max(p.stride, 1)), 1)
	}
	if p.single {
		size = 1
	}
	buf := make([]T, size)
	for {
		n, err := src.Read(buf)
		if n > 0 && !p.write(end, buf[:n]) {
			break
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			panic("the source of a " + p.name + " failed after it was handed over: " + ErrorText(err))
		}
		if n == len(buf) && p.lift == nil && len(buf)*int(p.stride) < 1<<20 {
			buf = make([]T, 4*len(buf))
		}
	}
	p.DropWritable(end)
	if err := src.Close(); err != nil {
		panic("the source of a " + p.name + " could not be closed: " + ErrorText(err))
	}
}

// write writes all elements; false when the reader is gone.
func (p *Payload[T]) write(end uint32, v []T) bool {
	if p.lower == nil {
		for len(v) > 0 {
			n, gone := p.wrote(end, p.Write(end, bufferAddr(v), uint32(len(v))))
			runtime.KeepAlive(v)
			v = v[n:]
			if gone {
				return false
			}
		}
		return true
	}
	c := &Call{mark: Mark()}
	Lowering("element of " + p.name)
	block := Alloc(uintptr(len(v))*p.stride, 8)
	inElement = true
	for i := range v {
		p.lower(unsafe.Add(block, uintptr(i)*p.stride), v[i])
	}
	inElement = false
	c.Lowered()
	at, taken, gone := block, 0, false
	for taken < len(v) && !gone {
		n := 0
		n, gone = p.wrote(end, p.Write(end, uint32(uintptr(at)), uint32(len(v)-taken)))
		taken += n
		at = unsafe.Add(at, uintptr(n)*p.stride)
	}
	runtime.KeepAlive(v)
	if taken < len(v) {
		// Only single elements have owners: this one came back, and nobody is left for it.
		handles, ends := c.moving, c.ends
		c.restore()
		for _, h := range handles {
			_ = h.Close()
		}
		for _, e := range ends {
			if r, ok := e.(*readable); ok {
				_ = r.Close()
			}
		}
	}
	for _, h := range c.moving {
		h.release(moved)
	}
	c.moving, c.ends = nil, nil
	release(c.blocks)
	return !gone
}

// Future is the readable end of a future.
type Future[T any] struct {
	readable
	payload *Payload[T]
	value   T
	ready   bool
}

// LiftFuture wraps a readable end.
func LiftFuture[T any](p *Payload[T], end uint32) *Future[T] {
	f := &Future[T]{payload: p}
	f.own(p.Ends, end)
	return f
}

// Get waits for the value. It may be called again, also after ctx ended.
func (f *Future[T]) Get(ctx context.Context) (T, error) {
	var none T
	if f.ready {
		return f.value, nil
	}
	if f.end == 0 {
		return none, ErrClosed
	}
	if f.busy {
		return none, ErrBusy
	}
	if err := ctx.Err(); err != nil {
		return none, err
	}
	f.busy = true
	stop := context.AfterFunc(ctx, func() {
		if f.op != nil {
			f.stop()
		}
	})
	defer func() { f.busy = false }()
	f.read()
	stop()
	if !f.ready {
		if f.end == 0 {
			return none, ErrClosed
		}
		return none, context.Cause(ctx)
	}
	if f.end != 0 {
		f.ends.DropReadable(f.forget())
	}
	return f.value, nil
}

func (f *Future[T]) read() {
	size := max(f.payload.stride, 1)
	block := get(size)
	// None when the read was cancelled; a writer that went without a value has trapped.
	if n, _ := f.got(f.ends.Read(f.end, uint32(uintptr(block)), 1)); n == 1 {
		if f.payload.lift == nil {
			f.value = *(*T)(block)
		} else {
			f.value = f.payload.lift(block)
		}
		f.ready = true
	}
	put(block, size)
}

// Promise is what a future can be made of.
type Promise[T any] interface {
	Get(ctx context.Context) (T, error)
	Close() error
}

// LowerFuture returns the readable end of a future of what src gives.
func LowerFuture[T any](p *Payload[T], src Promise[T], where string) uint32 {
	if src == nil {
		fail(where, "expected a future, got nil")
	}
	if f, ok := src.(*Future[T]); ok && f.payload.Ends == p.Ends && !f.ready {
		return f.pass(where)
	}
	return made(p, where, func(end uint32) {
		v, err := src.Get(context.Background())
		if err != nil {
			panic("the value of a " + p.name + " failed after it was handed over: " + ErrorText(err))
		}
		p.write(end, []T{v})
		p.DropWritable(end)
		_ = src.Close()
	})
}
