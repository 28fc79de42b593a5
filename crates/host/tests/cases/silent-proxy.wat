;; Handles HTTP requests by trapping, or by returning without an answer when it was given arguments.
(component $proxy
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-arguments" (func (result (list string))))))
  (import "wasi:http/types@0.2.0" (instance $types
    (export "incoming-request" (type (sub resource)))
    (export "response-outparam" (type (sub resource)))))
  (alias export $types "incoming-request" (type $request))
  (alias export $types "response-outparam" (type $out))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024))
  (core instance $libc (instantiate $libc))
  (core func $args (canon lower (func $environment "get-arguments")
    (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core func $drop-request (canon resource.drop $request))
  (core func $drop-out (canon resource.drop $out))
  (core module $guest
    (import "libc" "memory" (memory 1))
    (import "host" "args" (func $args (param i32)))
    (import "host" "drop-request" (func $drop-request (param i32)))
    (import "host" "drop-out" (func $drop-out (param i32)))
    (func (export "handle") (param i32 i32)
      (call $args (i32.const 16))
      (if (i32.eq (i32.load (i32.const 20)) (i32.const 1)) (then unreachable))
      (call $drop-request (local.get 0))
      (call $drop-out (local.get 1))))
  (core instance $guest (instantiate $guest
    (with "libc" (instance $libc))
    (with "host" (instance
      (export "args" (func $args))
      (export "drop-request" (func $drop-request))
      (export "drop-out" (func $drop-out))))))
  (func $handle (param "request" (own $request)) (param "response-out" (own $out))
    (canon lift (core func $guest "handle")))
  (component $export
    (import "request" (type $request (sub resource)))
    (import "out" (type $out (sub resource)))
    (import "handle" (func $handle (param "request" (own $request)) (param "response-out" (own $out))))
    (export $request-e "incoming-request" (type $request))
    (export $out-e "response-outparam" (type $out))
    (export "handle" (func $handle) (func (param "request" (own $request-e)) (param "response-out" (own $out-e)))))
  (instance $i (instantiate $export (with "request" (type $request)) (with "out" (type $out)) (with "handle" (func $handle))))
  (export "wasi:http/incoming-handler@0.2.0" (instance $i)))
