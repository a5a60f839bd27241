//===- CheckImports.cpp - Link-time imports that no symbol can satisfy ----===//

#include "driver/CheckImports.h"

#include "llvm/ADT/StringMap.h"

using namespace w2o;

std::optional<Error> w2o::checkLinkedImports(const ModuleContext &context) {
  const Module &module = context.module;
  llvm::StringMap<uint32_t> typeOfSymbol;
  for (const Import &import : module.imports) {
    if (import.kind != ExternKind::Func || !context.isLinked(import.index))
      continue;
    uint32_t type = module.functions[import.index].typeIndex;
    auto [known, isNew] =
        typeOfSymbol.try_emplace(context.symbol(import.index), type);
    if (isNew || module.types.canonicalId(known->second) ==
                     module.types.canonicalId(type))
      continue;
    Error error;
    error.kind = ErrorClass::Usage;
    error.message = "function '" + import.module + "." + import.field +
                    "' is imported with two types, " +
                    toString(module.types.func(known->second)) + " and " +
                    toString(module.types.func(type)) +
                    ", and one symbol cannot have both; bind it per instance "
                    "(--instance-import)";
    return error;
  }
  return std::nullopt;
}
