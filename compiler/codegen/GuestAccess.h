//===- GuestAccess.h - Which instructions touch guest memory --------------===//
//
// The lowering says it in the alias class of an access; that is what passes of
// LLVM keep when they merge or move accesses.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_GUESTACCESS_H
#define W2O_CODEGEN_GUESTACCESS_H

namespace llvm {
class Instruction;
class Value;
} // namespace llvm

namespace w2o {

/// Whether a load or store touches a memory behind which there are guard
/// pages, by its alias class.
bool isGuardedAccess(const llvm::Instruction &access);

/// The address of a guest access in the form that the lowering gives it,
/// base + zext(index) + offset.
struct GuestAddress {
  llvm::Value *base = nullptr;
  llvm::Value *index = nullptr; ///< i32, before the extension.
  long long offset = 0;
};

/// Reads the address of a pointer; `index` is null when it has another form.
GuestAddress guestAddress(llvm::Value *pointer);

} // namespace w2o

#endif // W2O_CODEGEN_GUESTACCESS_H
