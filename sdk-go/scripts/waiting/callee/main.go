package main

import (
	"callee/gen/exports/matrix/waiting/flows"
	"callee/gen/exports/matrix/waiting/tasks"
)

func main() {}

func init() {
	tasks.Export(&work{meetings: map[string]chan string{}})
	flows.Export(&river{})
}
