//===- CheckConstExpr.cpp - Constant expressions --------------------------===//
//
// Specification: Validation, "Constant Expressions". A constant expression is
// a body without parameters whose instructions are limited: the opcode table
// marks those that may appear, and the typing rules are those of functions.
//
//===----------------------------------------------------------------------===//

#include "validate/FunctionValidator.h"

using namespace w2o;
using llvm::Twine;

/// Checks that the expression is constant and has the type. It may read
/// immutable globals below `visible`.
bool FunctionValidator::checkConstExpr(const ConstExpr &expr, ValType type,
                                       uint32_t visible) {
  vals.clear();
  ctrls.clear();
  locals.clear();
  initialised.clear();
  tracksLocals = false;
  bodyDone = false;
  isConstant = true;
  visibleGlobals = visible;

  BlockType body;
  body.kind = BlockType::Value;
  body.value = type;
  pushCtrl(Op::Block, body);
  for (const Instr &instr : expr.instrs)
    if (!checkConstInstr(instr))
      return false;

  Instr end;
  end.op = Op::End;
  end.offset = expr.instrs.empty() ? expr.offset : expr.instrs.back().offset;
  return check(end);
}

bool FunctionValidator::checkConstInstr(const Instr &instr) {
  if (!opIsConstant(instr.op))
    return errors.invalid(instr.offset, "constant expression required: " +
                                            opName(instr.op) +
                                            " is not constant");
  // Extended-const made six plain instructions constant, so the table's
  // feature does not tell.
  bool isArithmetic = instr.op == Op::I32Add || instr.op == Op::I32Sub ||
                      instr.op == Op::I32Mul || instr.op == Op::I64Add ||
                      instr.op == Op::I64Sub || instr.op == Op::I64Mul;
  if (isArithmetic && !checker.need(Feature::ExtendedConst, instr.offset,
                                    "arithmetic in a constant expression"))
    return false;
  if (!check(instr))
    return false;
  if (instr.op != Op::GlobalGet)
    return true;

  if (module.globals[instr.index].type.isMutable)
    return errors.invalid(instr.offset,
                          "constant expression required: global " +
                              Twine(instr.index) + " is mutable");
  // Garbage collection brought globals of the module itself; nothing about
  // lowering depends on it, so it is not recorded as used.
  if (instr.index >= module.numImportedGlobals && !checker.has(Feature::GC))
    return errors.fail(ErrorClass::Unsupported, instr.offset,
                       "global.get of a defined global in a constant "
                       "expression needs the feature 'gc', which is off");
  return true;
}
