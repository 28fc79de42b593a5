(module
  (type $string (array (mut i8)))
  (tag $odd (param i32))
  (func $even (param $length i32) (result i32)
    (if (i32.and (local.get $length) (i32.const 1)) (then (throw $odd (local.get $length))))
    (local.get $length))
  ;; the length of the text, and 1000 more where it is odd
  (func (export "measure") (param $text (ref $string)) (result i32)
    (block $caught (result i32)
      (return
        (try_table (result i32) (catch $odd $caught) (call $even (array.len (local.get $text))))))
    (i32.const 1000)
    (i32.add)))
