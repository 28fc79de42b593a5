(module
  (func (export "shop:app/rates#get") (param i32) (result i32) (i32.div_u (i32.const 84) (local.get 0)))
  (func (export "shop:app/rates#tell") (param i32)))
