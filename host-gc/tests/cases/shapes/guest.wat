(module
  (rec (type $string (array (mut i8))))
  (rec (type $numbers (array (mut i32))))
  (rec (type $point (struct (field f64) (field f64))))
  (rec (type $person (struct (field (ref $string)) (field i8) (field (ref $point)))))
  (rec (type $people (array (mut (ref $person)))))
  (rec
    (type $maybe (sub (struct)))
    (type $none (sub final $maybe (struct)))
    (type $some (sub final $maybe (struct (field (ref $person))))))
  (rec
    (type $shape (sub (struct)))
    (type $circle (sub final $shape (struct (field f64))))
    (type $named (sub final $shape (struct (field (ref $string)))))
    (type $nothing (sub final $shape (struct))))
  (rec
    (type $outcome (sub (struct)))
    (type $ok (sub final $outcome (struct (field (ref $shape)))))
    (type $err (sub final $outcome (struct (field (ref $string))))))

  (import "$root" "log" (func $log (param (ref $string))))
  (import "$root" "ask" (func $ask (param (ref $string) (ref $point)) (result (ref null $string))))

  (func $joined (param $left (ref $string)) (param $right (ref $string)) (result (ref $string))
    (local $all (ref $string)) (local $middle i32)
    (local.set $middle (array.len (local.get $left)))
    (local.set $all
      (array.new_default $string (i32.add (local.get $middle) (array.len (local.get $right)))))
    (array.copy $string $string
      (local.get $all) (i32.const 0) (local.get $left) (i32.const 0) (local.get $middle))
    (array.copy $string $string
      (local.get $all) (local.get $middle)
      (local.get $right) (i32.const 0) (array.len (local.get $right)))
    (local.get $all))

  (func $hi (result (ref $string))
    (array.new_fixed $string 3 (i32.const 72) (i32.const 105) (i32.const 32)))

  (func (export "greet") (param $name (ref $string)) (result (ref $string))
    (local $greeting (ref $string))
    (local.set $greeting (call $joined (call $hi) (local.get $name)))
    (call $log (local.get $greeting))
    (call $joined
      (local.get $greeting)
      (ref.as_non_null
        (call $ask (local.get $name) (struct.new $point (f64.const 1.5) (f64.const -2))))))

  (func (export "echo") (param (ref $string)) (result (ref $string)) (local.get 0))

  (func (export "scale") (param $p (ref $point)) (param $by f64) (result (ref $point))
    (struct.new $point
      (f64.mul (local.get $by) (struct.get $point 0 (local.get $p)))
      (f64.mul (local.get $by) (struct.get $point 1 (local.get $p)))))

  (func (export "sum") (param $xs (ref $numbers)) (result i64)
    (local $at i32) (local $sum i64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (array.len (local.get $xs))))
        (local.set $sum
          (i64.add
            (local.get $sum)
            (i64.extend_i32_u (array.get $numbers (local.get $xs) (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $sum))

  (func (export "doubled") (param $xs (ref $numbers)) (result (ref $numbers))
    (local $at i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (array.len (local.get $xs))))
        (array.set $numbers
          (local.get $xs) (local.get $at)
          (i32.shl (array.get $numbers (local.get $xs) (local.get $at)) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $xs))

  (func (export "oldest") (param $people (ref $people)) (result (ref $maybe))
    (local $at i32) (local $best (ref null $person)) (local $one (ref $person))
    (if (i32.eqz (array.len (local.get $people))) (then (return (struct.new $none))))
    (local.set $best (array.get $people (local.get $people) (i32.const 0)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (array.len (local.get $people))))
        (local.set $one (array.get $people (local.get $people) (local.get $at)))
        (if (i32.gt_u
              (struct.get_u $person 1 (local.get $one))
              (struct.get_u $person 1 (local.get $best)))
          (then (local.set $best (local.get $one))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (struct.new $some (ref.as_non_null (local.get $best))))

  ;; circles grow; blue names are errors; the rest stays as it is
  (func (export "twice") (param $s (ref $shape)) (param $color i32) (result (ref $outcome))
    (if (ref.test (ref $circle) (local.get $s))
      (then
        (return
          (struct.new $ok
            (struct.new $circle
              (f64.mul
                (f64.const 2)
                (struct.get $circle 0 (ref.cast (ref $circle) (local.get $s)))))))))
    (if (i32.and
          (ref.test (ref $named) (local.get $s))
          (i32.eq (local.get $color) (i32.const 2)))
      (then
        (return (struct.new $err (struct.get $named 0 (ref.cast (ref $named) (local.get $s)))))))
    (struct.new $ok (local.get $s)))

  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
