;; Two parts share a module; the second one traps in it, and has a recursion that never ends.
(component $app
  (component $left
    (core module $shared
      (func $divide (export "divide") (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0))))
    (core module $own
      (import "" "divide" (func $divide (param i32) (result i32)))
      (func $left_price (export "price") (param i32) (result i32) (call $divide (local.get 0))))
    (core instance $s (instantiate $shared))
    (core instance $o (instantiate $own (with "" (instance $s))))
    (func (export "price") (param "n" u32) (result u32) (canon lift (core func $o "price"))))
  (component $right
    (core module $shared
      (func $divide (export "divide") (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0))))
    (core module $own
      (import "" "divide" (func $divide (param i32) (result i32)))
      (func $right_price (export "price") (param i32) (result i32) (call $divide (local.get 0)))
      (func $deeper (export "deep") (param i32) (result i32) (i32.add (call $deeper (local.get 0)) (i32.const 1))))
    (core instance $s (instantiate $shared))
    (core instance $o (instantiate $own (with "" (instance $s))))
    (func (export "price") (param "n" u32) (result u32) (canon lift (core func $o "price")))
    (func (export "deep") (param "n" u32) (result u32) (canon lift (core func $o "deep"))))
  (component $main
    (import "left" (func $left (param "n" u32) (result u32)))
    (import "right" (func $right (param "n" u32) (result u32)))
    (core func $left (canon lower (func $left)))
    (core func $right (canon lower (func $right)))
    (core module $m
      (import "" "left" (func $left (param i32) (result i32)))
      (import "" "right" (func $right (param i32) (result i32)))
      (func $main (export "run") (result i32)
        (drop (call $left (i32.const 1)))
        (call $right (i32.const 0))))
    (core instance $i (instantiate $m (with "" (instance
      (export "left" (func $left)) (export "right" (func $right))))))
    (func (export "run") (result u32) (canon lift (core func $i "run"))))
  (instance $left (instantiate $left))
  (instance $right (instantiate $right))
  (instance $main (instantiate $main
    (with "left" (func $left "price")) (with "right" (func $right "price"))))
  (export "run" (func $main "run"))
  (export "deep" (func $right "deep")))
