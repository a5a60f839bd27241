//===- PinInstance.h - The instance pointer in the register it came in ----===//
//
// In the C convention, the register of the first argument is lost in each
// call. So each function saved a register of its caller, moved the instance
// pointer there, and back into the first argument for each call.
//
// On x86-64 all functions of a module, unless it has tail calls, leave the
// instance pointer in that register (docs/Abi.md, "What a function keeps").
// They have the attribute W2O_KEEPS_INSTANCE_ATTRIBUTE; indirect calls of such
// functions have an operand bundle "kcfi", which the code generator carries
// along and, without a flag of the module that we never set, does nothing with.
// This pass, run when registers are virtual but no longer in SSA form,
//
// - lets such calls preserve the register,
// - replaces the instance pointer by the register itself, all over a function
//   that uses it,
// - restores it, from a copy made in the entry, behind calls of the runtime and
//   of imports, which keep nothing, and at landing pads,
// - makes it a register that the other functions save if they need another.
//
// Until registers are allocated it is a reserved one, because the scheduler
// counts those that are free and takes all that are not reserved for such. The
// allocator wants liveness instead, which is computed in between.
//
// Other compilers of the same IR need not know: a function that keeps more than
// the C convention asks for can be called by anybody.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_PININSTANCE_H
#define W2O_CODEGEN_PININSTANCE_H

namespace llvm {
class FunctionPass;
}

namespace w2o {

/// To be run between the elimination of two-address instructions and the
/// coalescing of registers, for targets where no result is returned in the
/// register of the first argument.
llvm::FunctionPass *createPinInstancePass();

/// To be run between the scheduler and the allocation of registers.
llvm::FunctionPass *createReleaseInstancePass();

} // namespace w2o

#endif // W2O_CODEGEN_PININSTANCE_H
