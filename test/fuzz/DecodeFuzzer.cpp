//===- DecodeFuzzer.cpp - Any bytes through the decoder -------------------===//
//
// Decodes a module and then each body, instruction by instruction, as far as
// it goes. Nothing may crash, hang or allocate without bound, and a failure
// must come with an error.
//
//===----------------------------------------------------------------------===//

#include "decode/FunctionReader.h"
#include "decode/ModuleDecoder.h"
#include <cstdlib>

using namespace w2o;

static void decodeBody(const Function &function) {
  ErrorSink errors;
  FunctionReader reader(function.body, function.bodyOffset, errors);
  llvm::SmallVector<ValType, 32> locals;
  bool ok = reader.readLocals(locals);
  Instr instr;
  while (ok && !reader.atEnd())
    ok = reader.next(instr);
  if (ok == errors.hasError())
    std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Module module;
  ErrorSink errors;
  ModuleDecoder decoder({data, size}, FeatureSet::all(), module, errors);
  if (decoder.decode() == errors.hasError())
    std::abort();
  for (const Function &function : module.functions)
    decodeBody(function);
  return 0;
}
