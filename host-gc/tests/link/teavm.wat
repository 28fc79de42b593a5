;; What TeaVM writes, in small: objects with a header, arrays and strings wrapped in them.
(module
  (rec
    (type $chars (array (mut i16)))
    (type $object (sub (struct (field (mut anyref)) (field (mut eqref)))))
    (type $char_array (sub $object (struct (field (mut anyref)) (field (mut eqref)) (field (mut (ref $chars))))))
    (type $string (sub $object (struct (field (mut anyref)) (field (mut eqref)) (field (mut (ref null $char_array))) (field (mut i32)))))
    (type $bytes (array (mut i8)))
    (type $byte_array (sub $object (struct (field (mut anyref)) (field (mut eqref)) (field (mut (ref $bytes))))))
    (type $longs (array (mut i64))))
  (import "env" "memory" (memory 1 100))
  (import "teavmMemory" "heapOffset" (global $heap i32))
  (import "teavmMemory" "maxSize" (global $max i32))
  (import "witloom:link" "load-u8" (func $load (param i32 (ref null $byte_array) i32 i32)))
  (import "witloom:link" "store-8" (func $store (param i32 (ref null $byte_array) i32 i32)))
  (import "witloom:link" "load-u32" (func $load_u32 (param i32 (ref null $longs) i32 i32)))
  (import "witloom:link" "store-32" (func $store_u32 (param i32 (ref null $longs) i32 i32) (result i64)))
  (import "witloom:link" "utf8-decode" (func $decode (param i32 i32 (ref null $char_array) i32) (result i32)))
  (import "witloom:link" "utf8-encode" (func $encode (param (ref null $string) i32) (result i32)))
  (import "witloom:link" "heap-base" (func $heap_base (result i32)))
  (import "teavmJso" "global" (func $js (result (ref extern))))
  (import "teavmMath" "sqrt" (func $sqrt (param f64) (result f64)))
  (import "teavmMath" "sin" (func $sin (param f64) (result f64)))
  (import "teavmMath" "tan" (func $tan (param f64) (result f64)))
  (import "test:world/api" "hook" (func $hook))
  (data (i32.const 300) "data")

  (func (export "witloom:provide/teavmMath.sin") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 2)))
  (func (export "witloom:arith/division-by-zero") call $hook)
  (func (export "teavm.gone"))

  ;; count bytes at 1000 → array → 2000
  (func (export "copy") (param $count i32)
    (local $a (ref null $byte_array))
    (local.set $a (struct.new $byte_array (ref.null any) (ref.null eq) (array.new_default $bytes (local.get $count))))
    (call $load (i32.const 1000) (local.get $a) (i32.const 0) (local.get $count))
    (call $store (i32.const 2000) (local.get $a) (i32.const 0) (local.get $count)))

  ;; count words at 1000 → longs → 2000, with the element 0 made wide if asked
  (func (export "words") (param $count i32) (param $wide i64) (result i64)
    (local $a (ref null $longs))
    (local.set $a (array.new_default $longs (local.get $count)))
    (call $load_u32 (i32.const 1000) (local.get $a) (i32.const 0) (local.get $count))
    (array.set $longs (local.get $a) (i32.const 0)
      (i64.or (array.get $longs (local.get $a) (i32.const 0)) (local.get $wide)))
    (call $store_u32 (i32.const 2000) (local.get $a) (i32.const 0) (local.get $count)))

  ;; bytes of UTF-8 at 1000 → chars → 2000; answers chars * 65536 + bytes
  (func (export "text") (param $bytes i32) (result i32)
    (local $a (ref null $char_array)) (local $n i32) (local $exact (ref null $char_array))
    (local.set $a (struct.new $char_array (ref.null any) (ref.null eq) (array.new_default $chars (local.get $bytes))))
    (local.set $n (call $decode (i32.const 1000) (local.get $bytes) (local.get $a) (i32.const 0)))
    (local.set $exact
      (struct.new $char_array (ref.null any) (ref.null eq) (array.new_default $chars (local.get $n))))
    (array.copy $chars $chars
      (struct.get $char_array 2 (local.get $exact)) (i32.const 0)
      (struct.get $char_array 2 (local.get $a)) (i32.const 0) (local.get $n))
    (i32.add (i32.shl (local.get $n) (i32.const 16))
      (call $encode (struct.new $string (ref.null any) (ref.null eq) (local.get $exact) (i32.const 0)) (i32.const 2000))))

  ;; a string of one char
  (func (export "unit") (param $c i32) (result i32)
    (call $encode
      (struct.new $string (ref.null any) (ref.null eq)
        (struct.new $char_array (ref.null any) (ref.null eq) (array.new $chars (local.get $c) (i32.const 1)))
        (i32.const 0))
      (i32.const 2000)))

  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "remainder") (param i64 i64) (result i64) (i64.rem_s (local.get 0) (local.get 1)))
  (func (export "sin") (param f64) (result f64) (call $sin (local.get 0)))
  (func (export "sqrt") (param f64) (result f64) (call $sqrt (local.get 0)))
  (func (export "tan") (param f64) (result f64) (call $tan (local.get 0)))
  (func (export "js") (result i32) (ref.is_null (call $js)))
  (func (export "heap") (result i32) (global.get $heap))
  (func (export "max") (result i32) (global.get $max))
  (func (export "base") (result i32) (call $heap_base)))
