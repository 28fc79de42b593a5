  ;; Whether a text is one of a table.
  (func $among (param $text i32) (param $size i32) (param $table i32) (result i32)
    (local $left i32) (local $at i32) (local $i i32)
    (local.set $left (i32.load (local.get $table)))
    (local.set $at (i32.add (local.get $table) (i32.const 4)))
    (loop $next
      (if (i32.eqz (local.get $left)) (then (return (i32.const 0))))
      (if (i32.eq (i32.load offset=4 (local.get $at)) (local.get $size))
        (then
          (local.set $i (i32.const 0))
          (block $other
            (loop $same
              (if (i32.eq (local.get $i) (local.get $size)) (then (return (i32.const 1))))
              (br_if $other
                (i32.ne
                  (i32.load8_u (i32.add (local.get $text) (local.get $i)))
                  (i32.load8_u (i32.add (i32.load (local.get $at)) (local.get $i)))))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br $same)))))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br $next))
    (unreachable))
