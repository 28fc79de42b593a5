package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type work struct {
	meetings map[string]chan string
	givenUp  uint32
	seen     []string
}

func (*work) Now(_ context.Context, name string) (string, error) {
	return name + " now", nil
}

func (w *work) Nap(ctx context.Context, name string, ms uint32) (string, error) {
	w.note(name, "began")
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
		w.note(name, "ended")
		return fmt.Sprintf("%s after %d", name, ms), nil
	case <-ctx.Done():
		w.givenUp++
		return "", ctx.Err()
	}
}

func (w *work) Stubborn(_ context.Context, name string, ms uint32) (string, error) {
	w.note(name, "began")
	time.Sleep(time.Duration(ms) * time.Millisecond)
	w.note(name, "ended")
	return fmt.Sprintf("%s after %d", name, ms), nil
}

func (w *work) note(name, what string) { w.seen = append(w.seen, name+" "+what) }

func (w *work) Remind(_ context.Context, word string, ms uint32) error {
	time.AfterFunc(time.Duration(ms)*time.Millisecond, func() { w.seen = append(w.seen, word) })
	return nil
}

func (w *work) Seen() []string {
	seen := w.seen
	w.seen = nil
	return seen
}

// meeting is where the two calls with a key find each other.
func (w *work) meeting(key string) chan string {
	if w.meetings[key] == nil {
		w.meetings[key] = make(chan string, 1)
	}
	return w.meetings[key]
}

func (w *work) Meet(_ context.Context, key string) (string, error) {
	word := <-w.meeting(key)
	delete(w.meetings, key)
	return word, nil
}

func (w *work) Arrive(_ context.Context, key, word string) error {
	w.meeting(key) <- word
	return nil
}

func (*work) Half(_ context.Context, n uint32) (uint32, error) {
	if n%2 == 0 {
		return n / 2, nil
	}
	time.Sleep(time.Millisecond)
	return 0, fmt.Errorf("%d is odd", n)
}

func (*work) Explode(_ context.Context, text string) (uint32, error) {
	time.Sleep(time.Millisecond)
	return 0, errors.New("boom: " + text)
}

func (*work) ExplodeLater(_ context.Context, text string, ms uint32) error {
	time.AfterFunc(time.Duration(ms)*time.Millisecond, func() { panic("boom: " + text) })
	return nil
}

func (*work) Double(n uint32) uint32 { return 2 * n }

func (w *work) GivenUp() uint32 { return w.givenUp }
