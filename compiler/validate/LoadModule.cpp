//===- LoadModule.cpp - Bytes to a checked Module -------------------------===//
//
// The two phases of reading a module: all sections first, with bodies kept as
// byte ranges, then bodies, one at a time and in any order or on any thread.
//
//===----------------------------------------------------------------------===//

#include "validate/LoadModule.h"
#include "decode/FunctionReader.h"
#include "decode/ModuleDecoder.h"
#include "validate/FunctionValidator.h"
#include "validate/ModuleValidator.h"

using namespace w2o;

bool w2o::loadModule(std::span<const uint8_t> bytes, FeatureSet features,
                     Module &module, ErrorSink &errors) {
  ModuleDecoder decoder(bytes, features, module, errors);
  return decoder.decode() &&
         ModuleValidator(module, features, errors)
             .validate(std::move(decoder.typeGroups()));
}

/// The read and check loop of one body.
static bool checkBody(FunctionReader &reader, FunctionValidator &validator,
                      uint32_t functionIndex, ErrorSink &errors) {
  llvm::SmallVector<ValType, 32> locals;
  if (!reader.readLocals(locals) || !validator.begin(functionIndex, locals))
    return false;
  Instr instr;
  while (!validator.finished()) {
    // Nesting is grammar in the binary format, hence malformed.
    if (reader.atEnd())
      return errors.malformed(reader.offset(),
                              "END opcode expected: the body ends inside of "
                              "a block");
    if (!reader.next(instr) || !validator.check(instr))
      return false;
  }
  return reader.atEnd() ||
         errors.malformed(reader.offset(),
                          "END opcode expected last: the body goes on after "
                          "its final end");
}

bool w2o::validateBody(const Module &module, uint32_t functionIndex,
                       FeatureSet features, BodyFacts &facts,
                       ErrorSink &errors) {
  const Function &function = module.functions[functionIndex];
  bool failedBefore = errors.hasError();
  FunctionReader reader(function.body, function.bodyOffset, errors);
  FunctionValidator validator(module, features, errors);
  bool isValid = checkBody(reader, validator, functionIndex, errors);
  facts.used.add(validator.used());
  facts.writtenTables.insert(validator.writtenTables().begin(),
                             validator.writtenTables().end());
  if (!isValid && !failedBefore) {
    errors.error().functionIndex = functionIndex;
    errors.error().functionName = function.name;
  }
  return isValid;
}
