;; Asks another component, which may take its time, and adds 1.
(component $relay
  (type $number (func async (result u32)))
  (import "soon" (func $soon (type $number)))
  (core func $soon (canon lower (func $soon)))
  (core func $return (canon task.return (result u32)))
  (core module $guest
    (import "host" "soon" (func $soon (result i32)))
    (import "host" "return" (func $return (param i32)))
    (func (export "ask") (result i32)
      (call $return (i32.add (call $soon) (i32.const 1)))
      (i32.const 0))
    (func (export "never") (param i32 i32 i32) (result i32) unreachable))
  (core instance $guest (instantiate $guest
    (with "host" (instance (export "soon" (func $soon)) (export "return" (func $return))))))
  (alias core export $guest "never" (core func $never))
  (func $ask (type $number) (canon lift (core func $guest "ask") async (callback $never)))
  (export "ask" (func $ask)))
