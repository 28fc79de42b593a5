package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	var said [][]any
	for _, what := range os.Args[1:] {
		said = append(said, []any{what, append([]string{}, tell(what)...)})
	}
	text, _ := json.Marshal(said)
	fmt.Println(string(text))
}
