//===- Personality.cpp - Landing pads of guest functions ------------------===//
//
// The personality routine of functions with handlers (Itanium C++ ABI:
// Exception Handling, section 1.3 and 1.6) and the part that it needs of their
// language-specific data, the table of call sites:
//
//   encoding of the landing pads' base, expected to be left out
//   encoding of the type table, which has no entries; if given, its distance
//   encoding of the entries, and the length of all of them
//   entries, ascending: start, length and landing pad of a call site, counted
//     from the start of the function, and an action, which is ignored
//
// The tables are constants of an object that was linked into the program, but
// nothing outside of them is read, and no landing pad outside of the module's
// code is used, whatever they hold.
//
//===----------------------------------------------------------------------===//

#include "abi/ModuleDesc.h"
#include "core/Exception.h"
#include "core/Export.h"
#include "core/Registry.h"

#include <stdint.h>
#include <string.h>

using namespace w2o;

namespace {

// Encodings of pointers (Linux Standard Base, "DWARF Exception Header
// Encoding"); the others do not occur in tables of LLVM.
constexpr uint8_t omitted = 0xff;
constexpr uint8_t unsignedLeb = 0x01;
constexpr uint8_t unsigned4Bytes = 0x03;

class Reader {
public:
  explicit Reader(const uint8_t *at) : at(at) {}

  uint8_t byte() { return *at++; }
  uint64_t leb() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      uint8_t next = byte();
      value |= uint64_t(next & 0x7f) << shift;
      if (!(next & 0x80))
        break;
    }
    return value;
  }
  uint64_t number(uint8_t encoding) {
    if (encoding == unsignedLeb)
      return leb();
    uint32_t value;
    memcpy(&value, at, sizeof(value));
    at += sizeof(value);
    return value;
  }
  const uint8_t *position() const { return at; }

private:
  const uint8_t *at;
};

} // namespace

/// The landing pad for the call that a frame is at, or 0.
static uintptr_t landingPadOf(_Unwind_Context *context) {
  auto *table = static_cast<const uint8_t *>(
      _Unwind_GetLanguageSpecificData(context));
  if (!table)
    return 0;
  int isBefore = 0;
  // A return address is behind its call.
  uintptr_t pc = _Unwind_GetIPInfo(context, &isBefore) - !isBefore;
  uintptr_t start = _Unwind_GetRegionStart(context);

  Reader reader(table);
  if (reader.byte() != omitted)
    return 0;
  if (reader.byte() != omitted)
    reader.leb();
  uint8_t encoding = reader.byte();
  if (encoding != unsignedLeb && encoding != unsigned4Bytes)
    return 0;
  uint64_t length = reader.leb();
  const uint8_t *end = reader.position() + length;
  while (reader.position() < end) {
    uint64_t site = reader.number(encoding);
    uint64_t size = reader.number(encoding);
    uint64_t pad = reader.number(encoding);
    reader.leb();
    if (pc - start < site)
      return 0;
    if (pc - start - site >= size)
      continue;
    if (!pad)
      return 0;
    const w2o_module *module = moduleOfCode(pc);
    bool isInside = module && start + pad >= uintptr_t(module->text_begin) &&
                    start + pad < uintptr_t(module->text_end);
    return isInside ? start + pad : 0;
  }
  return 0;
}

// Exceptions of the host's language, and the unwinding of a cancelled thread,
// pass guest frames: nothing in them needs to be cleaned up.
W2O_EXPORT _Unwind_Reason_Code
w2o_personality(int version, _Unwind_Action actions, _Unwind_Exception_Class,
                _Unwind_Exception *header, _Unwind_Context *context);
_Unwind_Reason_Code w2o_personality(int version, _Unwind_Action actions,
                                    _Unwind_Exception_Class,
                                    _Unwind_Exception *header,
                                    _Unwind_Context *context) {
  if (version != 1)
    return _URC_FATAL_PHASE1_ERROR;
  Throw *record = throwOf(header);
  if (!record || (actions & _UA_FORCE_UNWIND))
    return _URC_CONTINUE_UNWIND;
  uintptr_t pad = landingPadOf(context);
  if (!pad)
    return _URC_CONTINUE_UNWIND;
  if (actions & _UA_SEARCH_PHASE)
    return _URC_HANDLER_FOUND;
  _Unwind_SetGR(context, __builtin_eh_return_data_regno(0),
                uintptr_t(takeException(record)));
  _Unwind_SetGR(context, __builtin_eh_return_data_regno(1), 0);
  _Unwind_SetIP(context, pad);
  return _URC_INSTALL_CONTEXT;
}
