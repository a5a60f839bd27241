//===- CheckExceptions.cpp - Exceptions, and their legacy form ------------===//
//
// Specification: Validation, "Control Instructions", throw, throw_ref and
// try_table. The legacy form (try, catch, catch_all, delegate, rethrow) is
// the first design of the proposal, which compilers still emit: its handlers
// are sections of the block, so a frame changes its kind at each `catch` as
// that of an `if` does at `else`.
//
//===----------------------------------------------------------------------===//

#include "validate/FunctionValidator.h"
#include "wasm/Limits.h"

using namespace w2o;
using llvm::Twine;

/// The type of a tag, or null with an error.
const FuncType *FunctionValidator::tagType(uint32_t index) {
  if (index < module.tags.size())
    return &module.types.func(module.tags[index].typeIndex);
  unknown("tag", index, module.tags.size());
  return nullptr;
}

bool FunctionValidator::checkThrow(const Instr &instr) {
  const FuncType *type = tagType(instr.index);
  if (!type || !popVals(type->params))
    return false;
  markUnreachable();
  return true;
}

bool FunctionValidator::checkThrowRef() {
  if (!popVal(ValType::ref(HeapKind::Exn, true)))
    return false;
  markUnreachable();
  return true;
}

bool FunctionValidator::checkTryTable(const Instr &instr) {
  // Labels of the clauses count from outside of the block.
  for (const CatchClause &clause : instr.catches)
    if (!checkCatchClause(clause))
      return false;
  return checkBlock(instr);
}

/// The values that a clause branches with must be those of its label: the
/// tag's parameters and, for the _ref forms, the exception itself.
bool FunctionValidator::checkCatchClause(const CatchClause &clause) {
  bool hasTag = clause.kind == CatchClause::Catch ||
                clause.kind == CatchClause::CatchRef;
  bool hasRef = clause.kind == CatchClause::CatchRef ||
                clause.kind == CatchClause::CatchAllRef;
  Types caught;
  if (hasTag) {
    const FuncType *type = tagType(clause.tag);
    if (!type)
      return false;
    caught = type->params;
  }
  const CtrlFrame *target = label(clause.label);
  if (!target)
    return false;
  Types expected = labelTypes(*target);
  if (expected.size() != caught.size() + hasRef)
    return mismatch("expects a label with " + Twine(caught.size() + hasRef) +
                    " operands for a catch but label " + Twine(clause.label) +
                    " has " + Twine(expected.size()));
  if (!matchesAll(caught, expected.take_front(caught.size())))
    for (size_t i = 0; i < caught.size(); ++i)
      if (!matches(caught[i], expected[i]))
        return mismatch("catches a value of type " + toString(caught[i]) +
                        " but its label expects " + toString(expected[i]));
  ValType exception = ValType::ref(HeapKind::Exn, false);
  if (hasRef && !matches(exception, expected.back()))
    return mismatch("catches an exception reference but its label expects " +
                    toString(expected.back()));
  return true;
}

/// Legacy catch and catch_all: ends the body, or the handler before it, and
/// starts a handler.
bool FunctionValidator::checkCatch(const Instr &instr) {
  // Nesting is grammar in the binary format, hence malformed.
  Op opener = ctrls.back().op;
  if (opener != Op::Try && opener != Op::Catch)
    return errors.malformed(instr.offset, "illegal opcode: " +
                                              opName(instr.op) +
                                              " outside of a try");
  Types caught;
  if (instr.op == Op::Catch) {
    const FuncType *type = tagType(instr.index);
    if (!type)
      return false;
    caught = type->params;
  }
  CtrlFrame frame;
  if (!popCtrl(frame))
    return false;
  pushCtrl(instr.op, frame.type);
  return pushVals(caught);
}

bool FunctionValidator::checkRethrow(const Instr &instr) {
  const CtrlFrame *target = label(instr.index);
  if (!target)
    return false;
  if (target->op != Op::Catch && target->op != Op::CatchAll)
    return invalid("invalid rethrow label: label " + Twine(instr.index) +
                   " is no handler");
  markUnreachable();
  return true;
}

/// Legacy delegate: closes a try without handlers. Its label counts from
/// outside of that try.
bool FunctionValidator::checkDelegate(const Instr &instr) {
  if (ctrls.back().op != Op::Try)
    return errors.malformed(instr.offset,
                            "illegal opcode: delegate outside of a try");
  CtrlFrame frame;
  return popCtrl(frame) && label(instr.index) && pushVals(endTypes(frame));
}
