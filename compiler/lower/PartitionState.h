//===- PartitionState.h - The LLVM module that is being filled ------------===//
//
// What all functions of one partition share: the LLVM module, its types,
// declarations and metadata.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_PARTITIONSTATE_H
#define W2O_LOWER_PARTITIONSTATE_H

#include "lower/CallShape.h"
#include "lower/DebugInfo.h"
#include "lower/ModuleLowering.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace w2o {

/// Trap codes, named after the builtins.
enum class Trap : uint32_t {
#define TRAP(name, ENUMERATOR, code, message) name = code,
#include "abi/Traps.def"
};

/// Builtins, named after the runtime functions.
enum class Builtin : uint32_t {
#define BUILTIN(name, result, params) name,
#include "abi/Builtins.def"
};

/// Which kind of memory an access touches. Accesses of different kinds never
/// alias: header fields, guest memory, tables and globals are disjoint, and so
/// are the headers of objects. A memory is behind guard pages for all modules
/// that use it or for none. Fields and elements of objects have classes of
/// their own (annotateField).
enum class Tbaa : uint8_t {
  Guest,
  Header,
  Global,
  TableElement,
  CheckedGuest,
  HeapFront,
  ObjectType,
  ArrayLength,
  Fuel
};
inline constexpr unsigned numTbaa = unsigned(Tbaa::Fuel) + 1;

struct PartitionState {
  PartitionState(const ModuleContext &context, llvm::LLVMContext &llvm,
                 llvm::StringRef name);

  const ModuleContext &ctx;
  llvm::LLVMContext &llvm;
  std::unique_ptr<llvm::Module> ir;

  llvm::IntegerType *i1, *i8, *i16, *i32, *i64;
  llvm::Type *f32, *f64, *voidTy;
  llvm::PointerType *ptr;
  llvm::FixedVectorType *v128; ///< <2 x i64>, canonical
  llvm::FixedVectorType *v16i8, *v8i16, *v4i32, *v2i64, *v4f32, *v2f64;

  DebugInfo debug;

  llvm::Type *lowerValType(ValType type) const;
  /// The wasm convention's shape of a function type (cached).
  const CallShape &shape(uint32_t typeIndex);
  /// Declaration of a defined function.
  llvm::Function *functionDecl(uint32_t functionIndex);
  /// Declaration of a link-time import with its C prototype.
  llvm::Function *linkedDecl(uint32_t functionIndex);
  /// Declaration of the constant for a table in ctx.staticTables.
  llvm::GlobalVariable *staticTable(uint32_t table);
  llvm::FunctionCallee builtin(Builtin which);
  llvm::FunctionCallee trapFunction(Trap which);
  /// The routine that finds landing pads for the unwinder.
  llvm::Constant *personality();

  /// A call that has a class touches no memory of another one.
  void annotate(llvm::Instruction *access, Tbaa kind);
  /// The class of a field of a structure, or of the elements of an array. A
  /// field that a subtype inherits is in the class of its supertype's.
  void annotateField(llvm::Instruction *access, uint32_t typeIndex,
                     uint32_t field);
  void markInvariant(llvm::LoadInst *load);
  /// Attributes that every function with code gets.
  void addFunctionAttributes(llvm::Function *function);
  /// Adds sign extension where the platform's C convention wants it.
  void addExtensionAttributes(llvm::Function *function);
  /// Functions of the module that are called directly and have no body here,
  /// in ascending order.
  std::vector<uint32_t> missingCallees() const;
  void addExtensionAttributes(llvm::CallBase *call);

  llvm::MDNode *unlikely; ///< Branch weights: the true case is rare.
  unsigned guestLoadKind; ///< Metadata kind "w2o.guest".

private:
  llvm::MDNode *tbaaRoot;
  llvm::MDNode *tbaaTags[numTbaa];
  /// By canonical id of the type that declares the field, and the field.
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, llvm::MDNode *> fieldTags;
  llvm::DenseMap<uint32_t, CallShape> shapes;
  llvm::DenseMap<uint32_t, llvm::Function *> functions;
};

} // namespace w2o

#endif // W2O_LOWER_PARTITIONSTATE_H
