//===- Types.cpp - Value, reference and heap types as text ----------------===//
//
// Types as the text format writes them (specification: Text Format, "Types"),
// for messages.
//
//===----------------------------------------------------------------------===//

#include "wasm/Types.h"
#include "llvm/Support/ErrorHandling.h"

using namespace w2o;

/// The short name of a nullable reference to an abstract heap type.
static const char *shortName(HeapKind kind) {
  switch (kind) {
  case HeapKind::Func:
    return "funcref";
  case HeapKind::NoFunc:
    return "nullfuncref";
  case HeapKind::Extern:
    return "externref";
  case HeapKind::NoExtern:
    return "nullexternref";
  case HeapKind::Any:
    return "anyref";
  case HeapKind::Eq:
    return "eqref";
  case HeapKind::I31:
    return "i31ref";
  case HeapKind::Struct:
    return "structref";
  case HeapKind::Array:
    return "arrayref";
  case HeapKind::None:
    return "nullref";
  case HeapKind::Exn:
    return "exnref";
  case HeapKind::NoExn:
    return "nullexnref";
  case HeapKind::Bottom:
  case HeapKind::Concrete:
    return nullptr;
  }
  llvm_unreachable("unknown heap kind");
}

std::string w2o::toString(HeapType type) {
  switch (type.kind()) {
  case HeapKind::Func:
    return "func";
  case HeapKind::NoFunc:
    return "nofunc";
  case HeapKind::Extern:
    return "extern";
  case HeapKind::NoExtern:
    return "noextern";
  case HeapKind::Any:
    return "any";
  case HeapKind::Eq:
    return "eq";
  case HeapKind::I31:
    return "i31";
  case HeapKind::Struct:
    return "struct";
  case HeapKind::Array:
    return "array";
  case HeapKind::None:
    return "none";
  case HeapKind::Exn:
    return "exn";
  case HeapKind::NoExn:
    return "noexn";
  case HeapKind::Bottom:
    return "bot";
  case HeapKind::Concrete:
    return std::to_string(type.typeIndex());
  }
  llvm_unreachable("unknown heap kind");
}

std::string w2o::toString(ValType type) {
  switch (type.kind()) {
  case ValKind::Bottom:
    return "bot";
  case ValKind::I32:
    return "i32";
  case ValKind::I64:
    return "i64";
  case ValKind::F32:
    return "f32";
  case ValKind::F64:
    return "f64";
  case ValKind::V128:
    return "v128";
  case ValKind::Ref:
    if (type.isNullable())
      if (const char *name = shortName(type.heap().kind()))
        return name;
    return (type.isNullable() ? "(ref null " : "(ref ") +
           toString(type.heap()) + ")";
  }
  llvm_unreachable("unknown value kind");
}

template <typename List> static std::string listText(const List &list) {
  std::string text = "[";
  for (ValType type : list) {
    if (text.size() > 1)
      text += ' ';
    text += toString(type);
  }
  return text + "]";
}

std::string w2o::toString(const FuncType &type) {
  return listText(type.params) + " -> " + listText(type.results);
}
