// Package main is the catalog as a component.
package main

import "items/gen/wit/nethttp"

func init() {
	nethttp.Serve(catalog())
}

func main() {}
