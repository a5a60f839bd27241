//===- SinkAddresses.h - One register for each guest pointer --------------===//
//
// An address vm + index that several blocks access is computed once, and then
// the address and the index each occupy a register. This pass, run on the IR
// right before selection, gives each block an address of its own, which becomes
// a part of the addressing mode: vm is in a register anyway.
//
// It leaves addresses alone that other blocks need as values, unless they need
// the index too. Addresses do not change.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_SINKADDRESSES_H
#define W2O_CODEGEN_SINKADDRESSES_H

namespace llvm {
class FunctionPass;
}

namespace w2o {

/// To be run behind ExtendIndices, for targets whose addressing modes add two
/// registers and a constant.
llvm::FunctionPass *createSinkAddressesPass();

} // namespace w2o

#endif // W2O_CODEGEN_SINKADDRESSES_H
