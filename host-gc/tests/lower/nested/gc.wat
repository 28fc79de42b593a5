;; the inner component lowers what the outer one gives it; a module is reached from two levels up
(component
  (import "ask" (func $ask (param "question" string) (result string)))
  (core module $first
    (type $string (array (mut i8)))
    (func (export "length") (param (ref $string)) (result i32) (array.len (local.get 0))))
  (core instance $first (instantiate $first))
  (func (export "first-length") (param "text" string) (result u32)
    (canon lift (core func $first "length") gc))
  (core module $relay
    (type $string (array (mut i8)))
    (type $ask (func (param (ref $string)) (result (ref $string))))
    (import "host" "ask" (func $ask (type $ask)))
    (func (export "relay") (type $ask) (call $ask (local.get 0))))
  (component $inner
    (import "ask" (func $ask (param "question" string) (result string)))
    (core rec (type $string (array (mut i8))))
    (core type $ask' (func (param (ref $string)) (result (ref $string))))
    (core func $low (canon lower (func $ask) gc (core-type $ask')))
    (alias outer 1 $relay (core module $module))
    (core instance $host (export "ask" (func $low)))
    (core instance $i (instantiate $module (with "host" (instance $host))))
    (func (export "relay") (param "question" string) (result string)
      (canon lift (core func $i "relay") gc)))
  (instance $one (instantiate $inner (with "ask" (func $ask))))
  (instance $two (instantiate $inner (with "ask" (func $one "relay"))))
  (core module $local
    (type $string (array (mut i8)))
    (func (export "length") (param (ref $string)) (result i32) (array.len (local.get 0))))
  (core instance $local (instantiate $local))
  (func (export "length") (param "text" string) (result u32)
    (canon lift (core func $local "length") gc))
  (export "relay" (func $two "relay")))
