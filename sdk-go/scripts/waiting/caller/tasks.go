package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"caller/gen/matrix/waiting/tasks"
)

func init() {
	played["returns-at-once"] = returnsAtOnce
	played["waits"] = waits
	played["two-at-once"] = twoAtOnce
	played["rendezvous"] = rendezvous
	played["declared-error-after-waiting"] = declaredErrorAfterWaiting
	played["cancelled-while-it-waits"] = cancelledWhileItWaits
	played["synchronous-beside"] = synchronousBeside
	played["a-thousand"] = aThousand
	played["trap-in-one-of-many"] = trapInOneOfMany
}

// answer is what an async call gave.
type answer struct {
	text string
	err  error
}

// begin makes a call beside what goes on.
func begin(call func() (string, error)) <-chan answer {
	answers := make(chan answer, 1)
	go func() {
		text, err := call()
		answers <- answer{text, err}
	}()
	return answers
}

func returnsAtOnce(ctx context.Context) error {
	got, err := tasks.Now(ctx, "a")
	return expect("now", got, err, "a now")
}

func waits(ctx context.Context) error {
	got, err := tasks.Nap(ctx, "a", 20)
	return expect("nap", got, err, "a after 20")
}

func twoAtOnce(ctx context.Context) error {
	ended := make(chan answer, 2)
	nap := func(name string, ms uint32) {
		text, err := tasks.Nap(ctx, name, ms)
		ended <- answer{text, err}
	}
	go nap("slow", 80)
	go nap("fast", 10)
	first, second := <-ended, <-ended
	return errors.Join(
		expect("first", first.text, first.err, "fast after 10"),
		expect("second", second.text, second.err, "slow after 80"),
	)
}

func rendezvous(ctx context.Context) error {
	meeting := begin(func() (string, error) { return tasks.Meet(ctx, "first") })
	time.Sleep(10 * time.Millisecond)
	if err := tasks.Arrive(ctx, "first", "word"); err != nil {
		return err
	}
	met := <-meeting
	if err := tasks.Arrive(ctx, "second", "early"); err != nil {
		return err
	}
	later, err := tasks.Meet(ctx, "second")
	return errors.Join(
		expect("who waited", met.text, met.err, "word"),
		expect("who came later", later, err, "early"),
	)
}

func declaredErrorAfterWaiting(ctx context.Context) error {
	half, err := tasks.Half(ctx, 8)
	_, odd := tasks.Half(ctx, 7)
	return errors.Join(
		expect("half of 8", half, err, uint32(4)),
		expect("half of 7", fmt.Sprint(odd), nil, "7 is odd"),
	)
}

func cancelledWhileItWaits(ctx context.Context) error {
	before := tasks.GivenUp()
	soon, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	_, err := tasks.Nap(soon, "long", 60_000)
	after, failed := tasks.Nap(ctx, "b", 1)
	return errors.Join(
		expect("error", errors.Is(err, context.DeadlineExceeded), nil, true),
		expect("given up", tasks.GivenUp(), nil, before+1),
		expect("after it", after, failed, "b after 1"),
	)
}

func synchronousBeside(ctx context.Context) error {
	nap := begin(func() (string, error) { return tasks.Nap(ctx, "a", 20) })
	double := tasks.Double(21)
	napped := <-nap
	return errors.Join(
		expect("double", double, nil, uint32(42)),
		expect("nap", napped.text, napped.err, "a after 20"),
	)
}

func aThousand(ctx context.Context) error {
	var all sync.WaitGroup
	failures := make([]error, 1000)
	for i := range failures {
		all.Go(func() {
			name, ms := fmt.Sprintf("n%d", i), uint32(i%10)
			got, err := tasks.Nap(ctx, name, ms)
			failures[i] = expect(name, got, err, fmt.Sprintf("%s after %d", name, ms))
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

func trapInOneOfMany(ctx context.Context) error {
	for range 3 {
		begin(func() (string, error) { return tasks.Nap(ctx, "other", 1000) })
	}
	_, err := tasks.Explode(ctx, "third")
	return fmt.Errorf("`explode` returned: %v", err)
}
