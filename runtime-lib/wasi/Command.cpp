//===- Command.cpp - Running a program ------------------------------------===//
//
// Used by the start file of stand-alone programs and by w2o-run. Only the
// public interface of the runtime is used here.
//
//===----------------------------------------------------------------------===//

#include "wasm2obj_wasi.h"

#include <cinttypes>
#include <cstdio>

namespace {

/// How many frames from `first` on are the same call: runaway recursion would
/// fill the screen.
size_t repeats(const w2o_frame *frames, size_t first, size_t count) {
  size_t end = first + 1;
  while (end != count && frames[end].module == frames[first].module &&
         frames[end].func_index == frames[first].func_index &&
         frames[end].wasm_offset == frames[first].wasm_offset)
    ++end;
  return end - first;
}

/// The guest's backtrace, innermost first, with the offset in the module that
/// each call has in the listing of a disassembler.
void printBacktrace(w2o_instance *instance) {
  const w2o_frame *frames;
  size_t count = w2o_backtrace(instance, &frames);
  if (count == 0)
    return;
  std::fprintf(stderr, "wasm backtrace:\n");
  for (size_t i = 0; i < count; ++i) {
    const w2o_frame &frame = frames[i];
    std::fprintf(stderr, "  %3zu: 0x%06" PRIx64 " - ", i, frame.wasm_offset);
    if (frame.func_name != nullptr)
      std::fprintf(stderr, "%.*s\n", static_cast<int>(frame.func_name_length),
                   frame.func_name);
    else
      std::fprintf(stderr, "<wasm function %" PRIu32 ">\n", frame.func_index);
    size_t same = repeats(frames, i, count);
    if (same > 3) {
      std::fprintf(stderr, "  ... %zu more of the same\n", same - 1);
      i += same - 1;
    }
  }
  if (count == W2O_MAX_FRAMES)
    std::fprintf(stderr, "  ...\n");
}

/// Reports why a guest ended, and returns the exit status for it.
int finish(w2o_instance *instance, const w2o_error &error) {
  if (error.kind == W2O_OK)
    return 0;
  if (error.kind == W2O_ERROR_TRAP && error.trap == W2O_TRAP_EXIT)
    return error.exit_code;
  if (error.kind != W2O_ERROR_TRAP) {
    std::fprintf(stderr, "error: %s\n", error.message);
    return W2O_WASI_STATUS_FAILED;
  }
  const char *message = error.message[0] != '\0'
                            ? error.message
                            : w2o_trap_message(error.trap);
  std::fprintf(stderr, "error: wasm trap: %s\n", message);
  if (instance != nullptr)
    printBacktrace(instance);
  return W2O_WASI_STATUS_TRAP;
}

} // namespace

int w2o_wasi_run_command(const w2o_module *module, w2o_wasi *wasi,
                         const w2o_config *config) {
  w2o_config used = config != nullptr ? *config : w2o_config{};
  used.wasi = wasi;
  used.store = nullptr;
  w2o_error error = {};
  w2o_instance *instance = w2o_wasi_instance_new(module, &used, &error);
  if (instance == nullptr)
    return finish(nullptr, error);

  w2o_func *entry = w2o_export_func(instance, "_start");
  if (entry == nullptr)
    entry = w2o_export_func(instance, "_initialize");
  int status = W2O_WASI_STATUS_FAILED;
  if (entry == nullptr) {
    std::fprintf(stderr, "error: the module exports no function '_start' and "
                         "no function '_initialize'\n");
  } else {
    error = {};
    w2o_wasi_call(wasi, entry, nullptr, 0, nullptr, 0, &error);
    status = finish(instance, error);
  }
  w2o_instance_delete(instance);
  return status;
}
