;; A command that ends as the number of its arguments, its own name included, says. It knows `exit` only, which came
;; before `exit-with-code`.
(component $command
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-arguments" (func (result (list string))))))
  (import "wasi:cli/exit@0.2.0" (instance $exit
    (export "exit" (func (param "status" (result))))))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024))
  (core instance $libc (instantiate $libc))
  (core func $args (canon lower (func $environment "get-arguments")
    (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core func $exit (canon lower (func $exit "exit")))
  (core module $guest
    (import "libc" "memory" (memory 1))
    (import "host" "args" (func $args (param i32)))
    (import "host" "exit" (func $exit (param i32)))
    ;; One argument (the name): succeed. Two: fail. More: exit right away, with four and more as a success.
    (func (export "run") (result i32)
      (call $args (i32.const 16))
      (if (i32.gt_u (i32.load (i32.const 20)) (i32.const 3)) (then (call $exit (i32.const 0))))
      (if (i32.gt_u (i32.load (i32.const 20)) (i32.const 2)) (then (call $exit (i32.const 1))))
      (i32.sub (i32.load (i32.const 20)) (i32.const 1))))
  (core instance $guest (instantiate $guest
    (with "libc" (instance $libc))
    (with "host" (instance (export "args" (func $args)) (export "exit" (func $exit))))))
  (func $run (result (result)) (canon lift (core func $guest "run")))
  (instance $i (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $i)))
