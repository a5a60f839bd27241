//===- SplitBlocks.h - Huge basic blocks in pieces ------------------------===//
//
// The scheduler of the code generator looks at a basic block as a whole, and
// takes time that grows with the square of its length when one register, like
// the base of a memory, is used all over it. A module can have blocks as long
// as it likes, so what is far longer than any code that people write is cut
// after the selection of instructions. The pieces follow each other without a
// branch, and later passes join them.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_SPLITBLOCKS_H
#define W2O_CODEGEN_SPLITBLOCKS_H

namespace llvm {
class Pass;
}

namespace w2o {

/// Machine instructions of a piece, and what is left alone.
constexpr unsigned blockPiece = 2000;
constexpr unsigned hugeBlock = 2 * blockPiece;

/// To be run right after FinalizeISel, on code in SSA form.
llvm::Pass *createSplitBlocksPass();

} // namespace w2o

#endif // W2O_CODEGEN_SPLITBLOCKS_H
