//===- WidenCompares.h - Bytes are compared eight at a time ---------------===//
//
// A module's C library compares memory and strings byte by byte (memcmp,
// strcmp), a native one with vectors. This gives such a loop a way that
// compares eight bytes at once.
//
// The loop: two loads of bytes of guest memory, at addresses that grow by one,
// in its first block; it goes on as long as they are equal and, if it says so,
// not zero and a counter has not come down to zero; nothing else happens.
//
//   loop:  as long as both addresses are 8 bytes from the end of a page:
//            load 8 bytes of each
//            all go on, and the counter is 8 or more: all + 8, loop
//            all + the number of bytes that go on, at most the counter
//          the loop's own blocks, and back to `loop` if it goes on
//
// Both first bytes are what the loop would load now, and if these are in a
// memory, so is the rest of their pages, of which memories with guard pages
// consist: what is behind the end of a string is read, but never matters. So
// the first of the wide loads traps if and only if the loop would have.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_WIDENCOMPARES_H
#define W2O_CODEGEN_WIDENCOMPARES_H

#include "llvm/IR/PassManager.h"

namespace w2o {

class WidenComparesPass : public llvm::PassInfoMixin<WidenComparesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace w2o

#endif // W2O_CODEGEN_WIDENCOMPARES_H
