// Package main does the work: each function waits in the way that Go waits.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"worker/gen/exports/test/tasks/work"
	"worker/gen/wit"
)

func main() {}

func init() { work.Export(worker{}) }

type worker struct{}

type crate struct{ label string }

func (c *crate) Label(ctx context.Context) (string, error) {
	time.Sleep(time.Millisecond)
	return c.label, nil
}

var dropped uint32

func (*crate) Drop() { dropped++ }

func (worker) Dropped() uint32 { return dropped }

func (worker) NewCrate(label string) work.Crate { return &crate{label} }

func (worker) CrateMerge(ctx context.Context, a, b work.Crate) (work.Crate, error) {
	first, err := a.Label(ctx)
	if err != nil {
		return nil, err
	}
	second, err := b.Label(ctx)
	return &crate{first + "+" + second}, err
}

func (worker) Add(_ context.Context, a, b uint32) (uint32, error) { return a + b, nil }
func (worker) Plain(text string) string                           { return strings.ToUpper(text) }
func (worker) Nothing(context.Context) error                      { return nil }

func (worker) Nap(_ context.Context, name string, milliseconds uint32) (string, error) {
	start := time.Now()
	time.Sleep(time.Duration(milliseconds) * time.Millisecond)
	if slept := time.Since(start); slept < time.Duration(milliseconds)*time.Millisecond {
		return "", fmt.Errorf("slept %v only", slept)
	}
	return name + " slept", nil
}

func (worker) Fail(_ context.Context, how uint32) (uint32, error) {
	switch how {
	case 0:
		return 7, nil
	case 1:
		return 0, work.TroubleSmall{Value: "small"}
	default:
		return 0, work.TroubleLarge{Value: 1 << 40}
	}
}

func (worker) Wide(_ context.Context, a string, b uint64, c []string, d *float64) (wit.Tuple4[string, uint64, []string, *float64], error) {
	return wit.Tuple4[string, uint64, []string, *float64]{F0: a, F1: b, F2: c, F3: d}, nil
}

var meeting = make(chan string)

func (worker) Meet(_ context.Context, name string) (string, error) {
	select {
	case meeting <- name:
		return <-meeting, nil
	case other := <-meeting:
		meeting <- name
		return other, nil
	}
}

var givenUp uint32

func (worker) Wait(ctx context.Context) error {
	<-ctx.Done()
	givenUp++
	return ctx.Err()
}

func (worker) GivenUp() uint32 { return givenUp }

func (worker) Stubborn(_ context.Context, milliseconds uint32) (uint32, error) {
	time.Sleep(time.Duration(milliseconds) * time.Millisecond)
	return milliseconds, nil
}

func (worker) Shout(_ context.Context, input io.ReadCloser) (io.ReadCloser, error) {
	r, w := io.Pipe()
	go func() {
		defer input.Close()
		buf := make([]byte, 7)
		for {
			n, err := input.Read(buf)
			if _, gone := w.Write(bytes.ToUpper(buf[:n])); gone != nil {
				givenUp++
				return
			}
			if err != nil {
				w.CloseWithError(err)
				return
			}
		}
	}()
	return r, nil
}

func (worker) Total(_ context.Context, input io.ReadCloser) (uint64, error) {
	defer input.Close()
	n, err := io.Copy(io.Discard, input)
	return uint64(n), err
}

type zeros struct{ left uint64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(uint64(len(p)), z.left)
	z.left -= n
	return int(n), nil
}

func (z *zeros) Close() error { return nil }

func (worker) Produce(_ context.Context, bytes uint64, _ uint32) (io.ReadCloser, error) {
	return &zeros{bytes}, nil
}

func (worker) File(_ context.Context, path string) (io.ReadCloser, error) { return os.Open(path) }

func (worker) Words(_ context.Context, count uint32) (wit.Stream[string], error) {
	r, w := wit.Pipe[string]()
	go func() {
		defer w.Close()
		for i := range count {
			if i%100 == 50 {
				time.Sleep(time.Millisecond)
			}
			if _, err := w.Write(fmt.Sprint("word ", i)); err != nil {
				givenUp++
				return
			}
		}
	}()
	return r, nil
}

func (worker) Parts(_ context.Context, input wit.Stream[work.Part]) (wit.Stream[work.Part], error) {
	r, w := wit.Pipe[work.Part]()
	go func() {
		defer w.Close()
		for part, err := range wit.All(input) {
			if err != nil {
				panic(err)
			}
			part.Name += "!"
			part.Numbers = append(part.Numbers, uint32(len(part.Numbers)))
			if _, err := w.Write(part); err != nil {
				return
			}
		}
	}()
	return r, nil
}

func (worker) Crates(_ context.Context, count uint32) (wit.Stream[work.Crate], error) {
	var all []work.Crate
	for i := range count {
		all = append(all, &crate{fmt.Sprint("crate ", i)})
	}
	return wit.StreamOf(all...), nil
}

func (worker) FirstOf(ctx context.Context, crates wit.Stream[work.Crate]) (string, error) {
	defer crates.Close()
	one := make([]work.Crate, 1)
	if _, err := crates.Read(one); err != nil {
		return "", err
	}
	return one[0].Label(ctx)
}

func (worker) Ticks(_ context.Context, count uint32) (wit.Stream[wit.Unit], error) {
	return wit.StreamOf(make([]wit.Unit, count)...), nil
}

func (worker) Later(_ context.Context, name string, milliseconds uint32) (wit.Future[string], error) {
	p := wit.NewPromise[string]()
	time.AfterFunc(time.Duration(milliseconds)*time.Millisecond, func() { p.Set("later " + name) })
	return p, nil
}

func (worker) Now(name string) wit.Future[string] { return wit.FutureOf("now " + name) }

func (worker) Relay(_ context.Context, input wit.Future[uint32]) (wit.Future[uint32], error) {
	return input, nil
}

func (worker) Pack(ctx context.Context, parcels []work.Parcel) (work.Parcel, error) {
	if len(parcels) == 0 {
		return work.Parcel{}, errors.New("no parcels")
	}
	var notes []string
	var bodies []io.Reader
	for _, parcel := range parcels {
		later, err := parcel.Later.Get(ctx)
		if err != nil {
			return work.Parcel{}, err
		}
		notes = append(notes, parcel.Note+" "+later)
		if parcel.Body != nil {
			bodies = append(bodies, parcel.Body)
		}
	}
	return work.Parcel{
		Note:  strings.Join(notes, ", "),
		Body:  io.NopCloser(io.MultiReader(bodies...)),
		Later: wit.FutureOf("packed"),
	}, nil
}
