package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"site/go/gen/wit/nethttp"
)

func get(ctx context.Context, url, how string) (string, error) {
	client := &http.Client{}
	method, sent := http.MethodGet, io.Reader(nil)
	switch how {
	case "manual":
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	case "limit":
		client.Timeout = 200 * time.Millisecond
	case "post":
		method, sent = http.MethodPost, strings.NewReader("posted")
	}
	r, err := http.NewRequestWithContext(ctx, method, url, sent)
	if err != nil {
		return "", err
	}
	r.Header["X-Kind"] = []string{"one", "two"}
	if how == "secret" {
		r.Header.Set("Authorization", "Basic abc")
		r.Header.Set("Cookie", "a=1")
	}
	answer, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return fmt.Sprintf("%d %s %s", answer.StatusCode, strings.Join(answer.Header["X-Seen"], ", "), body), err
}

func count(url string) (string, error) {
	answer, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	return fmt.Sprint(n), err
}

func answer(w http.ResponseWriter, text string, err error) {
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		text = err.Error()
	}
	fmt.Fprint(w, text)
}

func init() {
	mux := http.DefaultServeMux
	mux.HandleFunc("GET /get", func(w http.ResponseWriter, r *http.Request) {
		text, err := get(r.Context(), r.FormValue("url"), r.FormValue("how"))
		answer(w, text, err)
	})
	mux.HandleFunc("GET /count", func(w http.ResponseWriter, r *http.Request) {
		text, err := count(r.FormValue("url"))
		answer(w, text, err)
	})
	mux.HandleFunc("POST /pass", func(w http.ResponseWriter, r *http.Request) {
		passed, err := http.Post(r.URL.Query().Get("url"), "text/plain", r.Body)
		if err != nil {
			answer(w, "", err)
			return
		}
		defer passed.Body.Close()
		_, _ = io.Copy(w, passed.Body)
	})
	nethttp.Serve(mux)
}

func main() {}
