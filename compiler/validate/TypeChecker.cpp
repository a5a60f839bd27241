//===- TypeChecker.cpp - Rules that hold wherever a type is written -------===//
//
// See TypeChecker.h. Specification: Validation, "Types".
//
//===----------------------------------------------------------------------===//

#include "validate/TypeChecker.h"
#include "llvm/Support/ErrorHandling.h"

using namespace w2o;
using llvm::StringRef;
using llvm::Twine;

bool TypeChecker::featureOff(Feature feature, uint64_t offset,
                             StringRef what) {
  return errors.fail(ErrorClass::Unsupported, offset,
                     what + " needs the feature '" + featureName(feature) +
                         "', which is off");
}

bool TypeChecker::unknown(StringRef what, uint64_t index, size_t count,
                          uint64_t offset) {
  if (count == 0)
    return errors.invalid(offset, "unknown " + what + " " + Twine(index) +
                                      ": there are none");
  return errors.invalid(offset, "unknown " + what + " " + Twine(index) +
                                    ": the last one is " + Twine(count - 1));
}

bool TypeChecker::checkTypeIndex(uint32_t index, uint64_t offset) {
  return index < numTypes() || unknown("type", index, numTypes(), offset);
}

bool TypeChecker::checkFuncTypeIndex(uint32_t index, uint64_t offset,
                                     StringRef what) {
  if (!checkTypeIndex(index, offset))
    return false;
  if (module.types.isFunc(index))
    return true;
  return errors.invalid(offset, "type mismatch: " + what +
                                    " expects a function type but type " +
                                    Twine(index) + " is not one");
}

/// The proposal that brought the heap type, in a nullable reference.
static Feature featureOf(HeapType heap) {
  switch (heap.kind()) {
  case HeapKind::Func:
  case HeapKind::Extern:
    return Feature::ReferenceTypes;
  case HeapKind::Concrete:
    return Feature::FunctionReferences;
  case HeapKind::Exn:
  case HeapKind::NoExn:
    return Feature::Exceptions;
  case HeapKind::NoFunc:
  case HeapKind::NoExtern:
  case HeapKind::Any:
  case HeapKind::Eq:
  case HeapKind::I31:
  case HeapKind::Struct:
  case HeapKind::Array:
  case HeapKind::None:
    return Feature::GC;
  case HeapKind::Bottom:
    break;
  }
  llvm_unreachable("the bottom heap type has no syntax");
}

bool TypeChecker::checkOtherType(ValType type, uint64_t offset) {
  if (type.kind() == ValKind::V128)
    return need(Feature::Simd, offset, "v128");
  assert(type.isRef() && "the bottom type has no syntax");

  HeapType heap = type.heap();
  if (heap.isConcrete() && !checkTypeIndex(heap.typeIndex(), offset))
    return false;
  Feature feature =
      type.isNullable() ? featureOf(heap) : Feature::FunctionReferences;
  usedFeatures.set(feature);
  usedFeatures.set(featureOf(heap));
  if (!has(feature))
    return featureOff(feature, offset, toString(type));
  return has(featureOf(heap)) ||
         featureOff(featureOf(heap), offset, toString(type));
}
