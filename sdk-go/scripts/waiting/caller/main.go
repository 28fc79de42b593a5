package main

import (
	"context"
	"fmt"
	"reflect"

	"caller/gen/exports/matrix/waiting/scenarios"
)

func main() {}

func init() { scenarios.Export(player{}) }

type player struct{}

// played are the scenarios by name; their error says what differed.
var played = map[string]func(ctx context.Context) error{}

func (player) Play(ctx context.Context, scenario string) error {
	play, known := played[scenario]
	if !known {
		return fmt.Errorf("unknown scenario `%s`", scenario)
	}
	return play(ctx)
}

// expect is nil if both are the same, and the call before failed in no way.
func expect(what string, got any, err error, want any) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if !reflect.DeepEqual(got, want) {
		return fmt.Errorf("%s: expected %#v, got %#v", what, want, got)
	}
	return nil
}
