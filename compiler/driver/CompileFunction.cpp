//===- CompileFunction.cpp - One body from bytes to IR --------------------===//

#include "driver/CompileFunction.h"

#include "decode/FunctionReader.h"
#include "lower/ModuleLowering.h"
#include "support/ErrorSink.h"
#include "validate/FunctionValidator.h"

namespace w2o {

/// The loop; false with the reason in `sink`, which cannot happen for a body
/// that was validated before.
static bool lowerBody(FunctionReader &reader, FunctionValidator &validator,
                      uint32_t functionIndex, uint64_t frameBytes,
                      PartitionLowering &lowering) {
  llvm::SmallVector<ValType, 32> locals;
  if (!reader.readLocals(locals) || !validator.begin(functionIndex, locals))
    return false;
  lowering.beginFunction(functionIndex, locals, frameBytes);
  Instr instr;
  while (!validator.finished()) {
    if (reader.atEnd() || !reader.next(instr))
      return false;
    bool isLive = validator.isLive();
    if (!validator.check(instr))
      return false;
    if (isLive)
      lowering.emit(instr, validator.popped());
    else
      lowering.skip(instr);
    // The two keep the same operand stack, as long as it is one.
    assert((validator.finished() || !validator.isLive() ||
            validator.height() == lowering.height()) &&
           "validator and lowering disagree about the operand stack");
  }
  lowering.endFunction();
  return true;
}

std::optional<Error> lowerFunction(const Module &module, FeatureSet features,
                                   uint32_t functionIndex,
                                   uint64_t frameBytes,
                                   PartitionLowering &lowering) {
  const Function &function = module.functions[functionIndex];
  ErrorSink sink;
  FunctionReader reader(function.body, function.bodyOffset, sink);
  FunctionValidator validator(module, features, sink);
  if (lowerBody(reader, validator, functionIndex, frameBytes, lowering))
    return std::nullopt;
  Error error = sink.error();
  error.functionIndex = functionIndex;
  error.functionName = function.name;
  return error;
}

} // namespace w2o
