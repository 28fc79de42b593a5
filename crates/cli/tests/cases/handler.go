// Package main answers what the tests ask of handlers in every language.
package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"site/go/gen/wit/nethttp"
)

func init() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		w.Header().Set("Connection", "close")
		kinds := strings.Join(r.Header.Values("X-Kind"), ", ")
		fmt.Fprintf(w, "<p>hello, %s at %s, %s", r.FormValue("name"), r.Host, kinds)
	})
	mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Count")
		n, err := io.Copy(w, r.Body)
		if err != nil {
			panic(err)
		}
		w.Header().Set("X-Count", fmt.Sprint(n, " ", r.Trailer.Get("X-Sum")))
		w.Header().Set("X-Late", "not sent")
	})
	mux.HandleFunc("GET /none", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNoContent)
		_, err := io.WriteString(w, "x")
		if err != http.ErrBodyNotAllowed {
			panic(err)
		}
	})
	mux.HandleFunc("GET /fail", func(http.ResponseWriter, *http.Request) { panic("out of order") })
	mux.HandleFunc("GET /late", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "half")
		w.(http.Flusher).Flush()
		panic("too late")
	})
	mux.HandleFunc("GET /bad", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("a b", "c") })
	mux.HandleFunc("GET /ticks", func(w http.ResponseWriter, r *http.Request) {
		for {
			fmt.Fprintln(w, "tick")
			w.(http.Flusher).Flush()
		}
	})
	nethttp.Serve(mux)
}

func main() {}
