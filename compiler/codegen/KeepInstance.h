//===- KeepInstance.h - The instance pointer stays in its register --------===//
//
// Nearly every access needs the instance pointer, all over a function. The
// register allocator weighs the uses of a value against the length of its live
// range, so in large functions, such as the loop of an interpreter, it spills
// this one first and loads it back for each access.
//
// This pass, run right before registers are allocated, forbids to spill it
// where it has uses enough. Splitting its live range remains allowed.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_KEEPINSTANCE_H
#define W2O_CODEGEN_KEEPINSTANCE_H

namespace llvm {
class FunctionPass;
}

namespace w2o {

/// To be run behind the scheduler of the code generator, that is, on live
/// intervals of virtual registers.
llvm::FunctionPass *createKeepInstancePass();

} // namespace w2o

#endif // W2O_CODEGEN_KEEPINSTANCE_H
