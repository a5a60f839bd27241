//===- FunctionValidator.cpp - Stacks and dispatch of the body checks -----===//
//
// The two stacks of the specification's appendix "Validation Algorithm", and
// the switch from instructions to their checks. The switch is made from the
// opcode table: rows with a constant effect share one check, memory accesses
// another, and a row without either must be listed or does not compile.
//
//===----------------------------------------------------------------------===//

#include "validate/FunctionValidator.h"
#include "wasm/Limits.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <cstring>

using namespace w2o;
using llvm::StringRef;
using llvm::Twine;

FunctionValidator::FunctionValidator(const Module &module, FeatureSet features,
                                     ErrorSink &errors)
    : module(module), errors(errors), checker(module, features, errors) {}

bool FunctionValidator::begin(uint32_t functionIndex,
                              llvm::ArrayRef<ValType> declared) {
  const Function &function = module.functions[functionIndex];
  const FuncType &type = module.types.func(function.typeIndex);

  vals.clear();
  ctrls.clear();
  locals.clear();
  initialised.clear();
  uninitialised.clear();
  poppedReverse.clear();
  current = nullptr;
  bodyDone = false;
  tracksLocals = false;
  isConstant = false;
  branchTables = 0;
  checker.clearUsed();

  size_t numLocals = type.params.size() + declared.size();
  if (numLocals > limits::maxLocals)
    return errors.fail(ErrorClass::Limit, function.bodyOffset,
                       "too many locals: " + Twine(numLocals) +
                           " with the parameters, the limit is " +
                           Twine(limits::maxLocals));
  locals.reserve(numLocals);
  locals.assign(type.params.begin(), type.params.end());
  locals.insert(locals.end(), declared.begin(), declared.end());
  // Locals are declared in runs of one type, of up to all of them.
  for (size_t i = type.params.size(), end = i; i < numLocals; i = end) {
    ValType local = locals[i];
    while (end < numLocals && locals[end] == local)
      ++end;
    if (!checker.checkValType(local, function.bodyOffset))
      return false;
    if (local.isDefaultable())
      continue;
    if (!tracksLocals)
      uninitialised.resize(unsigned(numLocals));
    tracksLocals = true;
    uninitialised.set(unsigned(i), unsigned(end));
  }

  // The body is a block of the function's type. Its parameters are locals,
  // so nothing is on the stack; labels only look at the results.
  BlockType body;
  body.kind = BlockType::TypeIndex;
  body.typeIndex = function.typeIndex;
  pushCtrl(Op::Block, body);
  return true;
}

bool FunctionValidator::isLive() const {
  return !ctrls.empty() && !ctrls.back().dead;
}

uint32_t FunctionValidator::height() const { return uint32_t(vals.size()); }

bool FunctionValidator::finished() const { return bodyDone; }

llvm::ArrayRef<ValType> FunctionValidator::popped() const {
  // Operands come off the stack last one first; few callers ask, so they are
  // turned around here and not at each pop.
  poppedOrdered.assign(poppedReverse.rbegin(), poppedReverse.rend());
  return poppedOrdered;
}

FeatureSet FunctionValidator::used() const { return checker.used(); }

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

bool FunctionValidator::invalid(const Twine &message) {
  return errors.invalid(current->offset, message);
}

bool FunctionValidator::mismatch(const Twine &detail) {
  return invalid("type mismatch: " + opName(current->op) + " " + detail);
}

bool FunctionValidator::unknown(StringRef what, uint64_t index, size_t count) {
  return checker.unknown(what, index, count, current->offset);
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

/// As in the text format; the bottom types, which have no syntax, by what
/// they stand for.
static std::string describe(ValType type) {
  if (type.isBottom())
    return "any type";
  if (type.isRef() && type.heap() == HeapKind::Bottom)
    return "a reference of any type";
  return toString(type);
}

bool FunctionValidator::emptyStack(const Twine &expected) {
  if (ctrls.size() == 1)
    return mismatch("expects " + expected + " but the stack is empty");
  return mismatch("expects " + expected +
                  " but the stack of its block is empty");
}

bool FunctionValidator::wrongOperand(ValType actual, ValType expected) {
  return mismatch("expects " + describe(expected) +
                  " but the operand has type " + describe(actual));
}

/// Appendix: pop_val(). An operand of an unreachable frame that is not on the
/// stack has the bottom type.
bool FunctionValidator::popAny(ValType &actual) {
  const CtrlFrame &frame = ctrls.back();
  actual = ValType();
  if (vals.size() > frame.height) {
    actual = vals.back();
    vals.pop_back();
  } else if (!frame.unreachable) {
    return emptyStack("an operand");
  }
  poppedReverse.push_back(actual);
  return true;
}

/// Appendix: pop_val(expect), where the operand is not just what is expected.
bool FunctionValidator::popOther(ValType expected) {
  const CtrlFrame &frame = ctrls.back();
  if (vals.size() == frame.height) {
    if (!frame.unreachable)
      return emptyStack(describe(expected));
    poppedReverse.push_back(ValType());
    return true;
  }
  ValType actual = vals.back();
  if (!matches(actual, expected))
    return wrongOperand(actual, expected);
  vals.pop_back();
  poppedReverse.push_back(actual);
  return true;
}

/// Appendix: pop_ref(). The bottom type becomes a reference to the bottom
/// heap type, so that callers need no case for it.
bool FunctionValidator::popRef(ValType &actual) {
  if (!popAny(actual))
    return false;
  if (actual.isBottom())
    actual = ValType::ref(HeapKind::Bottom, false);
  return actual.isRef() ||
         mismatch("expects a reference but the operand has type " +
                  describe(actual));
}

bool FunctionValidator::pushVals(Types types) {
  vals.insert(vals.end(), types.begin(), types.end());
  if (vals.size() <= limits::maxOperandStack)
    return true;
  return errors.fail(ErrorClass::Limit, current->offset,
                     "too many operands: " + Twine(vals.size()) +
                         " on the stack, the limit is " +
                         Twine(limits::maxOperandStack));
}

bool FunctionValidator::popVals(Types types) {
  if (!checkTop(types))
    return false;
  size_t available = vals.size() - ctrls.back().height;
  size_t present = std::min(types.size(), available);
  poppedReverse.insert(poppedReverse.end(), vals.rbegin(),
                       vals.rbegin() + present);
  poppedReverse.resize(poppedReverse.size() + types.size() - present);
  vals.resize(vals.size() - present);
  return true;
}

/// Appendix: push_vals(pop_vals(types)), which br_table does for each label.
bool FunctionValidator::checkTop(Types types) {
  const CtrlFrame &frame = ctrls.back();
  size_t available = vals.size() - frame.height;
  size_t present = std::min(types.size(), available);
  Types operands = Types(vals).take_back(present);
  Types expected = types.take_back(present);
  if (!matchesAll(operands, expected))
    for (size_t i = present; i-- > 0;)
      if (!matches(operands[i], expected[i]))
        return wrongOperand(operands[i], expected[i]);
  if (present == types.size() || frame.unreachable)
    return true;
  return emptyStack(describe(types[types.size() - 1 - present]));
}

bool FunctionValidator::popMissing(size_t count) {
  const CtrlFrame &frame = ctrls.back();
  if (!frame.unreachable || vals.size() > frame.height)
    return false;
  poppedReverse.resize(poppedReverse.size() + count);
  return true;
}

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

bool FunctionValidator::matchesOther(ValType sub, ValType super) {
  if (sub.isBottom())
    return true;
  if (!sub.isRef() || !super.isRef())
    return false;
  uint32_t hash = (sub.raw() * 0x9e3779b1u) ^ (super.raw() * 0x85ebca6bu);
  Match &known = knownMatches[hash >> 24];
  if (known.sub == sub && known.super == super)
    return true;
  if (!module.types.matches(sub, super))
    return false;
  known = {sub, super};
  return true;
}

/// Specification: Matching, "Result Types".
bool FunctionValidator::matchesAll(Types sub, Types super) {
  if (sub.size() != super.size())
    return false;
  if (sub.empty() ||
      std::memcmp(sub.data(), super.data(), sub.size() * sizeof(ValType)) == 0)
    return true;
  for (size_t i = 0; i < sub.size(); ++i)
    if (!matches(sub[i], super[i]))
      return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

/// Appendix: push_ctrl, without the push of the start types.
void FunctionValidator::pushCtrl(Op op, const BlockType &type) {
  CtrlFrame frame;
  frame.type = type;
  frame.op = op;
  frame.dead = frame.deadBefore = !ctrls.empty() && ctrls.back().dead;
  frame.height = height();
  frame.initHeight = uint32_t(initialised.size());
  ctrls.push_back(frame);
}

/// Appendix: pop_ctrl.
bool FunctionValidator::popCtrl(CtrlFrame &frame) {
  frame = ctrls.back();
  if (!popVals(endTypes(frame)))
    return false;
  if (size_t extra = vals.size() - frame.height)
    return mismatch("expects " + Twine(endTypes(frame).size()) +
                    " operands, the results of its block, but there are " +
                    Twine(endTypes(frame).size() + extra));
  resetLocals(frame.initHeight);
  ctrls.pop_back();
  return true;
}

/// Appendix: unreachable().
void FunctionValidator::markUnreachable() {
  CtrlFrame &frame = ctrls.back();
  vals.resize(frame.height);
  frame.unreachable = true;
  frame.dead = true;
}

FunctionValidator::Types
FunctionValidator::startTypes(const CtrlFrame &frame) const {
  if (frame.type.kind == BlockType::TypeIndex)
    return module.types.func(frame.type.typeIndex).params;
  return {};
}

/// The result may point into `frame`.
FunctionValidator::Types
FunctionValidator::endTypes(const CtrlFrame &frame) const {
  switch (frame.type.kind) {
  case BlockType::Empty:
    return {};
  case BlockType::Value:
    return frame.type.value;
  case BlockType::TypeIndex:
    return module.types.func(frame.type.typeIndex).results;
  }
  llvm_unreachable("all kinds of block type return");
}

/// Appendix: label_types. The result may point into `frame`.
FunctionValidator::Types
FunctionValidator::labelTypes(const CtrlFrame &frame) const {
  return frame.op == Op::Loop ? startTypes(frame) : endTypes(frame);
}

FunctionValidator::CtrlFrame *FunctionValidator::label(uint32_t depth) {
  if (depth < ctrls.size())
    return &ctrls[ctrls.size() - 1 - depth];
  (void)unknown("label", depth, ctrls.size());
  return nullptr;
}

/// Appendix: reset_locals.
void FunctionValidator::resetLocals(uint32_t initHeight) {
  while (initialised.size() > initHeight) {
    uninitialised.set(initialised.back());
    initialised.pop_back();
  }
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

bool FunctionValidator::check(const Instr &instr) {
  assert(!finished() && "no instruction follows the final end");
  current = &instr;
  poppedReverse.clear();
  if (std::optional<Feature> feature = opFeature(instr.op)) {
    if (instr.op == Op::Throw)
      feature = checker.throwFeature();
    if (!checker.need(*feature, instr.offset, opName(instr.op)))
      return false;
  }
  return dispatch(instr);
}

bool FunctionValidator::dispatch(const Instr &instr) {
  switch (instr.op) {
#define OP_FIXED(Name, Text, Prefix, Code, Feature, Imm, Params, Results)      \
  case Op::Name:
#include "wasm/Opcodes.def"
    return checkFixed(instr);

#define OP_MEM(Name, Text, Prefix, Code, Feature, Imm, AccessLog2, Params,     \
               Results)                                                        \
  case Op::Name:
#define OP_FIXED(Name, Text, Prefix, Code, Feature, Imm, Params, Results)
#include "wasm/Opcodes.def"
    return checkAccess(instr);

  case Op::Unreachable:
    return checkUnreachable();
  case Op::Block:
  case Op::Loop:
  case Op::If:
  case Op::Try:
    return checkBlock(instr);
  case Op::Else:
    return checkElse();
  case Op::End:
    return checkEnd();
  case Op::Br:
    return checkBr(instr);
  case Op::BrIf:
    return checkBrIf(instr);
  case Op::BrTable:
    return checkBrTable(instr);
  case Op::Return:
    return checkReturn();
  case Op::Call:
  case Op::ReturnCall:
    return checkCall(instr);
  case Op::CallIndirect:
  case Op::ReturnCallIndirect:
    return checkCallIndirect(instr);
  case Op::CallRef:
  case Op::ReturnCallRef:
    return checkCallRef(instr);

  case Op::Throw:
    return checkThrow(instr);
  case Op::ThrowRef:
    return checkThrowRef();
  case Op::TryTable:
    return checkTryTable(instr);
  case Op::Catch:
  case Op::CatchAll:
    return checkCatch(instr);
  case Op::Rethrow:
    return checkRethrow(instr);
  case Op::Delegate:
    return checkDelegate(instr);

  case Op::Drop:
    return checkDrop();
  case Op::Select:
    return checkSelect();
  case Op::SelectTypes:
    return checkSelectTypes(instr);
  case Op::LocalGet:
  case Op::LocalSet:
  case Op::LocalTee:
    return checkLocal(instr);
  case Op::GlobalGet:
    return checkGlobalGet(instr);
  case Op::GlobalSet:
    return checkGlobalSet(instr);

  case Op::TableGet:
    return checkTableGet(instr);
  case Op::TableSet:
    return checkTableSet(instr);
  case Op::TableInit:
    return checkTableInit(instr);
  case Op::TableCopy:
    return checkTableCopy(instr);
  case Op::TableGrow:
    return checkTableGrow(instr);
  case Op::TableSize:
    return checkTableSize(instr);
  case Op::TableFill:
    return checkTableFill(instr);
  case Op::MemorySize:
    return checkMemorySize(instr);
  case Op::MemoryGrow:
    return checkMemoryGrow(instr);
  case Op::MemoryInit:
    return checkMemoryInit(instr);
  case Op::MemoryCopy:
    return checkMemoryCopy(instr);
  case Op::MemoryFill:
    return checkMemoryFill(instr);

  case Op::RefNull:
    return checkRefNull(instr);
  case Op::RefIsNull:
    return checkRefIsNull();
  case Op::RefFunc:
    return checkRefFunc(instr);
  case Op::RefEq:
    return checkRefEq();
  case Op::RefAsNonNull:
    return checkRefAsNonNull();
  case Op::BrOnNull:
    return checkBrOnNull(instr);
  case Op::BrOnNonNull:
    return checkBrOnNonNull(instr);
  case Op::RefTest:
  case Op::RefTestNull:
    return checkRefTest(instr);
  case Op::RefCast:
  case Op::RefCastNull:
    return checkRefCast(instr);
  case Op::BrOnCast:
  case Op::BrOnCastFail:
    return checkBrOnCast(instr);
  case Op::AnyConvertExtern:
    return checkConvert(HeapKind::Extern, HeapKind::Any);
  case Op::ExternConvertAny:
    return checkConvert(HeapKind::Any, HeapKind::Extern);
  case Op::RefI31:
    return checkRefI31();
  case Op::I31GetS:
  case Op::I31GetU:
    return checkI31Get();

  case Op::StructNew:
    return checkStructNew(instr);
  case Op::StructNewDefault:
    return checkStructNewDefault(instr);
  case Op::StructGet:
  case Op::StructGetS:
  case Op::StructGetU:
    return checkStructGet(instr);
  case Op::StructSet:
    return checkStructSet(instr);
  case Op::ArrayNew:
    return checkArrayNew(instr);
  case Op::ArrayNewDefault:
    return checkArrayNewDefault(instr);
  case Op::ArrayNewFixed:
    return checkArrayNewFixed(instr);
  case Op::ArrayNewData:
    return checkArrayNewData(instr);
  case Op::ArrayNewElem:
    return checkArrayNewElem(instr);
  case Op::ArrayGet:
  case Op::ArrayGetS:
  case Op::ArrayGetU:
    return checkArrayGet(instr);
  case Op::ArraySet:
    return checkArraySet(instr);
  case Op::ArrayLen:
    return checkArrayLen();
  case Op::ArrayFill:
    return checkArrayFill(instr);
  case Op::ArrayCopy:
    return checkArrayCopy(instr);
  case Op::ArrayInitData:
    return checkArrayInitData(instr);
  case Op::ArrayInitElem:
    return checkArrayInitElem(instr);
  }
  llvm_unreachable("the switch lists all instructions");
}

bool FunctionValidator::checkFixed(const Instr &instr) {
  if (!checkFixedImmediate(instr))
    return false;
  std::optional<FixedSignature> signature = opSignature(instr.op);
  for (ValKind kind : llvm::reverse(signature->params))
    if (!popVal(kind))
      return false;
  for (ValKind kind : signature->results)
    pushVal(kind);
  return true;
}

/// Number of lanes of the shape that a vector instruction's name begins
/// with, e.g. 16 of "i8x16.replace_lane".
static unsigned numLanes(Op op) {
  unsigned lanes = 0;
  StringRef shape = opName(op).split('.').first;
  shape.split('x').second.getAsInteger(10, lanes);
  return lanes;
}

/// Immediates that have rules of their own, of instructions whose stack
/// effect is nevertheless constant.
bool FunctionValidator::checkFixedImmediate(const Instr &instr) {
  ImmKind imm = opImm(instr.op);
  if (imm == ImmKind::Lane && instr.lane >= numLanes(instr.op))
    return invalid("invalid lane index: " + opName(instr.op) + " has lane " +
                   Twine(unsigned(instr.lane)) + " of " +
                   Twine(numLanes(instr.op)));
  if (imm == ImmKind::Shuffle)
    for (unsigned lane : instr.bytes)
      if (lane >= 32)
        return invalid("invalid lane index: " + opName(instr.op) +
                       " has lane " + Twine(lane) + " of 32");
  if (imm == ImmKind::Data)
    return checkDataSegment(instr.index);
  if (imm == ImmKind::Elem)
    return elementSegment(instr.index) != nullptr;
  return true;
}

/// Whether a tail call's results are the function's.
bool FunctionValidator::matchResults(Types found, Types expected) {
  if (matchesAll(found, expected))
    return true;
  if (found.size() != expected.size())
    return mismatch("gives " + Twine(found.size()) +
                    " results but the function has " +
                    Twine(expected.size()));
  size_t i = 0;
  while (matches(found[i], expected[i]))
    ++i;
  return mismatch("gives a result of type " + describe(found[i]) +
                  " but the function's has type " + describe(expected[i]));
}

const SubType *FunctionValidator::expand(uint32_t typeIndex,
                                         CompositeKind kind) {
  static constexpr const char *kindNames[] = {"a function type",
                                              "a struct type",
                                              "an array type"};
  if (!checker.checkTypeIndex(typeIndex, current->offset))
    return nullptr;
  const SubType &type = module.types[typeIndex];
  if (type.kind == kind)
    return &type;
  mismatch(Twine("expects ") + kindNames[unsigned(kind)] + " but type " +
           Twine(typeIndex) + " is " + kindNames[unsigned(type.kind)]);
  return nullptr;
}
