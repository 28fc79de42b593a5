// Package main is where the app starts.
package main

import (
	"fmt"

	"template/gen/exports/wasi/cli/run"
	"template/gen/hello/app/greet"
)

// command implements wasi:cli/run.
type command struct{}

// Run greets by itself, then asks the other components to.
func (command) Run() error {
	fmt.Println("hello, world, from Go")
	greetings := []func(string) (string, error){
		greet.Greet,
	}
	for _, greet := range greetings {
		answer, err := greet("world")
		if err != nil {
			return err
		}
		fmt.Println(answer)
	}
	return nil
}

func init() { run.Export(command{}) }

func main() {} // never called, but Go wants it
