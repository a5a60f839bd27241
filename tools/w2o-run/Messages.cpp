//===- Messages.cpp - What w2o-run says on standard error -----------------===//

#include "Messages.h"
#include "wasm2obj_wasi.h"
#include <cinttypes>
#include <cstdio>

namespace w2o {

/// Names come from the module: nothing that a terminal would obey, C1 control
/// characters of UTF-8 included.
static std::string printable(const std::string &text) {
  std::string out;
  for (size_t i = 0; i != text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    unsigned char next =
        i + 1 == text.size() ? 0 : static_cast<unsigned char>(text[i + 1]);
    if (c >= 0x20 && c != 0x7f && !(c == 0xc2 && next < 0xa0)) {
      out += text[i];
      continue;
    }
    char escape[8];
    snprintf(escape, sizeof escape, "\\x%02x", unsigned(c));
    out += escape;
  }
  return out;
}

/// How a message starts after the file's name.
static const char *headline(ErrorClass kind) {
  switch (kind) {
  case ErrorClass::Malformed:
    return "malformed module";
  case ErrorClass::Invalid:
    return "invalid module";
  case ErrorClass::Unsupported:
    return "not supported";
  case ErrorClass::Limit:
    return "module over an implementation limit";
  case ErrorClass::Link:
    return "link failed";
  case ErrorClass::Preinit:
    return "pre-initialisation failed";
  case ErrorClass::Internal:
    return "internal error";
  case ErrorClass::Usage:
  case ErrorClass::Io:
    return "";
  }
  return "";
}

int reportError(const std::string &file, const Error &error) {
  std::string text = headline(error.kind);
  char offset[40];
  if (error.offset) {
    snprintf(offset, sizeof offset, " at offset 0x%" PRIx64, *error.offset);
    text += offset;
  }
  if (error.functionIndex) {
    text += " (in function " + std::to_string(*error.functionIndex);
    if (!error.functionName.empty())
      text += " '" + error.functionName + "'";
    text += ")";
  }
  if (!text.empty())
    text += ": ";
  fprintf(stderr, "w2o-run: error: %s: %s\n", printable(file).c_str(),
          printable(text + error.message).c_str());
  return exitCode(error.kind);
}

int reportNoTrap(const ExpectedTrap &expected) {
  fprintf(stderr, "w2o-run: error: the program did not end with %s\n",
          printable(expected.describe()).c_str());
  return W2O_WASI_STATUS_FAILED;
}

int reportUsage(const std::string &message) {
  fprintf(stderr, "w2o-run: error: %s\n", printable(message).c_str());
  return exitCode(ErrorClass::Usage);
}

void reportNote(const std::string &message) {
  fprintf(stderr, "w2o-run: note: %s\n", printable(message).c_str());
}

/// How many frames from `first` on are the same call: runaway recursion would
/// fill the screen.
static size_t repeats(const w2o_frame *frames, size_t first, size_t count) {
  size_t end = first + 1;
  while (end != count && frames[end].module == frames[first].module &&
         frames[end].func_index == frames[first].func_index &&
         frames[end].wasm_offset == frames[first].wasm_offset)
    ++end;
  return end - first;
}

static void printBacktrace(w2o_instance *instance) {
  const w2o_frame *frames = nullptr;
  size_t count = w2o_backtrace(instance, &frames);
  for (size_t i = 0; i != count; ++i) {
    const w2o_frame &frame = frames[i];
    fprintf(stderr, "  %zu: func %" PRIu32, i, frame.func_index);
    if (frame.func_name)
      fprintf(stderr, " '%s'",
              printable({frame.func_name, frame.func_name_length}).c_str());
    if (frame.wasm_offset != 0)
      fprintf(stderr, " at 0x%" PRIx64, frame.wasm_offset);
    fputc('\n', stderr);
    size_t same = repeats(frames, i, count);
    if (same > 3) {
      fprintf(stderr, "  ... %zu more of the same\n", same - 1);
      i += same - 1;
    }
  }
  if (count == W2O_MAX_FRAMES)
    fputs("  ...\n", stderr);
}

int reportOutcome(const w2o_error &error, w2o_instance *instance) {
  if (error.kind == W2O_OK)
    return 0;
  if (error.kind == W2O_ERROR_TRAP && error.trap == W2O_TRAP_EXIT)
    return error.exit_code;
  bool isTrap = error.kind == W2O_ERROR_TRAP;
  std::string message = error.message;
  if (isTrap && message.empty())
    message = w2o_trap_message(error.trap);
  fprintf(stderr, "w2o-run: %s: %s\n", isTrap ? "trap" : "error",
          printable(message).c_str());
  if (!isTrap)
    return W2O_WASI_STATUS_FAILED;
  if (instance)
    printBacktrace(instance);
  return W2O_WASI_STATUS_TRAP;
}

} // namespace w2o
