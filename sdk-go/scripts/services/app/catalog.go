package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// item is a thing that is for sale.
type item struct {
	Sku   string `json:"sku"`
	Name  string `json:"name"`
	Price int    `json:"price"`
	Stock bool   `json:"stock"`
}

// catalog answers with a list of items.
func catalog() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, _ *http.Request) {
		items := make([]item, 0, 15)
		for n := range 15 {
			items = append(items, item{fmt.Sprintf("sku-%d", n), fmt.Sprintf("thing number %d", n), n * 100, n%2 == 0})
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(items)
	})
	return mux
}
