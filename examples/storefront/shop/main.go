// Package main serves the shop: it routes requests, keeps products, orders and sessions, and asks the other components
// what they know.
package main

import (
	"net/http"

	"shop.example/storefront/gen/wit/nethttp"
)

func init() { nethttp.Serve(routes(&shop{})) }

func main() {} // never called, but Go wants it

// shop is what an instance remembers between requests. What all instances share is in the stores.
type shop struct {
	sessions  sessions
	database  shelf
	catalogue catalogue
}

func routes(s *shop) http.Handler {
	mux := http.NewServeMux()
	page := func(pattern string, answer func(*visit) error) { mux.Handle(pattern, s.page(answer)) }
	page("GET /{$}", s.listing)
	page("GET /categories/{category}", s.listing)
	page("GET /products/{sku}", s.product)
	page("GET /search", s.search)
	page("GET /cart", s.cart)
	page("POST /cart/lines", s.addLine)
	page("POST /cart/lines/{sku}", s.setLine)
	page("POST /cart/voucher", s.setVoucher)
	page("GET /checkout", s.till)
	page("POST /checkout", s.order)
	page("GET /orders/{number}", s.receipt)
	page("/", func(*visit) error { return errUnknown })
	mux.Handle("POST /test-bank/payments", testBank{})
	return mux
}
