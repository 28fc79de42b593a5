// Package main takes as long as it is let.
package main

import (
	"fmt"
	"log"
	"net/http"

	"site/back/gen/wit/nethttp"
)

func init() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /fast", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "done") })
	mux.HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		log.Print("given up: ", r.Context().Err())
	})
	nethttp.Serve(mux)
}

func main() {}
