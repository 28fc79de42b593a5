;; Counts what it was granted: folders, environment variables and arguments.
(component $nosy
  (import "wasi:filesystem/types@0.2.0" (instance $types (export "descriptor" (type (sub resource)))))
  (alias export $types "descriptor" (type $descriptor))
  (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
    (alias outer $nosy $descriptor (type $d))
    (export "descriptor" (type $own (eq $d)))
    (export "get-directories" (func (result (list (tuple (own $own) string)))))))
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-environment" (func (result (list (tuple string string)))))
    (export "get-arguments" (func (result (list string))))))
  (core module $libc
    (memory (export "memory") 4)
    (global $top (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
      (global.set $top (i32.add (local.get $at) (local.get 3)))
      (local.get $at)))
  (core instance $libc (instantiate $libc))
  (core func $dirs (canon lower (func $preopens "get-directories")
    (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core func $env (canon lower (func $environment "get-environment")
    (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core func $args (canon lower (func $environment "get-arguments")
    (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core module $guest
    (import "libc" "memory" (memory 1))
    (import "host" "dirs" (func $dirs (param i32)))
    (import "host" "env" (func $env (param i32)))
    (import "host" "args" (func $args (param i32)))
    (func (export "dirs") (result i32) (call $dirs (i32.const 16)) (i32.load (i32.const 20)))
    (func (export "env") (result i32) (call $env (i32.const 16)) (i32.load (i32.const 20)))
    (func (export "args") (result i32) (call $args (i32.const 16)) (i32.load (i32.const 20))))
  (core instance $guest (instantiate $guest
    (with "libc" (instance $libc))
    (with "host" (instance
      (export "dirs" (func $dirs)) (export "env" (func $env)) (export "args" (func $args))))))
  (func (export "dirs") (result u32) (canon lift (core func $guest "dirs")))
  (func (export "env") (result u32) (canon lift (core func $guest "env")))
  (func (export "args") (result u32) (canon lift (core func $guest "args"))))
