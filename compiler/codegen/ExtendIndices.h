//===- ExtendIndices.h - One extension for each guest pointer -------------===//
//
// A guest pointer is an i32 that each access extends to 64 bits. The code
// generator selects instructions block by block: what another block has made is
// a 32-bit register of whose upper half it knows nothing, so every block that
// accesses memory through a pointer copies it, and both forms of the pointer
// occupy registers.
//
// This pass, run on the IR right before selection, extends such values where
// they are made, which costs nothing there: an instruction with a 32-bit result
// clears the upper half. Variables of loops and merges become 64-bit variables
// of extended values. Everything else that uses the value in other blocks gets
// the lower half of the extended one, which is the same register. So there is
// one register for both forms, and no copy.
//
// Values do not change: zext and trunc are inverse to each other.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_EXTENDINDICES_H
#define W2O_CODEGEN_EXTENDINDICES_H

namespace llvm {
class FunctionPass;
}

namespace w2o {

/// To be run between CodeGenPrepare and the selection of instructions, for
/// targets whose 32-bit instructions clear the upper half of a register.
llvm::FunctionPass *createExtendIndicesPass();

} // namespace w2o

#endif // W2O_CODEGEN_EXTENDINDICES_H
