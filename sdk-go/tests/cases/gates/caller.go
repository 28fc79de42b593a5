package main

import (
	"context"
	"fmt"
	"time"

	"caller/gen/exports/matrix/gates/scenarios"
	"caller/gen/matrix/gates/gate"
)

func main() {}

type player struct{}

func init() { scenarios.Export(player{}) }

func (player) Play(ctx context.Context, _ string) (string, error) {
	ticket := gate.NewTicket(7)
	gate.Shut()
	soon, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel()
	_, err := gate.Pass(soon, ticket)
	before := fmt.Sprintf("%v, passed %d, ticket %d", err, gate.Passed(), ticket.Number())
	gate.Open()
	number, err := gate.Pass(ctx, ticket)
	return fmt.Sprintf("%s; %d, passed %d", before, number, gate.Passed()), err
}
