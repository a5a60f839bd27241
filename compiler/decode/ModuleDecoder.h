//===- ModuleDecoder.h - Bytes to a Module, section by section ------------===//
//
// Turns the binary format (specification: Binary Format, "Modules") into the
// plain data of wasm/Module.h. It refuses what is malformed, what exceeds a
// limit, and encodings whose feature is off where the Module would not show
// that they were used; every other rule is left to validate/. Function bodies
// are not looked into: FunctionReader does that.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_DECODE_MODULEDECODER_H
#define W2O_DECODE_MODULEDECODER_H

#include "support/ByteReader.h"
#include "support/ErrorSink.h"
#include "wasm/Module.h"
#include "wasm2obj/Features.h"
#include <span>
#include <vector>

namespace w2o {

class ModuleDecoder {
public:
  /// `bytes` must outlive `module`, which must be empty.
  ModuleDecoder(std::span<const uint8_t> bytes, FeatureSet features,
                Module &module, ErrorSink &errors)
      : bytes(bytes), features(features), module(module), errors(errors) {}

  /// Decodes all sections. False with the reason in the sink. `module.types`
  /// stays empty: see typeGroups().
  bool decode();

  /// The type section's recursive groups in order. A group may be added to
  /// the module's TypeTable only when its indices were checked, which is a
  /// matter of validation.
  std::vector<std::vector<SubType>> &typeGroups() { return groups; }

private:
  // ModuleDecoder.cpp: the section loop and the short sections.
  bool decodeHeader(ByteReader &in);
  bool decodeSection(ByteReader &in);
  bool decodeCustomSection(ByteReader &in);
  bool decodeKnownSection(uint8_t id, uint32_t idOffset, ByteReader &in);
  bool decodeFunctionSection(ByteReader &in);
  bool decodeExportSection(ByteReader &in);
  bool decodeStartSection(ByteReader &in);
  bool decodeDataCountSection(ByteReader &in);
  bool decodeCodeSection(ByteReader &in);
  bool checkSectionCounts();

  // DecodeTypes.cpp
  bool decodeTypeSection(ByteReader &in);
  bool readRecType(ByteReader &in, std::vector<SubType> &group);
  bool readSubType(ByteReader &in, SubType &type);
  bool readCompositeType(ByteReader &in, SubType &type);
  bool readTypeList(ByteReader &in, const char *what, uint32_t limit,
                    llvm::SmallVectorImpl<ValType> &types);
  bool readFieldType(ByteReader &in, FieldType &field);
  bool readMutability(ByteReader &in, bool &isMutable);

  // DecodeImports.cpp: imports, and the definitions of the same types.
  bool decodeImportSection(ByteReader &in);
  bool decodeTableSection(ByteReader &in);
  bool decodeMemorySection(ByteReader &in);
  bool decodeTagSection(ByteReader &in);
  bool decodeGlobalSection(ByteReader &in);
  bool readImport(ByteReader &in, Import &import);
  bool readTableType(ByteReader &in, TableType &type);
  bool readMemoryType(ByteReader &in, MemoryType &type);
  bool readGlobalType(ByteReader &in, GlobalType &type);
  bool readTagType(ByteReader &in, uint32_t &typeIndex);
  bool readLimitValues(ByteReader &in, uint8_t flags, Limits &limits);

  // DecodeSegments.cpp: element and data segments, constant expressions.
  bool decodeElementSection(ByteReader &in);
  bool decodeDataSection(ByteReader &in);
  bool readElementSegment(ByteReader &in, ElementSegment &segment);
  bool readElementFunctions(ByteReader &in, ElementSegment &segment);
  bool readElementExprs(ByteReader &in, ElementSegment &segment);
  bool readDataSegment(ByteReader &in, DataSegment &segment);
  bool readConstExpr(ByteReader &in, ConstExpr &expr);

  // DecodeNames.cpp
  void decodeNameSection(const CustomSection &section);
  void decodeBranchHints(const CustomSection &section);

  /// Reads the length of a list whose entries have a byte at least, so that
  /// it is known to be no larger than the input before it is used.
  bool readCount(ByteReader &in, const char *what, uint32_t limit,
                 uint32_t &count);
  bool failLimit(uint32_t offset, const char *what, uint64_t count,
                 uint64_t limit);
  /// readName() with the limit for names.
  bool readShortName(ByteReader &in, std::string &name);
  /// Refuses an encoding whose feature is off.
  bool need(Feature feature, uint32_t offset, const llvm::Twine &what);

  std::span<const uint8_t> bytes;
  FeatureSet features;
  Module &module;
  ErrorSink &errors;
  std::vector<std::vector<SubType>> groups;

  /// Place in the order of sections of the last known one.
  int lastOrder = -1;
  uint32_t numBodies = 0;
  uint32_t numConstInstrs = 0;
};

} // namespace w2o

#endif // W2O_DECODE_MODULEDECODER_H
