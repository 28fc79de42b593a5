package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"caller/gen/exports/matrix/scripts/scenarios"
	"caller/gen/matrix/scripts/ledger"
)

func main() {}

func init() { scenarios.Export(player{}) }

type player struct{}

// played are the scenarios by name; each panics with what differed.
var played = map[string]func(){}

func (player) Play(scenario string) (err error) {
	play, known := played[scenario]
	if !known {
		return fmt.Errorf("unknown scenario `%s`", scenario)
	}
	ledger.Reset()
	defer func() {
		switch failure := recover().(type) {
		case nil:
		case difference:
			err = errors.New(string(failure))
		default:
			panic(failure)
		}
	}()
	play()
	return nil
}

// difference is what a scenario panics with.
type difference string

// expect ends the scenario unless both are the same.
func expect(what string, got, want any) {
	if !reflect.DeepEqual(got, want) {
		panic(difference(fmt.Sprintf("%s: expected %#v, got %#v", what, want, got)))
	}
}

// refused expects a call to panic with a message that has all of these parts.
func refused(call func(), parts ...string) {
	defer func() {
		message := fmt.Sprint(recover())
		for _, part := range parts {
			expect(fmt.Sprintf("%q says %q", message, part), strings.Contains(message, part), true)
		}
	}()
	call()
}

// saw expects the ledger of the other side to say this.
func saw(live uint32, dropped ...string) {
	expect("live", ledger.Live(), live)
	expect("dropped", strings.Join(ledger.Dropped(), " "), strings.Join(dropped, " "))
}
