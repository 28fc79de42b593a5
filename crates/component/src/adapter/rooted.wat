  ;; A page for names: `.` at its start, what is known of a granted folder, its name.
  (global $page (mut i32) (i32.const 0))
  ;; What `$find` found: the folder, −1 for none, and the path from there.
  (global $folder (mut i32) (i32.const 0))
  (global $path (mut i32) (i32.const 0))
  (global $size (mut i32) (i32.const 0))

  ;; Takes slashes and `./` from the start of the path.
  (func $trim
    (loop $more
      (if (i32.eqz (global.get $size)) (then (return)))
      (if (i32.ne (i32.load8_u (global.get $path)) (i32.const 0x2f)) (then
        (if (i32.ne (i32.load8_u (global.get $path)) (i32.const 0x2e)) (then (return)))
        (if (i32.gt_u (global.get $size) (i32.const 1)) (then
          (if (i32.ne (i32.load8_u offset=1 (global.get $path)) (i32.const 0x2f)) (then (return)))))))
      (call $skip (i32.const 1))
      (br $more)))

  (func $skip (param $count i32)
    (global.set $path (i32.add (global.get $path) (local.get $count)))
    (global.set $size (i32.sub (global.get $size) (local.get $count))))

  ;; How many bytes of the path a folder's name takes, −1 where it isn't in there.
  (func $holds (param $name i32) (param $count i32) (result i32) (local $at i32)
    (loop $strip
      (if (i32.eqz (local.get $count)) (then (return (i32.const 0))))
      (if (i32.eq (i32.load8_u (local.get $name)) (i32.const 0x2f)) (then
        (local.set $name (i32.add (local.get $name) (i32.const 1)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $strip))))
    (if (i32.and
          (i32.eq (local.get $count) (i32.const 1))
          (i32.eq (i32.load8_u (local.get $name)) (i32.const 0x2e)))
      (then (return (i32.const 0))))
    (loop $strip
      (if (i32.eq
            (i32.load8_u (i32.sub (i32.add (local.get $name) (local.get $count)) (i32.const 1)))
            (i32.const 0x2f))
        (then
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $strip))))
    (if (i32.gt_u (local.get $count) (global.get $size)) (then (return (i32.const -1))))
    (loop $compare
      (if (i32.ne
            (i32.load8_u (i32.add (local.get $name) (local.get $at)))
            (i32.load8_u (i32.add (global.get $path) (local.get $at))))
        (then (return (i32.const -1))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $compare (i32.lt_u (local.get $at) (local.get $count))))
    (if (i32.eq (local.get $count) (global.get $size)) (then (return (local.get $count))))
    (select
      (local.get $count)
      (i32.const -1)
      (i32.eq (i32.load8_u (i32.add (global.get $path) (local.get $count))) (i32.const 0x2f))))

  ;; The granted folder that holds a path from the root, the one with the longest name.
  (func $find (param $from i32) (param $at i32) (param $count i32)
    (local $each i32) (local $name i32) (local $best i32) (local $holds i32)
    (global.set $folder (local.get $from))
    (global.set $path (local.get $at))
    (global.set $size (local.get $count))
    (if (i32.ne (local.get $from) (i32.const 3)) (then (return)))
    (if (i32.eqz (global.get $page)) (then
      (global.set $page (i32.shl (memory.grow (i32.const 1)) (i32.const 16)))
      (i32.store8 (global.get $page) (i32.const 0x2e))))
    (local.set $name (i32.add (global.get $page) (i32.const 16)))
    (call $trim)
    (global.set $folder (i32.const -1))
    (local.set $best (i32.const -1))
    (local.set $each (i32.const 3))
    (block $done
      (loop $next
        (br_if $done (call $fd_prestat_get (local.get $each) (i32.add (global.get $page) (i32.const 8))))
        (local.set $count (i32.load offset=12 (global.get $page)))
        (if (i32.le_u (local.get $count) (i32.const 65000)) (then
          (br_if $done (call $fd_prestat_dir_name (local.get $each) (local.get $name) (local.get $count)))
          (local.set $holds (call $holds (local.get $name) (local.get $count)))
          (if (i32.gt_s (local.get $holds) (local.get $best)) (then
            (local.set $best (local.get $holds))
            (global.set $folder (local.get $each))))))
        (local.set $each (i32.add (local.get $each) (i32.const 1)))
        (br $next)))
    (if (i32.eq (local.get $best) (i32.const -1)) (then (return)))
    (call $skip (local.get $best))
    (call $trim)
    (if (i32.eqz (global.get $size)) (then
      (global.set $path (global.get $page))
      (global.set $size (i32.const 1)))))

  ;; The guest sees the root alone.
  (func (export "fd_prestat_get") (param i32 i32) (result i32)
    (if (i32.ne (local.get 0) (i32.const 3)) (then (return (i32.const 8))))
    (i32.store (local.get 1) (i32.const 0))
    (i32.store offset=4 (local.get 1) (i32.const 1))
    (i32.const 0))
  (func (export "fd_prestat_dir_name") (param i32 i32 i32) (result i32)
    (if (i32.ne (local.get 0) (i32.const 3)) (then (return (i32.const 8))))
    (i32.store8 (local.get 1) (i32.const 0x2f))
    (i32.const 0))
  ;; The root is a folder with all rights, whatever is granted.
  (func (export "fd_fdstat_get") (param i32 i32) (result i32)
    (if (i32.ne (local.get 0) (i32.const 3))
      (then (return (call $fd_fdstat_get (local.get 0) (local.get 1)))))
    (i64.store (local.get 1) (i64.const 3))
    (i64.store offset=8 (local.get 1) (i64.const 0x1fffffff))
    (i64.store offset=16 (local.get 1) (i64.const 0x1fffffff))
    (i32.const 0))
