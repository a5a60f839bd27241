//===- CheckMemory.cpp - Loads, stores, atomics and bulk operations -------===//
//
// Specification: Validation, "Memory Instructions" and "Vector Instructions";
// the threads proposal for atomics. Addresses have the memory's address type,
// everything else about an access is in the opcode table.
//
//===----------------------------------------------------------------------===//

#include "validate/FunctionValidator.h"

using namespace w2o;
using llvm::Twine;

static ValType addressType(const Memory &memory) {
  return memory.type.limits.is64 ? ValKind::I64 : ValKind::I32;
}

/// The memory with that index, or null with an error.
const Memory *FunctionValidator::memory(uint32_t index) {
  if (index < module.memories.size())
    return &module.memories[index];
  unknown("memory", index, module.memories.size());
  return nullptr;
}

/// All loads and stores, with their lanes and atomics.
bool FunctionValidator::checkAccess(const Instr &instr) {
  const Memory *accessed = memory(instr.mem.memory);
  if (!accessed || !checkMemArg(instr, *accessed))
    return false;
  std::optional<FixedSignature> signature = opSignature(instr.op);
  for (ValKind kind : llvm::reverse(signature->params))
    if (!popVal(kind))
      return false;
  if (!popVal(addressType(*accessed)))
    return false;
  for (ValKind kind : signature->results)
    pushVal(kind);
  return true;
}

bool FunctionValidator::checkMemArg(const Instr &instr, const Memory &memory) {
  const MemArg &arg = instr.mem;
  uint32_t natural = opAccessLog2(instr.op);
  if (arg.alignLog2 > natural)
    return invalid("alignment must not be larger than natural: " +
                   opName(instr.op) + " has 2**" + Twine(arg.alignLog2) +
                   ", natural is 2**" + Twine(natural));
  if (opFeature(instr.op) == Feature::Threads && arg.alignLog2 != natural)
    return invalid("atomic alignment must be natural: " + opName(instr.op) +
                   " has 2**" + Twine(arg.alignLog2) + ", natural is 2**" +
                   Twine(natural));
  if (!memory.type.limits.is64 && arg.offset > UINT32_MAX)
    return invalid("offset out of range: " + opName(instr.op) + " has " +
                   Twine(arg.offset) + " for a memory with 32-bit addresses");
  if (opImm(instr.op) == ImmKind::MemArgLane && instr.lane >= 16 >> natural)
    return invalid("invalid lane index: " + opName(instr.op) + " has lane " +
                   Twine(unsigned(instr.lane)) + " of " +
                   Twine(16 >> natural));
  return true;
}

bool FunctionValidator::checkMemorySize(const Instr &instr) {
  const Memory *sized = memory(instr.index);
  if (!sized)
    return false;
  pushVal(addressType(*sized));
  return true;
}

bool FunctionValidator::checkMemoryGrow(const Instr &instr) {
  const Memory *grown = memory(instr.index);
  if (!grown || !popVal(addressType(*grown)))
    return false;
  pushVal(addressType(*grown));
  return true;
}

bool FunctionValidator::checkMemoryFill(const Instr &instr) {
  const Memory *filled = memory(instr.index);
  return filled && popVal(addressType(*filled)) && popVal(ValKind::I32) &&
         popVal(addressType(*filled));
}

bool FunctionValidator::checkMemoryCopy(const Instr &instr) {
  const Memory *destination = memory(instr.index);
  const Memory *source = destination ? memory(instr.index2) : nullptr;
  if (!source)
    return false;
  // The length has the smaller of the two address types.
  ValType length = destination->type.limits.is64 ? addressType(*source)
                                                 : ValType(ValKind::I32);
  return popVal(length) && popVal(addressType(*source)) &&
         popVal(addressType(*destination));
}

bool FunctionValidator::checkMemoryInit(const Instr &instr) {
  const Memory *filled = memory(instr.index2);
  return filled && checkDataSegment(instr.index) && popVal(ValKind::I32) &&
         popVal(ValKind::I32) && popVal(addressType(*filled));
}

/// Data segments come after the code, so the binary format wants their number
/// ahead of code that names one (Binary Format, "Modules").
bool FunctionValidator::checkDataSegment(uint32_t index) {
  if (!module.dataCount)
    return errors.malformed(current->offset,
                            "data count section required: " +
                                opName(current->op) +
                                " names a data segment");
  return index < module.data.size() ||
         unknown("data segment", index, module.data.size());
}
