//===- ModuleDecoder.cpp - The section loop -------------------------------===//
//
// A module is a header and a list of sections, each with its id and size
// (specification: Binary Format, "Sections" and "Modules"). Known sections
// come at most once and in the order of Sections.def, custom sections
// anywhere. Messages open with the words of the specification's test suite.
//
//===----------------------------------------------------------------------===//

#include "decode/ModuleDecoder.h"
#include "wasm/Limits.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <cstring>

using namespace w2o;

namespace {

enum class Section : uint8_t {
#define SECTION(Name, Id, Text) Name = Id,
#include "wasm/Sections.def"
};

struct SectionInfo {
  Section section;
  const char *name;
};

/// In the order in which they must appear.
constexpr SectionInfo sections[] = {
#define SECTION(Name, Id, Text) {Section::Name, Text},
#include "wasm/Sections.def"
};

} // namespace

/// Index in `sections`, or -1 when no section has the id.
static int sectionOrder(uint8_t id) {
  for (int i = 0; i < int(std::size(sections)); ++i)
    if (uint8_t(sections[i].section) == id)
      return i;
  return -1;
}

static std::string toHex(std::span<const uint8_t> found) {
  return llvm::toHex(llvm::ArrayRef(found.data(), found.size()),
                     /*LowerCase=*/true);
}

bool ModuleDecoder::decode() {
  if (bytes.size() > limits::maxModuleSize)
    return errors.fail(ErrorClass::Limit, limits::maxModuleSize,
                       "module of " + llvm::Twine(bytes.size()) +
                           " bytes is too large: the limit is " +
                           llvm::Twine(limits::maxModuleSize));
  ByteReader in(bytes, 0, errors, "unexpected end");
  if (!decodeHeader(in))
    return false;
  while (!in.atEnd())
    if (!decodeSection(in))
      return false;
  if (!checkSectionCounts())
    return false;

  // These two need the functions, wherever the section stands. The first one
  // of a name counts.
  auto decodeFirst = [&](llvm::StringRef name, auto decode) {
    for (const CustomSection &custom : module.customs)
      if (custom.name == name)
        return (this->*decode)(custom);
  };
  decodeFirst("name", &ModuleDecoder::decodeNameSection);
  decodeFirst("metadata.code.branch_hint", &ModuleDecoder::decodeBranchHints);
  return true;
}

bool ModuleDecoder::decodeHeader(ByteReader &in) {
  static constexpr uint8_t magic[4] = {0x00, 0x61, 0x73, 0x6d};
  static constexpr uint8_t version[4] = {0x01, 0x00, 0x00, 0x00};
  std::span<const uint8_t> found;
  if (!in.readBytes(4, found))
    return false;
  if (std::memcmp(found.data(), magic, 4) != 0)
    return errors.malformed(0, "magic header not detected: found " +
                                   toHex(found) +
                                   ", expected 0061736d");
  if (!in.readBytes(4, found))
    return false;
  if (std::memcmp(found.data(), version, 4) != 0)
    return errors.malformed(4, "unknown binary version: found " +
                                   toHex(found) +
                                   ", expected 01000000");
  return true;
}

bool ModuleDecoder::decodeSection(ByteReader &in) {
  uint32_t idOffset = in.offset();
  uint8_t id = 0;
  uint32_t size = 0;
  if (!in.readByte(id))
    return false;
  if (id != 0 && sectionOrder(id) < 0)
    return errors.malformed(idOffset, "malformed section id: found " +
                                          llvm::Twine(unsigned(id)));
  uint32_t sizeOffset = in.offset();
  if (!in.readU32(size))
    return false;
  if (size > in.remaining())
    return errors.malformed(sizeOffset, "length out of bounds: section of " +
                                            llvm::Twine(size) + " bytes, " +
                                            llvm::Twine(in.remaining()) +
                                            " left");
  ByteReader content(in.rest().first(size), in.offset(), errors);
  in.skip(size);
  if (id == 0)
    return decodeCustomSection(content);
  return decodeKnownSection(id, idOffset, content);
}

bool ModuleDecoder::decodeCustomSection(ByteReader &in) {
  llvm::StringRef name;
  if (!in.readName(name))
    return false;
  CustomSection &custom = module.customs.emplace_back();
  custom.name = name.str();
  custom.bytes = in.rest();
  custom.offset = in.offset();
  return true;
}

bool ModuleDecoder::decodeKnownSection(uint8_t id, uint32_t idOffset,
                                       ByteReader &in) {
  int order = sectionOrder(id);
  const char *name = sections[order].name;
  if (order <= lastOrder)
    return errors.malformed(
        idOffset, order == lastOrder
                      ? "unexpected content after last section: second " +
                            llvm::Twine(name) + " section"
                      : "unexpected content after last section: " +
                            llvm::Twine(name) + " section behind the " +
                            sections[lastOrder].name + " section");
  lastOrder = order;

  bool ok = false;
  switch (sections[order].section) {
  case Section::Type:
    ok = decodeTypeSection(in);
    break;
  case Section::Import:
    ok = decodeImportSection(in);
    break;
  case Section::Function:
    ok = decodeFunctionSection(in);
    break;
  case Section::Table:
    ok = decodeTableSection(in);
    break;
  case Section::Memory:
    ok = decodeMemorySection(in);
    break;
  case Section::Tag:
    ok = decodeTagSection(in);
    break;
  case Section::Global:
    ok = decodeGlobalSection(in);
    break;
  case Section::Export:
    ok = decodeExportSection(in);
    break;
  case Section::Start:
    ok = decodeStartSection(in);
    break;
  case Section::Element:
    ok = decodeElementSection(in);
    break;
  case Section::DataCount:
    ok = decodeDataCountSection(in);
    break;
  case Section::Code:
    ok = decodeCodeSection(in);
    break;
  case Section::Data:
    ok = decodeDataSection(in);
    break;
  }
  if (!ok)
    return false;
  if (!in.atEnd())
    return in.fail("section size mismatch: " + llvm::Twine(in.remaining()) +
                   " bytes behind the end of the " + name + " section");
  return true;
}

bool ModuleDecoder::decodeFunctionSection(ByteReader &in) {
  uint32_t count = 0;
  if (!readCount(in, "functions",
                 limits::maxFunctions - module.numImportedFunctions, count))
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    Function &function = module.functions.emplace_back();
    function.offset = in.offset();
    if (!in.readU32(function.typeIndex))
      return false;
  }
  return true;
}

bool ModuleDecoder::decodeExportSection(ByteReader &in) {
  uint32_t count = 0;
  if (!readCount(in, "exports", limits::maxExports, count))
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    Export &exported = module.exports.emplace_back();
    exported.offset = in.offset();
    if (!readShortName(in, exported.name))
      return false;
    uint32_t offset = in.offset();
    uint8_t kind = 0;
    if (!in.readByte(kind))
      return false;
    if (kind > uint8_t(ExternKind::Tag))
      return errors.malformed(offset, "malformed export kind: found " +
                                          llvm::Twine(unsigned(kind)));
    exported.kind = ExternKind(kind);
    if (!in.readU32(exported.index))
      return false;
  }
  return true;
}

bool ModuleDecoder::decodeStartSection(ByteReader &in) {
  module.startOffset = in.offset();
  uint32_t index = 0;
  if (!in.readU32(index))
    return false;
  module.start = index;
  return true;
}

bool ModuleDecoder::decodeDataCountSection(ByteReader &in) {
  uint32_t offset = in.offset();
  uint32_t count = 0;
  if (!in.readU32(count))
    return false;
  module.dataCount = count;
  return need(Feature::BulkMemory, offset, "a data count section");
}

bool ModuleDecoder::decodeCodeSection(ByteReader &in) {
  uint32_t offset = in.offset();
  uint32_t count = 0;
  if (!readCount(in, "function bodies", UINT32_MAX, count))
    return false;
  uint32_t first = module.numImportedFunctions;
  if (count != module.functions.size() - first)
    return errors.malformed(
        offset, "function and code section have inconsistent lengths: " +
                    llvm::Twine(module.functions.size() - first) +
                    " functions, " + llvm::Twine(count) + " bodies");
  numBodies = count;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t size = 0;
    uint32_t sizeOffset = in.offset();
    if (!in.readU32(size))
      return false;
    Function &function = module.functions[first + i];
    function.bodyOffset = in.offset();
    if (!in.readBytes(size, function.body))
      return false;
    if (size > limits::maxFunctionSize)
      return failLimit(sizeOffset, "bytes in a function body", size,
                       limits::maxFunctionSize);
  }
  return true;
}

bool ModuleDecoder::checkSectionCounts() {
  // Sections that should have been there and are missing altogether.
  size_t numDefined = module.functions.size() - module.numImportedFunctions;
  if (numDefined != numBodies)
    return errors.malformed(
        bytes.size(), "function and code section have inconsistent lengths: " +
                          llvm::Twine(numDefined) + " functions, " +
                          llvm::Twine(numBodies) + " bodies");
  if (module.dataCount && *module.dataCount != module.data.size())
    return errors.malformed(
        bytes.size(),
        "data count and data section have inconsistent lengths: " +
            llvm::Twine(*module.dataCount) + " announced, " +
            llvm::Twine(module.data.size()) + " present");
  return true;
}

bool ModuleDecoder::readCount(ByteReader &in, const char *what, uint32_t limit,
                              uint32_t &count) {
  uint32_t offset = in.offset();
  if (!in.readU32(count))
    return false;
  if (count > in.remaining())
    return errors.malformed(offset,
                            "unexpected end of section or function: " +
                                llvm::Twine(count) + " " + what +
                                " announced, " + llvm::Twine(in.remaining()) +
                                " bytes left");
  if (count > limit)
    return failLimit(offset, what, count, limit);
  return true;
}

bool ModuleDecoder::failLimit(uint32_t offset, const char *what, uint64_t count,
                              uint64_t limit) {
  return errors.fail(ErrorClass::Limit, offset,
                     llvm::Twine("too many ") + what + ": found " +
                         llvm::Twine(count) + ", the limit is " +
                         llvm::Twine(limit));
}

bool ModuleDecoder::readShortName(ByteReader &in, std::string &name) {
  uint32_t offset = in.offset();
  llvm::StringRef text;
  if (!in.readName(text))
    return false;
  if (text.size() > limits::maxNameLength)
    return failLimit(offset, "bytes in a name", text.size(),
                     limits::maxNameLength);
  name = text.str();
  return true;
}

bool ModuleDecoder::need(Feature feature, uint32_t offset,
                         const llvm::Twine &what) {
  if (!features.has(feature))
    return errors.fail(ErrorClass::Unsupported, offset,
                       what + " needs the feature '" + featureName(feature) +
                           "', which is off");
  return true;
}
