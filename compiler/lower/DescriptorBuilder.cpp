//===- DescriptorBuilder.cpp - The bytes of a module's descriptor ---------===//
//
// All supported targets are little-endian, as is the host that compiles, so
// the structs of abi/ModuleDesc.h are copied as they are.
//
//===----------------------------------------------------------------------===//

#include "lower/DescriptorBuilder.h"
#include "abi/Version.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <bit>
#include <cstring>

using namespace w2o;

static_assert(std::endian::native == std::endian::little);

void DescriptorBuilder::align() { blob.resize((blob.size() + 7) & ~size_t(7)); }

w2o_desc_string DescriptorBuilder::addString(llvm::StringRef text) {
  w2o_desc_string result = {uint32_t(blob.size()), uint32_t(text.size())};
  blob.append(text.data(), text.size());
  return result;
}

template <typename T>
w2o_desc_array DescriptorBuilder::addArray(const std::vector<T> &entries) {
  align();
  w2o_desc_array result = {uint32_t(blob.size()), uint32_t(entries.size())};
  blob.append(reinterpret_cast<const char *>(entries.data()),
              entries.size() * sizeof(T));
  return result;
}

static uint32_t heapCode(HeapType heap) {
  switch (heap.kind()) {
  case HeapKind::Func:
    return W2O_DESC_HEAP_FUNC;
  case HeapKind::NoFunc:
    return W2O_DESC_HEAP_NOFUNC;
  case HeapKind::Extern:
    return W2O_DESC_HEAP_EXTERN;
  case HeapKind::NoExtern:
    return W2O_DESC_HEAP_NOEXTERN;
  case HeapKind::Any:
    return W2O_DESC_HEAP_ANY;
  case HeapKind::Eq:
    return W2O_DESC_HEAP_EQ;
  case HeapKind::I31:
    return W2O_DESC_HEAP_I31;
  case HeapKind::Struct:
    return W2O_DESC_HEAP_STRUCT;
  case HeapKind::Array:
    return W2O_DESC_HEAP_ARRAY;
  case HeapKind::None:
    return W2O_DESC_HEAP_NONE;
  case HeapKind::Exn:
    return W2O_DESC_HEAP_EXN;
  case HeapKind::NoExn:
    return W2O_DESC_HEAP_NOEXN;
  case HeapKind::Concrete:
    return W2O_DESC_HEAP_CONCRETE + heap.typeIndex();
  case HeapKind::Bottom:
    break;
  }
  llvm_unreachable("bottom is no declared type");
}

w2o_desc_value_type DescriptorBuilder::valueType(ValType type) const {
  w2o_desc_value_type result = {};
  switch (type.kind()) {
  case ValKind::I32:
    result.kind = W2O_DESC_I32;
    break;
  case ValKind::I64:
    result.kind = W2O_DESC_I64;
    break;
  case ValKind::F32:
    result.kind = W2O_DESC_F32;
    break;
  case ValKind::F64:
    result.kind = W2O_DESC_F64;
    break;
  case ValKind::V128:
    result.kind = W2O_DESC_V128;
    break;
  case ValKind::Ref:
    result.kind = W2O_DESC_REF;
    result.nullable = type.isNullable();
    result.heap = heapCode(type.heap());
    break;
  case ValKind::Bottom:
    llvm_unreachable("the unknown type is never declared");
  }
  return result;
}

w2o_desc_array DescriptorBuilder::valueTypes(llvm::ArrayRef<ValType> types) {
  std::vector<w2o_desc_value_type> entries;
  for (ValType type : types)
    entries.push_back(valueType(type));
  return addArray(entries);
}

w2o_desc_array DescriptorBuilder::addFields(uint32_t typeIndex) {
  std::vector<w2o_desc_field> entries;
  for (const FieldType &field : module.types[typeIndex].fields) {
    w2o_desc_field entry = {};
    entry.type = valueType(field.storage.type);
    if (field.storage.packing != StorageType::None)
      entry.packed_bytes = uint8_t(storageBytes(field.storage));
    entry.is_mutable = field.isMutable;
    entry.at = ctx.objects.fieldAt(typeIndex, uint32_t(entries.size()));
    entries.push_back(entry);
  }
  return addArray(entries);
}

w2o_desc_limits DescriptorBuilder::limits(const Limits &l,
                                          uint32_t pageSizeLog2) const {
  w2o_desc_limits result = {};
  result.min = l.min;
  result.max = l.max.value_or(0);
  result.flags = (l.max ? W2O_DESC_LIMITS_HAS_MAX : 0) |
                 (l.is64 ? W2O_DESC_LIMITS_64 : 0) |
                 (l.isShared ? W2O_DESC_LIMITS_SHARED : 0);
  result.page_size_log2 = pageSizeLog2;
  return result;
}

w2o_desc_array DescriptorBuilder::addTypes() {
  std::vector<w2o_desc_type> entries;
  for (uint32_t i = 0; i < module.types.size(); ++i) {
    const SubType &type = module.types[i];
    w2o_desc_type entry = {};
    entry.is_final = type.isFinal;
    entry.super = type.superType.value_or(UINT32_MAX);
    entry.key = addString(module.types.canonicalKey(i));
    switch (type.kind) {
    case CompositeKind::Func:
      entry.kind = W2O_DESC_TYPE_FUNC;
      entry.params = valueTypes(type.func.params);
      entry.results = valueTypes(type.func.results);
      break;
    case CompositeKind::Struct:
      entry.kind = W2O_DESC_TYPE_STRUCT;
      entry.fields = addFields(i);
      break;
    case CompositeKind::Array:
      entry.kind = W2O_DESC_TYPE_ARRAY;
      entry.fields = addFields(i);
      break;
    }
    entry.size = ctx.objects.size(i);
    entries.push_back(entry);
  }
  return addArray(entries);
}

static uint32_t externCode(ExternKind kind) {
  switch (kind) {
  case ExternKind::Func:
    return W2O_DESC_FUNC;
  case ExternKind::Table:
    return W2O_DESC_TABLE;
  case ExternKind::Memory:
    return W2O_DESC_MEMORY;
  case ExternKind::Global:
    return W2O_DESC_GLOBAL;
  case ExternKind::Tag:
    return W2O_DESC_TAG;
  }
  llvm_unreachable("every kind has a code");
}

w2o_desc_array DescriptorBuilder::addImports() {
  std::vector<w2o_desc_import> entries;
  for (const Import &import : module.imports) {
    w2o_desc_import entry = {};
    entry.module = addString(import.module);
    entry.field = addString(import.field);
    entry.kind = externCode(import.kind);
    entry.index = import.index;
    if (import.kind == ExternKind::Func && ctx.isLinked(import.index))
      entry.flags = W2O_DESC_IMPORT_LINKED;
    entries.push_back(entry);
  }
  return addArray(entries);
}

w2o_desc_array DescriptorBuilder::addExports() {
  // Sorted, so that a lookup by name is a binary search.
  std::vector<const Export *> sorted;
  for (const Export &e : module.exports)
    sorted.push_back(&e);
  std::sort(sorted.begin(), sorted.end(),
            [](const Export *a, const Export *b) { return a->name < b->name; });
  std::vector<w2o_desc_export> entries;
  for (const Export *e : sorted)
    entries.push_back({addString(e->name), externCode(e->kind), e->index});
  return addArray(entries);
}

w2o_desc_array DescriptorBuilder::addFunctions() {
  std::vector<w2o_desc_func> entries;
  for (uint32_t i = 0; i < module.functions.size(); ++i)
    entries.push_back({module.functions[i].typeIndex, ctx.layout.recordOf(i),
                       addString(module.functions[i].name)});
  return addArray(entries);
}

w2o_desc_array DescriptorBuilder::addTables() {
  std::vector<w2o_desc_table> entries;
  for (const Table &table : module.tables)
    entries.push_back(
        {limits(table.type.limits, 0), valueType(table.type.element)});
  return addArray(entries);
}

w2o_desc_array DescriptorBuilder::addMemories() {
  std::vector<w2o_desc_memory> entries;
  for (const Memory &memory : module.memories)
    entries.push_back({limits(memory.type.limits, memory.type.pageSizeLog2)});
  return addArray(entries);
}

w2o_desc_array DescriptorBuilder::addGlobals() {
  std::vector<w2o_desc_global> entries;
  for (const Global &global : module.globals)
    entries.push_back({valueType(global.type.type), global.type.isMutable});
  return addArray(entries);
}

w2o_desc_array DescriptorBuilder::addTags() {
  std::vector<uint32_t> entries;
  for (const Tag &tag : module.tags)
    entries.push_back(tag.typeIndex);
  return addArray(entries);
}

static uint32_t modeCode(SegmentMode mode) {
  switch (mode) {
  case SegmentMode::Active:
    return W2O_DESC_SEGMENT_ACTIVE;
  case SegmentMode::Passive:
    return W2O_DESC_SEGMENT_PASSIVE;
  case SegmentMode::Declarative:
    return W2O_DESC_SEGMENT_DECLARATIVE;
  }
  llvm_unreachable("every mode has a code");
}

w2o_desc_array DescriptorBuilder::addData() {
  std::vector<w2o_desc_data> entries;
  for (uint32_t i = 0; i < module.data.size(); ++i) {
    const DataSegment &segment = module.data[i];
    if (ctx.image.holds(module, i)) {
      entries.push_back(
          {0, segment.bytes.size(), W2O_DESC_SEGMENT_IMAGE, segment.memory});
      continue;
    }
    entries.push_back({dataBytes.size(), segment.bytes.size(),
                       modeCode(segment.mode), segment.memory});
    dataBytes.append(reinterpret_cast<const char *>(segment.bytes.data()),
                     segment.bytes.size());
  }
  return addArray(entries);
}

w2o_desc_array DescriptorBuilder::addElements() {
  std::vector<w2o_desc_elem> entries;
  for (uint32_t i = 0; i < module.elements.size(); ++i) {
    const ElementSegment &segment = module.elements[i];
    w2o_desc_elem entry = {};
    entry.mode = modeCode(segment.mode);
    entry.table = segment.table;
    entry.type = valueType(segment.type);
    if (segment.usesExprs) {
      entry.funcs.count = uint32_t(segment.exprs.size());
      if (segment.mode != SegmentMode::Declarative && !segment.exprs.empty())
        entry.values = ctx.layout.elemValue(i, 0);
    } else {
      entry.funcs = addArray(segment.functions);
    }
    entries.push_back(entry);
  }
  return addArray(entries);
}

/// As w2o_desc_code::pc_map describes.
static std::string pcMap(const CodeRange &range, const Module &module) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  llvm::encodeULEB128(range.inlined.size(), stream);
  for (const InlinedCall &call : range.inlined) {
    llvm::encodeULEB128(call.function, stream);
    llvm::encodeULEB128(module.functions[call.function].bodyOffset, stream);
    llvm::encodeULEB128(call.parent, stream);
    llvm::encodeULEB128(call.offset, stream);
  }
  stream << range.pcRows;
  return bytes;
}

void DescriptorBuilder::addCode(llvm::ArrayRef<CodeRange> ranges) {
  for (const CodeRange &range : ranges) {
    w2o_desc_code entry = {};
    entry.size = uint32_t(range.size);
    entry.func = range.functionIndex;
    entry.body_offset = module.functions[range.functionIndex].bodyOffset;
    entry.pc_map = addString(pcMap(range, module));
    codes.push_back(entry);
  }
}

DescriptorBuilder::DescriptorBuilder(const ModuleContext &context,
                                     llvm::ArrayRef<CodeRange> code)
    : ctx(context), module(context.module) {
  blob.resize(sizeof(w2o_desc));
  const TargetFacts &target = ctx.target();
  w2o_desc desc = {};
  desc.magic = W2O_DESC_MAGIC;
  desc.abi_version = W2O_ABI_VERSION;
  bool isChecked = !module.memories.empty() &&
                   llvm::none_of(module.memories, [](const Memory &memory) {
                     return isGuarded(memory.type);
                   });
  desc.flags = (ctx.layout.memory0AtVm() ? W2O_DESC_FLAG_MEMORY0_AT_VM : 0) |
               (isChecked ? W2O_DESC_FLAG_CHECKED_MEMORIES : 0) |
               (ctx.options.debugInfo ? W2O_DESC_FLAG_DEBUG : 0) |
               (ctx.options.fuel ? W2O_DESC_FLAG_FUEL : 0) |
               (ctx.options.interrupt == InterruptKind::Epoch
                    ? W2O_DESC_FLAG_EPOCH
                    : 0);
  desc.features = module.used.raw();
  desc.name = addString(module.name);
  desc.prefix = addString(ctx.options.prefix);
  desc.producer = addString(ctx.options.producer);
  desc.options = addString(ctx.options.optionsText);
  desc.triple = addString(target.triple);
  desc.cpu = addString(target.cpu);
  desc.cpu_features = addString(target.featureString);
  desc.cpu_required = target.cpuRequired;
  desc.types = addTypes();
  desc.imports = addImports();
  desc.exports = addExports();
  desc.funcs = addFunctions();
  desc.tables = addTables();
  desc.memories = addMemories();
  desc.globals = addGlobals();
  desc.tags = addTags();
  desc.data = addData();
  desc.elems = addElements();
  addCode(code);
  align();
  desc.code = {uint32_t(blob.size()), uint32_t(codes.size())};
  desc.size = uint32_t(blob.size() + codes.size() * sizeof(w2o_desc_code));
  desc.num_imported_funcs = module.numImportedFunctions;
  desc.num_imported_tables = module.numImportedTables;
  desc.num_imported_memories = module.numImportedMemories;
  desc.num_imported_globals = module.numImportedGlobals;
  desc.num_imported_tags = module.numImportedTags;
  desc.start_func = module.start.value_or(UINT32_MAX);
  desc.layout = ctx.layout.desc();
  if (!ctx.image.bytes.empty())
    desc.image = {ctx.image.memory, 0, ctx.image.at, ctx.image.bytes.size()};
  std::memcpy(blob.data(), &desc, sizeof desc);
}
