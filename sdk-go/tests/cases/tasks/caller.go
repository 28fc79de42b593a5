// Package main plays scenarios against the worker.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"sync"
	"time"

	"caller/gen/exports/test/tasks/play"
	"caller/gen/test/tasks/work"
	"caller/gen/wit"
)

func main() {}

func init() { play.Export(player{}) }

type player struct{}

var scenarios = map[string]func(ctx context.Context) error{
	"immediate":   immediate,
	"suspended":   suspended,
	"interleaved": interleaved,
	"rendezvous":  rendezvous,
	"cancel":      cancel,
	"stubborn":    stubborn,
	"errors":      failures,
	"bytes":       byteStreams,
	"files":       files,
	"strings":     stringStreams,
	"records":     recordStreams,
	"handles":     handleStreams,
	"leaves":      leaves,
	"futures":     futures,
	"nested":      nested,
	"resources":   resources,
}

func (player) Scenario(ctx context.Context, name string) error {
	run := scenarios[name]
	if run == nil {
		return errors.New("no such scenario")
	}
	return run(ctx)
}

func (player) Calls(ctx context.Context, count uint32) (uint32, error) {
	var sum uint32
	for range count {
		one, err := work.Add(ctx, 1, 0)
		if err != nil {
			return 0, err
		}
		sum += one
	}
	return sum, nil
}

func (player) Crowd(ctx context.Context, count uint32) (uint32, error) {
	var all sync.WaitGroup
	var right uint32
	for i := range count {
		all.Add(1)
		go func() {
			defer all.Done()
			name := fmt.Sprint("task ", i)
			if got, err := work.Nap(ctx, name, 5+i%7); err == nil && got == name+" slept" {
				right++
			}
		}()
	}
	all.Wait()
	return right, nil
}

func (player) Pull(ctx context.Context, bytes uint64, piece uint32) (uint64, error) {
	body, err := work.Produce(ctx, bytes, piece)
	if err != nil {
		return 0, err
	}
	defer body.Close()
	buf := make([]byte, piece)
	var total uint64
	for {
		n, err := body.Read(buf)
		total += uint64(n)
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

func want[T any](what string, got T, err error, wanted T) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if !reflect.DeepEqual(got, wanted) {
		return fmt.Errorf("%s: got %v, want %v", what, got, wanted)
	}
	return nil
}

func immediate(ctx context.Context) error {
	sum, err := work.Add(ctx, 2, 3)
	half := 0.5
	wide, failure := work.Wide(ctx, "ä", 1<<60, []string{"b", ""}, &half)
	return errors.Join(
		want("add", sum, err, 5),
		work.Nothing(ctx),
		want("plain", work.Plain("abc"), nil, "ABC"),
		want("wide", wide, failure, wit.Tuple4[string, uint64, []string, *float64]{F0: "ä", F1: 1 << 60, F2: []string{"b", ""}, F3: &half}),
	)
}

func suspended(ctx context.Context) error {
	got, err := work.Nap(ctx, "one", 20)
	return want("nap", got, err, "one slept")
}

func interleaved(ctx context.Context) error {
	var mu sync.Mutex
	var order []string
	var all sync.WaitGroup
	for i, ms := range []uint32{300, 20, 150} {
		all.Add(1)
		go func() {
			defer all.Done()
			name, err := work.Nap(ctx, fmt.Sprint(i), ms)
			mu.Lock()
			defer mu.Unlock()
			order = append(order, fmt.Sprint(name, err))
		}()
	}
	all.Wait()
	return want("order", strings.Join(order, " "), nil, "1 slept<nil> 2 slept<nil> 0 slept<nil>")
}

func rendezvous(ctx context.Context) error {
	var all sync.WaitGroup
	var results [6]string
	var errs [6]error
	for i := range results {
		all.Add(1)
		go func() {
			defer all.Done()
			results[i], errs[i] = work.Meet(ctx, fmt.Sprint(i))
		}()
	}
	all.Wait()
	met := 0
	for i, name := range results {
		var partner int
		fmt.Sscan(name, &partner)
		if errs[i] == nil && partner != i && results[partner] == fmt.Sprint(i) {
			met++
		}
	}
	return want("met", met, errors.Join(errs[:]...), 6)
}

func cancel(ctx context.Context) error {
	before := work.GivenUp()
	short, stop := context.WithTimeout(ctx, 20*time.Millisecond)
	defer stop()
	err := work.Wait(short)
	if !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("a call with a deadline gave %v", err)
	}
	if err := work.Wait(short); !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("a call after the deadline gave %v", err)
	}
	return want("given up", work.GivenUp(), nil, before+1)
}

func stubborn(ctx context.Context) error {
	short, stop := context.WithTimeout(ctx, 5*time.Millisecond)
	defer stop()
	got, err := work.Stubborn(short, 40)
	return want("a callee that does not stop", got, err, 40)
}

func failures(ctx context.Context) error {
	good, err := work.Fail(ctx, 0)
	_, small := work.Fail(ctx, 1)
	_, large := work.Fail(ctx, 2)
	var trouble work.Trouble
	if !errors.As(large, &trouble) {
		return fmt.Errorf("got %v", large)
	}
	return errors.Join(
		want("good", good, err, 7),
		want("large", trouble, nil, work.Trouble(work.TroubleLarge{Value: 1 << 40})),
		want("small", small != nil, nil, true),
	)
}

func byteStreams(ctx context.Context) error {
	text := strings.Repeat("one two three ", 1000)
	shouted, err := work.Shout(ctx, io.NopCloser(strings.NewReader(text)))
	if err != nil {
		return err
	}
	got, err := io.ReadAll(shouted)
	if err := want("shout", string(got), err, strings.ToUpper(text)); err != nil {
		return err
	}
	total, err := work.Total(ctx, io.NopCloser(strings.NewReader(strings.Repeat("x", 3<<20))))
	if err := want("total", total, err, 3<<20); err != nil {
		return err
	}
	// A stream that was received goes on to somebody else.
	first, err := work.Produce(ctx, 100_000, 0)
	if err != nil {
		return err
	}
	total, err = work.Total(ctx, first)
	_, closed := first.Read(make([]byte, 1))
	return errors.Join(want("passed on", total, err, 100_000), want("closed", closed != nil, nil, true))
}

// files reads one file as a whole, and three at once by turns.
func files(ctx context.Context) error {
	const path = "/data/in.wit"
	whole, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var wanted []io.ReadCloser
	for range 3 {
		stream, err := work.File(ctx, path)
		if err != nil {
			return err
		}
		defer stream.Close()
		wanted = append(wanted, stream)
	}
	for at := 0; at < len(whole); at += 100 {
		piece := whole[at:min(at+100, len(whole))]
		for _, stream := range wanted {
			got := make([]byte, len(piece))
			if _, err := io.ReadFull(stream, got); err != nil {
				return err
			}
			if !bytes.Equal(got, piece) {
				return fmt.Errorf("%q at %d", got, at)
			}
		}
	}
	return nil
}

func stringStreams(ctx context.Context) error {
	words, err := work.Words(ctx, 500)
	if err != nil {
		return err
	}
	count := 0
	for word, err := range wit.All(words) {
		if err := want("word", word, err, fmt.Sprint("word ", count)); err != nil {
			return err
		}
		count++
	}
	return want("words", count, nil, 500)
}

func recordStreams(ctx context.Context) error {
	r, w := wit.Pipe[work.Part]()
	go func() {
		defer w.Close()
		for i := range 300 {
			w.Write(work.Part{Name: fmt.Sprint("part ", i), Numbers: make([]uint32, i%5)})
		}
	}()
	parts, err := work.Parts(ctx, r)
	if err != nil {
		return err
	}
	count := 0
	for part, err := range wit.All(parts) {
		numbers := append(make([]uint32, count%5), uint32(count%5))
		if err := want("part", part, err, work.Part{Name: fmt.Sprintf("part %d!", count), Numbers: numbers}); err != nil {
			return err
		}
		count++
	}
	return want("parts", count, nil, 300)
}

func handleStreams(ctx context.Context) error {
	crates, err := work.Crates(ctx, 3)
	if err != nil {
		return err
	}
	var labels []string
	for crate, err := range wit.All(crates) {
		if err != nil {
			return err
		}
		label, err := crate.Label(ctx)
		if err != nil {
			return err
		}
		labels = append(labels, label)
		crate.Close()
	}
	ticks, err := work.Ticks(ctx, 1000)
	if err != nil {
		return err
	}
	count := 0
	for range wit.All(ticks) {
		count++
	}
	return errors.Join(
		want("labels", strings.Join(labels, ", "), nil, "crate 0, crate 1, crate 2"),
		want("ticks", count, nil, 1000),
	)
}

func leaves(ctx context.Context) error {
	before := work.GivenUp()
	words, err := work.Words(ctx, 1<<30)
	if err != nil {
		return err
	}
	buf := make([]string, 1)
	if _, err := words.Read(buf); err != nil {
		return err
	}
	// A read that is under way ends, too.
	slow, w := wit.Pipe[work.Part]()
	parts, err := work.Parts(ctx, slow)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		_, err := parts.Read(make([]work.Part, 1))
		ended <- err
	}()
	time.Sleep(time.Millisecond)
	parts.Close()
	if err := <-ended; err == nil {
		return errors.New("a read of a closed stream gave no error")
	}
	w.Close()
	words.Close()
	for i := 0; i < 200 && work.GivenUp() == before; i++ {
		time.Sleep(time.Millisecond)
	}
	return want("given up", work.GivenUp() > before, nil, true)
}

func futures(ctx context.Context) error {
	later, err := work.Later(ctx, "a", 20)
	if err != nil {
		return err
	}
	short, stop := context.WithTimeout(ctx, time.Millisecond)
	defer stop()
	if _, err := later.Get(short); !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("a future with a deadline gave %v", err)
	}
	value, err := later.Get(ctx)
	again, second := later.Get(ctx)
	now, third := work.Now("b").Get(ctx)
	p := wit.NewPromise[uint32]()
	relayed, fourth := work.Relay(ctx, p)
	if fourth != nil {
		return fourth
	}
	time.AfterFunc(5*time.Millisecond, func() { p.Set(42) })
	number, fifth := relayed.Get(ctx)
	unread, sixth := work.Later(ctx, "nobody", 1)
	if sixth == nil {
		unread.Close()
	}
	return errors.Join(
		want("later", value, err, "later a"), want("again", again, second, "later a"),
		want("now", now, third, "now b"), want("relayed", number, fifth, 42), sixth,
	)
}

func nested(ctx context.Context) error {
	_, none := work.Pack(ctx, nil)
	packed, err := work.Pack(ctx, []work.Parcel{
		{Note: "a", Body: io.NopCloser(strings.NewReader("one ")), Later: wit.FutureOf("x")},
		{Note: "b", Later: wit.FutureOf("y")},
		{Note: "c", Body: io.NopCloser(strings.NewReader("two")), Later: wit.FutureOf("z")},
	})
	if err != nil {
		return err
	}
	body, failed := io.ReadAll(packed.Body)
	later, failure := packed.Later.Get(ctx)
	return errors.Join(
		want("none", fmt.Sprint(none), nil, "no parcels"),
		want("note", packed.Note, nil, "a x, b y, c z"),
		want("body", string(body), failed, "one two"),
		want("later", later, failure, "packed"),
	)
}

func resources(ctx context.Context) error {
	a, b := work.NewCrate("a"), work.NewCrate("b")
	merged, err := work.CrateMerge(ctx, a, b)
	if err != nil {
		return err
	}
	label, err := merged.Label(ctx)
	kept, second := b.Label(ctx)
	merged.Close()
	b.Close()
	return errors.Join(want("merged", label, err, "a+b"), want("kept", kept, second, "b"))
}
