package main

import "testing"

func TestGreet(t *testing.T) {
	if got, err := (greeter{}).Greet("Ada"); err != nil || got != "hello, Ada, from Go" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := (greeter{}).Greet(""); err == nil {
		t.Error("an empty name is no error")
	}
}
