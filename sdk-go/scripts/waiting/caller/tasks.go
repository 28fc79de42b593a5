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
	played["cancelled-before-it-starts"] = cancelledBeforeItStarts
	played["cancelled-while-it-waits"] = cancelledWhileItWaits
	played["cancelled-in-vain"] = cancelledInVain
	played["cancelled-when-over"] = cancelledWhenOver
	played["synchronous-beside"] = synchronousBeside
	played["work-after-the-result"] = workAfterTheResult
	played["a-thousand"] = aThousand
	played["ten-thousand-in-turn"] = tenThousandInTurn
	played["trap-in-one-of-many"] = trapInOneOfMany
	played["trap-after-the-result"] = trapAfterTheResult
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
	tasks.Seen()
	ended := make(chan answer, 2)
	nap := func(name string, ms uint32) {
		text, err := tasks.Nap(ctx, name, ms)
		ended <- answer{text, err}
	}
	go nap("slow", 80)
	time.Sleep(time.Millisecond)
	go nap("fast", 10)
	first, second := <-ended, <-ended
	return errors.Join(
		expect("first", first.text, first.err, "fast after 10"),
		expect("second", second.text, second.err, "slow after 80"),
		expect("order over there", tasks.Seen(), nil, []string{"slow began", "fast began", "fast ended", "slow ended"}),
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

func cancelledBeforeItStarts(ctx context.Context) error {
	tasks.Seen()
	over, cancel := context.WithCancel(ctx)
	cancel()
	_, err := tasks.Nap(over, "never", 0)
	next, failed := tasks.Nap(ctx, "next", 1)
	return errors.Join(
		expect("error", errors.Is(err, context.Canceled), nil, true),
		expect("next", next, failed, "next after 1"),
		expect("seen", tasks.Seen(), nil, []string{"next began", "next ended"}),
	)
}

func cancelledInVain(ctx context.Context) error {
	tasks.Seen()
	soon, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel()
	deaf, err := tasks.Stubborn(soon, "deaf", 50)
	still, failed := tasks.Now(ctx, "still")
	return errors.Join(
		expect("result", deaf, err, "deaf after 50"),
		expect("cancelled", soon.Err() != nil, nil, true),
		expect("seen", tasks.Seen(), nil, []string{"deaf began", "deaf ended"}),
		expect("after it", still, failed, "still now"),
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

func cancelledWhenOver(ctx context.Context) error {
	before := tasks.GivenUp()
	short, cancel := context.WithCancel(ctx)
	got, err := tasks.Nap(short, "over", 1)
	cancel()
	still, failed := tasks.Now(ctx, "still")
	return errors.Join(
		expect("nap", got, err, "over after 1"),
		expect("given up", tasks.GivenUp(), nil, before),
		expect("after it", still, failed, "still now"),
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

func workAfterTheResult(ctx context.Context) error {
	tasks.Seen()
	if err := tasks.Remind(ctx, "milk", 50); err != nil {
		return err
	}
	seen := tasks.Seen()
	if err := expect("at once", len(seen), nil, 0); err != nil {
		return err
	}
	soon(func() bool {
		seen = append(seen, tasks.Seen()...)
		return len(seen) > 0
	})
	return expect("later", seen, nil, []string{"milk"})
}

// soon looks until it finds what it waits for.
func soon(look func() bool) {
	for i := 0; i < 200 && !look(); i++ {
		time.Sleep(5 * time.Millisecond)
	}
}

func tenThousandInTurn(ctx context.Context) error {
	tasks.Seen()
	for i := range 10_000 {
		name := fmt.Sprintf("n%d", i)
		var err error
		if i%10 == 0 {
			nap, failed := tasks.Nap(ctx, name, 0)
			err = expect("nap", nap, failed, name+" after 0")
		} else {
			now, failed := tasks.Now(ctx, name)
			err = expect("now", now, failed, name+" now")
		}
		if err != nil {
			return err
		}
	}
	return expect("seen", len(tasks.Seen()), nil, 2_000)
}

func trapAfterTheResult(ctx context.Context) error {
	if err := tasks.ExplodeLater(ctx, "late", 5); err != nil {
		return err
	}
	_, err := tasks.Nap(ctx, "other", 1000)
	return fmt.Errorf("`nap` returned: %v", err)
}

func trapInOneOfMany(ctx context.Context) error {
	for range 3 {
		begin(func() (string, error) { return tasks.Nap(ctx, "other", 1000) })
	}
	_, err := tasks.Explode(ctx, "third")
	return fmt.Errorf("`explode` returned: %v", err)
}
