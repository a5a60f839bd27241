//===- PcMap.h - Code offsets to wasm offsets -----------------------------===//
//
// The runtime turns a program counter into the byte offset of a wasm
// instruction for backtraces. The code generator keeps that relation as a
// DWARF line table: lines are wasm offsets (lower/DebugInfo.h), columns say
// through which calls code was inlined (codegen/InlineSites.h). This reads the
// table back out of a finished object and encodes it in the form of
// abi/ModuleDesc.h, w2o_desc_code, which needs no DWARF reader.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_PCMAP_H
#define W2O_CODEGEN_PCMAP_H

#include "wasm2obj/Error.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <optional>
#include <string>
#include <vector>

namespace w2o {

/// A row of a line table: where code begins that has one place in the module.
struct PcRow {
  uint32_t code = 0; ///< Offset from the start of the function's code.
  uint32_t line = 0; ///< As lower/DebugInfo.h says.
  uint32_t site = 0; ///< 0, or one more than the index of an InlineSite.

  bool operator==(const PcRow &) const = default;
};

/// One function of an object, in the order of the code.
struct FunctionCode {
  std::string symbol; ///< Without the object format's prefix.
  uint64_t start = 0; ///< In its section.
  uint64_t size = 0;
  std::vector<PcRow> rows; ///< Ascending by code.
};

/// Reads the functions of a relocatable object's text section.
std::optional<Error> readFunctionCode(llvm::MemoryBufferRef object,
                                      std::vector<FunctionCode> &functions);

/// Encodes the rows of w2o_desc_code::pc_map. `firstLines` has the line of the
/// body's first byte for each site that rows name, 0 included.
std::string encodePcRows(llvm::ArrayRef<PcRow> rows,
                         llvm::ArrayRef<uint32_t> firstLines);

} // namespace w2o

#endif // W2O_CODEGEN_PCMAP_H
