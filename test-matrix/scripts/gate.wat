;; A component that can be shut: calls of `pass` wait before they start, until it is opened again. No language offers
;; that to its users. What it offers, as WIT:
;;
;;   package matrix:gates;
;;   interface gate {
;;     resource ticket { constructor(number: u32); number: func() -> u32; }
;;     shut: func();
;;     open: func();
;;     /// Ends the ticket and gives its number.
;;     pass: async func(ticket: ticket) -> u32;
;;     /// Calls of `pass` that started.
;;     passed: func() -> u32;
;;   }
(component
  (type $ticket' (resource (rep i32)))
  (core func $new (canon resource.new $ticket'))
  (core func $drop (canon resource.drop $ticket'))
  (core func $rep (canon resource.rep $ticket'))
  (core func $shut (canon backpressure.inc))
  (core func $open (canon backpressure.dec))
  (core func $return (canon task.return (result u32)))
  (core module $module
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (import "" "rep" (func $rep (param i32) (result i32)))
    (import "" "shut" (func $shut))
    (import "" "open" (func $open))
    (import "" "return" (func $return (param i32)))
    (global $passed (mut i32) (i32.const 0))
    (func (export "ticket") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "number") (param i32) (result i32) (local.get 0))
    (func (export "shut") (call $shut))
    (func (export "open") (call $open))
    (func (export "passed") (result i32) (global.get $passed))
    (func (export "pass") (param $ticket i32) (result i32)
      (global.set $passed (i32.add (global.get $passed) (i32.const 1)))
      (call $return (call $rep (local.get $ticket)))
      (call $drop (local.get $ticket))
      (i32.const 0))
    (func (export "callback") (param i32 i32 i32) (result i32) (unreachable)))
  (core instance $core (instantiate $module (with "" (instance
    (export "new" (func $new))
    (export "drop" (func $drop))
    (export "rep" (func $rep))
    (export "shut" (func $shut))
    (export "open" (func $open))
    (export "return" (func $return))))))
  (func $constructor (param "number" u32) (result (own $ticket')) (canon lift (core func $core "ticket")))
  (func $number (param "self" (borrow $ticket')) (result u32) (canon lift (core func $core "number")))
  (func $shut' (canon lift (core func $core "shut")))
  (func $open' (canon lift (core func $core "open")))
  (func $pass async (param "ticket" (own $ticket')) (result u32)
    (canon lift (core func $core "pass") async (callback (core func $core "callback"))))
  (func $passed (result u32) (canon lift (core func $core "passed")))
  (component $shape
    (import "ticket" (type $ticket (sub resource)))
    (import "constructor" (func $constructor (param "number" u32) (result (own $ticket))))
    (import "number" (func $number (param "self" (borrow $ticket)) (result u32)))
    (import "shut" (func $shut))
    (import "open" (func $open))
    (import "pass" (func $pass async (param "ticket" (own $ticket)) (result u32)))
    (import "passed" (func $passed (result u32)))
    (export $exported "ticket" (type $ticket))
    (export "[constructor]ticket" (func $constructor)
      (func (param "number" u32) (result (own $exported))))
    (export "[method]ticket.number" (func $number)
      (func (param "self" (borrow $exported)) (result u32)))
    (export "shut" (func $shut))
    (export "open" (func $open))
    (export "pass" (func $pass) (func async (param "ticket" (own $exported)) (result u32)))
    (export "passed" (func $passed)))
  (instance $gate (instantiate $shape
    (with "ticket" (type $ticket'))
    (with "constructor" (func $constructor))
    (with "number" (func $number))
    (with "shut" (func $shut'))
    (with "open" (func $open'))
    (with "pass" (func $pass))
    (with "passed" (func $passed))))
  (export "matrix:gates/gate" (instance $gate)))
