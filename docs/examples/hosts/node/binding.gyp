# The addon is linked with the guest's object and the runtime library.
{
  "variables": {
    "runtime": "<!(pkg-config --variable=libdir wasm2obj)"
  },
  "targets": [
    {
      "target_name": "guest",
      "type": "none",
      "actions": [
        {
          "action_name": "wasm",
          "inputs": ["../guest/expand.c"],
          "outputs": ["<(INTERMEDIATE_DIR)/expand.wasm"],
          "action": [
            "clang-19", "--target=wasm32", "-O2", "-fno-builtin",
            "-nostdlib", "-Wl,--no-entry", "<@(_inputs)", "-o", "<@(_outputs)"
          ]
        },
        {
          "action_name": "object",
          "inputs": ["<(INTERMEDIATE_DIR)/expand.wasm"],
          "outputs": ["<(SHARED_INTERMEDIATE_DIR)/expand.o"],
          "action": ["wasm2obj", "<@(_inputs)", "-o", "<@(_outputs)"]
        },
        {
          "action_name": "header",
          "inputs": ["<(INTERMEDIATE_DIR)/expand.wasm"],
          "outputs": ["<(SHARED_INTERMEDIATE_DIR)/expand.h"],
          "action": [
            "wasm2obj", "<@(_inputs)", "--emit=header", "-o", "<@(_outputs)"
          ]
        }
      ]
    },
    {
      "target_name": "expand",
      "dependencies": ["guest"],
      "sources": ["addon.c"],
      "include_dirs": [
        "<!(pkg-config --variable=includedir wasm2obj)",
        "<(SHARED_INTERMEDIATE_DIR)"
      ],
      "cflags": ["-std=c11", "-Wall", "-Wextra"],
      "libraries": [
        "<(SHARED_INTERMEDIATE_DIR)/expand.o", "<(runtime)/libw2o_rt.a",
        "-pthread"
      ]
    }
  ]
}
