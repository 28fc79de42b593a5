//go:build witloomasync

package wit

import (
	"context"
	"errors"
	"io"
	"iter"
)

// Stream is a stream<T> of anything but bytes, which are an io.ReadCloser. Read works as io.Reader's: it fills
// p with at least one element, or gives io.EOF when there are no more. A stream that is passed on, as an
// argument or a result, belongs to who gets it; otherwise close it. Anything with these methods can be passed.
type Stream[T any] interface {
	Read(p []T) (n int, err error)
	Close() error
}

// Future is a future<T>. Get waits for the value and may be called again. A future that is passed on belongs to
// who gets it; otherwise close it. Anything with these methods can be passed: its Get must not fail then.
type Future[T any] interface {
	Get(ctx context.Context) (T, error)
	Close() error
}

// All ranges over the elements of a stream and closes it. An error other than the end comes last.
func All[T any](s Stream[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		defer s.Close()
		buf := make([]T, 64)
		for {
			n, err := s.Read(buf)
			for _, v := range buf[:n] {
				if !yield(v, nil) {
					return
				}
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(*new(T), err)
				return
			}
		}
	}
}

// StreamOf is a stream of these elements.
func StreamOf[T any](elements ...T) Stream[T] { return &listed[T]{elements} }

type listed[T any] struct{ left []T }

func (s *listed[T]) Read(p []T) (int, error) {
	if len(s.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.left)
	s.left = s.left[n:]
	return n, nil
}

// Close gives up what nobody read.
func (s *listed[T]) Close() error {
	for _, v := range s.left {
		if c, ok := any(v).(io.Closer); ok {
			_ = c.Close()
		}
	}
	s.left = nil
	return nil
}

// Pipe is a stream and what writes to it. A write waits until its elements were read.
func Pipe[T any]() (Stream[T], *Writer[T]) {
	p := &pipe[T]{make(chan struct{}, 1), make(chan []T), make(chan int), make(chan struct{}), make(chan struct{})}
	return &pipeReader[T]{p}, &Writer[T]{p}
}

// ErrClosed is what a Writer gives when its stream was closed.
var ErrClosed = errors.New("the reader of the stream is gone")

// ErrEnded is what a Writer gives that was closed itself.
var ErrEnded = errors.New("the stream was ended before this write")

type pipe[T any] struct {
	// Holds something while a write is under way: the elements of one stay together.
	busy   chan struct{}
	offer  chan []T
	taken  chan int
	ended  chan struct{}
	closed chan struct{}
}

type pipeReader[T any] struct{ p *pipe[T] }

func (r *pipeReader[T]) Read(p []T) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	select {
	case <-r.p.closed:
		return 0, ErrClosed
	default:
	}
	select {
	case v := <-r.p.offer:
		n := copy(p, v)
		r.p.taken <- n
		return n, nil
	case <-r.p.ended:
		return 0, io.EOF
	case <-r.p.closed:
		return 0, ErrClosed
	}
}

func (r *pipeReader[T]) Close() error {
	select {
	case <-r.p.closed:
	default:
		close(r.p.closed)
	}
	return nil
}

// Writer writes to the stream that [Pipe] made with it.
type Writer[T any] struct{ p *pipe[T] }

// Write waits until all elements were read; ErrClosed when the stream was closed before that, ErrEnded when
// the writer was.
func (w *Writer[T]) Write(v ...T) (int, error) {
	select {
	case w.p.busy <- struct{}{}:
		defer func() { <-w.p.busy }()
	case <-w.p.closed:
		return 0, ErrClosed
	case <-w.p.ended:
		return 0, ErrEnded
	}
	total := 0
	for len(v) > 0 {
		select {
		case <-w.p.ended:
			return total, ErrEnded
		default:
		}
		select {
		case w.p.offer <- v:
			n := <-w.p.taken
			v = v[n:]
			total += n
		case <-w.p.closed:
			return total, ErrClosed
		case <-w.p.ended:
			return total, ErrEnded
		}
	}
	return total, nil
}

// Close ends the stream.
func (w *Writer[T]) Close() error {
	select {
	case <-w.p.ended:
	default:
		close(w.p.ended)
	}
	return nil
}

// FutureOf is a future whose value is there.
func FutureOf[T any](value T) Future[T] {
	p := NewPromise[T]()
	p.Set(value)
	return p
}

// Promise is a future whose value is set later, once.
type Promise[T any] struct {
	value T
	set   chan struct{}
}

// NewPromise returns a future that has no value yet.
func NewPromise[T any]() *Promise[T] { return &Promise[T]{set: make(chan struct{})} }

// Set gives the future its value. It panics when there is one.
func (p *Promise[T]) Set(value T) {
	select {
	case <-p.set:
		panic("the future has a value already")
	default:
	}
	p.value = value
	close(p.set)
}

// Get waits for the value.
func (p *Promise[T]) Get(ctx context.Context) (T, error) {
	select {
	case <-p.set:
		return p.value, nil
	default:
	}
	select {
	case <-p.set:
		return p.value, nil
	case <-ctx.Done():
		return *new(T), context.Cause(ctx)
	}
}

// Close does nothing: nobody waits for the value any more.
func (p *Promise[T]) Close() error { return nil }
