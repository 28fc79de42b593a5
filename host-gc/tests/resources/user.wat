;; calls the provider and answers with numbers alone
(module
  (type $items (array (mut externref)))
  (import "test:resources/items" "[constructor]item" (func $item (param i32) (result (ref extern))))
  (import "test:resources/items" "[method]item.value" (func $value (param externref) (result i32)))
  (import "test:resources/items" "take" (func $take (param externref) (result i32)))
  (import "test:resources/items" "[resource-drop]item" (func $drop (param externref)))

  (func (export "alive") (result i32)
    (local $counter externref)
    (local.set $counter (call $item (i32.const 0)))
    (call $value (local.get $counter))
    (call $drop (local.get $counter)))
  ;; `count` items at once: the sum of what they say, and of what `take` says of every other one
  (func (export "many") (param $count i32) (result i32)
    (local $items (ref $items)) (local $at i32) (local $sum i32)
    (local.set $items (array.new_default $items (local.get $count)))
    (block $made
      (loop $next
        (br_if $made (i32.ge_u (local.get $at) (local.get $count)))
        (array.set $items (local.get $items) (local.get $at)
          (call $item (i32.add (local.get $at) (i32.const 1))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $at)))
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (local.set $sum
          (i32.add (local.get $sum) (call $value (array.get $items (local.get $items) (local.get $at)))))
        (if (i32.and (local.get $at) (i32.const 1))
          (then
            (local.set $sum
              (i32.add (local.get $sum) (call $take (array.get $items (local.get $items) (local.get $at))))))
          (else (call $drop (array.get $items (local.get $items) (local.get $at)))))
        (br $next)))
    (local.get $sum))
  ;; a handle that was passed on
  (func (export "stale") (result i32)
    (local $item externref)
    (local.set $item (call $item (i32.const 5)))
    (drop (call $take (local.get $item)))
    (call $value (local.get $item))))
