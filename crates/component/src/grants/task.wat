  (global $under-way{at} (mut i32) (i32.const 0))
  (global $free{at} (mut i32) (i32.const 0))

  ;; A block for a task.
  (func $take{at} (result i32)
    (local $block i32)
    (global.set $under-way{at} (i32.add (global.get $under-way{at}) (i32.const 1)))
    (if (global.get $free{at})
      (then
        (local.set $block (global.get $free{at}))
        (global.set $free{at} (i32.load (local.get $block)))
        (return (local.get $block))))
    (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (i32.const {size})))

  ;; Takes a block back; when no task is under way, everything is forgotten.
  (func $leave{at} (param $block i32)
    (global.set $under-way{at} (i32.sub (global.get $under-way{at}) (i32.const 1)))
    (if (global.get $under-way{at})
      (then
        (i32.store (local.get $block) (global.get $free{at}))
        (global.set $free{at} (local.get $block)))
      (else
        (global.set $free{at} (i32.const 0))
        (call $reset))))

  ;; Hands the host's answer on.
  (func $give{at} (param $at i32)
    {locals}
    {loads}
    (call {give}{values})
    (call $leave{at} (local.get $at)))

  ;; Drops what a task waited with.
  (func $settle{at} (param $block i32)
    (call {subtask-drop} (i32.load offset=4 (local.get $block)))
    (call {set-drop} (i32.load (local.get $block))))

  (func (export "c{at}") (param $event i32) (param $handle i32) (param $code i32) (result i32)
    (local $block i32)
    (local.set $block (call {context-get}))
    (if (i32.eq (local.get $event) (i32.const 6))
      (then
        ;; Cancelled: the answer may have come nevertheless.
        (local.set $code (call {subtask-cancel} (i32.load offset=4 (local.get $block))))
        (call $settle{at} (local.get $block))
        (if (i32.eq (local.get $code) (i32.const 2))
          (then (call $give{at} (local.get $block)))
          (else
            (call $leave{at} (local.get $block))
            (call {cancel})))
        (return (i32.const 0))))
    (if (i32.and
          (i32.eq (local.get $event) (i32.const 1))
          (i32.ge_u (local.get $code) (i32.const 2)))
      (then
        (call $settle{at} (local.get $block))
        (call $give{at} (local.get $block))
        (return (i32.const 0))))
    (i32.or (i32.const 2) (i32.shl (i32.load (local.get $block)) (i32.const 4))))

