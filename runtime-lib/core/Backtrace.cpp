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

namespace {

/// Reads w2o_desc_code::pc_map.
class PcMapReader {
public:
  PcMapReader(const w2o_desc *desc, const w2o_desc_code &code)
      : code(code),
        at(reinterpret_cast<const uint8_t *>(desc) + code.pc_map.at),
        end(at + code.pc_map.length) {
    numCalls = number();
    calls = at;
    for (uint64_t i = 0; i < numCalls && at < end; ++i)
      readCall();
  }

  struct Call {
    uint32_t func;
    uint64_t bodyOffset;
    uint64_t parent;
    uint64_t offset;
  };
  struct Place {
    uint64_t caller = 0; ///< 0, or the number of an inlined call.
    uint64_t offset = 0; ///< From the start of its body.
  };

  /// Of the row that holds for a code offset.
  Place find(uint32_t target) {
    uint64_t codeOffset = 0;
    Place place;
    while (at < end) {
      uint64_t step = number();
      codeOffset += step >> 1;
      if (codeOffset > target)
        break;
      if (step & 1)
        place = {number(), 0};
      uint64_t zigzag = number();
      place.offset += (zigzag >> 1) ^ (0 - (zigzag & 1));
    }
    return place;
  }

  /// The call of that number, counted from 1; for 0, and whatever there is no
  /// such call for, the function of the code itself.
  Call call(uint64_t which) {
    Call found = {code.func, code.body_offset, 0, 0};
    if (which > numCalls)
      return found;
    at = calls;
    for (uint64_t i = 0; i < which && at < end; ++i)
      found = readCall();
    return found;
  }

private:
  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0; at < end && shift < 64; shift += 7) {
      uint8_t byte = *at++;
      value |= uint64_t(byte & 0x7f) << shift;
      if (!(byte & 0x80))
        break;
    }
    return value;
  }
  Call readCall() {
    Call result;
    result.func = uint32_t(number());
    result.bodyOffset = number();
    result.parent = number();
    result.offset = number();
    return result;
  }

  const w2o_desc_code &code;
  const uint8_t *at;
  const uint8_t *end;
  uint64_t numCalls;
  const uint8_t *calls;
};

} // namespace

/// The piece of code that an address is in, null when it is in none.
static const w2o_desc_code *findCode(const w2o_desc *desc, uintptr_t address,
                                     uint32_t &offset) {
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
    return nullptr;
  const w2o_desc_code &code = codes[low - 1];
  if (address - startOf(code) >= code.size)
    return nullptr;
  offset = uint32_t(address - startOf(code));
  return &code;
}

static w2o_frame makeFrame(const w2o_module *module, uint32_t funcIndex,
                           uint64_t wasmOffset) {
  const w2o_desc *desc = module->desc;
  const w2o_desc_func &func =
      W2O_DESC_AT(desc, w2o_desc_func, desc->funcs)[funcIndex];
  w2o_frame frame = {module, funcIndex, wasmOffset, nullptr, 0};
  if (func.name.length) {
    frame.func_name = W2O_DESC_TEXT(desc, func.name);
    frame.func_name_length = func.name.length;
  }
  return frame;
}

uint32_t w2o::describeFrames(const w2o_module *module, uintptr_t address,
                             w2o_frame *frames, uint32_t limit) {
  uint32_t offset;
  const w2o_desc_code *code = findCode(module->desc, address, offset);
  if (!code)
    return 0;
  PcMapReader map(module->desc, *code);
  PcMapReader::Place place = map.find(offset);
  uint32_t count = 0;
  while (count < limit) {
    PcMapReader::Call call = map.call(place.caller);
    frames[count++] =
        makeFrame(module, call.func, call.bodyOffset + place.offset);
    if (place.caller == 0)
      break;
    place = {call.parent, call.offset};
  }
  return count;
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
    record.numFrames +=
        describeFrames(module, address, &record.frames[record.numFrames],
                       uint32_t(W2O_MAX_FRAMES - record.numFrames));
    if (record.numFrames == W2O_MAX_FRAMES)
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
