;; The memory of a filter. What is put there is forgotten as a whole.
(module
  (memory (export "memory") {pages} 1024)
  (global $heap (export "heap") (mut i32) (i32.const {end}))
  {data}

  (func (export "realloc") (param $old i32) (param $before i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32) (local $end i32)
    (local.set $at
      (i32.and
        (i32.sub (i32.add (global.get $heap) (local.get $align)) (i32.const 1))
        (i32.sub (i32.const 0) (local.get $align))))
    (local.set $end (i32.add (local.get $at) (local.get $size)))
    ;; Past the end of all memory.
    (if (i32.or
          (i32.lt_u (local.get $at) (global.get $heap))
          (i32.or
            (i32.lt_u (local.get $end) (local.get $at))
            (i32.gt_u (local.get $end) (i32.const 0x4000000))))
      (then unreachable))
    (if (i32.gt_u (local.get $end) (i32.shl (memory.size) (i32.const 16)))
      (then
        (if (i32.eq
              (memory.grow
                (i32.sub
                  (i32.shr_u (i32.add (local.get $end) (i32.const 0xffff)) (i32.const 16))
                  (memory.size)))
              (i32.const -1))
          (then unreachable))))
    (global.set $heap (local.get $end))
    (if (local.get $before)
      (then
        (memory.copy
          (local.get $at)
          (local.get $old)
          (select (local.get $before) (local.get $size) (i32.lt_u (local.get $before) (local.get $size))))))
    (local.get $at))

  (func (export "reset")
    (global.set $heap (i32.const {end}))))
