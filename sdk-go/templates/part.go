// Package main answers greetings.
package main

import (
	"errors"

	"template/gen/exports/hello/app/greet"
)

// greeter implements the interface that this component exports.
type greeter struct{}

// Greet answers with a greeting, or with an error that the caller sees as the err case.
func (greeter) Greet(name string) (string, error) {
	if name == "" {
		return "", errors.New("a name is needed")
	}
	return "hello, " + name + ", from Go", nil
}

func init() { greet.Export(greeter{}) }

func main() {} // never called, but Go wants it
