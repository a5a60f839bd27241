"""What tools/bench is made of, file by file:

  suites    what there is to run, and how it is built
  process   one run of one process: time, memory, instructions
  engines   wasm2obj and its peers: how each runs a module
  report    tables, the JSON file, and the comparison of two of them
  chart     bar charts of results, as SVG
  ablation  what each optimisation of wasm2obj is good for
"""
