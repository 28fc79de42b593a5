;; Functions over the types that the engine has behind switches.
(component $types
  (core module $m
    (memory (export "memory") 1)
    (global $top (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
      (global.set $top (i32.add (local.get $at) (local.get 3)))
      (local.get $at))
    ;; A list of three elements is three core parameters; as a result it lies in memory.
    (func (export "turn") (param i32 i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 2))
      (i32.store (i32.const 20) (local.get 1))
      (i32.store (i32.const 24) (local.get 0))
      (i32.const 16))
    ;; A map is a list of pairs.
    (func (export "same") (param i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 0))
      (i32.store (i32.const 20) (local.get 1))
      (i32.const 16)))
  (core instance $i (instantiate $m))
  (alias core export $i "memory" (core memory $memory))
  (alias core export $i "realloc" (core func $realloc))
  (type $three (list u32 3))
  (type $prices (map string u32))
  (func (export "turn") (param "of" $three) (result $three) (canon lift (core func $i "turn") (memory $memory)))
  (func (export "same") (param "of" $prices) (result $prices)
    (canon lift (core func $i "same") (memory $memory) (realloc $realloc))))
