(module
  (type $string (array (mut i8)))
  (import "$root" "show" (func $show (param (ref $string)) (result (ref $string))))
  (func (export "echo") (param (ref $string)) (result (ref $string)) (call $show (local.get 0))))
