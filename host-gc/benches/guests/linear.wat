;; Every function gives back a copy of what it got, as a guest with objects of its own would.
(module
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))
  (func $alloc (param $size i32) (param $align i32) (result i32)
    (local $at i32) (local $end i32) (local $size-now i32)
    (local.set $at
      (i32.and
        (i32.sub (i32.add (global.get $top) (local.get $align)) (i32.const 1))
        (i32.sub (i32.const 0) (local.get $align))))
    (local.set $end (i32.add (local.get $at) (local.get $size)))
    (global.set $top (local.get $end))
    (local.set $size-now (i32.shl (memory.size) (i32.const 16)))
    (if (i32.gt_u (local.get $end) (local.get $size-now))
      (then
        (if (i32.eq
              (i32.const -1)
              (memory.grow
                (i32.shr_u
                  (i32.add (i32.sub (local.get $end) (local.get $size-now)) (i32.const 65535))
                  (i32.const 16))))
          (then unreachable))))
    (local.get $at))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (call $alloc (local.get 3) (local.get 2)))
  (func $post (param i32) (global.set $top (i32.const 1024)))
  (export "cabi_post_text" (func $post))
  (export "cabi_post_bytes" (func $post))
  (export "cabi_post_numbers" (func $post))
  (export "cabi_post_people" (func $post))
  (func $copied (param $from i32) (param $size i32) (param $align i32) (param $count i32) (result i32)
    (local $to i32) (local $pair i32)
    (local.set $to (call $alloc (local.get $size) (local.get $align)))
    (memory.copy (local.get $to) (local.get $from) (local.get $size))
    (local.set $pair (call $alloc (i32.const 8) (i32.const 4)))
    (i32.store (local.get $pair) (local.get $to))
    (i32.store offset=4 (local.get $pair) (local.get $count))
    (local.get $pair))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "text") (param i32 i32) (result i32)
    (call $copied (local.get 0) (local.get 1) (i32.const 1) (local.get 1)))
  (func (export "bytes") (param i32 i32) (result i32)
    (call $copied (local.get 0) (local.get 1) (i32.const 1) (local.get 1)))
  (func (export "numbers") (param i32 i32) (result i32)
    (call $copied (local.get 0) (i32.shl (local.get 1) (i32.const 2)) (i32.const 4) (local.get 1)))
  (func (export "sum") (param $at i32) (param $count i32) (result i64)
    (local $end i32) (local $sum i64)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $sum (i64.add (local.get $sum) (i64.load32_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (global.set $top (i32.const 1024))
    (local.get $sum))
  (func (export "people") (param $from i32) (param $count i32) (result i32)
    (local $pair i32) (local $at i32) (local $end i32) (local $name i32)
    (local.set $pair
      (call $copied
        (local.get $from) (i32.shl (local.get $count) (i32.const 5)) (i32.const 8) (local.get $count)))
    (local.set $at (i32.load (local.get $pair)))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 5))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $name (call $alloc (i32.load offset=4 (local.get $at)) (i32.const 1)))
        (memory.copy (local.get $name) (i32.load (local.get $at)) (i32.load offset=4 (local.get $at)))
        (i32.store (local.get $at) (local.get $name))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $next)))
    (local.get $pair)))
