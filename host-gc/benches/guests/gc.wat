;; Every function gives back what it got.
(module
  (type $string (array (mut i8)))
  (type $numbers (array (mut i32)))
  (type $point (struct (field f64) (field f64)))
  (type $person (struct (field (ref $string)) (field i8) (field (ref $point))))
  (type $people (array (mut (ref $person))))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "text") (param (ref $string)) (result (ref $string)) (local.get 0))
  (func (export "bytes") (param (ref $string)) (result (ref $string)) (local.get 0))
  (func (export "numbers") (param (ref $numbers)) (result (ref $numbers)) (local.get 0))
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
  (func (export "people") (param (ref $people)) (result (ref $people)) (local.get 0)))
