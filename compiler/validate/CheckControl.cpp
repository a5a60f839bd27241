//===- CheckControl.cpp - Blocks, branches, parametrics and variables -----===//
//
// Specification: Validation, "Control Instructions", "Parametric
// Instructions" and "Variable Instructions", in the form of the appendix's
// algorithm.
//
//===----------------------------------------------------------------------===//

#include "validate/FunctionValidator.h"
#include "wasm/Limits.h"

using namespace w2o;
using llvm::Twine;

bool FunctionValidator::checkBlockType(const BlockType &type) {
  if (type.kind == BlockType::Value)
    return checker.checkValType(type.value, current->offset);
  if (type.kind == BlockType::TypeIndex)
    return checker.need(Feature::MultiValue, current->offset,
                        "a block type with a type index") &&
           checker.checkFuncTypeIndex(type.typeIndex, current->offset,
                                      opName(current->op));
  return true;
}

/// block, loop, if and the legacy try.
bool FunctionValidator::checkBlock(const Instr &instr) {
  if (!checkBlockType(instr.block))
    return false;
  if (ctrls.size() >= limits::maxControlDepth)
    return errors.fail(ErrorClass::Limit, instr.offset,
                       "blocks nested too deep: the limit is " +
                           Twine(limits::maxControlDepth));
  if (instr.op == Op::If && !popVal(ValKind::I32))
    return false;
  CtrlFrame frame;
  frame.type = instr.block;
  Types params = startTypes(frame);
  if (!popVals(params))
    return false;
  pushCtrl(instr.op, instr.block);
  return pushVals(params);
}

bool FunctionValidator::checkElse() {
  // Nesting is grammar in the binary format, hence malformed.
  if (ctrls.back().op != Op::If)
    return errors.malformed(current->offset,
                            "illegal opcode: else outside of an if");
  CtrlFrame frame;
  if (!popCtrl(frame))
    return false;
  pushCtrl(Op::Else, frame.type);
  return pushVals(startTypes(frame));
}

bool FunctionValidator::checkEnd() {
  CtrlFrame frame;
  if (!popCtrl(frame))
    return false;

  // A missing else is an empty one: it passes its parameters on.
  if (frame.op == Op::If && !matchesAll(startTypes(frame), endTypes(frame)))
    return mismatch("closes an if without else, whose parameters are not its "
                    "results");

  bodyDone = ctrls.empty();
  return pushVals(endTypes(frame));
}

bool FunctionValidator::checkBr(const Instr &instr) {
  const CtrlFrame *target = label(instr.index);
  if (!target || !popVals(labelTypes(*target)))
    return false;
  markUnreachable();
  return true;
}

bool FunctionValidator::checkBrIf(const Instr &instr) {
  const CtrlFrame *target = label(instr.index);
  return target && popVal(ValKind::I32) && popVals(labelTypes(*target)) &&
         pushVals(labelTypes(*target));
}

bool FunctionValidator::checkBrTable(const Instr &instr) {
  if (!popVal(ValKind::I32))
    return false;
  const CtrlFrame *fallback = label(instr.labels.back());
  if (!fallback)
    return false;
  Types expected = labelTypes(*fallback);

  // Each target once, however often the table names it.
  ++branchTables;
  for (uint32_t depth : instr.labels.drop_back()) {
    CtrlFrame *target = label(depth);
    if (!target)
      return false;
    if (target->branchTable == branchTables)
      continue;
    target->branchTable = branchTables;
    Types types = labelTypes(*target);
    if (types.size() != expected.size())
      return mismatch("expects labels of one arity but label " + Twine(depth) +
                      " has " + Twine(types.size()) +
                      " operands and the default has " +
                      Twine(expected.size()));
    if (!checkTop(types))
      return false;
  }
  if (!popVals(expected))
    return false;
  markUnreachable();
  return true;
}

bool FunctionValidator::checkReturn() {
  if (!popVals(endTypes(ctrls.front())))
    return false;
  markUnreachable();
  return true;
}

bool FunctionValidator::checkUnreachable() {
  markUnreachable();
  return true;
}

bool FunctionValidator::checkDrop() {
  ValType dropped;
  return popAny(dropped);
}

/// select without a type: numbers and vectors only, because a reference type
/// could not be inferred with subtyping.
bool FunctionValidator::checkSelect() {
  ValType second, first;
  if (!popVal(ValKind::I32) || !popAny(second) || !popAny(first))
    return false;
  if (first.isRef() || second.isRef())
    return mismatch("without a type expects numbers or vectors but an operand "
                    "has type " +
                    toString(first.isRef() ? first : second));
  if (first != second && !first.isBottom() && !second.isBottom())
    return mismatch("expects operands of one type but they have types " +
                    toString(first) + " and " + toString(second));
  pushVal(first.isBottom() ? second : first);
  return true;
}

bool FunctionValidator::checkSelectTypes(const Instr &instr) {
  if (instr.types.size() != 1)
    return invalid("invalid result arity: select has " +
                   Twine(instr.types.size()) + " types instead of 1");
  ValType type = instr.types.front();
  if (!checker.checkValType(type, instr.offset) || !popVal(ValKind::I32) ||
      !popVal(type) || !popVal(type))
    return false;
  pushVal(type);
  return true;
}

/// local.get, local.set and local.tee.
bool FunctionValidator::checkLocal(const Instr &instr) {
  if (instr.index >= locals.size())
    return unknown("local", instr.index, locals.size());
  ValType type = locals[instr.index];
  bool isPending = tracksLocals && uninitialised.test(instr.index);

  if (instr.op == Op::LocalGet) {
    if (isPending)
      return invalid("uninitialized local: local " + Twine(instr.index) +
                     " of type " + toString(type) + " is read before it is "
                     "set");
  } else {
    if (!popVal(type))
      return false;
    if (isPending) {
      uninitialised.reset(instr.index);
      initialised.push_back(instr.index);
    }
  }
  if (instr.op != Op::LocalSet)
    pushVal(type);
  return true;
}

bool FunctionValidator::checkGlobalGet(const Instr &instr) {
  size_t numGlobals = isConstant ? visibleGlobals : module.globals.size();
  if (instr.index >= numGlobals)
    return unknown("global", instr.index, numGlobals);
  pushVal(module.globals[instr.index].type.type);
  return true;
}

bool FunctionValidator::checkGlobalSet(const Instr &instr) {
  if (instr.index >= module.globals.size())
    return unknown("global", instr.index, module.globals.size());
  const GlobalType &type = module.globals[instr.index].type;
  if (!type.isMutable)
    return invalid("immutable global: global.set of global " +
                   Twine(instr.index));
  return popVal(type.type);
}
