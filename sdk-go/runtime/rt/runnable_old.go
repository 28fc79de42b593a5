//go:build wasm && witloomasync && !go1.26

package rt

// Only from 1.26 on does Go tell whether goroutines can run, which async functions stand on.
var runnable = async_functions_need_Go_1_26_or_newer
