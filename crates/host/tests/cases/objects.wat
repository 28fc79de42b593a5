;; A GC guest that keeps as many objects of a MiB as it is asked for.
(component $objects
  (core module $guest
    (type $block (array (mut i8)))
    (type $node (struct (field (ref $block)) (field (ref null $node))))
    (global $all (mut (ref null $node)) (ref.null $node))
    (func (export "keep") (param i32)
      (loop $again
        (global.set $all
          (struct.new $node (array.new_default $block (i32.const 1048576)) (global.get $all)))
        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
        (br_if $again (local.get 0)))))
  (core instance $guest (instantiate $guest))
  (func (export "keep") (param "count" u32) (canon lift (core func $guest "keep"))))
