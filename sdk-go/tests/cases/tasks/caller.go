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
	"left":        leftHandles,
	"misused":     misused,
	"late":        lateCancel,
	"pipes":       pipes,
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

// leftHandles looks for the handles that a stream still holds when its reader leaves.
func leftHandles(ctx context.Context) error {
	before := work.Dropped()
	crates, err := work.Crates(ctx, 1000)
	if err != nil {
		return err
	}
	one := make([]*work.Crate, 1)
	if _, err := crates.Read(one); err != nil {
		return err
	}
	time.Sleep(time.Millisecond)
	one[0].Close()
	crates.Close()
	if err := gone(before + 2); err != nil {
		return fmt.Errorf("the callee's: %w", err)
	}
	label, err := work.FirstOf(ctx, wit.StreamOf(work.NewCrate("a"), work.NewCrate("b"), work.NewCrate("c")))
	return errors.Join(want("first", label, err, "a"), gone(before+4))
}

// gone waits until so many crates were dropped.
func gone(count uint32) error {
	for i := 0; i < 200 && work.Dropped() < count; i++ {
		time.Sleep(time.Millisecond)
	}
	return want("dropped", work.Dropped(), nil, count)
}

// complaint is what a call panics with.
func complaint(call func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	call()
	return
}

// misused uses what was passed on, closed, or is in use.
func misused(ctx context.Context) error {
	slow, w := wit.Pipe[work.Part]()
	parts, err := work.Parts(ctx, slow)
	if err != nil {
		return err
	}
	read := make(chan error, 1)
	go func() {
		_, err := parts.Read(make([]work.Part, 1))
		read <- err
	}()
	time.Sleep(time.Millisecond)
	_, second := parts.Read(make([]work.Part, 1))
	busy := complaint(func() { work.Parts(ctx, parts) })
	w.Close()
	end := <-read
	body, err := work.Produce(ctx, 10, 0)
	if err != nil {
		return err
	}
	if _, err := work.Total(ctx, body); err != nil {
		return err
	}
	_, passed := body.Read(make([]byte, 1))
	twice := complaint(func() { work.Total(ctx, body) })
	later, err := work.Later(ctx, "a", 1)
	if err != nil {
		return err
	}
	later.Close()
	_, closed := later.Get(ctx)
	promise := wit.NewPromise[uint32]()
	promise.Set(1)
	crate := work.NewCrate("a")
	if _, err := work.FirstOf(ctx, wit.StreamOf(crate)); err != nil {
		return err
	}
	return errors.Join(
		want("the first read", end, nil, error(io.EOF)),
		says("a second read", fmt.Sprint(second), "in use by another goroutine"),
		says("passing on while reading", busy, "in use by another goroutine"),
		says("reading what was passed on", fmt.Sprint(passed), "after it was closed or passed on"),
		says("passing on twice", twice, "after it was closed or passed on"),
		says("a closed future", fmt.Sprint(closed), "after it was closed or passed on"),
		says("a second value", complaint(func() { promise.Set(2) }), "the future has a value already"),
		says("a handle that a stream took", complaint(func() { crate.Label(ctx) }), "after its ownership was passed on"),
	)
}

func says(what, got, part string) error {
	return want(fmt.Sprintf("%s says %q", what, got), strings.Contains(got, part), nil, true)
}

// lateCancel cancels calls that are over.
func lateCancel(ctx context.Context) error {
	short, stop := context.WithCancel(ctx)
	sum, err := work.Add(short, 1, 2)
	nap, second := work.Nap(short, "a", 1)
	words, third := work.Words(short, 3)
	stop()
	stop()
	if third != nil {
		return third
	}
	count := 0
	for range wit.All(words) {
		count++
	}
	after, fourth := work.Nap(ctx, "b", 1)
	return errors.Join(
		want("add", sum, err, 3), want("nap", nap, second, "a slept"),
		want("words", count, nil, 3), want("after it", after, fourth, "b slept"),
	)
}

// pipes are written to from two sides, and after their end.
func pipes(ctx context.Context) error {
	r, w := wit.Pipe[int]()
	var writers sync.WaitGroup
	for _, from := range []int{0, 100} {
		writers.Go(func() {
			for range 10 {
				w.Write(from+1, from+2, from+3, from+4, from+5)
			}
		})
	}
	go func() {
		writers.Wait()
		w.Close()
	}()
	var got []int
	for v, err := range wit.All(wit.Stream[int](&narrow{r})) {
		if err != nil {
			return err
		}
		got = append(got, v)
	}
	for i, v := range got {
		if v%100 != i%5+1 || v/100 != got[i-i%5]/100 {
			return fmt.Errorf("writes are mixed: %v", got)
		}
	}
	_, left := w.Write(1)
	empty, closed := wit.Pipe[int]()
	closed.Close()
	_, ended := closed.Write(1)
	_, end := empty.Read(make([]int, 1))
	return errors.Join(
		want("elements", len(got), nil, 100),
		want("without a reader", left != nil, nil, true),
		want("after the end", ended, nil, wit.ErrEnded),
		want("the end", end, nil, error(io.EOF)),
	)
}

// narrow reads two elements at a time.
type narrow struct{ wit.Stream[int] }

func (n *narrow) Read(p []int) (int, error) { return n.Stream.Read(p[:2]) }

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
