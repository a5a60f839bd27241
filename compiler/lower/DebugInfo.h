//===- DebugInfo.h - Wasm offsets and names to DWARF ----------------------===//
//
// Every function gets a subprogram, and every instruction that can trap or
// call gets a location whose line is a byte offset. The line table serves
// twice: codegen/PcMap turns it into the compact map that the runtime's
// backtraces use, and with -g it stays in the object as DWARF. Then offsets are
// those in the module; else they count from the function's body, so that the
// IR of a function is the same wherever it is (driver/PartitionStore).
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_DEBUGINFO_H
#define W2O_LOWER_DEBUGINFO_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/IRBuilder.h"
#include <memory>

namespace w2o {

class ModuleContext;

/// The line of a body's first byte. Line 0 would mean that there is none.
inline uint32_t lineOfBody(bool debugInfo, uint32_t bodyOffset) {
  return debugInfo ? bodyOffset : 1;
}

class DebugInfo {
public:
  DebugInfo(const ModuleContext &context, llvm::Module &ir);

  /// Attaches a subprogram to a function whose body starts at `offset`.
  void beginFunction(llvm::Function *function, llvm::StringRef name,
                     uint32_t offset);
  /// Sets the builder's location to a wasm offset of the current function.
  void setLocation(llvm::IRBuilderBase &builder, uint32_t offset);
  void finish();

private:
  uint32_t lineOf(uint32_t offset) const {
    return lineOfBody(fullNames, bodyOffset) + (offset - bodyOffset);
  }

  llvm::DIBuilder builder;
  llvm::DIFile *file = nullptr;
  llvm::DISubroutineType *type = nullptr;
  llvm::DISubprogram *subprogram = nullptr;
  bool fullNames;
  uint32_t bodyOffset = 0; ///< Of the current function.
};

} // namespace w2o

#endif // W2O_LOWER_DEBUGINFO_H
