//===- Backtrace.cpp - Guest frames of the current thread -----------------===//
//
// Walks the stack with the unwinder of the C++ ABI (Itanium C++ ABI: Exception
// Handling, section 1.6), which every cc links for plain C programs too, and
// keeps the frames whose code is in a registered module. A return address is
// behind its call, possibly already in the next function, so addresses are
// looked up minus one. The walk ends at the outermost call from the host or
// when W2O_MAX_FRAMES frames are there, so that a trap after a deep recursion
// is not slow.
//
//===----------------------------------------------------------------------===//

#include "core/Backtrace.h"

#include "core/Registry.h"
#include "core/Trap.h"

#include <unwind.h>

using namespace w2o;

// platform/arch/*.S
extern "C" uint32_t w2o_enter_guest(w2o_vm *vm, void (*code)(void),
                                    w2o_register_frame *frame,
                                    ThreadState *thread, uintptr_t callerLimit);
extern "C" void w2o_resume(Activation *activation, uint32_t code);

static uint64_t readLeb(const uint8_t *&at, const uint8_t *end) {
  uint64_t value = 0;
  for (unsigned shift = 0; at < end && shift < 64; shift += 7) {
    uint8_t byte = *at++;
    value |= uint64_t(byte & 0x7f) << shift;
    if (!(byte & 0x80))
      break;
  }
  return value;
}

/// Wasm offset of code offset `target` in one function; see w2o_desc_code.
static uint64_t wasmOffset(const w2o_desc *desc, const w2o_desc_code &code,
                           uint32_t target) {
  const auto *at = reinterpret_cast<const uint8_t *>(desc) + code.pc_map.at;
  const uint8_t *end = at + code.pc_map.length;
  uint64_t codeOffset = 0, wasm = code.body_offset;
  while (at < end) {
    codeOffset += readLeb(at, end);
    if (codeOffset > target)
      break;
    uint64_t zigzag = readLeb(at, end);
    wasm += (zigzag >> 1) ^ (0 - (zigzag & 1));
  }
  return wasm;
}

bool w2o::describeFrame(const w2o_module *module, uintptr_t address,
                        w2o_frame *frame) {
  const w2o_desc *desc = module->desc;
  const auto *codes = W2O_DESC_AT(desc, w2o_desc_code, desc->code);
  auto startOf = [](const w2o_desc_code &code) {
    return uintptr_t(&code.start) + intptr_t(code.start);
  };
  uint32_t low = 0, high = desc->code.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (startOf(codes[middle]) <= address)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0)
    return false;
  const w2o_desc_code &code = codes[low - 1];
  uintptr_t offset = address - startOf(code);
  if (offset >= code.size)
    return false;
  const w2o_desc_func &func =
      W2O_DESC_AT(desc, w2o_desc_func, desc->funcs)[code.func];
  *frame = {module, code.func, wasmOffset(desc, code, uint32_t(offset)),
            nullptr, 0};
  if (func.name.length) {
    frame->func_name = W2O_DESC_TEXT(desc, func.name);
    frame->func_name_length = func.name.length;
  }
  return true;
}

namespace {
struct Walk {
  TrapRecord *record;
  ActiveCall call;
};
} // namespace

static _Unwind_Reason_Code visit(_Unwind_Context *context, void *argument) {
  auto *walk = static_cast<Walk *>(argument);
  uintptr_t address = uintptr_t(_Unwind_GetIP(context)) - 1;
  if (const w2o_module *module = moduleOfCode(address)) {
    TrapRecord &record = *walk->record;
    if (describeFrame(module, address, &record.frames[record.numFrames]) &&
        ++record.numFrames == W2O_MAX_FRAMES)
      return _URC_NORMAL_STOP;
  } else if (address >= uintptr_t(&w2o_enter_guest) &&
             address < uintptr_t(&w2o_resume)) {
    walk->call = walk->call.outer();
    if (!walk->call)
      return _URC_NORMAL_STOP;
  }
  return _URC_NO_REASON;
}

void w2o::collectBacktrace(TrapRecord &record) {
  Walk walk = {&record, innermostCall()};
  record.numFrames = 0;
  _Unwind_Backtrace(visit, &walk);
}
