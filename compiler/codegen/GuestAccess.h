//===- GuestAccess.h - Which instructions touch guest memory --------------===//
//
// The lowering says it in the alias class of an access; that is what passes of
// LLVM keep when they merge or move accesses.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_GUESTACCESS_H
#define W2O_CODEGEN_GUESTACCESS_H

#include "abi/VmLayout.h"

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

/// Whether a value that addresses start from is that of a memory itself. A sum
/// could hide a negative term.
bool isMemoryBase(const llvm::Value &base);

/// What no memory with guard pages has of the range of an index: an access at
/// `a` that did not trap proves that a + c does not wrap for c up to this.
constexpr int64_t maxProvenDistance =
    W2O_MEMORY_INDEX_RANGE - uint64_t(W2O_GUARDED_MAX_PAGES) *
                                 W2O_WASM_PAGE_SIZE;
static_assert(maxProvenDistance > 0);

/// Offsets of accesses that passes make: what is left of the guard, half of
/// it, is for reading ahead.
constexpr int64_t maxGuestOffset = W2O_OFFSET_GUARD / 2;

} // namespace w2o

#endif // W2O_CODEGEN_GUESTACCESS_H
