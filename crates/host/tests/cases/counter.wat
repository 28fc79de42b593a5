;; Exports a resource, and how many of it were destroyed.
(component $counter
  (core module $destroy
    (global $count (export "count") (mut i32) (i32.const 0))
    (func (export "destroy") (param i32)
      (if (i32.eqz (local.get 0)) (then unreachable))
      (global.set $count (i32.add (global.get $count) (i32.const 1)))))
  (core instance $destroy (instantiate $destroy))
  (type $r (resource (rep i32) (dtor (core func $destroy "destroy"))))
  (core func $new (canon resource.new $r))
  (core module $guest
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "count" (global $count (mut i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
    ;; A borrowed handle of one's own resource arrives as its representation.
    (func (export "get") (param i32) (result i32) (local.get 0))
    (func (export "destroyed") (result i32) (global.get $count)))
  (core instance $guest (instantiate $guest (with "" (instance
    (export "new" (func $new))
    (export "count" (global $destroy "count"))))))
  (func $make (param "value" u32) (result (own $r)) (canon lift (core func $guest "make")))
  (func $get (param "self" (borrow $r)) (result u32) (canon lift (core func $guest "get")))
  (func $destroyed (result u32) (canon lift (core func $guest "destroyed")))
  (component $export
    (import "r" (type $in (sub resource)))
    (import "make" (func $make (param "value" u32) (result (own $in))))
    (import "get" (func $get (param "self" (borrow $in)) (result u32)))
    (import "destroyed" (func $destroyed (result u32)))
    (export $out "counter" (type $in))
    (export "[constructor]counter" (func $make) (func (param "value" u32) (result (own $out))))
    (export "[method]counter.get" (func $get) (func (param "self" (borrow $out)) (result u32)))
    (export "destroyed" (func $destroyed)))
  (instance $i (instantiate $export
    (with "r" (type $r)) (with "make" (func $make)) (with "get" (func $get)) (with "destroyed" (func $destroyed))))
  (export "test:count/counters" (instance $i)))
