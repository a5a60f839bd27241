//===- InlineSites.h - Which calls code was inlined through ---------------===//
//
// For backtraces, the place of an instruction is an offset in one function and
// the calls through which that came to be where it is. LLVM has it in the
// debug location (inlinedAt), with which all passes keep it apart from others.
// A line table has no room for it, and DWARF that has takes long to make and to
// read. So as the last step before instructions become bytes, each location
// gets the number of its call as its column, where the line table keeps it:
// column 0 is what the function does itself. codegen/PcMap reads it there.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_INLINESITES_H
#define W2O_CODEGEN_INLINESITES_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include <cstdint>
#include <limits>
#include <vector>

namespace llvm {
class Function;
class FunctionPass;
} // namespace llvm

namespace w2o {

/// A call that the body of its callee has replaced.
struct InlineSite {
  uint32_t function = 0; ///< Index of the callee.
  /// What called it: 0 is the function that the code is in, k the site k - 1 of
  /// the same function, one of those before this.
  uint32_t parent = 0;
  uint32_t line = 0; ///< Of the call in the caller, as lower/DebugInfo.h says.

  bool operator==(const InlineSite &) const = default;
};

class InlineSites {
public:
  /// Columns have 16 bits.
  static constexpr uint32_t maxSites = std::numeric_limits<uint16_t>::max();

  /// Calls that were inlined into a function, those in deleted code included.
  static uint32_t count(const llvm::Function &function);

  /// Of which function a subprogram is. To be told before functions change.
  void name(const llvm::DISubprogram *subprogram, uint32_t functionIndex) {
    indices[subprogram] = functionIndex;
  }

  /// The sites of a function's code, by its symbol; site k is column k + 1.
  const std::vector<InlineSite> &sitesOf(llvm::StringRef symbol) const {
    static const std::vector<InlineSite> none;
    auto found = sites.find(symbol);
    return found == sites.end() ? none : found->second;
  }

  const llvm::DenseMap<const llvm::DISubprogram *, uint32_t> &known() const {
    return indices;
  }
  void record(llvm::StringRef symbol, std::vector<InlineSite> found) {
    sites[symbol] = std::move(found);
  }

private:
  llvm::DenseMap<const llvm::DISubprogram *, uint32_t> indices;
  llvm::StringMap<std::vector<InlineSite>> sites;
};

/// The pass that numbers the sites of each function and tells them to `sites`,
/// which must outlive it. To be run behind all others. Where no debugger will
/// read the locations, they lose everything else about inlining.
llvm::FunctionPass *createNumberInlineSitesPass(InlineSites &sites);

} // namespace w2o

#endif // W2O_CODEGEN_INLINESITES_H
