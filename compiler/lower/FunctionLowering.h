//===- FunctionLowering.h - One function body to LLVM IR ------------------===//
//
// State of the function that is being lowered and the declarations of the
// methods that lower instructions; the methods are defined by family in
// Lower*.cpp. OpLowering.def maps each instruction to a call of a method.
//
// Lowering trusts the validator: nothing here checks types. Values on the
// operand stack have the LLVM types of lowerValType(); a v128 is always
// <2 x i64> on the stack, in locals and at block boundaries, and a handler
// casts on the way in and out (popVec, pushVec).
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_FUNCTIONLOWERING_H
#define W2O_LOWER_FUNCTIONLOWERING_H

#include "lower/ModuleLowering.h"
#include "lower/PartitionState.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Intrinsics.h"
#include <optional>

namespace w2o {

class ObjectBuilder;

class FunctionLowering {
public:
  FunctionLowering(PartitionState &part, uint32_t functionIndex,
                   llvm::ArrayRef<ValType> locals, uint64_t frameBytes);

  void emit(const Instr &instr, llvm::ArrayRef<ValType> poppedTypes);
  void skip(const Instr &instr);
  void finish();
  uint32_t height() const { return uint32_t(stack.size()); }

private:
  using Value = llvm::Value;
  using Type = llvm::Type;

  //===--- Shared state and helpers (LowerFunction.cpp) -------------------===//

  PartitionState &part;
  const ModuleContext &ctx;
  const Module &module;
  uint32_t functionIndex;
  uint64_t frameBytes;
  llvm::Function *function = nullptr;
  llvm::IRBuilder<> b; ///< Positioned where the next instruction goes.
  Value *vm = nullptr;
  Value *resultsPointer = nullptr; ///< Two or more results.
  llvm::SmallVector<Value *, 32> stack;
  llvm::SmallVector<llvm::AllocaInst *, 16> locals;
  llvm::SmallVector<Type *, 16> localTypes;
  llvm::ArrayRef<ValType> popped; ///< Operand types of this instruction.
  bool hasGuestCalls = false;

  void push(Value *v) { stack.push_back(v); }
  Value *pop() { return stack.pop_back_val(); }
  /// Pops a v128 as a vector of another shape, e.g. part.v8i16.
  Value *popVec(llvm::FixedVectorType *type) {
    return b.CreateBitCast(pop(), type);
  }
  /// Pushes any 128-bit vector as a v128.
  void pushVec(Value *v) { push(b.CreateBitCast(v, part.v128)); }
  /// Pushes an i1 as i32 0 or 1.
  void pushBool(Value *v) { push(b.CreateZExt(v, part.i32)); }
  Value *popBool() { return b.CreateICmpNE(pop(), b.getInt32(0)); }
  Value *callIntrinsic(llvm::Intrinsic::ID id, llvm::ArrayRef<Type *> types,
                       llvm::ArrayRef<Value *> args) {
    return b.CreateIntrinsic(id, types, args);
  }

  /// Emits "if (condition) trap": the cold block ends in its own call of
  /// w2o_trap_<name>, and lowering goes on where the condition is false.
  void trapIf(Value *condition, Trap trap);
  /// The same with one of several traps: `explain` emits code that ends in one.
  void trapWith(Value *condition, llvm::function_ref<void()> explain);
  /// Emits an unconditional trap and `unreachable`; no block is open after.
  void trap(Trap trap);
  llvm::BasicBlock *newBlock(const char *name);
  /// An alloca in the entry block.
  llvm::AllocaInst *entryAlloca(Type *type, const char *name,
                                unsigned count = 1);
  void emitPrologue(llvm::ArrayRef<ValType> declared);
  /// That `bytes` more are there than a small frame needs.
  void emitStackCheck(uint64_t bytes);
  /// Pointer to the header field at a displacement from vm.
  Value *vmField(int64_t displacement);
  llvm::LoadInst *loadVm(Type *type, int64_t displacement, Tbaa tbaa,
                         bool invariant);
  /// A field of a runtime structure outside of the header's head: a memory or
  /// table definition, or a function record.
  llvm::LoadInst *loadField(Value *object, Type *type, uint64_t offset);

  //===--- Metering (LowerMetering.cpp) -----------------------------------===//

  /// Code that is paid for at once; `charge` is null when none is open.
  struct Segment {
    llvm::BinaryOperator *charge = nullptr;
    llvm::CallInst *refill = nullptr;
    uint64_t cost = 0;
  } segment;
  void meterBefore(const Instr &);
  void meterAfter(const Instr &);
  void openSegment();
  void closeSegment();
  void checkEpoch();
  llvm::CallInst *callCold(Builtin, llvm::ArrayRef<Value *> args);

  //===--- Control (LowerControl.cpp) -------------------------------------===//

  struct ControlFrame {
    enum Kind : uint8_t {
      Body,
      Block,
      Loop,
      If,
      Else,
      TryTable, ///< With clauses.
      Try,      ///< Legacy: in the body,
      Catch     ///< or in one of the clauses.
    } kind;
    llvm::BasicBlock *target;    ///< Where a branch to the label goes.
    llvm::BasicBlock *end;       ///< Where code continues after `end`.
    llvm::BasicBlock *elseBlock; ///< If: the block for the false case.
    llvm::SmallVector<llvm::PHINode *, 2> targetPhis;
    llvm::SmallVector<llvm::PHINode *, 2> endPhis;
    llvm::SmallVector<Value *, 2> params; ///< If: inputs of the else part.
    uint32_t height; ///< Operands below the frame's parameters.
    Value *caught = nullptr; ///< Catch: the exception.
    /// Catch: where an exception goes on that no clause so far has caught.
    llvm::BasicBlock *uncaught = nullptr;
  };
  llvm::SmallVector<ControlFrame, 16> control;
  uint32_t skippedBlocks = 0; ///< Blocks opened in dead code.

  llvm::MDNode *branchWeights(const Instr &instr);
  void blockTypes(const BlockType &block, llvm::SmallVectorImpl<Type *> &params,
                  llvm::SmallVectorImpl<Type *> &results);
  llvm::SmallVector<llvm::PHINode *, 2> createPhis(llvm::BasicBlock *block,
                                                   llvm::ArrayRef<Type *>);
  ControlFrame &label(uint32_t depth) {
    return control[control.size() - 1 - depth];
  }
  void addIncoming(llvm::ArrayRef<llvm::PHINode *> phis,
                   llvm::BasicBlock *from);
  void enterBlock(llvm::BasicBlock *block);
  void lowerUnreachable();
  void lowerBlock(const Instr &);
  void lowerLoop(const Instr &);
  void lowerIf(const Instr &);
  void lowerElse(bool live);
  void lowerEnd(bool live);
  /// Goes on behind a block whose frame was popped.
  void continueAfter(const ControlFrame &frame);
  void lowerBr(const Instr &);
  void lowerBrIf(const Instr &);
  void lowerBrTable(const Instr &);
  void lowerReturn();
  void emitReturn(llvm::ArrayRef<Value *> results);

  //===--- Calls (LowerCalls.cpp) -----------------------------------------===//

  /// A callee: code pointer or function, and the value for its `vm`.
  struct Callee {
    Value *code;
    Value *vm;
    /// Of unknown code; a direct callee has an attribute.
    bool keepsInstance = false;
  };
  llvm::AllocaInst *argumentBuffer = nullptr;
  llvm::AllocaInst *resultBuffer = nullptr;

  Value *callBuffer(llvm::AllocaInst *&buffer, size_t slots, const char *name);
  Value *bufferSlot(Value *buffer, size_t slot);
  void placeArguments(const CallShape &shape, size_t numParams,
                      Value *calleeVm, llvm::function_ref<Value *()> overflow,
                      llvm::SmallVectorImpl<Value *> &args);
  void pushResults(const FuncType &type, llvm::CallBase *call);
  Value *recordField(Value *record, Type *type, uint64_t offset);
  Callee recordCallee(Value *record);
  Callee directCallee(uint32_t index);
  Callee indirectCallee(const Instr &);
  Callee staticCallee(uint32_t index, const StaticTable &table,
                      uint32_t typeIndex, Value *at);
  void emitCall(const Callee &callee, uint32_t typeIndex);
  void emitTailCall(const Callee &callee, uint32_t typeIndex);
  void emitLinkedCall(uint32_t index, bool isTail);
  void lowerCall(const Instr &);
  void lowerCallIndirect(const Instr &);
  void lowerReturnCall(const Instr &);
  void lowerReturnCallIndirect(const Instr &);
  Callee referenceCallee();
  void lowerCallRef(const Instr &);
  void lowerReturnCallRef(const Instr &);

  //===--- Exceptions (LowerExceptions.cpp) -------------------------------===//

  /// What catches exceptions that are thrown in the body of a block.
  struct Handler {
    struct Clause {
      CatchClause::Kind kind;
      uint32_t tag;
      uint32_t target; ///< Index in `control`.
    };
    uint32_t frame; ///< Index in `control` of the block.
    llvm::SmallVector<Clause, 2> clauses; ///< Of try_table.
    // Made when something that throws is found.
    llvm::BasicBlock *landingPad = nullptr;
    llvm::BasicBlock *dispatch = nullptr;
    llvm::PHINode *exception = nullptr; ///< In `dispatch`.
  };
  llvm::SmallVector<Handler, 4> handlers; ///< Innermost last.

  /// A call of something that may throw.
  llvm::CallBase *createCall(llvm::FunctionType *type, Value *callee,
                             llvm::ArrayRef<Value *> args,
                             bool keepsInstance = false);
  void pushHandler(llvm::ArrayRef<CatchClause> clauses);
  llvm::BasicBlock *dispatchOf(Handler &handler);
  llvm::BasicBlock *landingPad();
  void propagate(Value *exception, llvm::MutableArrayRef<Handler> around);
  Value *exceptionValue(Value *exception, size_t index);
  llvm::BasicBlock *catchTag(Value *exception, uint32_t tag);
  void lowerThrow(const Instr &);
  void lowerThrowRef();
  void lowerTryTable(const Instr &);
  void finishTryTable();
  void lowerTry(const Instr &);
  void lowerCatch(const Instr &, bool live);
  void lowerRethrow(const Instr &);
  void lowerDelegate(const Instr &, bool live);
  void finishTry(const ControlFrame &frame);

  //===--- Parametric and variables (LowerVariables.cpp) ------------------===//

  void lowerDrop();
  void lowerSelect();
  void lowerLocalGet(const Instr &);
  void lowerLocalSet(const Instr &);
  void lowerLocalTee(const Instr &);
  void lowerGlobalGet(const Instr &);
  void lowerGlobalSet(const Instr &);
  Value *globalAddress(uint32_t index);

  //===--- Memory (MemoryAccess.cpp, LowerMemory.cpp) ---------------------===//

  /// Address of an access of `bytes` bytes at the popped address; checked in
  /// code where guard pages do not cover it (MemoryAccess.cpp).
  Value *effectiveAddress(const MemArg &mem, Value *address, uint64_t bytes);
  /// A guest load: unaligned, little-endian, and where it may fault, marked so
  /// that it is never removed.
  Value *guestLoad(Type *type, Value *pointer, const MemArg &mem);
  void guestStore(Value *value, Value *pointer, const MemArg &mem);
  Tbaa guestAlias(uint32_t memory) const;
  llvm::SmallDenseMap<uint32_t, Value *, 2> checkedBases;
  Value *memoryBase(uint32_t memory);
  Value *memoryDefAddress(uint32_t memory);
  llvm::LoadInst *memoryLength(uint32_t memory); ///< In bytes, now.
  bool isShared(uint32_t memory) const {
    return module.memories[memory].type.limits.isShared;
  }
  /// Where a byte of a memory is, by an index of 64 bits, unchecked.
  Value *bytePointer(uint32_t memory, Value *index, uint64_t displacement = 0);
  Value *isOutOfBounds64(const MemArg &mem, Value *index, uint64_t bytes);
  /// An address or length, i32 or i64, as the 64 bits that builtins take.
  Value *toIndex64(Value *v) { return b.CreateZExt(v, part.i64); }
  void lowerLoad(const Instr &, Type *type);
  void lowerLoadExtend(const Instr &, Type *memType, Type *type,
                       bool isSigned);
  void lowerStore(const Instr &);
  void lowerStoreTrunc(const Instr &, Type *memType);
  /// A number of pages in the memory's address type.
  Value *fromPages(uint32_t memory, Value *pages);
  void lowerMemorySize(const Instr &);
  void lowerMemoryGrow(const Instr &);

  //===--- Bulk operations of memories (LowerBulkMemory.cpp) --------------===//

  std::optional<uint64_t> inlineLength(uint32_t memory, Value *n) const;
  Value *isRangeOutOfBounds(uint32_t memory, Value *address, Value *n,
                            bool areShort);
  void storePiece(Value *value, uint32_t memory, Value *address,
                  uint64_t displacement);
  void callOnBytes(Builtin builtin, llvm::ArrayRef<Value *> args,
                   uint32_t memory, uint32_t other);
  void lowerMemoryFill(const Instr &);
  void lowerMemoryCopy(const Instr &);
  void lowerMemoryInit(const Instr &);
  void lowerDataDrop(const Instr &);

  //===--- Atomics (LowerAtomics.cpp) -------------------------------------===//

  /// As effectiveAddress(), of an access that traps when it is not aligned.
  Value *atomicAddress(const MemArg &mem, Value *address, uint64_t bytes);
  void lowerAtomicLoad(const Instr &, Type *memType, Type *type);
  void lowerAtomicStore(const Instr &, Type *memType);
  void lowerAtomicRmw(const Instr &, llvm::AtomicRMWInst::BinOp, Type *memType,
                      Type *type);
  void lowerAtomicCmpxchg(const Instr &, Type *memType, Type *type);
  void lowerAtomicFence();
  void lowerAtomicWait(const Instr &, Builtin builtin);
  void lowerAtomicNotify(const Instr &);

  //===--- Tables (LowerTables.cpp) ---------------------------------------===//

  Value *tableDefAddress(uint32_t table);
  /// Address of the element at a 64-bit index; traps when out of bounds.
  Value *tableElement(uint32_t table, Value *index64, Trap outOfBounds);
  Value *fromTableIndex(uint32_t table, Value *v);
  void lowerTableGet(const Instr &);
  void lowerTableSet(const Instr &);
  void lowerTableSize(const Instr &);
  void lowerTableGrow(const Instr &);
  void lowerTableFill(const Instr &);
  void lowerTableCopy(const Instr &);
  void lowerTableInit(const Instr &);
  void lowerElemDrop(const Instr &);

  //===--- References (LowerReferences.cpp) -------------------------------===//

  void lowerRefNull();
  void lowerRefIsNull();
  void lowerRefFunc(const Instr &);
  void lowerRefAsNonNull();
  void lowerBrOnNull(const Instr &);
  void lowerBrOnNonNull(const Instr &);
  void lowerRefEq();
  void lowerRefI31();
  void lowerI31Get(bool isSigned);
  void lowerAnyConvertExtern();
  void lowerExternConvertAny();

  //===--- Casts (LowerCasts.cpp) -----------------------------------------===//

  llvm::LoadInst *typeInfoField(Value *info, Type *type, uint64_t offset);
  /// Branches to `pass` when a reference of type `from` is of type `to`.
  /// `failWeights`: branch weights where the true case is the failure.
  void branchOnCast(Value *reference, ValType from, ValType to,
                    llvm::BasicBlock *pass, llvm::BasicBlock *fail,
                    llvm::MDNode *failWeights);
  Value *matchesObject(Value *object, HeapType target, llvm::BasicBlock *fail,
                       llvm::MDNode *failWeights);
  Value *isSubType(Value *found, Value *expected);
  void lowerRefTest(const Instr &);
  void lowerRefCast(const Instr &);
  void lowerBrOnCast(const Instr &, bool onFail);

  //===--- Structures and arrays (LowerAggregates.cpp) --------------------===//

  ObjectBuilder objects();
  void checkNull(Value *reference, ValType type, Trap trap);
  Value *allocateInline(uint64_t header, uint64_t bytes,
                        llvm::function_ref<void(Value *)> complete,
                        llvm::function_ref<Value *()> slow);
  Value *newStruct(uint32_t typeIndex);
  Value *newArray(uint32_t typeIndex, uint32_t length);
  Value *arrayLength(Value *array, ValType type);
  Value *arrayElement(Value *array, ValType type, uint32_t typeIndex,
                      Value *index);
  Value *arrayRange(Value *array, uint32_t typeIndex, Value *length,
                    Value *index, Value *n);
  void lowerStructNew(const Instr &);
  void lowerStructNewDefault(const Instr &);
  void lowerStructGet(const Instr &, bool isSigned);
  void lowerStructSet(const Instr &);
  void lowerArrayNew(const Instr &);
  void lowerArrayNewDefault(const Instr &);
  void lowerArrayNewFixed(const Instr &);
  void lowerArrayNewSegment(const Instr &, Builtin);
  void lowerArrayGet(const Instr &, bool isSigned);
  void lowerArraySet(const Instr &);
  void lowerArrayLen();
  void lowerArrayFill(const Instr &);
  void lowerArrayCopy(const Instr &);
  void lowerArrayInit(const Instr &, Builtin);

  //===--- Numeric (LowerNumeric.cpp) -------------------------------------===//

  void lowerConst(const Instr &);
  void lowerIntEqz();
  void lowerIntCompare(llvm::CmpInst::Predicate);
  void lowerFloatCompare(llvm::CmpInst::Predicate);
  void lowerIntBinary(llvm::Instruction::BinaryOps);
  void lowerIntDiv(llvm::Instruction::BinaryOps); ///< SDiv UDiv SRem URem
  void lowerShift(llvm::Instruction::BinaryOps);  ///< Shl LShr AShr
  void lowerRotate(llvm::Intrinsic::ID);          ///< fshl fshr
  void lowerCountZeros(llvm::Intrinsic::ID);      ///< ctlz cttz
  void lowerPopcnt();
  void lowerFloatBinary(llvm::Instruction::BinaryOps);
  void lowerFloatMinMax(llvm::Intrinsic::ID); ///< minimum maximum
  void lowerFloatUnary(llvm::Intrinsic::ID);  ///< fabs sqrt
  void lowerFloatNeg();
  /// ceil, floor, trunc, roundeven; a builtin where the CPU lacks it.
  void lowerFloatRound(llvm::Intrinsic::ID);
  void lowerCopysign();

  //===--- 128-bit arithmetic (LowerWideArithmetic.cpp) -------------------===//

  Value *popPair(); ///< Two i64 as an i128.
  void pushPair(Value *wide);
  void lowerWideBinary(llvm::Instruction::BinaryOps); ///< Add Sub
  void lowerMulWide(bool isSigned);

  //===--- Conversions (LowerConversions.cpp) -----------------------------===//

  void lowerWrap();
  void lowerExtend(bool isSigned);                   ///< i32 to i64
  void lowerSignExtend(Type *from);                  ///< extend8_s etc.
  void lowerTrunc(Type *to, bool isSigned);          ///< traps
  void lowerTruncSat(Type *to, bool isSigned);
  void lowerConvert(Type *to, bool isSigned);        ///< int to float
  void lowerDemote();
  void lowerPromote();
  void lowerReinterpret(Type *to);

  //===--- SIMD (LowerSimd*.cpp) ------------------------------------------===//
#include "lower/SimdMethods.inc"
};

} // namespace w2o

#endif // W2O_LOWER_FUNCTIONLOWERING_H
