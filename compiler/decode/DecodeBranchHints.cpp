//===- DecodeBranchHints.cpp - metadata.code.branch_hint ------------------===//
//
// Specification: Appendix, Custom Sections, "Branch Hints". Hints change no
// result, and a custom section that is malformed or misplaced is ignored as a
// whole. Hints for other instructions than br_if and if find nobody who asks
// for them.
//
//===----------------------------------------------------------------------===//

#include "decode/ModuleDecoder.h"

using namespace w2o;

/// The hints of one function, which must come in order, behind each other.
static bool readHints(ByteReader &in, const Function &function,
                      std::vector<BranchHint> &hints) {
  uint32_t count = 0;
  if (!in.readU32(count))
    return false;
  bool isFirst = true;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t at = 0, size = 0;
    uint8_t value = 0;
    if (!in.readU32(at) || !in.readU32(size) || size != 1 ||
        !in.readByte(value) || value > 1)
      return false;
    if (at >= function.body.size())
      return false;
    uint32_t offset = function.bodyOffset + at;
    if (!isFirst && offset <= hints.back().offset)
      return false;
    isFirst = false;
    hints.push_back({offset, value == 1});
  }
  return true;
}

static bool readFunctions(ByteReader &in, const Module &module,
                          std::vector<BranchHint> &hints) {
  uint32_t count = 0;
  if (!in.readU32(count))
    return false;
  uint32_t next = module.numImportedFunctions;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t index = 0;
    if (!in.readU32(index) || index < next ||
        index >= module.functions.size() ||
        !readHints(in, module.functions[index], hints))
      return false;
    next = index + 1;
  }
  return in.atEnd();
}

void ModuleDecoder::decodeBranchHints(const CustomSection &section) {
  // Its place is before the code section.
  if (numBodies == 0 ||
      section.offset >
          module.functions[module.numImportedFunctions].bodyOffset)
    return;
  ErrorSink ignored;
  ByteReader in(section.bytes, section.offset, ignored);
  std::vector<BranchHint> hints;
  if (readFunctions(in, module, hints))
    module.branchHints = std::move(hints);
}
