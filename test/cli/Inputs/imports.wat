(module
  (import "nowhere" "nothing" (func))
  (func (export "f")))
