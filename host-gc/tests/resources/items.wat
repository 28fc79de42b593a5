;; a provider of the items that `guest.wat` imports
(module
  (type $item (struct (field i32)))
  (import "[export]test:resources/items" "[resource-new]item"
    (func $new (param (ref $item)) (result externref)))
  (import "[export]test:resources/items" "[resource-rep]item"
    (func $rep (param externref) (result (ref $item))))
  (import "[export]test:resources/items" "[resource-drop]item" (func $drop (param externref)))
  (global $alive (mut i32) (i32.const 0))

  (func (export "test:resources/items#[constructor]item") (param i32) (result externref)
    (global.set $alive (i32.add (global.get $alive) (i32.const 1)))
    (call $new (struct.new $item (local.get 0))))
  ;; item 0 tells how many are alive
  (func (export "test:resources/items#[method]item.value") (param externref) (result i32)
    (local $number i32)
    (local.set $number
      (struct.get $item 0 (ref.cast (ref $item) (any.convert_extern (local.get 0)))))
    (select (local.get $number) (global.get $alive) (local.get $number)))
  (func (export "test:resources/items#take") (param externref) (result i32)
    (struct.get $item 0 (call $rep (local.get 0)))
    (call $drop (local.get 0)))
  (func (export "test:resources/items#[dtor]item") (param (ref $item))
    (global.set $alive (i32.sub (global.get $alive) (i32.const 1)))))
