// Package main answers the app's HTTP requests.
package main

import (
	"fmt"
	"net/http"

	"template/gen/hello/app/greet"
	"template/gen/wit/nethttp"
)

// greetings are the other components' functions.
var greetings = []func(string) (string, error){
	greet.Greet,
}

func init() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", greetAll)
	nethttp.Serve(mux)
}

// greetAll greets whom the query names, by itself and through the other components.
func greetAll(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	if name == "" {
		name = "world"
	}
	lines := fmt.Sprintf("hello, %s, from Go\n", name)
	for _, greet := range greetings {
		answer, err := greet(name)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		lines += answer + "\n"
	}
	fmt.Fprint(w, lines)
}

func main() {} // never called, but Go wants it
