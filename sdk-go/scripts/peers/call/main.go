// Command call makes the calls that it is told to on its input: `FUNCTION TIMES [UNIT] [COUNT]`.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
)

// order is what to call.
type order struct {
	function string
	times    int
	text     string
	count    int
}

var errWrong = errors.New("a wrong answer")

func parse(line string) (order, error) {
	words := strings.Fields(line)
	times, err := strconv.Atoi(words[1])
	if err != nil {
		return order{}, err
	}
	parsed := order{function: words[0], times: times}
	if len(words) > 2 {
		if parsed.count, err = strconv.Atoi(words[len(words)-1]); err != nil {
			return order{}, err
		}
	}
	if len(words) > 3 {
		parsed.text = strings.Repeat(words[2], parsed.count)
	}
	return parsed, nil
}

// play calls once, asks whether the answer is right, and calls so many times.
func play[T any](times int, call func() (T, error), right func(T) bool) error {
	got, err := call()
	if err != nil {
		return err
	}
	if !right(got) {
		return errWrong
	}
	for range times {
		if _, err := call(); err != nil {
			return err
		}
	}
	return nil
}

// caller plays an order; false if it has no such function.
type caller func(order) (bool, error)

func main() {
	var call caller
	switch way, address := os.Args[1], os.Args[2]; way {
	case "grpc":
		call = callGRPC(address)
	case "json":
		call = callJSON(address)
	default:
		log.Fatalf("no way %q", way)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		parsed, err := parse(lines.Text())
		if err != nil {
			log.Fatal(err)
		}
		switch known, err := call(parsed); {
		case err != nil:
			fmt.Println(err)
		case known:
			fmt.Println("ok")
		default:
			fmt.Println("none")
		}
	}
}
