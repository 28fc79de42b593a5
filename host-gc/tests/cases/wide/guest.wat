(module
  (type $string (array (mut i8)))
  (type $nine
    (struct
      (field i8) (field i8) (field i8) (field i8) (field i8)
      (field i8) (field i8) (field i8) (field i8)))
  (type $wide (func (param (ref $nine) (ref $nine) i32 i32 (ref $string)) (result (ref $nine))))
  (import "$root" "store" (func $store (type $wide)))
  (import "$root" "odd" (func $odd (param (ref $nine) (ref $nine) i32 i32 (ref $string))))
  (func (export "relay") (type $wide)
    (call $store (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)))
  (func $truth (export "truth") (result (ref $nine))
    (struct.new $nine
      (i32.const 257) (i32.const -1) (i32.const 0) (i32.const 1) (i32.const 2)
      (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)))
  ;; a bool may be any non-zero number, an enum past its cases is an error
  (func (export "call-odd") (param $d i32) (param $c i32)
    (call $odd
      (call $truth) (call $truth) (local.get $c) (local.get $d)
      (array.new_default $string (i32.const 0)))))
