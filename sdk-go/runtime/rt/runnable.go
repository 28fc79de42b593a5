//go:build wasm && witloomasync && go1.26

package rt

import "runtime/metrics"

var ready = []metrics.Sample{{Name: "/sched/goroutines/runnable:goroutines"}}

// runnable reports whether another goroutine can run.
func runnable() bool {
	metrics.Read(ready)
	return ready[0].Value.Uint64() > 0
}
