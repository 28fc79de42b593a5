;; Everything a host must survive: traps, endless loops, floods and greed.
(component $misbehave
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $error-t))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (export "output-stream" (type $out (sub resource)))
    (alias outer $misbehave $error-t (type $e))
    (export "error" (type $err (eq $e)))
    (type $se (variant (case "last-operation-failed" (own $err)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $se)))
    (export "[method]output-stream.blocking-write-and-flush"
      (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result (error $stream-error)))))))
  (alias export $streams "output-stream" (type $out-t))
  (import "wasi:cli/stderr@0.2.0" (instance $stderr
    (alias outer $misbehave $out-t (type $o))
    (export "output-stream" (type $out (eq $o)))
    (export "get-stderr" (func (result (own $out))))))
  (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
    (export "now" (func (result u64)))))
  (core module $libc
    (memory (export "memory") 1)
    (data (i32.const 256) "panic: price is negative\n")
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 4096))
  (core instance $libc (instantiate $libc))
  (core func $get (canon lower (func $stderr "get-stderr")))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush")
    (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core module $guest
    (import "libc" "memory" (memory 1))
    (import "host" "get" (func $get (result i32)))
    (import "host" "write" (func $write (param i32 i32 i32 i32)))
    (global $stderr (mut i32) (i32.const 0))
    (func $say
      (if (i32.eqz (global.get $stderr)) (then (global.set $stderr (call $get))))
      (call $write (global.get $stderr) (i32.const 256) (i32.const 25) (i32.const 64)))
    (func $check_price (call $say) (unreachable))
    (func $runtime.gopanic (call $check_price))
    (func (export "boom") (call $runtime.gopanic))
    (func (export "divide") (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1)))
    (func (export "spin") (loop $again (br $again)))
    (func $deeper (export "recurse") (call $deeper))
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "flood") (param i32)
      (loop $again
        (call $say)
        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
        (br_if $again (local.get 0)))))
  (core instance $guest (instantiate $guest
    (with "libc" (instance $libc))
    (with "host" (instance (export "get" (func $get)) (export "write" (func $write))))))
  (func (export "boom") (canon lift (core func $guest "boom")))
  (func (export "divide") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $guest "divide")))
  (func (export "spin") (canon lift (core func $guest "spin")))
  (func (export "recurse") (canon lift (core func $guest "recurse")))
  (func (export "grow") (param "pages" u32) (result s32) (canon lift (core func $guest "grow")))
  (func (export "flood") (param "times" u32) (canon lift (core func $guest "flood"))))
