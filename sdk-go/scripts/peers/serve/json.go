package main

import (
	"encoding/json"
	"log"
	"net"
	"net/http"

	"peers/values"
)

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}

// with is a handler that gives what a function makes of what came.
func with[A, B any](function func(A) B) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var value A
		if err := json.NewDecoder(r.Body).Decode(&value); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer(w, http.StatusOK, function(value))
	}
}

func echo[T any]() http.HandlerFunc { return with(func(value T) T { return value }) }

func refuse(w http.ResponseWriter, r *http.Request) {
	var code uint32
	if err := json.NewDecoder(r.Body).Decode(&code); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer(w, http.StatusUnprocessableEntity, values.Problem{Code: code, Reason: "refused"})
}

func serveJSON(listener net.Listener) {
	http.HandleFunc("POST /nothing", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	http.Handle("POST /add", with(func(terms values.Terms) int32 { return terms.A + terms.B }))
	http.Handle("POST /text", echo[string]())
	http.Handle("POST /bytes", echo[[]byte]())
	http.Handle("POST /integers", echo[[]uint32]())
	http.Handle("POST /floats", echo[[]float64]())
	http.Handle("POST /points", echo[[]values.Point]())
	http.Handle("POST /items", echo[[]values.Item]())
	http.Handle("POST /shapes", echo[[]values.Shape]())
	http.HandleFunc("POST /refuse", refuse)
	log.Fatal(http.Serve(listener, nil))
}
