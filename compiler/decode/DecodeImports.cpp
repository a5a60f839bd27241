//===- DecodeImports.cpp - Imports, tables, memories, tags, globals -------===//
//
// Specification: Binary Format, "External Types" and the sections that define
// what can be imported. An import opens the index space of its kind, so both
// ways in end in the same lists.
//
//===----------------------------------------------------------------------===//

#include "decode/DecodeTypes.h"
#include "decode/ModuleDecoder.h"
#include "wasm/Limits.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace w2o;

namespace {

// The bits of a limits byte (memory64, threads, custom-page-sizes).
enum : uint8_t {
  HasMaximum = 1,
  IsShared = 2,
  Is64Bit = 4,
  HasPageSize = 8,
};

} // namespace

static bool readLimitsFlags(ByteReader &in, ErrorSink &errors, uint8_t allowed,
                            uint8_t &flags) {
  uint32_t offset = in.offset();
  if (!in.readByte(flags))
    return false;
  if (flags & ~allowed)
    return errors.malformed(offset,
                            "malformed limits flags: found 0x" +
                                llvm::utohexstr(flags, /*LowerCase=*/true));
  return true;
}

bool ModuleDecoder::readLimitValues(ByteReader &in, uint8_t flags,
                                    Limits &limits) {
  limits.is64 = flags & Is64Bit;
  limits.isShared = flags & IsShared;
  if (!in.readU64(limits.min))
    return false;
  if (flags & HasMaximum) {
    uint64_t max = 0;
    if (!in.readU64(max))
      return false;
    limits.max = max;
  }
  return true;
}

bool ModuleDecoder::readTableType(ByteReader &in, TableType &type) {
  uint8_t flags = 0;
  return readRefType(in, errors, type.element) &&
         readLimitsFlags(in, errors, HasMaximum | Is64Bit, flags) &&
         readLimitValues(in, flags, type.limits);
}

bool ModuleDecoder::readMemoryType(ByteReader &in, MemoryType &type) {
  uint8_t flags = 0;
  if (!readLimitsFlags(in, errors,
                       HasMaximum | IsShared | Is64Bit | HasPageSize, flags) ||
      !readLimitValues(in, flags, type.limits))
    return false;
  if (!(flags & HasPageSize))
    return true;
  uint32_t offset = in.offset();
  if (!in.readU32(type.pageSizeLog2))
    return false;
  if (type.pageSizeLog2 >= 64)
    return errors.malformed(offset, "invalid custom page size: 2 to the " +
                                        llvm::Twine(type.pageSizeLog2));
  return need(Feature::CustomPageSizes, offset, "a page size");
}

bool ModuleDecoder::readGlobalType(ByteReader &in, GlobalType &type) {
  return readValType(in, errors, type.type) &&
         readMutability(in, type.isMutable);
}

bool ModuleDecoder::readTagType(ByteReader &in, uint32_t &typeIndex) {
  uint32_t offset = in.offset();
  uint8_t attribute = 0;
  if (!in.readByte(attribute))
    return false;
  if (attribute != 0)
    return errors.malformed(offset, "malformed tag attribute: found " +
                                        llvm::Twine(unsigned(attribute)) +
                                        ", expected 0");
  return in.readU32(typeIndex);
}

bool ModuleDecoder::decodeImportSection(ByteReader &in) {
  uint32_t count = 0;
  if (!readCount(in, "imports", limits::maxImports, count))
    return false;
  for (uint32_t i = 0; i < count; ++i)
    if (!readImport(in, module.imports.emplace_back()))
      return false;
  // Imports of one kind are bounded by the limit of all imports, which is
  // above the limits of the kinds that cost the most.
  if (module.tables.size() > limits::maxTables)
    return failLimit(in.offset(), "tables", module.tables.size(),
                     limits::maxTables);
  if (module.memories.size() > limits::maxMemories)
    return failLimit(in.offset(), "memories", module.memories.size(),
                     limits::maxMemories);
  return true;
}

bool ModuleDecoder::readImport(ByteReader &in, Import &import) {
  import.offset = in.offset();
  if (!readShortName(in, import.module) || !readShortName(in, import.field))
    return false;
  uint32_t offset = in.offset();
  uint8_t kind = 0;
  if (!in.readByte(kind))
    return false;
  if (kind > uint8_t(ExternKind::Tag))
    return errors.malformed(offset, "malformed import kind: found " +
                                        llvm::Twine(unsigned(kind)));
  import.kind = ExternKind(kind);
  switch (import.kind) {
  case ExternKind::Func: {
    import.index = module.numImportedFunctions++;
    Function &function = module.functions.emplace_back();
    function.isImport = true;
    function.offset = offset;
    return in.readU32(function.typeIndex);
  }
  case ExternKind::Table: {
    import.index = module.numImportedTables++;
    Table &table = module.tables.emplace_back();
    table.isImport = true;
    table.offset = offset;
    return readTableType(in, table.type);
  }
  case ExternKind::Memory: {
    import.index = module.numImportedMemories++;
    Memory &memory = module.memories.emplace_back();
    memory.isImport = true;
    memory.offset = offset;
    return readMemoryType(in, memory.type);
  }
  case ExternKind::Global: {
    import.index = module.numImportedGlobals++;
    Global &global = module.globals.emplace_back();
    global.isImport = true;
    global.offset = offset;
    return readGlobalType(in, global.type);
  }
  case ExternKind::Tag: {
    import.index = module.numImportedTags++;
    Tag &tag = module.tags.emplace_back();
    tag.isImport = true;
    tag.offset = offset;
    return readTagType(in, tag.typeIndex);
  }
  }
  llvm_unreachable("unknown import kind");
}

bool ModuleDecoder::decodeTableSection(ByteReader &in) {
  uint32_t count = 0;
  if (!readCount(in, "tables", limits::maxTables - module.numImportedTables,
                 count))
    return false;
  // Opens a table with an initial element; no reference type has this byte.
  constexpr uint8_t withInit = 0x40;
  for (uint32_t i = 0; i < count; ++i) {
    Table &table = module.tables.emplace_back();
    table.offset = in.offset();
    bool hasInit = in.peek() == withInit;
    if (hasInit) {
      in.skip(1);
      uint8_t reserved = 0;
      if (!in.readByte(reserved))
        return false;
      if (reserved != 0)
        return errors.malformed(table.offset + 1,
                                "zero byte expected: found " +
                                    llvm::Twine(unsigned(reserved)));
    }
    if (!readTableType(in, table.type))
      return false;
    if (hasInit && !readConstExpr(in, table.init.emplace()))
      return false;
  }
  return true;
}

bool ModuleDecoder::decodeMemorySection(ByteReader &in) {
  uint32_t count = 0;
  if (!readCount(in, "memories",
                 limits::maxMemories - module.numImportedMemories, count))
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    Memory &memory = module.memories.emplace_back();
    memory.offset = in.offset();
    if (!readMemoryType(in, memory.type))
      return false;
  }
  return true;
}

bool ModuleDecoder::decodeTagSection(ByteReader &in) {
  uint32_t count = 0;
  if (!readCount(in, "tags", limits::maxTags - module.numImportedTags, count))
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    Tag &tag = module.tags.emplace_back();
    tag.offset = in.offset();
    if (!readTagType(in, tag.typeIndex))
      return false;
  }
  return true;
}

bool ModuleDecoder::decodeGlobalSection(ByteReader &in) {
  uint32_t count = 0;
  if (!readCount(in, "globals", limits::maxGlobals - module.numImportedGlobals,
                 count))
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    Global &global = module.globals.emplace_back();
    global.offset = in.offset();
    if (!readGlobalType(in, global.type) || !readConstExpr(in, global.init))
      return false;
  }
  return true;
}
