//===- CheckAggregates.cpp - Structs and arrays ---------------------------===//
//
// Specification: Validation, "Aggregate Instructions". Packed fields travel
// as i32; reading one must say how it is extended.
//
//===----------------------------------------------------------------------===//

#include "validate/FunctionValidator.h"
#include "wasm/Limits.h"

using namespace w2o;
using llvm::Twine;

static ValType refTo(uint32_t typeIndex, bool isNullable) {
  return ValType::ref(HeapType::concrete(typeIndex), isNullable);
}

/// Specification: Matching, "Field Types", for storage types alone.
static bool storageMatches(const TypeTable &types, const StorageType &sub,
                           const StorageType &super) {
  return sub.packing == super.packing &&
         (sub.packing != StorageType::None ||
          types.matches(sub.type, super.type));
}

/// The field of the struct type `instr.index`, or null with an error.
const FieldType *FunctionValidator::structField(const Instr &instr,
                                                uint32_t field) {
  const SubType *type = expand(instr.index, CompositeKind::Struct);
  if (!type)
    return nullptr;
  if (field < type->fields.size())
    return &type->fields[field];
  unknown("field", field, type->fields.size());
  return nullptr;
}

/// The element of an array type, or null with an error.
const FieldType *FunctionValidator::arrayElement(uint32_t typeIndex) {
  const SubType *type = expand(typeIndex, CompositeKind::Array);
  return type ? &type->fields.front() : nullptr;
}

/// `extends` is the form with _s or _u, for packed fields only.
bool FunctionValidator::checkPacking(const FieldType &field, bool extends) {
  bool isPacked = field.storage.packing != StorageType::None;
  if (isPacked == extends)
    return true;
  return isPacked ? invalid("field is packed: " + opName(current->op) +
                            " needs the form with _s or _u")
                  : invalid("field is unpacked: " + opName(current->op) +
                            " is for packed fields only");
}

bool FunctionValidator::checkMutable(const FieldType &field, bool isArray) {
  if (field.isMutable)
    return true;
  return isArray ? invalid("immutable array: " + opName(current->op) +
                           " writes to type " + Twine(current->index))
                 : invalid("immutable field: struct.set writes to field " +
                           Twine(current->index2) + " of type " +
                           Twine(current->index));
}

//===----------------------------------------------------------------------===//
// Structs
//===----------------------------------------------------------------------===//

bool FunctionValidator::checkStructNew(const Instr &instr) {
  const SubType *type = expand(instr.index, CompositeKind::Struct);
  if (!type)
    return false;
  for (size_t left = type->fields.size(); left > 0 && !popMissing(left); --left)
    if (!popVal(type->fields[left - 1].storage.type))
      return false;
  pushVal(refTo(instr.index, false));
  return true;
}

bool FunctionValidator::checkStructNewDefault(const Instr &instr) {
  const SubType *type = expand(instr.index, CompositeKind::Struct);
  if (!type)
    return false;
  for (const FieldType &field : type->fields)
    if (!field.storage.type.isDefaultable())
      return mismatch("expects fields with a default but one has type " +
                      toString(field.storage.type));
  pushVal(refTo(instr.index, false));
  return true;
}

bool FunctionValidator::checkStructGet(const Instr &instr) {
  const FieldType *field = structField(instr, instr.index2);
  if (!field || !checkPacking(*field, instr.op != Op::StructGet) ||
      !popVal(refTo(instr.index, true)))
    return false;
  pushVal(field->storage.type);
  return true;
}

bool FunctionValidator::checkStructSet(const Instr &instr) {
  const FieldType *field = structField(instr, instr.index2);
  return field && checkMutable(*field, false) &&
         popVal(field->storage.type) && popVal(refTo(instr.index, true));
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

bool FunctionValidator::checkArrayNew(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  if (!element || !popVal(ValKind::I32) || !popVal(element->storage.type))
    return false;
  pushVal(refTo(instr.index, false));
  return true;
}

bool FunctionValidator::checkArrayNewDefault(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  if (!element)
    return false;
  if (!element->storage.type.isDefaultable())
    return mismatch("expects elements with a default but they have type " +
                    toString(element->storage.type));
  if (!popVal(ValKind::I32))
    return false;
  pushVal(refTo(instr.index, false));
  return true;
}

bool FunctionValidator::checkArrayNewFixed(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  if (!element)
    return false;
  if (instr.index2 > limits::maxArrayNewFixed)
    return errors.fail(ErrorClass::Limit, instr.offset,
                       "too many operands: array.new_fixed has " +
                           Twine(instr.index2) + ", the limit is " +
                           Twine(limits::maxArrayNewFixed));
  for (uint32_t left = instr.index2; left > 0 && !popMissing(left); --left)
    if (!popVal(element->storage.type))
      return false;
  pushVal(refTo(instr.index, false));
  return true;
}

/// Only bytes can come from a data segment.
bool FunctionValidator::checkNumericElement(const FieldType &element) {
  return !element.storage.type.isRef() ||
         invalid("array type is not numeric or vector: " +
                 opName(current->op) + " has elements of type " +
                 toString(element.storage.type));
}

bool FunctionValidator::checkSegmentElement(uint32_t segmentIndex,
                                            const FieldType &element) {
  const ElementSegment *segment = elementSegment(segmentIndex);
  if (!segment)
    return false;
  if (element.storage.packing == StorageType::None &&
      module.types.matches(segment->type, element.storage.type))
    return true;
  return mismatch("copies elements of type " + toString(segment->type) +
                  " to an array of " + toString(element.storage.type));
}

bool FunctionValidator::checkArrayNewData(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  if (!element || !checkNumericElement(*element) ||
      !checkDataSegment(instr.index2) || !popVal(ValKind::I32) ||
      !popVal(ValKind::I32))
    return false;
  pushVal(refTo(instr.index, false));
  return true;
}

bool FunctionValidator::checkArrayNewElem(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  if (!element || !checkSegmentElement(instr.index2, *element) ||
      !popVal(ValKind::I32) || !popVal(ValKind::I32))
    return false;
  pushVal(refTo(instr.index, false));
  return true;
}

bool FunctionValidator::checkArrayGet(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  if (!element || !checkPacking(*element, instr.op != Op::ArrayGet) ||
      !popVal(ValKind::I32) || !popVal(refTo(instr.index, true)))
    return false;
  pushVal(element->storage.type);
  return true;
}

bool FunctionValidator::checkArraySet(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  return element && checkMutable(*element, true) &&
         popVal(element->storage.type) && popVal(ValKind::I32) &&
         popVal(refTo(instr.index, true));
}

bool FunctionValidator::checkArrayLen() {
  if (!popVal(ValType::ref(HeapKind::Array, true)))
    return false;
  pushVal(ValKind::I32);
  return true;
}

bool FunctionValidator::checkArrayFill(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  return element && checkMutable(*element, true) && popVal(ValKind::I32) &&
         popVal(element->storage.type) && popVal(ValKind::I32) &&
         popVal(refTo(instr.index, true));
}

bool FunctionValidator::checkArrayCopy(const Instr &instr) {
  const FieldType *destination = arrayElement(instr.index);
  const FieldType *source = destination ? arrayElement(instr.index2) : nullptr;
  if (!source || !checkMutable(*destination, true))
    return false;
  if (!storageMatches(module.types, source->storage, destination->storage))
    return invalid("array types do not match: array.copy from type " +
                   Twine(instr.index2) + " to type " + Twine(instr.index));
  return popVal(ValKind::I32) && popVal(ValKind::I32) &&
         popVal(refTo(instr.index2, true)) && popVal(ValKind::I32) &&
         popVal(refTo(instr.index, true));
}

bool FunctionValidator::checkArrayInitData(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  return element && checkMutable(*element, true) &&
         checkNumericElement(*element) && checkDataSegment(instr.index2) &&
         popVal(ValKind::I32) && popVal(ValKind::I32) &&
         popVal(ValKind::I32) && popVal(refTo(instr.index, true));
}

bool FunctionValidator::checkArrayInitElem(const Instr &instr) {
  const FieldType *element = arrayElement(instr.index);
  return element && checkMutable(*element, true) &&
         checkSegmentElement(instr.index2, *element) &&
         popVal(ValKind::I32) && popVal(ValKind::I32) &&
         popVal(ValKind::I32) && popVal(refTo(instr.index, true));
}
