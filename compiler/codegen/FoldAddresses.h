//===- FoldAddresses.h - Guest addresses as distances from others ---------===//
//
// An access at `a` that did not trap proves that a + c does not wrap in 32 bits
// for any c of at most 2^16 (WidenAddresses.h says why). So where such an
// access dominates one at zext(a + c), that one's address is zext(a) + c: the
// constant goes into an addressing mode, and the addition is gone.
//
// Only forwards: below `a`, zext(a) - c could be an address in front of the
// memory, where the instance is. Sums that are needed for anything but
// addresses stay, because both would then occupy a register.
//
// Traps stay exact, because no address changes. Sandbox: should an access be
// executed before its proof after all, since loads are scheduled, its address
// is above zext(a), and so is zext(a) plus its distance and offset, which are
// less than half of the guard; where a + c wraps, it faults in the guard, and
// the proof would have trapped in the same way.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_FOLDADDRESSES_H
#define W2O_CODEGEN_FOLDADDRESSES_H

#include "llvm/IR/PassManager.h"

namespace w2o {

class FoldAddressesPass : public llvm::PassInfoMixin<FoldAddressesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace w2o

#endif // W2O_CODEGEN_FOLDADDRESSES_H
