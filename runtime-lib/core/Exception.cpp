//===- Exception.cpp - Exceptions on their way to a handler ---------------===//
//
// See Exception.h. The unwinder is the one of the platform's C++ ABI (Itanium
// C++ ABI: Exception Handling, level I), so that frames of host functions in
// between are unwound as their language wants it.
//
//===----------------------------------------------------------------------===//

#include "core/Exception.h"

#include "core/Instance.h"
#include "core/Tag.h"
#include "core/Trap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

using namespace w2o;

// platform/arch/*.S
extern "C" [[noreturn]] void w2o_resume(Activation *activation, uint32_t code);

/// Vendor and language, as the ABI wants it: "W2O\0WASM".
static constexpr uint64_t exceptionClass = UINT64_C(0x57324f005741534d);

static void unlink(Throw *record) {
  if (!record->vm)
    return;
  w2o_store *store = storeOf(record->vm);
  (record->previous ? record->previous->next : store->throws) = record->next;
  if (record->next)
    record->next->previous = record->previous;
}

/// What a host that caught the exception itself calls, e.g. at the end of a
/// `catch (...)` of C++.
static void deleteThrow(_Unwind_Reason_Code, _Unwind_Exception *header) {
  auto *record = reinterpret_cast<Throw *>(header);
  unlink(record);
  free(record);
}

void w2o::abandonThrows(w2o_store *store) {
  for (Throw *record = store->throws; record; record = record->next)
    record->vm = nullptr;
}

Throw *w2o::throwOf(_Unwind_Exception *header) {
  // The function tells two copies of the runtime in one process apart.
  if (header->exception_class != exceptionClass ||
      header->exception_cleanup != deleteThrow)
    return nullptr;
  return reinterpret_cast<Throw *>(header);
}

w2o_exception *w2o::takeException(Throw *record) {
  w2o_exception *exception = record->exception;
  deleteThrow(_URC_NO_REASON, &record->header);
  return exception;
}

void w2o::throwException(w2o_vm *vm, w2o_exception *exception) {
  auto *record = static_cast<Throw *>(calloc(1, sizeof(Throw)));
  if (!record)
    raiseTrap(W2O_TRAP_ALLOCATION_FAILURE);
  w2o_store *store = storeOf(vm);
  record->header.exception_class = exceptionClass;
  record->header.exception_cleanup = deleteThrow;
  record->exception = exception;
  record->vm = vm;
  record->next = store->throws;
  if (store->throws)
    store->throws->previous = record;
  store->throws = record;

  _Unwind_RaiseException(&record->header);
  // It returns where a frame has no unwind information, before anything was
  // unwound. No handler can be reached, so the exception is not caught.
  if (!innermostCall())
    abort();
  recordUncaught(record);
  endUncaught(record);
}

void w2o::endUncaught(Throw *record) {
  ActiveCall call = innermostCall();
  // What host functions did while they were unwound may have changed it.
  TrapRecord &trap = storeOf(call.vm())->trap;
  trap.error.trap = W2O_TRAP_UNCAUGHT_EXCEPTION;
  trap.exception = takeException(record);
  popCall(call);
  w2o_resume(call.activation(), W2O_TRAP_UNCAUGHT_EXCEPTION);
}

//===----------------------------------------------------------------------===//
// The message
//===----------------------------------------------------------------------===//

namespace {

/// Text of limited length; what does not fit is left out.
class Text {
public:
  Text(char *text, size_t size) : at(text), left(size) { *at = 0; }
  __attribute__((format(printf, 2, 3))) void add(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(at, left, format, arguments);
    va_end(arguments);
    size_t used = length < 0               ? 0
                  : size_t(length) < left ? size_t(length)
                                          : left - 1;
    at += used;
    left -= used;
  }

private:
  char *at;
  size_t left;
};

} // namespace

/// The name that the throwing module has for a tag.
static void addTagName(Text &text, const Instance *instance,
                       const w2o_tag *tag) {
  const w2o_desc *desc = instance->desc;
  auto isTag = [&](uint32_t kind, uint32_t index) {
    return kind == W2O_DESC_TAG && instance->tags[index] == tag;
  };
  const auto *exports = W2O_DESC_AT(desc, w2o_desc_export, desc->exports);
  for (uint32_t i = 0; i < desc->exports.count; ++i)
    if (isTag(exports[i].kind, exports[i].index)) {
      text.add(" '%.*s'", int(exports[i].name.length),
               W2O_DESC_TEXT(desc, exports[i].name));
      return;
    }
  const auto *imports = W2O_DESC_AT(desc, w2o_desc_import, desc->imports);
  for (uint32_t i = 0; i < desc->imports.count; ++i)
    if (isTag(imports[i].kind, imports[i].index)) {
      text.add(" '%.*s.%.*s'", int(imports[i].module.length),
               W2O_DESC_TEXT(desc, imports[i].module),
               int(imports[i].field.length),
               W2O_DESC_TEXT(desc, imports[i].field));
      return;
    }
}

static void addValue(Text &text, w2o_kind kind, const w2o_value &value) {
  switch (kind) {
  case W2O_I32:
    text.add("i32 %d", int(value.i32));
    return;
  case W2O_I64:
    text.add("i64 %lld", (long long)value.i64);
    return;
  case W2O_F32:
    text.add("f32 %g", double(value.f32));
    return;
  case W2O_F64:
    text.add("f64 %g", value.f64);
    return;
  case W2O_V128:
    text.add("v128 0x");
    for (int i = 15; i >= 0; --i)
      text.add("%02x", value.v128[i]);
    return;
  case W2O_FUNCREF:
    text.add(value.funcref ? "funcref" : "null funcref");
    return;
  case W2O_EXTERNREF:
    text.add(value.externref ? "externref" : "null externref");
    return;
  case W2O_EXNREF:
    text.add(value.exnref ? "exnref" : "null exnref");
    return;
  case W2O_ANYREF:
    text.add(value.anyref ? "anyref" : "null anyref");
    return;
  }
}

void w2o::recordUncaught(const Throw *record) {
  const w2o_exception *exception = record->exception;
  const w2o_tag *tag = tagOf(exception);
  char message[sizeof(w2o_error::message)];
  Text text(message, sizeof(message));
  text.add("%s: tag", w2o_trap_message(W2O_TRAP_UNCAUGHT_EXCEPTION));
  if (const Instance *instance = instanceOf(record->vm))
    addTagName(text, instance, tag);
  const Signature &signature = typeInfo(tag->def.type_id)->signature;
  for (uint32_t i = 0; i < signature.numParams; ++i) {
    w2o_value value;
    memcpy(&value, &exception->values[i], sizeof(value));
    text.add(i ? ", " : " (");
    addValue(text, signature.params[i], value);
  }
  if (signature.numParams)
    text.add(")");

  TrapRecord &trap = storeOf(innermostCall().vm())->trap;
  recordTrap(trap, W2O_TRAP_UNCAUGHT_EXCEPTION, 0, message);
  trap.exception = record->exception;
  collectBacktrace(trap);
}
