;; Handles pass through a guest that is written with the `gc` option.
(component
  (import "items"
    (instance $items
      (export "item" (type $item (sub resource)))
      (export "value" (func (param "i" (borrow $item)) (result u32)))))
  (alias export $items "item" (type $item))
  (alias export $items "value" (func $value))
  (core type $value' (func (param externref) (result i32)))
  (core func $value' (canon lower (func $value) gc (core-type $value')))
  (core module $main
    (type $items (array (mut externref)))
    (import "host" "value" (func $value (param externref) (result i32)))
    (func (export "peek") (param $items (ref $items)) (result i32)
      (i32.add
        (call $value (array.get $items (local.get $items) (i32.const 0)))
        (call $value (array.get $items (local.get $items) (i32.const 1)))))
    (func (export "relay") (param (ref extern)) (result externref) (local.get 0)))
  (core instance $host (export "value" (func $value')))
  (core instance $i (instantiate $main (with "host" (instance $host))))
  (func (export "peek") (param "items" (list (borrow $item))) (result u32)
    (canon lift (core func $i "peek") gc))
  (func (export "relay") (param "i" (own $item)) (result (own $item))
    (canon lift (core func $i "relay") gc)))
