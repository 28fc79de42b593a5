package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"peers/values"
)

// post sends a value and gets one; an answer that isn't expected is an error.
func post[B any](address, function string, value any, expected int) (B, error) {
	var got B
	body, err := json.Marshal(value)
	if err != nil {
		return got, err
	}
	response, err := http.Post("http://"+address+"/"+function, "application/json", bytes.NewReader(body))
	if err != nil {
		return got, err
	}
	defer response.Body.Close()
	if response.StatusCode != expected {
		return got, fmt.Errorf("%s: %s", function, response.Status)
	}
	if expected == http.StatusNoContent {
		return got, nil
	}
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		return got, err
	}
	// What follows the value is read, or else the connection isn't used again.
	_, err = io.Copy(io.Discard, response.Body)
	return got, err
}

// answered plays a function whose answer is known.
func answered[B any](o order, address string, value any, right B, expected int) (bool, error) {
	call := func() (B, error) { return post[B](address, o.function, value, expected) }
	return true, play(o.times, call, func(got B) bool { return reflect.DeepEqual(got, right) })
}

func callJSON(address string) caller {
	return func(o order) (bool, error) {
		switch o.function {
		case "nothing":
			return answered(o, address, nil, struct{}{}, http.StatusNoContent)
		case "add":
			return answered(o, address, values.Terms{A: 20, B: -62}, int32(-42), http.StatusOK)
		case "text":
			return answered(o, address, o.text, o.text, http.StatusOK)
		case "bytes":
			return same(o, address, func(i uint32) byte { return byte(i % 251) })
		case "integers":
			return same(o, address, func(i uint32) uint32 { return i * 4000 })
		case "floats":
			return same(o, address, func(i uint32) float64 { return float64(i) / 2 })
		case "points":
			return same(o, address, values.NewPoint)
		case "items":
			return same(o, address, values.NewItem)
		case "shapes":
			return same(o, address, values.NewShape)
		case "refuse":
			problem := values.Problem{Code: 7, Reason: "refused"}
			return answered(o, address, 7, problem, http.StatusUnprocessableEntity)
		default:
			return false, nil
		}
	}
}

// same plays a function that gives a list back.
func same[T any](o order, address string, element func(uint32) T) (bool, error) {
	list := values.List(o.count, element)
	return answered(o, address, list, list, http.StatusOK)
}
