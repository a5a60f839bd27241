//===- CheckCalls.cpp - Calls, indirect calls and tail calls --------------===//
//
// Specification: Validation, "Control Instructions", the call and return_call
// families. A tail call takes the callee's parameters and leaves nothing,
// because the callee's results become the function's.
//
//===----------------------------------------------------------------------===//

#include "validate/FunctionValidator.h"

using namespace w2o;

/// Operands and results of a call to a function of that type.
bool FunctionValidator::applyCall(uint32_t typeIndex, bool isTail) {
  const FuncType &type = module.types.func(typeIndex);
  if (!popVals(type.params))
    return false;
  if (!isTail)
    return pushVals(type.results);
  if (!matchResults(type.results, endTypes(ctrls.front())))
    return false;
  markUnreachable();
  return true;
}

bool FunctionValidator::checkCall(const Instr &instr) {
  if (instr.index >= module.functions.size())
    return unknown("function", instr.index, module.functions.size());
  return applyCall(module.functions[instr.index].typeIndex,
                   instr.op == Op::ReturnCall);
}

bool FunctionValidator::checkCallIndirect(const Instr &instr) {
  const Table *callees = table(instr.index2);
  if (!callees)
    return false;
  if (!matches(callees->type.element, ValType::funcRef()))
    return mismatch("expects a table of functions but the elements have type " +
                    toString(callees->type.element));
  if (instr.index2 != 0 && !checker.need(Feature::ReferenceTypes, instr.offset,
                                         "a call through another table"))
    return false;
  ValType address = callees->type.limits.is64 ? ValKind::I64 : ValKind::I32;
  return expand(instr.index, CompositeKind::Func) && popVal(address) &&
         applyCall(instr.index, instr.op == Op::ReturnCallIndirect);
}

bool FunctionValidator::checkCallRef(const Instr &instr) {
  return expand(instr.index, CompositeKind::Func) &&
         popVal(ValType::ref(HeapType::concrete(instr.index), true)) &&
         applyCall(instr.index, instr.op == Op::ReturnCallRef);
}
