(module
  (type $string (array i8))
  (type $bytes (array (mut i8)))
  (rec (type $row (sub (array i32))) (type $rows (array (ref $row))))
  (import "$root" "show" (func $show (param (ref $string)) (result (ref $string))))
  (global $constant (ref $string) (array.new_fixed $string 2 (i32.const 104) (i32.const 105)))
  (func (export "echo") (param (ref $string)) (result (ref $string))
    (drop (call $show (global.get $constant)))
    (call $show (local.get 0)))
  (func (export "pick") (param (ref $rows) i32) (result (ref $row))
    (array.get $rows (local.get 0) (local.get 1)))
  ;; a string is no mutable array of bytes, though its type becomes mutable
  (func (export "told-apart") (param $text (ref $string)) (result i32)
    (local $any anyref)
    (local.set $any (local.get $text))
    (i32.and
      (ref.test (ref $string) (local.get $any))
      (i32.eqz (ref.test (ref $bytes) (local.get $any))))))
