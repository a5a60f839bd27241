//===- DebugInfo.h - Wasm offsets and names to DWARF ----------------------===//
//
// Every function gets a subprogram, and every instruction that can trap or
// call gets a location whose line is the byte offset in the wasm module. The
// line table serves twice: codegen/PcMap turns it into the compact map that
// the runtime's backtraces use, and with -g it stays in the object as DWARF.
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
  llvm::DIBuilder builder;
  llvm::DIFile *file = nullptr;
  llvm::DISubroutineType *type = nullptr;
  llvm::DISubprogram *subprogram = nullptr;
  bool fullNames;
};

} // namespace w2o

#endif // W2O_LOWER_DEBUGINFO_H
