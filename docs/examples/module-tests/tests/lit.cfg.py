import wasm2obj_lit

config.name = "shop"
wasm2obj_lit.configure(config, lit_config, __file__)
