(module
  (type $string (array (mut i8)))
  (type $items (array (mut externref)))
  (type $thing (struct (field (ref $string))))
  (import "test:resources/items" "[constructor]item" (func $item (param i32) (result (ref extern))))
  (import "test:resources/items" "[method]item.value" (func $value (param externref) (result i32)))
  (import "test:resources/items" "take" (func $take (param externref) (result i32)))
  (import "test:resources/items" "[resource-drop]item" (func $drop (param externref)))
  (import "[export]test:resources/things" "[resource-new]thing"
    (func $new-thing (param (ref $thing)) (result (ref extern))))
  (import "[export]test:resources/things" "[resource-rep]thing"
    (func $rep-thing (param externref) (result (ref $thing))))
  (import "[export]test:resources/things" "[resource-drop]thing" (func $drop-thing (param externref)))
  (import "[export]test:resources/things" "[resource-new]ticket"
    (func $new-ticket (param i32) (result externref)))
  (import "[export]test:resources/things" "[resource-rep]ticket"
    (func $rep-ticket (param externref) (result i32)))
  (import "[export]test:resources/things" "[resource-drop]ticket" (func $drop-ticket (param externref)))
  (global $destroyed (mut i32) (i32.const 0))
  (global $kept (mut externref) (ref.null extern))

  (func (export "relay") (param externref) (result (ref extern)) (ref.as_non_null (local.get 0)))
  (func (export "make") (param i32) (result externref) (call $item (local.get 0)))
  (func (export "peek") (param (ref extern)) (result i32) (call $value (local.get 0)))
  (func (export "peek-all") (param $items (ref $items)) (result i32)
    (local $at i32) (local $sum i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (array.len (local.get $items))))
        (local.set $sum
          (i32.add
            (local.get $sum)
            (call $value (array.get $items (local.get $items) (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $sum))
  (func (export "peek-and-drop") (param externref) (result i32)
    (call $value (local.get 0))
    (call $drop (local.get 0)))
  (func (export "keep") (param externref) (global.set $kept (local.get 0)))
  (func (export "use-kept") (result i32) (call $value (global.get $kept)))
  (func (export "consume") (param externref) (result i32) (call $take (local.get 0)))
  (func (export "forget") (param externref) (call $drop (local.get 0)))
  (func (export "use-after-move") (param externref) (result i32)
    (drop (call $take (local.get 0)))
    (call $value (local.get 0)))
  (func (export "drop-twice") (param externref)
    (call $drop (local.get 0))
    (call $drop (local.get 0)))
  (func (export "use-after-drop") (param externref) (result i32)
    (call $drop (local.get 0))
    (call $value (local.get 0)))
  (func (export "destroyed") (result i32) (global.get $destroyed))

  (func (export "test:resources/things#[constructor]thing") (param (ref $string)) (result externref)
    (call $new-thing (struct.new $thing (local.get 0))))
  ;; `self` is the object itself
  (func (export "test:resources/things#[method]thing.text") (param externref) (result (ref $string))
    (struct.get $thing 0 (ref.cast (ref $thing) (any.convert_extern (local.get 0)))))
  (func (export "test:resources/things#[static]thing.join")
    (param $a externref) (param $b externref) (result externref)
    (local $left (ref $string)) (local $right (ref $string)) (local $all (ref $string))
    (local.set $left (struct.get $thing 0 (call $rep-thing (local.get $a))))
    (local.set $right (struct.get $thing 0 (call $rep-thing (local.get $b))))
    (call $drop-thing (local.get $a))
    (local.set $all
      (array.new_default $string
        (i32.add (array.len (local.get $left)) (array.len (local.get $right)))))
    (array.copy $string $string
      (local.get $all) (i32.const 0)
      (local.get $left) (i32.const 0) (array.len (local.get $left)))
    (array.copy $string $string
      (local.get $all) (array.len (local.get $left))
      (local.get $right) (i32.const 0) (array.len (local.get $right)))
    (call $new-thing (struct.new $thing (local.get $all))))
  (func (export "test:resources/things#[dtor]thing") (param (ref $thing))
    (global.set $destroyed (i32.add (global.get $destroyed) (i32.const 1))))

  (func (export "test:resources/things#[constructor]ticket") (param i32) (result externref)
    (call $new-ticket (local.get 0)))
  (func (export "test:resources/things#[method]ticket.number") (param externref) (result i32)
    (call $rep-ticket (local.get 0)))
  (func (export "test:resources/things#redeem") (param externref) (result i32)
    (call $rep-ticket (local.get 0))
    (call $drop-ticket (local.get 0)))
  (func (export "test:resources/things#[dtor]ticket") (param i32)
    (global.set $destroyed (i32.add (global.get $destroyed) (i32.const 100)))))
