//===- FunctionValidator.h - Type checks for one function body ------------===//
//
// The algorithm of the specification's appendix ("Validation Algorithm") with
// its names: pushVal, popVal, pushCtrl, popCtrl, unreachable. Instructions
// with a constant stack effect are checked from the table; the others have
// their check in Check*.cpp.
//
// Memory is bounded by the input: a control frame names its block type
// instead of copying it, and all vectors are reused across functions.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_VALIDATE_FUNCTIONVALIDATOR_H
#define W2O_VALIDATE_FUNCTIONVALIDATOR_H

#include "support/ErrorSink.h"
#include "validate/TypeChecker.h"
#include "wasm/Instr.h"
#include "wasm/Module.h"
#include "wasm2obj/Features.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include <array>
#include <vector>

namespace w2o {

/// Reusable over functions: begin(), then check() for each instruction until
/// finished().
class FunctionValidator {
public:
  /// `module` must be complete apart from its bodies.
  FunctionValidator(const Module &module, FeatureSet features,
                    ErrorSink &errors);

  /// Starts the body of defined function `functionIndex`; `locals` are the
  /// declared locals, without the parameters.
  bool begin(uint32_t functionIndex, llvm::ArrayRef<ValType> locals);
  bool check(const Instr &instr);

  /// Whether the code at the current position can be reached. Inherited by
  /// blocks opened in dead code, unlike the typing flag of the algorithm:
  /// lowering must be gated on this one.
  bool isLive() const;
  /// Number of operands on the stack.
  uint32_t height() const;
  /// Whether the final `end` was checked.
  bool finished() const;
  /// The types of the operands that the last checked instruction popped, in
  /// stack order, for lowering of polymorphic instructions.
  llvm::ArrayRef<ValType> popped() const;
  /// Features that checked instructions needed.
  FeatureSet used() const;
  /// Tables that checked instructions change, in dead code too.
  const llvm::SmallDenseSet<uint32_t, 4> &writtenTables() const {
    return written;
  }

private:
  friend class ModuleValidator; // For constant expressions.
  using Types = llvm::ArrayRef<ValType>;

  /// An entered block (appendix: "ctrl_frame").
  struct CtrlFrame {
    BlockType type;
    Op op = Op::Block;        ///< What opened it; Block for the body itself.
    bool unreachable = false; ///< Operands below are polymorphic.
    bool dead = false;        ///< No execution gets here.
    bool deadBefore = false;  ///< The block was opened in dead code.
    uint32_t height = 0;      ///< Of the operand stack at entry.
    uint32_t initHeight = 0;  ///< Of `initialised` at entry.
    uint32_t branchTable = 0; ///< Last br_table that was checked for it.
  };

  // The operand stack (FunctionValidator.cpp).
  void pushVal(ValType type) { vals.push_back(type); }
  [[nodiscard]] bool pushVals(Types types);
  [[nodiscard]] bool popVal(ValType expected) {
    if (vals.size() > ctrls.back().height && vals.back() == expected) {
      poppedReverse.push_back(expected);
      vals.pop_back();
      return true;
    }
    return popOther(expected);
  }
  [[nodiscard]] bool popOther(ValType expected);
  [[nodiscard]] bool popAny(ValType &actual);
  [[nodiscard]] bool popRef(ValType &actual);
  [[nodiscard]] bool popVals(Types types);
  [[nodiscard]] bool checkTop(Types types);
  /// Whether the next `count` operands are all polymorphic; takes them then.
  bool popMissing(size_t count);
  bool emptyStack(const llvm::Twine &expected);
  bool wrongOperand(ValType actual, ValType expected);

  // Matching (FunctionValidator.cpp).
  bool matches(ValType sub, ValType super) {
    return sub == super || matchesOther(sub, super);
  }
  bool matchesOther(ValType sub, ValType super);
  bool matchesAll(Types sub, Types super);

  // The control stack (FunctionValidator.cpp).
  void pushCtrl(Op op, const BlockType &type);
  [[nodiscard]] bool popCtrl(CtrlFrame &frame);
  void markUnreachable();
  Types startTypes(const CtrlFrame &frame) const;
  Types endTypes(const CtrlFrame &frame) const;
  Types labelTypes(const CtrlFrame &frame) const;
  /// The frame of a label, or null with an error.
  CtrlFrame *label(uint32_t depth);
  void resetLocals(uint32_t initHeight);

  // Errors at the current instruction.
  bool invalid(const llvm::Twine &message);
  bool mismatch(const llvm::Twine &detail);
  bool unknown(llvm::StringRef what, uint64_t index, size_t count);

  // Dispatch and shared checks (FunctionValidator.cpp).
  bool dispatch(const Instr &instr);
  bool checkFixed(const Instr &instr);
  bool checkFixedImmediate(const Instr &instr);
  bool matchResults(Types found, Types expected);
  /// A defined type of one kind, or null with an error.
  const SubType *expand(uint32_t typeIndex, CompositeKind kind);

  // CheckControl.cpp
  bool checkBlock(const Instr &instr);
  bool checkElse();
  bool checkEnd();
  bool checkBr(const Instr &instr);
  bool checkBrIf(const Instr &instr);
  bool checkBrTable(const Instr &instr);
  bool checkReturn();
  bool checkUnreachable();
  bool checkDrop();
  bool checkSelect();
  bool checkSelectTypes(const Instr &instr);
  bool checkLocal(const Instr &instr);
  bool checkGlobalGet(const Instr &instr);
  bool checkGlobalSet(const Instr &instr);
  bool checkBlockType(const BlockType &type);

  // CheckCalls.cpp
  bool checkCall(const Instr &instr);
  bool checkCallIndirect(const Instr &instr);
  bool checkCallRef(const Instr &instr);
  bool applyCall(uint32_t typeIndex, bool isTail);

  // CheckMemory.cpp
  const Memory *memory(uint32_t index);
  bool checkAccess(const Instr &instr);
  bool checkMemArg(const Instr &instr, const Memory &memory);
  bool checkMemorySize(const Instr &instr);
  bool checkMemoryGrow(const Instr &instr);
  bool checkMemoryFill(const Instr &instr);
  bool checkMemoryCopy(const Instr &instr);
  bool checkMemoryInit(const Instr &instr);
  bool checkDataSegment(uint32_t index);

  // CheckTables.cpp
  const Table *table(uint32_t index);
  const Table *writtenTable(uint32_t index);
  const ElementSegment *elementSegment(uint32_t index);
  bool checkTableGet(const Instr &instr);
  bool checkTableSet(const Instr &instr);
  bool checkTableSize(const Instr &instr);
  bool checkTableGrow(const Instr &instr);
  bool checkTableFill(const Instr &instr);
  bool checkTableCopy(const Instr &instr);
  bool checkTableInit(const Instr &instr);

  // CheckReferences.cpp
  bool checkRefNull(const Instr &instr);
  bool checkRefIsNull();
  bool checkRefFunc(const Instr &instr);
  bool checkRefEq();
  bool checkRefAsNonNull();
  bool checkRefTest(const Instr &instr);
  bool checkRefCast(const Instr &instr);
  bool checkBrOnNull(const Instr &instr);
  bool checkBrOnNonNull(const Instr &instr);
  bool checkBrOnCast(const Instr &instr);
  bool checkConvert(HeapKind from, HeapKind to);
  bool checkI31Get();
  bool checkRefI31();

  // CheckAggregates.cpp
  const FieldType *structField(const Instr &instr, uint32_t field);
  const FieldType *arrayElement(uint32_t typeIndex);
  bool checkPacking(const FieldType &field, bool extends);
  bool checkMutable(const FieldType &field, bool isArray);
  bool checkStructNew(const Instr &instr);
  bool checkStructNewDefault(const Instr &instr);
  bool checkStructGet(const Instr &instr);
  bool checkStructSet(const Instr &instr);
  bool checkArrayNew(const Instr &instr);
  bool checkArrayNewDefault(const Instr &instr);
  bool checkArrayNewFixed(const Instr &instr);
  bool checkArrayNewData(const Instr &instr);
  bool checkArrayNewElem(const Instr &instr);
  bool checkArrayGet(const Instr &instr);
  bool checkArraySet(const Instr &instr);
  bool checkArrayLen();
  bool checkArrayFill(const Instr &instr);
  bool checkArrayCopy(const Instr &instr);
  bool checkArrayInitData(const Instr &instr);
  bool checkArrayInitElem(const Instr &instr);
  bool checkNumericElement(const FieldType &element);
  bool checkSegmentElement(uint32_t segment, const FieldType &element);

  // CheckExceptions.cpp
  const FuncType *tagType(uint32_t index);
  bool checkThrow(const Instr &instr);
  bool checkThrowRef();
  bool checkTryTable(const Instr &instr);
  bool checkCatchClause(const CatchClause &clause);
  bool checkCatch(const Instr &instr);
  bool checkRethrow(const Instr &instr);
  bool checkDelegate(const Instr &instr);

  // CheckConstExpr.cpp
  bool checkConstExpr(const ConstExpr &expr, ValType type,
                      uint32_t visibleGlobals);
  bool checkConstInstr(const Instr &instr);

  const Module &module;
  ErrorSink &errors;
  TypeChecker checker;
  llvm::SmallDenseSet<uint32_t, 4> written;

  std::vector<ValType> vals;
  std::vector<CtrlFrame> ctrls;
  std::vector<ValType> locals;

  /// Locals that were not set on the way here. Unused, and not even sized,
  /// in functions whose locals all have a default.
  llvm::BitVector uninitialised;
  /// Locals in the order in which their bit was cleared, to undo it at `end`.
  std::vector<uint32_t> initialised;
  bool tracksLocals = false;

  std::vector<ValType> poppedReverse;
  mutable std::vector<ValType> poppedOrdered;

  /// Pairs of references that are known to match. Lists of a thousand types
  /// take two bytes to name again, so each comparison must be quick, and
  /// walking up declared supertypes is not.
  struct Match {
    ValType sub, super;
  };
  std::array<Match, 256> knownMatches;

  const Instr *current = nullptr;
  bool bodyDone = true;
  uint32_t branchTables = 0; ///< br_table instructions so far.

  bool isConstant = false;     ///< Checking a constant expression,
  uint32_t visibleGlobals = 0; ///< which may use the globals below this.
};

} // namespace w2o

#endif // W2O_VALIDATE_FUNCTIONVALIDATOR_H
