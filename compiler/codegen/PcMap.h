//===- PcMap.h - Code offsets to wasm offsets -----------------------------===//
//
// The runtime turns a program counter into the byte offset of a wasm
// instruction for backtraces. The code generator keeps that relation as a
// DWARF line table (the lowering uses the module offset as the line number);
// this reads the table back out of a finished object and encodes it in the
// form of abi/ModuleDesc.h, w2o_desc_code, which needs no DWARF reader.
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

/// One function of an object, in the order of the code.
struct FunctionCode {
  std::string symbol; ///< Without the object format's prefix.
  uint64_t start = 0; ///< In its section.
  uint64_t size = 0;
  /// Pairs {code offset, wasm offset}, ascending, both from the line table;
  /// code offsets count from `start`.
  std::vector<std::pair<uint32_t, uint32_t>> lines;
};

/// Reads the functions of a relocatable object's text section.
std::optional<Error> readFunctionCode(llvm::MemoryBufferRef object,
                                      std::vector<FunctionCode> &functions);

/// Encodes as w2o_desc_code::pc_map; `bodyOffset` is where the map starts.
std::string
encodePcMap(llvm::ArrayRef<std::pair<uint32_t, uint32_t>> lines,
            uint32_t bodyOffset);

} // namespace w2o

#endif // W2O_CODEGEN_PCMAP_H
