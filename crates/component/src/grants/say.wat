  ;; Says a message on stderr, with what was asked for in its middle; once.
  (func $say (param $message i32) (param $text i32) (param $size i32)
    (local $line i32) (local $at i32) (local $end i32) (local $stream i32)
    (if (i32.load offset=16 (local.get $message)) (then (return)))
    (i32.store offset=16 (local.get $message) (i32.const 1))
    (if (i32.gt_u (local.get $size) (i32.const 256)) (then (local.set $size (i32.const 256))))
    (local.set $line
      (call $realloc
        (i32.const 0)
        (i32.const 0)
        (i32.const 1)
        (i32.add
          (local.get $size)
          (i32.add (i32.load offset=4 (local.get $message)) (i32.load offset=12 (local.get $message))))))
    (memory.copy (local.get $line) (i32.load (local.get $message)) (i32.load offset=4 (local.get $message)))
    (local.set $at (i32.add (local.get $line) (i32.load offset=4 (local.get $message))))
    (memory.copy (local.get $at) (local.get $text) (local.get $size))
    ;; What a guest says goes to somebody's terminal.
    (local.set $end (i32.add (local.get $at) (local.get $size)))
    (block $clean
      (loop $next
        (br_if $clean (i32.eq (local.get $at) (local.get $end)))
        (if (i32.or
              (i32.lt_u (i32.load8_u (local.get $at)) (i32.const 0x20))
              (i32.ge_u (i32.load8_u (local.get $at)) (i32.const 0x7f)))
          (then (i32.store8 (local.get $at) (i32.const 0x3f))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (memory.copy (local.get $end) (i32.load offset=8 (local.get $message)) (i32.load offset=12 (local.get $message)))
    (local.set $stream (call {stderr}))
    (call {write}
      (local.get $stream)
      (local.get $line)
      (i32.sub
        (i32.add (local.get $end) (i32.load offset=12 (local.get $message)))
        (local.get $line))
      (i32.const {written}))
    (call {drop} (local.get $stream)))
