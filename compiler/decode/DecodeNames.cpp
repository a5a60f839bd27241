//===- DecodeNames.cpp - The name section ---------------------------------===//
//
// Specification: Custom Sections, "Name Section". Names only help readers of
// symbols and messages, so a section that is malformed is ignored as a whole,
// as the specification asks of custom sections.
//
//===----------------------------------------------------------------------===//

#include "decode/ModuleDecoder.h"

using namespace w2o;

namespace {

using NameMap = std::vector<std::pair<uint32_t, llvm::StringRef>>;

struct Names {
  llvm::StringRef module;
  NameMap functions;
};

} // namespace

static bool readNameMap(ByteReader &in, NameMap &map) {
  uint32_t count = 0;
  if (!in.readU32(count))
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t index = 0;
    llvm::StringRef name;
    if (!in.readU32(index) || !in.readName(name))
      return false;
    map.emplace_back(index, name);
  }
  return true;
}

static bool readNames(ByteReader &in, ErrorSink &errors, Names &names) {
  enum : uint8_t { ModuleName = 0, FunctionNames = 1 };
  while (!in.atEnd()) {
    uint8_t id = 0;
    uint32_t size = 0;
    uint32_t offset = 0;
    std::span<const uint8_t> content;
    if (!in.readByte(id) || !in.readU32(size))
      return false;
    offset = in.offset();
    if (!in.readBytes(size, content))
      return false;
    ByteReader part(content, offset, errors);
    if (id == ModuleName && !(part.readName(names.module) && part.atEnd()))
      return false;
    if (id == FunctionNames &&
        !(readNameMap(part, names.functions) && part.atEnd()))
      return false;
  }
  return true;
}

void ModuleDecoder::decodeNameSection(const CustomSection &section) {
  ErrorSink ignored;
  Names names;
  ByteReader in(section.bytes, section.offset, ignored);
  if (!readNames(in, ignored, names))
    return;
  module.name = names.module.str();
  for (auto [index, name] : names.functions)
    if (index < module.functions.size())
      module.functions[index].name = name.str();
}
