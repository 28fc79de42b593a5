// Command serve answers calls on a port of its own until its input ends.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	switch way := os.Args[1]; way {
	case "grpc":
		go serveGRPC(listener)
	case "json":
		go serveJSON(listener)
	default:
		log.Fatalf("no way %q", way)
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		log.Fatal(err)
	}
}
