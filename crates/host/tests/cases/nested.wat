;; A composed app: two parts share one module byte for byte, others have modules of their own, the root too.
(component $app
  (component $left
    (core module $shared
      (memory (export "memory") 1)
      (func (export "three") (result i32) i32.const 3))
    (core module $own
      (import "shared" "three" (func $three (result i32)))
      (func (export "six") (result i32) (i32.mul (i32.const 2) (call $three))))
    (core instance $s (instantiate $shared))
    (core instance $o (instantiate $own (with "shared" (instance $s))))
    (func (export "get") (result u32) (canon lift (core func $o "six"))))
  (component $right
    (core module $shared
      (memory (export "memory") 1)
      (func (export "three") (result i32) i32.const 3))
    (core instance $s (instantiate $shared))
    (func (export "get") (result u32) (canon lift (core func $s "three"))))
  (component $main
    (import "left" (func $left (result u32)))
    (import "right" (func $right (result u32)))
    (core func $left (canon lower (func $left)))
    (core func $right (canon lower (func $right)))
    (core module $add
      (import "" "left" (func $left (result i32)))
      (import "" "right" (func $right (result i32)))
      (func (export "sum") (result i32) (i32.add (call $left) (call $right))))
    (core instance $add (instantiate $add (with "" (instance
      (export "left" (func $left))
      (export "right" (func $right))))))
    (func (export "sum") (result u32) (canon lift (core func $add "sum"))))
  (core module $idle (func (export "nothing")))
  (core instance (instantiate $idle))
  (instance $left (instantiate $left))
  (instance $right (instantiate $right))
  (instance $main (instantiate $main (with "left" (func $left "get")) (with "right" (func $right "get"))))
  (export "sum" (func $main "sum")))
