;; Async functions that break the rules of the canonical ABI for how a call ends.
(component
  (core func $return (canon task.return (result u32)))
  (core func $cancel (canon task.cancel))
  (core module $module
    (import "" "return" (func $return (param i32)))
    (import "" "cancel" (func $cancel))
    (func (export "twice") (result i32)
      (call $return (i32.const 1))
      (call $return (i32.const 2))
      (i32.const 0))
    ;; It exits, and has not returned.
    (func (export "without") (result i32) (i32.const 0))
    ;; Nobody asked it to.
    (func (export "cancelled") (result i32) (call $cancel) (i32.const 0))
    (func (export "callback") (param i32 i32 i32) (result i32) (unreachable)))
  (core instance $core (instantiate $module (with "" (instance
    (export "return" (func $return))
    (export "cancel" (func $cancel))))))
  (func (export "twice") async (result u32)
    (canon lift (core func $core "twice") async (callback (core func $core "callback"))))
  (func (export "without") async (result u32)
    (canon lift (core func $core "without") async (callback (core func $core "callback"))))
  (func (export "cancelled") async (result u32)
    (canon lift (core func $core "cancelled") async (callback (core func $core "callback")))))
