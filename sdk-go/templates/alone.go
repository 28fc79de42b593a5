// Package main is where the app starts.
package main

import (
	"fmt"

	"template/gen/exports/wasi/cli/run"
)

// command implements wasi:cli/run.
type command struct{}

// Run greets.
func (command) Run() error {
	fmt.Println("hello, world, from Go")
	return nil
}

func init() { run.Export(command{}) }

func main() {} // never called, but Go wants it
