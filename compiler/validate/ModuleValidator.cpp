//===- ModuleValidator.cpp - Checks of everything but bodies --------------===//
//
// See ModuleValidator.h. Specification: Validation, "Types" and "Modules".
//
//===----------------------------------------------------------------------===//

#include "validate/ModuleValidator.h"
#include "wasm/Limits.h"
#include "llvm/ADT/StringSet.h"

using namespace w2o;
using llvm::Twine;

ModuleValidator::ModuleValidator(Module &module, FeatureSet features,
                                 ErrorSink &errors)
    : module(module), errors(errors), checker(module, features, errors),
      expressions(module, features, errors) {}

bool ModuleValidator::validate(std::vector<std::vector<SubType>> groups) {
  if (!validateTypes(groups) || !validateFunctions() || !validateTables() ||
      !validateMemories() || !validateTags() || !validateGlobals() ||
      !validateTableInits() || !validateExports() || !validateStart() ||
      !validateElements() || !validateData())
    return false;
  declareFunctions();
  module.used.add(checker.used());
  module.used.add(expressions.used());
  return true;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

bool ModuleValidator::validateTypes(
    std::vector<std::vector<SubType>> &groups) {
  for (std::vector<SubType> &group : groups)
    if (!validateGroup(group))
      return false;
  return true;
}

/// Specification: Validation, "Recursive Types". Members may name each other
/// and everything before the group. Moves the group into the type table.
bool ModuleValidator::validateGroup(std::vector<SubType> &group) {
  uint32_t first = module.types.size();
  uint32_t end = first + uint32_t(group.size());
  checker.setTypeBound(end);
  for (uint32_t i = 0; i < group.size(); ++i) {
    const SubType &type = group[i];
    bool isPlain = group.size() == 1 && type.isFinal && !type.superType &&
                   type.kind == CompositeKind::Func;
    if (!isPlain && !checker.need(Feature::GC, type.offset,
                                  "a type that is not a plain function type"))
      return false;
    if (!validateReferences(type))
      return false;
    // Supertypes must come first, so that chains end.
    if (type.superType && *type.superType >= first + i)
      return checker.unknown("type", *type.superType, first + i, type.offset);
  }

  module.types.addGroup(std::move(group));
  for (uint32_t index = first; index < end; ++index)
    if (!validateSuperType(index))
      return false;
  return true;
}

bool ModuleValidator::validateReferences(const SubType &type) {
  for (ValType param : type.func.params)
    if (!checker.checkValType(param, type.offset))
      return false;
  for (ValType result : type.func.results)
    if (!checker.checkValType(result, type.offset))
      return false;
  for (const FieldType &field : type.fields)
    if (!checker.checkValType(field.storage.type, type.offset))
      return false;
  return type.func.results.size() <= 1 ||
         checker.need(Feature::MultiValue, type.offset,
                      "a function type with several results");
}

/// Specification: Matching, "Composite Types".
static bool matchesComposite(const TypeTable &types, const SubType &sub,
                             const SubType &super) {
  if (sub.kind != super.kind)
    return false;
  if (sub.kind == CompositeKind::Func)
    return types.matches(sub.func, super.func);
  // Arrays have one field; a struct may have more fields than its supertype.
  if (sub.fields.size() < super.fields.size())
    return false;
  for (size_t i = 0; i < super.fields.size(); ++i)
    if (!types.matchesField(sub.fields[i], super.fields[i]))
      return false;
  return true;
}

/// Specification: Validation, "Sub Types".
bool ModuleValidator::validateSuperType(uint32_t index) {
  const SubType &type = module.types[index];
  depths.push_back(0);
  if (!type.superType)
    return true;

  uint32_t superIndex = *type.superType;
  const SubType &super = module.types[superIndex];
  if (super.isFinal)
    return errors.invalid(type.offset, "sub type: type " + Twine(index) +
                                           " extends type " +
                                           Twine(superIndex) +
                                           ", which is final");
  if (!matchesComposite(module.types, type, super))
    return errors.invalid(type.offset, "sub type: type " + Twine(index) +
                                           " does not match type " +
                                           Twine(superIndex) +
                                           ", which it extends");
  depths.back() = uint8_t(depths[superIndex] + 1);
  return depths.back() <= limits::maxSubtypeDepth ||
         errors.fail(ErrorClass::Limit, type.offset,
                     "subtypes too deep: type " + Twine(index) +
                         " has more than " + Twine(limits::maxSubtypeDepth) +
                         " supertypes");
}

//===----------------------------------------------------------------------===//
// Index spaces: imports and definitions
//===----------------------------------------------------------------------===//

bool ModuleValidator::validateFunctions() {
  for (const Function &function : module.functions)
    if (!checker.checkFuncTypeIndex(function.typeIndex, function.offset,
                                    "a function"))
      return false;
  return true;
}

/// Specification: Validation, "Limits".
bool ModuleValidator::checkLimits(const Limits &limits, uint64_t bound,
                                  const char *what, const Twine &unit,
                                  uint64_t offset) {
  if (limits.min > bound || (limits.max && *limits.max > bound))
    return errors.invalid(
        offset, Twine(what) + " size must be at most " + Twine(bound) + " " +
                    unit + ", found " +
                    Twine(limits.min > bound ? limits.min : *limits.max));
  if (limits.max && limits.min > *limits.max)
    return errors.invalid(
        offset, "size minimum must not be greater than maximum: the " +
                    Twine(what) + " has " + Twine(limits.min) + " and " +
                    Twine(*limits.max));
  return true;
}

bool ModuleValidator::validateTables() {
  if (module.tables.size() > 1 &&
      !checker.need(Feature::ReferenceTypes, module.tables[1].offset,
                    "a second table"))
    return false;
  for (const Table &table : module.tables) {
    const Limits &limits = table.type.limits;
    if (!checker.checkElementType(table.type.element, table.offset))
      return false;
    if (limits.is64 && !checker.need(Feature::Memory64, table.offset,
                                     "a table with 64-bit indices"))
      return false;
    if (!checkLimits(limits, limits.is64 ? UINT64_MAX : UINT32_MAX, "table",
                     "elements", table.offset))
      return false;
    if (!table.isImport && !table.init && !table.type.element.isDefaultable())
      return errors.invalid(table.offset,
                            "type mismatch: a table of " +
                                toString(table.type.element) +
                                " needs an initial element");
  }
  return true;
}

bool ModuleValidator::validateMemories() {
  if (module.memories.size() > 1 &&
      !checker.need(Feature::MultiMemory, module.memories[1].offset,
                    "a second memory"))
    return false;
  for (const Memory &memory : module.memories) {
    const Limits &limits = memory.type.limits;
    uint32_t pageLog2 = memory.type.pageSizeLog2;
    if (pageLog2 != 0 && pageLog2 != 16)
      return errors.invalid(memory.offset, "invalid custom page size: 2**" +
                                               Twine(pageLog2) +
                                               ", it must be 1 or 65536");
    if (pageLog2 != 16 && !checker.need(Feature::CustomPageSizes,
                                        memory.offset, "a page size of 1"))
      return false;
    if (limits.is64 && !checker.need(Feature::Memory64, memory.offset,
                                     "a memory with 64-bit addresses"))
      return false;
    if (limits.isShared &&
        !checker.need(Feature::Threads, memory.offset, "a shared memory"))
      return false;

    // All bytes must have an address, and the number of pages must be one: a
    // memory of single bytes can have all but one of its addresses.
    uint64_t maxPages = limits.is64 ? UINT64_MAX : UINT32_MAX;
    if (pageLog2 != 0)
      maxPages = (maxPages >> pageLog2) + 1;
    if (!checkLimits(limits, maxPages, "memory",
                     limits.is64 || pageLog2 == 0 ? "pages" : "pages (4GiB)",
                     memory.offset))
      return false;
    if (limits.isShared && !limits.max)
      return errors.invalid(memory.offset,
                            "shared memory must have maximum: none found");
  }
  return true;
}

bool ModuleValidator::validateTags() {
  for (const Tag &tag : module.tags) {
    if (!checker.need(checker.throwFeature(), tag.offset, "a tag") ||
        !checker.checkFuncTypeIndex(tag.typeIndex, tag.offset, "a tag"))
      return false;
    const FuncType &type = module.types.func(tag.typeIndex);
    if (!type.results.empty())
      return errors.invalid(tag.offset, "non-empty tag result type: type " +
                                            Twine(tag.typeIndex) + " is " +
                                            toString(type));
  }
  return true;
}

/// An initialiser sees the globals before its own.
bool ModuleValidator::validateGlobals() {
  for (uint32_t index = 0; index < numGlobals(); ++index) {
    const Global &global = module.globals[index];
    if (!checker.checkValType(global.type.type, global.offset))
      return false;
    if (!global.isImport) {
      if (!expressions.checkConstExpr(global.init, global.type.type, index))
        return false;
    } else if (global.type.isMutable &&
               !checker.need(Feature::MutableGlobals, global.offset,
                             "an imported mutable global")) {
      return false;
    }
  }
  return true;
}

/// Tables are made before globals, so only imported ones have a value.
bool ModuleValidator::validateTableInits() {
  for (const Table &table : module.tables) {
    if (!table.init)
      continue;
    if (!checker.need(Feature::FunctionReferences, table.offset,
                      "a table with an initial element") ||
        !expressions.checkConstExpr(*table.init, table.type.element,
                                    module.numImportedGlobals))
      return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Exports, start and segments
//===----------------------------------------------------------------------===//

static size_t indexSpaceSize(const Module &module, ExternKind kind) {
  switch (kind) {
  case ExternKind::Func:
    return module.functions.size();
  case ExternKind::Table:
    return module.tables.size();
  case ExternKind::Memory:
    return module.memories.size();
  case ExternKind::Global:
    return module.globals.size();
  case ExternKind::Tag:
    return module.tags.size();
  }
  llvm_unreachable("all kinds of extern return");
}

static const char *kindName(ExternKind kind) {
  switch (kind) {
  case ExternKind::Func:
    return "function";
  case ExternKind::Table:
    return "table";
  case ExternKind::Memory:
    return "memory";
  case ExternKind::Global:
    return "global";
  case ExternKind::Tag:
    return "tag";
  }
  llvm_unreachable("all kinds of extern return");
}

bool ModuleValidator::validateExports() {
  llvm::StringSet<> names;
  for (const Export &entry : module.exports) {
    size_t count = indexSpaceSize(module, entry.kind);
    if (entry.index >= count)
      return checker.unknown(kindName(entry.kind), entry.index, count,
                             entry.offset);
    if (!names.insert(entry.name).second)
      return errors.invalid(entry.offset,
                            "duplicate export name: '" + entry.name + "'");
    if (entry.kind == ExternKind::Global &&
        module.globals[entry.index].type.isMutable &&
        !checker.need(Feature::MutableGlobals, entry.offset,
                      "an exported mutable global"))
      return false;
  }
  return true;
}

bool ModuleValidator::validateStart() {
  if (!module.start)
    return true;
  uint32_t index = *module.start;
  if (index >= module.functions.size())
    return checker.unknown("function", index, module.functions.size(),
                           module.startOffset);
  const FuncType &type = module.funcType(index);
  return (type.params.empty() && type.results.empty()) ||
         errors.invalid(module.startOffset,
                        "start function: function " + Twine(index) +
                            " has type " + toString(type) +
                            " instead of [] -> []");
}

bool ModuleValidator::validateElements() {
  for (const ElementSegment &segment : module.elements) {
    uint64_t offset = segment.definitionOffset;
    if (segment.mode != SegmentMode::Active &&
        !checker.need(segment.mode == SegmentMode::Passive
                          ? Feature::BulkMemory
                          : Feature::ReferenceTypes,
                      offset, "an element segment that is not active"))
      return false;
    // Function indices have no written type that could need a feature.
    if (segment.usesExprs &&
        !checker.checkElementType(segment.type, offset))
      return false;
    for (uint32_t index : segment.functions)
      if (index >= module.functions.size())
        return checker.unknown("function", index, module.functions.size(),
                               offset);
    for (const ConstExpr &expr : segment.exprs)
      if (!expressions.checkConstExpr(expr, segment.type, numGlobals()))
        return false;

    if (segment.mode != SegmentMode::Active)
      continue;
    if (segment.table >= module.tables.size())
      return checker.unknown("table", segment.table, module.tables.size(),
                             offset);
    const TableType &table = module.tables[segment.table].type;
    if (!module.types.matches(segment.type, table.element))
      return errors.invalid(offset, "type mismatch: elements of type " +
                                        toString(segment.type) +
                                        " for a table of " +
                                        toString(table.element));
    if (!expressions.checkConstExpr(
            segment.offset, table.limits.is64 ? ValKind::I64 : ValKind::I32,
            numGlobals()))
      return false;
  }
  return true;
}

bool ModuleValidator::validateData() {
  for (const DataSegment &segment : module.data) {
    if (segment.mode != SegmentMode::Active) {
      if (!checker.need(Feature::BulkMemory, segment.definitionOffset,
                        "a passive data segment"))
        return false;
      continue;
    }
    if (segment.memory >= module.memories.size())
      return checker.unknown("memory", segment.memory, module.memories.size(),
                             segment.definitionOffset);
    const Limits &limits = module.memories[segment.memory].type.limits;
    if (!expressions.checkConstExpr(segment.offset,
                                    limits.is64 ? ValKind::I64 : ValKind::I32,
                                    numGlobals()))
      return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Declared functions
//===----------------------------------------------------------------------===//

void ModuleValidator::declareFunctions(const ConstExpr &expr) {
  for (const Instr &instr : expr.instrs)
    if (instr.op == Op::RefFunc)
      module.functions[instr.index].isDeclared = true;
}

/// Specification: Validation, "Modules": the context's "refs" are the
/// functions that the module mentions outside of bodies and the start
/// section. Indices were checked before.
void ModuleValidator::declareFunctions() {
  for (const Export &entry : module.exports)
    if (entry.kind == ExternKind::Func)
      module.functions[entry.index].isDeclared = true;
  for (const Table &table : module.tables)
    if (table.init)
      declareFunctions(*table.init);
  for (const Global &global : module.globals)
    declareFunctions(global.init);
  for (const ElementSegment &segment : module.elements) {
    for (uint32_t index : segment.functions)
      module.functions[index].isDeclared = true;
    for (const ConstExpr &expr : segment.exprs)
      declareFunctions(expr);
  }
}
