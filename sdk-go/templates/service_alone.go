// Package main answers the app's HTTP requests.
package main

import (
	"fmt"
	"net/http"

	"template/gen/wit/nethttp"
)

func init() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", greet)
	nethttp.Serve(mux)
}

// greet greets whom the query names.
func greet(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	if name == "" {
		name = "world"
	}
	fmt.Fprintf(w, "hello, %s, from Go\n", name)
}

func main() {} // never called, but Go wants it
