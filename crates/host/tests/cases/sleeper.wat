;; Waits for a set that nothing is in.
(component $sleeper
  (core func $set-new (canon waitable-set.new))
  (core module $guest
    (import "host" "set-new" (func $set-new (result i32)))
    (func (export "soon") (result i32)
      (i32.or (i32.const 2) (i32.shl (call $set-new) (i32.const 4))))
    (func (export "never") (param i32 i32 i32) (result i32) unreachable))
  (core instance $guest (instantiate $guest (with "host" (instance (export "set-new" (func $set-new))))))
  (alias core export $guest "never" (core func $never))
  (type $number (func async (result u32)))
  (func $soon (type $number) (canon lift (core func $guest "soon") async (callback $never)))
  (export "soon" (func $soon)))
