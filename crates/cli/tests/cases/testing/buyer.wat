;; Asks for a counter, its next number, and what is left of its twin.
(module
  (import "shop:app/stock" "[constructor]counter" (func $new (param i32) (result i32)))
  (import "shop:app/stock" "[method]counter.next" (func $next (param i32) (result i32)))
  (import "shop:app/stock" "[static]counter.twin" (func $twin (param i32) (result i32)))
  (import "shop:app/stock" "spend" (func $spend (param i32) (result i32)))
  (import "shop:app/stock" "[resource-drop]counter" (func $drop (param i32)))
  (memory (export "memory") 1)
  (func (export "buy") (param i32) (result i32) (local $counter i32) (local $sum i32)
    (local.set $counter (call $new (local.get 0)))
    (local.set $sum (call $next (local.get $counter)))
    (local.set $sum (i32.add (local.get $sum) (call $spend (call $twin (local.get $counter)))))
    (call $drop (local.get $counter))
    (local.get $sum)))
