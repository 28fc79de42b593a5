(module
  (type $shape (sub (struct)))
  (type $square (sub final $shape (struct (field (mut f64)))))
  (type $circle (sub final $shape (struct (field f64))))
  (type $abstract (sub $shape (struct)))
  (type $nothing (sub final $abstract (struct)))
  (@custom "witloom-gc" "# in the order of WIT\n$shape = $nothing $circle 1\n")
  (func (export "swap") (param (ref $shape)) (result (ref $shape))
    (if (ref.test (ref $circle) (local.get 0))
      (then
        (return
          (struct.new $square (struct.get $circle 0 (ref.cast (ref $circle) (local.get 0)))))))
    (if (ref.test (ref $square) (local.get 0))
      (then
        (return
          (struct.new $circle (struct.get $square 0 (ref.cast (ref $square) (local.get 0)))))))
    (local.get 0)))
