//===- TestModule.h - Modules made by hand --------------------------------===//
//
// Builds what an object of the compiler contains, a descriptor and a
// w2o_module, from calls such as addFunc(), with C++ functions as guest code.
// Guest functions are marked W2O_GUEST, which puts them into one section: the
// text range of all test modules.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_TEST_RUNTIME_TESTMODULE_H
#define W2O_TEST_RUNTIME_TESTMODULE_H

#include "abi/HeapLayout.h"
#include "abi/ModuleDesc.h"
#include "abi/Version.h"
#include "core/TypeKey.h"
#include "wasm2obj_rt.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#define W2O_GUEST                                                              \
  __attribute__((section("guest_text"), noinline,                              \
                 no_sanitize("address"), no_sanitize("thread")))

extern "C" const uint8_t __start_guest_text[], __stop_guest_text[];
// gc/Heap.cpp; only modules with structures or arrays refer to it.
extern "C" uint32_t w2o_attach_heap(w2o_vm *vm);

namespace w2o::test {

using Code = void (*)(void);
using Kinds = std::vector<w2o_kind>;

class TestModule {
public:
  static constexpr uint32_t none = UINT32_MAX;

  TestModule() { desc.start_func = none; }

  uint32_t addType(Kinds params, Kinds results) {
    Type type = {};
    type.params = std::move(params);
    type.results = std::move(results);
    types.push_back(std::move(type));
    return uint32_t(types.size() - 1);
  }
  /// A structure (fields at the displacements given, `size` bytes) or an array
  /// (one field). Equal keys are equal types.
  uint32_t addObjectType(std::string key, w2o_desc_type_kind kind,
                         std::vector<w2o_desc_field> fields, uint32_t size,
                         uint32_t super = none, bool isFinal = false) {
    Type type = {};
    type.kind = kind;
    type.fields = std::move(fields);
    type.size = size;
    type.super = super;
    type.isFinal = isFinal;
    type.key = key + std::string(TypeKey::size - key.size(), '#');
    types.push_back(std::move(type));
    return uint32_t(types.size() - 1);
  }
  static w2o_desc_field field(uint8_t kind, uint32_t at, uint8_t packed = 0,
                              bool isMutable = true) {
    return {{kind, 0, 0, 0}, packed, isMutable, 0, at};
  }
  static w2o_desc_field refField(uint32_t heap, uint32_t at,
                                 bool isMutable = true) {
    return {{W2O_DESC_REF, 1, 0, heap}, 0, isMutable, 0, at};
  }
  /// Imports come before definitions of their kind. `linked` is for functions
  /// that the linker has bound.
  uint32_t importFunc(std::string module, std::string field, uint32_t type,
                      Code linked = nullptr) {
    imports.push_back({module, field, W2O_DESC_FUNC, desc.num_imported_funcs++,
                       linked ? W2O_DESC_IMPORT_LINKED : 0});
    linkedCode.push_back(linked);
    return addFunc(nullptr, type);
  }
  uint32_t addFunc(Code code, uint32_t type, std::string name = "",
                   uint32_t size = 4096) {
    funcs.push_back({type, code, std::move(name), size});
    return uint32_t(funcs.size() - 1);
  }
  uint32_t importMemory(std::string module, std::string field, uint64_t min,
                        uint64_t max = UINT64_MAX, uint32_t flags = 0) {
    imports.push_back({module, field, W2O_DESC_MEMORY,
                       desc.num_imported_memories++, 0});
    return addMemory(min, max, flags);
  }
  uint32_t addMemory(uint64_t min, uint64_t max = UINT64_MAX,
                     uint32_t flags = 0) {
    w2o_desc_memory memory = {};
    memory.limits = limitsOf(min, max, flags);
    memory.limits.page_size_log2 = 16;
    memories.push_back(memory);
    return uint32_t(memories.size() - 1);
  }
  uint32_t importTable(std::string module, std::string field, uint64_t min) {
    imports.push_back(
        {module, field, W2O_DESC_TABLE, desc.num_imported_tables++, 0});
    return addTable(min);
  }
  uint32_t addTable(uint64_t min, uint64_t max = UINT64_MAX,
                    uint32_t heap = W2O_DESC_HEAP_FUNC) {
    w2o_desc_table table = {};
    table.limits = limitsOf(min, max, 0);
    table.element = {W2O_DESC_REF, 1, 0, heap};
    tables.push_back(table);
    return uint32_t(tables.size() - 1);
  }
  uint32_t importGlobal(std::string module, std::string field, w2o_kind kind,
                        bool isMutable) {
    imports.push_back(
        {module, field, W2O_DESC_GLOBAL, desc.num_imported_globals++, 0});
    return addGlobal(kind, isMutable);
  }
  uint32_t addGlobal(w2o_kind kind, bool isMutable) {
    globals.push_back({valuesOf({kind})[0], isMutable});
    return uint32_t(globals.size() - 1);
  }
  uint32_t addData(std::string bytes) {
    w2o_desc_data segment = {data.size(), bytes.size(),
                             W2O_DESC_SEGMENT_PASSIVE, 0};
    data += bytes;
    dataSegments.push_back(segment);
    return uint32_t(dataSegments.size() - 1);
  }
  /// A segment of functions (TestModule::none is null), or of `numValues`
  /// values in the instance.
  uint32_t addElem(std::vector<uint32_t> indices, uint32_t numValues = 0,
                   uint32_t heap = W2O_DESC_HEAP_FUNC) {
    elems.push_back({std::move(indices), numValues, heap});
    return uint32_t(elems.size() - 1);
  }
  void addExport(std::string name, uint32_t kind, uint32_t index) {
    exports.push_back({std::move(name), kind, index});
  }
  void setStart(uint32_t func) { desc.start_func = func; }
  void setInit(void (*code)(w2o_vm *)) { init = code; }
  /// A function's code gets this table of (code offset, wasm offset) deltas.
  void setPcMap(uint32_t func, std::string bytes, uint32_t bodyOffset) {
    pcMaps.push_back({func, std::move(bytes), bodyOffset});
  }

  /// Contents of desc.image.
  const uint8_t *image = nullptr;

  /// Descriptor fields that a test may change before build().
  w2o_desc desc = {};

  /// Displacement from vm of the header's arrays, after build().
  w2o_desc_layout layout() const { return built->desc->layout; }
  int64_t elemValues(uint32_t segment) const { return valuesAt[segment]; }

  const w2o_module *build() {
    if (built)
      return built;
    makeLayout();
    // Offsets in the descriptor that name code are 32 bits wide.
    auto *blob = static_cast<uint8_t *>(staticBytes(1 << 15));
    end = sizeof(w2o_desc);
    base = blob;
    writeTables();
    desc.magic = W2O_DESC_MAGIC;
    desc.abi_version = W2O_ABI_VERSION;
    desc.size = end;
    memcpy(blob, &desc, sizeof(desc));

    auto *module =
        static_cast<w2o_module *>(staticBytes(sizeof(w2o_module)));
    module->magic = W2O_DESC_MAGIC;
    module->abi_version = W2O_ABI_VERSION;
    module->desc = reinterpret_cast<const w2o_desc *>(blob);
    module->image = image;
    module->data = reinterpret_cast<const uint8_t *>(data.data());
    module->text_begin = __start_guest_text;
    module->text_end = __stop_guest_text;
    auto *codes =
        static_cast<int32_t *>(staticBytes(sizeof(int32_t) * funcs.size()));
    for (size_t i = 0; i < funcs.size(); ++i)
      if (funcs[i].code)
        codes[i] = distance(&codes[i], funcs[i].code);
    module->record_code = codes;
    module->linked = linkedCode.data();
    module->init = init;
    if (hasObjects())
      module->attach_heap = w2o_attach_heap;
    built = module;
    return module;
  }

private:
  struct Type {
    Kinds params, results;
    w2o_desc_type_kind kind = W2O_DESC_TYPE_FUNC;
    std::vector<w2o_desc_field> fields;
    uint32_t size, super = none;
    bool isFinal = true;
    std::string key;
  };
  struct Import {
    std::string module, field;
    uint32_t kind, index, flags;
  };
  struct Func {
    uint32_t type;
    Code code;
    std::string name;
    uint32_t size;
  };
  struct Elem {
    std::vector<uint32_t> indices;
    uint32_t numValues;
    uint32_t heap;
  };
  struct Export {
    std::string name;
    uint32_t kind, index;
  };
  struct PcMap {
    uint32_t func;
    std::string bytes;
    uint32_t bodyOffset;
  };

  static void doNothing(w2o_vm *) {}

  /// Zeroed memory near the code.
  static void *staticBytes(size_t size) {
    alignas(16) static uint8_t arena[1 << 22];
    static size_t used;
    void *p = arena + used;
    used += (size + 15) & ~size_t(15);
    if (used > sizeof(arena))
      abort();
    return p;
  }
  static int32_t distance(const void *from, Code to) {
    return int32_t(intptr_t(uintptr_t(to) - uintptr_t(from)));
  }
  static w2o_desc_limits limitsOf(uint64_t min, uint64_t max, uint32_t flags) {
    if (max != UINT64_MAX)
      flags |= W2O_DESC_LIMITS_HAS_MAX;
    return {min, max == UINT64_MAX ? 0 : max, flags, 0};
  }

  void makeLayout() {
    int64_t at = -int64_t(sizeof(struct w2o_vm_head)) & ~int64_t(15);
    auto take = [&](size_t bytes) -> int64_t {
      if (!bytes)
        return 0;
      at = (at - int64_t(bytes)) & ~int64_t(15);
      return at;
    };
    w2o_desc_layout &l = desc.layout;
    l.memory_slots = take(memories.size() * sizeof(w2o_memory_slot));
    l.memory_defs = take((memories.size() - desc.num_imported_memories) *
                         sizeof(w2o_memory_def));
    l.table_slots = take(desc.num_imported_tables * sizeof(void *));
    l.table_defs = take((tables.size() - desc.num_imported_tables) *
                        sizeof(w2o_table_def));
    l.global_slots = take(desc.num_imported_globals * sizeof(void *));
    l.global_cells = take((globals.size() - desc.num_imported_globals) *
                          sizeof(w2o_global_cell));
    l.func_records = take(funcs.size() * sizeof(w2o_func));
    l.type_ids = take(types.size() * sizeof(uint32_t));
    if (hasObjects())
      l.type_infos = take(types.size() * sizeof(void *));
    l.data_lengths = take(dataSegments.size() * sizeof(uint64_t));
    l.elem_lengths = take(elems.size() * sizeof(uint64_t));
    for (const Elem &elem : elems)
      valuesAt.push_back(take(elem.numValues * sizeof(void *)));
    l.header_size = uint64_t(-at);
    l.num_records = funcs.size();
    if (!memories.empty() && desc.num_imported_memories == 0)
      desc.flags |= W2O_DESC_FLAG_MEMORY0_AT_VM;
  }

  bool hasObjects() const {
    return std::any_of(types.begin(), types.end(), [](const Type &type) {
      return type.kind != W2O_DESC_TYPE_FUNC;
    });
  }

  uint32_t put(const void *bytes, size_t size) {
    end = (end + 7) & ~7u;
    uint32_t at = end;
    if (size)
      memcpy(base + at, bytes, size);
    end += uint32_t(size);
    return at;
  }
  template <typename T> w2o_desc_array put(const std::vector<T> &items) {
    return {put(items.data(), items.size() * sizeof(T)),
            uint32_t(items.size())};
  }
  w2o_desc_string put(const std::string &text) {
    return {put(text.data(), text.size()), uint32_t(text.size())};
  }

  static std::vector<w2o_desc_value_type> valuesOf(const Kinds &kinds) {
    std::vector<w2o_desc_value_type> out;
    for (w2o_kind kind : kinds)
      if (kind == W2O_FUNCREF)
        out.push_back({W2O_DESC_REF, 1, 0, W2O_DESC_HEAP_FUNC});
      else if (kind == W2O_EXTERNREF)
        out.push_back({W2O_DESC_REF, 1, 0, W2O_DESC_HEAP_EXTERN});
      else if (kind == W2O_ANYREF)
        out.push_back({W2O_DESC_REF, 1, 0, W2O_DESC_HEAP_ANY});
      else
        out.push_back({uint8_t(kind), 0, 0, 0});
    return out;
  }

  void writeTables() {
    std::vector<w2o_desc_type> typeTable;
    for (const Type &type : types) {
      if (type.kind != W2O_DESC_TYPE_FUNC) {
        w2o_desc_type entry = {};
        entry.kind = type.kind;
        entry.is_final = type.isFinal;
        entry.super = type.super;
        entry.fields = put(type.fields);
        entry.size = type.size;
        entry.key = put(type.key);
        typeTable.push_back(entry);
        continue;
      }
      w2o_signature signature = {type.params.data(), type.params.size(),
                                 type.results.data(), type.results.size()};
      TypeKey key = keyOfSignature(&signature);
      w2o_desc_type entry = {};
      entry.kind = W2O_DESC_TYPE_FUNC;
      entry.is_final = 1;
      entry.super = none;
      entry.params = put(valuesOf(type.params));
      entry.results = put(valuesOf(type.results));
      entry.key = put(std::string(reinterpret_cast<char *>(key.bytes),
                                  key.size));
      typeTable.push_back(entry);
    }
    desc.types = put(typeTable);

    std::vector<w2o_desc_import> importTable;
    for (const Import &import : imports)
      importTable.push_back({put(import.module), put(import.field),
                             import.kind, import.index, import.flags});
    desc.imports = put(importTable);

    std::sort(exports.begin(), exports.end(),
              [](auto &a, auto &b) { return a.name < b.name; });
    std::vector<w2o_desc_export> exportTable;
    for (const Export &e : exports)
      exportTable.push_back({put(e.name), e.kind, e.index});
    desc.exports = put(exportTable);

    std::vector<w2o_desc_func> funcTable;
    for (uint32_t i = 0; i < funcs.size(); ++i)
      funcTable.push_back({funcs[i].type, i, put(funcs[i].name)});
    desc.funcs = put(funcTable);
    desc.tables = put(tables);
    desc.memories = put(memories);
    desc.globals = put(globals);
    desc.data = put(dataSegments);

    std::vector<w2o_desc_elem> elemTable;
    for (uint32_t i = 0; i < elems.size(); ++i) {
      w2o_desc_elem elem = {};
      elem.mode = W2O_DESC_SEGMENT_PASSIVE;
      elem.type = {W2O_DESC_REF, 1, 0, elems[i].heap};
      elem.funcs = put(elems[i].indices);
      if (elems[i].numValues) {
        elem.funcs.count = elems[i].numValues;
        elem.values = valuesAt[i];
      }
      elemTable.push_back(elem);
    }
    desc.elems = put(elemTable);
    writeCode();
  }

  void writeCode() {
    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < funcs.size(); ++i)
      if (funcs[i].code)
        order.push_back(i);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return uintptr_t(funcs[a].code) < uintptr_t(funcs[b].code);
    });
    std::vector<w2o_desc_code> codes;
    for (uint32_t i : order) {
      w2o_desc_code code = {0, funcs[i].size, i, 0, {0, 0}};
      for (const PcMap &map : pcMaps)
        if (map.func == i) {
          code.body_offset = map.bodyOffset;
          code.pc_map = put(map.bytes);
        }
      codes.push_back(code);
    }
    desc.code = put(codes);
    auto *placed = reinterpret_cast<w2o_desc_code *>(base + desc.code.at);
    for (size_t k = 0; k < order.size(); ++k)
      placed[k].start = distance(&placed[k].start, funcs[order[k]].code);
  }

  std::vector<Type> types;
  std::vector<Import> imports;
  std::vector<Code> linkedCode;
  std::vector<Func> funcs;
  std::vector<w2o_desc_table> tables;
  std::vector<w2o_desc_memory> memories;
  std::vector<w2o_desc_global> globals;
  std::vector<w2o_desc_data> dataSegments;
  std::string data;
  std::vector<Elem> elems;
  std::vector<int64_t> valuesAt;
  std::vector<Export> exports;
  std::vector<PcMap> pcMaps;
  void (*init)(w2o_vm *) = doNothing;
  uint8_t *base = nullptr;
  uint32_t end = 0;
  w2o_module *built = nullptr;
};

template <typename Function> Code code(Function *function) {
  return reinterpret_cast<Code>(function);
}

/// A value from a number.
inline w2o_value i32(int32_t x) {
  w2o_value v = {};
  v.i32 = x;
  return v;
}
inline w2o_value i64(int64_t x) {
  w2o_value v = {};
  v.i64 = x;
  return v;
}
inline w2o_value f32(float x) {
  w2o_value v = {};
  v.f32 = x;
  return v;
}
inline w2o_value f64(double x) {
  w2o_value v = {};
  v.f64 = x;
  return v;
}

} // namespace w2o::test

#endif // W2O_TEST_RUNTIME_TESTMODULE_H
