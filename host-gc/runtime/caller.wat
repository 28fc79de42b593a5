;; The player of a caller: `$plays` holds a function per number, which makes the call of `$vector` and compares what
;; comes back. `$result<_|string>` has the cases `ok` and `err`.

(data $caller "caller: ")
(data $callee "callee: ")
(data $and "; ")

(func (export "witloom:matrix/player#play") (param $function i32) (param $vector i32)
  (result (ref null $result<_|string>))
  (local $answer (ref null $option<string>)) (local $own (ref null $string)) (local $text (ref null $string))
  (call $witloom:matrix/control.expect (local.get $function) (local.get $vector))
  (call $begin (local.get $function) (local.get $vector))
  (call_indirect $plays (local.get $function))
  (local.set $own (global.get $complaint))
  (local.set $answer (call $witloom:matrix/control.complaint))
  (if (ref.test (ref $option<string>.some) (local.get $answer))
    (then
      (local.set $text
        (call $join
          (call $text (array.new_data $bytes $callee (i32.const 0) (i32.const 8)))
          (ref.as_non_null
            (struct.get $option<string>.some $value
              (ref.cast (ref $option<string>.some) (local.get $answer))))))))
  (if (i32.eqz (ref.is_null (local.get $own)))
    (then
      (local.set $own
        (call $join
          (call $text (array.new_data $bytes $caller (i32.const 0) (i32.const 8)))
          (ref.as_non_null (local.get $own))))
      (if (ref.is_null (local.get $text))
        (then (local.set $text (local.get $own)))
        (else
          (local.set $text
            (call $join
              (ref.as_non_null (local.get $text))
              (call $join
                (call $text (array.new_data $bytes $and (i32.const 0) (i32.const 2)))
                (ref.as_non_null (local.get $own)))))))))
  (if (ref.is_null (local.get $text)) (then (return (struct.new $result<_|string>.ok))))
  (struct.new $result<_|string>.err (ref.as_non_null (local.get $text))))
