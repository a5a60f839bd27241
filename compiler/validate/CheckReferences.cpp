//===- CheckReferences.cpp - References, casts and branches on them -------===//
//
// Specification: Validation, "Reference Instructions" and the br_on_*
// instructions of "Control Instructions".
//
//===----------------------------------------------------------------------===//

#include "validate/FunctionValidator.h"

using namespace w2o;
using llvm::Twine;

bool FunctionValidator::checkRefNull(const Instr &instr) {
  if (!checker.checkValType(instr.ref, instr.offset))
    return false;
  pushVal(instr.ref);
  return true;
}

bool FunctionValidator::checkRefIsNull() {
  ValType tested;
  if (!popRef(tested))
    return false;
  pushVal(ValKind::I32);
  return true;
}

bool FunctionValidator::checkRefFunc(const Instr &instr) {
  if (instr.index >= module.functions.size())
    return unknown("function", instr.index, module.functions.size());
  const Function &function = module.functions[instr.index];
  // What a constant expression names is declared by that very mention.
  if (!isConstant && !function.isDeclared)
    return invalid("undeclared function reference: function " +
                   Twine(instr.index) +
                   " is in no export, element segment or global");
  pushVal(ValType::ref(HeapType::concrete(function.typeIndex), false));
  return true;
}

bool FunctionValidator::checkRefEq() {
  ValType eq = ValType::ref(HeapKind::Eq, true);
  if (!popVal(eq) || !popVal(eq))
    return false;
  pushVal(ValKind::I32);
  return true;
}

bool FunctionValidator::checkRefAsNonNull() {
  ValType tested;
  if (!popRef(tested))
    return false;
  pushVal(tested.asNonNull());
  return true;
}

bool FunctionValidator::checkRefTest(const Instr &instr) {
  if (!checker.checkValType(instr.ref, instr.offset))
    return false;
  HeapKind top = module.types.topOf(instr.ref.heap());
  if (!popVal(ValType::ref(top, true)))
    return false;
  pushVal(ValKind::I32);
  return true;
}

bool FunctionValidator::checkRefCast(const Instr &instr) {
  if (!checker.checkValType(instr.ref, instr.offset))
    return false;
  HeapKind top = module.types.topOf(instr.ref.heap());
  if (!popVal(ValType::ref(top, true)))
    return false;
  pushVal(instr.ref);
  return true;
}

/// [t* (ref null ht)] -> [t* (ref ht)], branching with t* on null.
bool FunctionValidator::checkBrOnNull(const Instr &instr) {
  const CtrlFrame *target = label(instr.index);
  ValType tested;
  if (!target || !popRef(tested) || !popVals(labelTypes(*target)) ||
      !pushVals(labelTypes(*target)))
    return false;
  pushVal(tested.asNonNull());
  return true;
}

/// [t* (ref null ht)] -> [t*], branching with t* (ref ht) on non-null.
bool FunctionValidator::checkBrOnNonNull(const Instr &instr) {
  const CtrlFrame *target = label(instr.index);
  ValType tested;
  if (!target || !popRef(tested))
    return false;
  Types types = labelTypes(*target);
  if (types.empty() || !matches(tested.asNonNull(), types.back()))
    return mismatch("expects a label whose last operand takes " +
                    toString(tested.asNonNull()));
  return popVals(types.drop_back()) && pushVals(types.drop_back());
}

/// br_on_cast branches with the target type and goes on with what is left of
/// the source type; br_on_cast_fail the other way round.
bool FunctionValidator::checkBrOnCast(const Instr &instr) {
  ValType source = instr.ref, destination = instr.ref2;
  const CtrlFrame *target = label(instr.index);
  if (!target || !checker.checkValType(source, instr.offset) ||
      !checker.checkValType(destination, instr.offset))
    return false;
  if (!matches(destination, source))
    return mismatch("expects a subtype of " + toString(source) +
                    " to cast to but has " + toString(destination));

  // Specification: Conventions, "difference between reference types".
  ValType rest = destination.isNullable() ? source.asNonNull() : source;
  bool branchesOnFail = instr.op == Op::BrOnCastFail;
  ValType taken = branchesOnFail ? rest : destination;
  Types types = labelTypes(*target);
  if (types.empty() || !matches(taken, types.back()))
    return mismatch("expects a label whose last operand takes " +
                    toString(taken));
  if (!popVal(source) || !popVals(types.drop_back()) ||
      !pushVals(types.drop_back()))
    return false;
  pushVal(branchesOnFail ? destination : rest);
  return true;
}

/// any.convert_extern and extern.convert_any keep nullability.
bool FunctionValidator::checkConvert(HeapKind from, HeapKind to) {
  ValType converted;
  if (!popRef(converted))
    return false;
  if (!module.types.matchesHeap(converted.heap(), from))
    return mismatch("expects " + toString(ValType::ref(from, true)) +
                    " but the operand has type " + toString(converted));
  pushVal(ValType::ref(to, converted.isNullable()));
  return true;
}

bool FunctionValidator::checkRefI31() {
  if (!popVal(ValKind::I32))
    return false;
  pushVal(ValType::ref(HeapKind::I31, false));
  return true;
}

bool FunctionValidator::checkI31Get() {
  if (!popVal(ValType::ref(HeapKind::I31, true)))
    return false;
  pushVal(ValKind::I32);
  return true;
}
