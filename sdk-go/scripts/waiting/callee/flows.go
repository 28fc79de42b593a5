package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"callee/gen/exports/matrix/waiting/flows"
	"callee/gen/wit"
)

type river struct{ left uint32 }

// raised adds one to each byte that passes.
type raised struct{ io.ReadCloser }

func (r raised) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	for i := range p[:n] {
		p[i]++
	}
	return n, err
}

func (*river) Bump(_ context.Context, bytes io.ReadCloser) (io.ReadCloser, error) {
	return raised{bytes}, nil
}

func (*river) Total(_ context.Context, bytes io.ReadCloser) (uint64, error) {
	defer bytes.Close()
	var sum uint64
	buf := make([]byte, 4096)
	for {
		n, err := bytes.Read(buf)
		for _, b := range buf[:n] {
			sum += uint64(b)
		}
		if err == io.EOF {
			return sum, nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// counter gives bytes from 0 up to an end, 255 being followed by 0.
type counter struct{ next, end uint32 }

func (c *counter) Read(p []byte) (int, error) {
	if c.next == c.end {
		return 0, io.EOF
	}
	n := 0
	for ; n < len(p) && c.next < c.end; n++ {
		p[n] = byte(c.next)
		c.next++
	}
	return n, nil
}

func (*counter) Close() error { return nil }

func (*river) Count(_ context.Context, bytes uint32) (io.ReadCloser, error) {
	return &counter{end: bytes}, nil
}

// each passes the elements of a stream through a function.
func each[T any](in wit.Stream[T], change func(T) T) wit.Stream[T] {
	out, w := wit.Pipe[T]()
	go func() {
		defer w.Close()
		for element, err := range wit.All(in) {
			if err != nil {
				panic(err)
			}
			if _, err := w.Write(change(element)); err != nil {
				return
			}
		}
	}()
	return out
}

func (*river) Shout(_ context.Context, texts wit.Stream[string]) (wit.Stream[string], error) {
	return each(texts, func(text string) string { return text + "!" }), nil
}

func (*river) Mirror(_ context.Context, points wit.Stream[flows.Point]) (wit.Stream[flows.Point], error) {
	return each(points, func(point flows.Point) flows.Point {
		point.X = -point.X
		return point
	}), nil
}

type token uint32

func (*river) NewToken(number uint32) flows.Token { return token(number) }

func (t token) Number() uint32 { return uint32(t) }

func (t token) NumberLater(_ context.Context, ms uint32) (uint32, error) {
	time.Sleep(time.Duration(ms) * time.Millisecond)
	return uint32(t), nil
}

func (*river) TokenLater(_ context.Context, number, ms uint32) (flows.Token, error) {
	time.Sleep(time.Duration(ms) * time.Millisecond)
	return token(number), nil
}

func (*river) Tokens(_ context.Context, count uint32) (wit.Stream[flows.Token], error) {
	made := make([]flows.Token, count)
	for i := range made {
		made[i] = token(i)
	}
	return wit.StreamOf(made...), nil
}

func (*river) Collect(_ context.Context, tokens wit.Stream[flows.Token]) (uint32, error) {
	var sum uint32
	for token, err := range wit.All(tokens) {
		if err != nil {
			return 0, err
		}
		sum += token.Number()
	}
	return sum, nil
}

func (*river) Odd(_ context.Context, tokens wit.Stream[flows.Token]) (wit.Stream[flows.Token], error) {
	out, w := wit.Pipe[flows.Token]()
	go func() {
		defer w.Close()
		for token, err := range wit.All(tokens) {
			if err != nil {
				panic(err)
			}
			if token.Number()%2 == 0 {
				continue
			}
			if _, err := w.Write(token); err != nil {
				return
			}
		}
	}()
	return out, nil
}

func (*river) First(_ context.Context, numbers wit.Stream[uint32], count uint32) ([]uint32, error) {
	var found []uint32
	for number, err := range wit.All(numbers) {
		if err != nil {
			return nil, err
		}
		found = append(found, number)
		if len(found) == int(count) {
			break
		}
	}
	return found, nil
}

// broken counts up to an end and fails there.
type broken struct{ next, end uint32 }

func (b *broken) Read(p []uint32) (int, error) {
	if b.next == b.end {
		return 0, fmt.Errorf("boom: %d", b.end)
	}
	p[0] = b.next
	b.next++
	return 1, nil
}

func (*broken) Close() error { return nil }

func (*river) BreakOff(_ context.Context, count uint32) (wit.Stream[uint32], error) {
	return &broken{end: count}, nil
}

// ending says how a stream of texts went.
type ending = wit.Result[wit.Unit, string]

func (*river) Lines(_ context.Context, count uint32, fail bool) (wit.Tuple2[wit.Stream[string], wit.Future[ending]], error) {
	lines, w := wit.Pipe[string]()
	promise := wit.NewPromise[ending]()
	go func() {
		defer w.Close()
		for number := range count {
			w.Write(fmt.Sprintf("line %d", number))
		}
		end := ending{}
		if fail {
			end = wit.Err[wit.Unit](fmt.Sprintf("no line %d", count))
		}
		promise.Set(end)
	}()
	return wit.Tuple2[wit.Stream[string], wit.Future[ending]]{F0: lines, F1: promise}, nil
}

func (r *river) Endless(context.Context) (wit.Stream[uint32], error) {
	out, w := wit.Pipe[uint32]()
	go func() {
		for number := uint32(0); ; number++ {
			if _, err := w.Write(number); err != nil {
				r.left++
				return
			}
		}
	}()
	return out, nil
}

func (r *river) Left() uint32 { return r.left }

func (*river) Later(_ context.Context, word string, ms uint32) (wit.Future[string], error) {
	promise := wit.NewPromise[string]()
	time.AfterFunc(time.Duration(ms)*time.Millisecond, func() { promise.Set(word) })
	return promise, nil
}

func (*river) Hear(ctx context.Context, word wit.Future[string]) (string, error) {
	heard, err := word.Get(ctx)
	return "heard " + heard, err
}

func (*river) Ignore(_ context.Context, word wit.Future[string]) error {
	return word.Close()
}

func (*river) Letters(context.Context) (flows.Envelope, error) {
	number := wit.NewPromise[uint32]()
	time.AfterFunc(time.Millisecond, func() { number.Set(3) })
	return flows.Envelope{Texts: wit.StreamOf("one", "two", "three"), Number: number}, nil
}
