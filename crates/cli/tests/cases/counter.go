// Package main counts requests in a store.
package main

import (
	"fmt"
	"net/http"

	"site/go/gen/wasi/keyvalue/atomics"
	"site/go/gen/wasi/keyvalue/store"
	"site/go/gen/wit/nethttp"
)

func init() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /count", func(w http.ResponseWriter, r *http.Request) {
		bucket, err := store.Open("visits")
		if err != nil {
			panic(err)
		}
		defer bucket.Close()
		n, err := atomics.Increment(bucket, "n", 1)
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(w, n)
	})
	nethttp.Serve(mux)
}

func main() {}
