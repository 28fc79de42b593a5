;; The control interface of a callee. `$option<string>` has the cases `none` and `some`.

(func (export "witloom:matrix/control#expect") (param $function i32) (param $vector i32)
  (call $begin (local.get $function) (local.get $vector)))

(func (export "witloom:matrix/control#complaint") (result (ref null $option<string>))
  (local $complaint (ref null $string))
  (local.set $complaint (global.get $complaint))
  (global.set $complaint (ref.null $string))
  (if (ref.is_null (local.get $complaint)) (then (return (struct.new $option<string>.none))))
  (struct.new $option<string>.some (ref.as_non_null (local.get $complaint))))
