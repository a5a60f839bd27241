//===- CheckTables.cpp - Table instructions -------------------------------===//
//
// Specification: Validation, "Table Instructions". Indices have the table's
// address type.
//
//===----------------------------------------------------------------------===//

#include "validate/FunctionValidator.h"

using namespace w2o;

static ValType addressType(const Table &table) {
  return table.type.limits.is64 ? ValKind::I64 : ValKind::I32;
}

/// The table with that index, or null with an error.
const Table *FunctionValidator::table(uint32_t index) {
  if (index < module.tables.size())
    return &module.tables[index];
  unknown("table", index, module.tables.size());
  return nullptr;
}

/// The same for an instruction that changes it.
const Table *FunctionValidator::writtenTable(uint32_t index) {
  const Table *found = table(index);
  if (found)
    written.insert(index);
  return found;
}

/// The element segment with that index, or null with an error.
const ElementSegment *FunctionValidator::elementSegment(uint32_t index) {
  if (index < module.elements.size())
    return &module.elements[index];
  unknown("elem segment", index, module.elements.size());
  return nullptr;
}

bool FunctionValidator::checkTableGet(const Instr &instr) {
  const Table *read = table(instr.index);
  if (!read || !popVal(addressType(*read)))
    return false;
  pushVal(read->type.element);
  return true;
}

bool FunctionValidator::checkTableSet(const Instr &instr) {
  const Table *changed = writtenTable(instr.index);
  return changed && popVal(changed->type.element) &&
         popVal(addressType(*changed));
}

bool FunctionValidator::checkTableSize(const Instr &instr) {
  const Table *sized = table(instr.index);
  if (!sized)
    return false;
  pushVal(addressType(*sized));
  return true;
}

bool FunctionValidator::checkTableGrow(const Instr &instr) {
  const Table *grown = writtenTable(instr.index);
  if (!grown || !popVal(addressType(*grown)) || !popVal(grown->type.element))
    return false;
  pushVal(addressType(*grown));
  return true;
}

bool FunctionValidator::checkTableFill(const Instr &instr) {
  const Table *filled = writtenTable(instr.index);
  return filled && popVal(addressType(*filled)) &&
         popVal(filled->type.element) && popVal(addressType(*filled));
}

bool FunctionValidator::checkTableCopy(const Instr &instr) {
  const Table *destination = writtenTable(instr.index);
  const Table *source = destination ? table(instr.index2) : nullptr;
  if (!source)
    return false;
  if (!matches(source->type.element, destination->type.element))
    return mismatch("copies elements of type " +
                    toString(source->type.element) + " to a table of " +
                    toString(destination->type.element));
  // The length has the smaller of the two address types.
  ValType length = destination->type.limits.is64 ? addressType(*source)
                                                 : ValType(ValKind::I32);
  return popVal(length) && popVal(addressType(*source)) &&
         popVal(addressType(*destination));
}

bool FunctionValidator::checkTableInit(const Instr &instr) {
  const Table *filled = writtenTable(instr.index2);
  const ElementSegment *segment =
      filled ? elementSegment(instr.index) : nullptr;
  if (!segment)
    return false;
  if (!matches(segment->type, filled->type.element))
    return mismatch("copies elements of type " + toString(segment->type) +
                    " to a table of " + toString(filled->type.element));
  return popVal(ValKind::I32) && popVal(ValKind::I32) &&
         popVal(addressType(*filled));
}
