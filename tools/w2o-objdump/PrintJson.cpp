//===- PrintJson.cpp - Descriptors for scripts ----------------------------===//
//
// docs/Cli.md, "w2o-objdump", describes the members. Members are only ever
// added.
//
//===----------------------------------------------------------------------===//

#include "Describe.h"
#include "Print.h"

namespace w2o {

namespace {

class JsonPrinter {
public:
  JsonPrinter(JsonWriter &json, const Descriptor &d)
      : json(json), d(d), head(d.head()) {}

  void write(const Parts &parts);

private:
  void text(const char *name, w2o_desc_string s) {
    json.member(name, d.text(s));
  }
  void names(const char *name, const std::vector<std::string> &list) {
    json.key(name);
    json.beginArray();
    for (const std::string &item : list)
      json.value(std::string_view(item));
    json.endArray();
  }
  void number(const char *name, uint64_t value) { json.member(name, value); }
  void description(const char *name, const std::string &value) {
    json.member(name, std::string_view(value));
  }
  /// Starts the array `name`; `writeItem(i)` fills the object of each entry.
  template <class F>
  void list(const char *name, size_t count, F writeItem) {
    json.key(name);
    json.beginArray();
    for (size_t i = 0; i != count; ++i) {
      json.beginObject();
      writeItem(uint32_t(i));
      json.endObject();
    }
    json.endArray();
  }
  void limits(const w2o_desc_limits &l) {
    number("min", l.min);
    json.key("max");
    if (l.flags & W2O_DESC_LIMITS_HAS_MAX)
      json.value(l.max);
    else
      json.null();
    json.member("is64", bool(l.flags & W2O_DESC_LIMITS_64));
    json.member("shared", bool(l.flags & W2O_DESC_LIMITS_SHARED));
  }
  void header();
  void functions();
  void segments();
  void layout();
  void pcMap();

  JsonWriter &json;
  const Descriptor &d;
  const w2o_desc &head;
};

void JsonPrinter::header() {
  text("name", head.name);
  text("prefix", head.prefix);
  text("producer", head.producer);
  text("options", head.options);
  text("triple", head.triple);
  text("cpu", head.cpu);
  text("cpu_features", head.cpu_features);
  names("cpu_required", cpuFeatureNames(head.cpu_required));
  number("abi_version", head.abi_version);
  json.member("debug", bool(head.flags & W2O_DESC_FLAG_DEBUG));
  json.key("start");
  if (head.start_func == UINT32_MAX)
    json.null();
  else
    json.value(uint64_t(head.start_func));
}

void JsonPrinter::functions() {
  std::vector<uint64_t> sizes = d.codeSizes();
  list("functions", sizes.size(), [&](uint32_t i) {
    number("index", i);
    text("name", d.funcs()[i].name);
    number("type", d.funcs()[i].type);
    json.member("imported", i < head.num_imported_funcs);
    number("code_size", sizes[i]);
  });
}

void JsonPrinter::segments() {
  list("data", head.data.count, [&](uint32_t i) {
    const w2o_desc_data &data = d.data()[i];
    description("mode", modeName(data.mode));
    number("length", data.length);
    if (data.mode != W2O_DESC_SEGMENT_PASSIVE)
      number("memory", data.memory);
  });
  list("elements", head.elems.count, [&](uint32_t i) {
    const w2o_desc_elem &elem = d.elems()[i];
    description("mode", modeName(elem.mode));
    number("length", elem.funcs.count);
    description("type", describe(elem.type));
    if (elem.mode == W2O_DESC_SEGMENT_ACTIVE)
      number("table", elem.table);
  });
}

void JsonPrinter::layout() {
  const w2o_desc_layout &l = head.layout;
  json.key("layout");
  json.beginObject();
  json.member("memory_slots", l.memory_slots);
  json.member("memory_defs", l.memory_defs);
  json.member("table_slots", l.table_slots);
  json.member("table_defs", l.table_defs);
  json.member("global_slots", l.global_slots);
  json.member("global_cells", l.global_cells);
  json.member("func_records", l.func_records);
  json.member("type_ids", l.type_ids);
  json.member("data_lengths", l.data_lengths);
  json.member("elem_lengths", l.elem_lengths);
  json.member("elem_values", l.elem_values);
  json.member("tail_args", l.tail_args);
  number("header_size", l.header_size);
  number("num_records", l.num_records);
  json.member("memory0_at_vm", bool(head.flags & W2O_DESC_FLAG_MEMORY0_AT_VM));
  json.member("checked_memories",
              bool(head.flags & W2O_DESC_FLAG_CHECKED_MEMORIES));
  json.endObject();
}

void JsonPrinter::pcMap() {
  list("pc_map", head.code.count, [&](uint32_t i) {
    const w2o_desc_code &code = d.code()[i];
    number("func", code.func);
    number("size", code.size);
    PcMap map = decodePcMap(d, code);
    auto numbers = [&](std::initializer_list<uint64_t> all) {
      json.beginArray();
      for (uint64_t number : all)
        json.value(number);
      json.endArray();
    };
    json.key("inlined");
    json.beginArray();
    for (const PcMap::Call &call : map.calls)
      numbers({call.func, call.caller, call.wasm});
    json.endArray();
    json.key("places");
    json.beginArray();
    for (const PcMap::Row &row : map.rows)
      numbers({row.code, row.wasm, row.caller});
    json.endArray();
    json.member("damaged", map.isDamaged);
  });
}

void JsonPrinter::write(const Parts &parts) {
  json.beginObject();
  if (parts.header)
    header();
  if (parts.features)
    names("features", featureNames(head.features));
  if (parts.types)
    list("types", head.types.count, [&](uint32_t i) {
      description("type", describeType(d, i));
      json.member("final", d.types()[i].is_final != 0);
    });
  if (parts.imports)
    list("imports", head.imports.count, [&](uint32_t i) {
      const w2o_desc_import &import = d.imports()[i];
      text("module", import.module);
      text("field", import.field);
      description("kind", kindName(import.kind));
      number("index", import.index);
      description("type", describeExtern(d, import.kind, import.index));
      json.member("linked", bool(import.flags & W2O_DESC_IMPORT_LINKED));
    });
  if (parts.exports)
    list("exports", head.exports.count, [&](uint32_t i) {
      const w2o_desc_export &e = d.exports()[i];
      text("name", e.name);
      description("kind", kindName(e.kind));
      number("index", e.index);
      description("type", describeExtern(d, e.kind, e.index));
    });
  if (parts.functions)
    functions();
  if (parts.tables)
    list("tables", head.tables.count, [&](uint32_t i) {
      limits(d.tables()[i].limits);
      description("type", describe(d.tables()[i].element));
      json.member("imported", i < head.num_imported_tables);
    });
  if (parts.memories)
    list("memories", head.memories.count, [&](uint32_t i) {
      const w2o_desc_limits &l = d.memories()[i].limits;
      limits(l);
      number("page_size", uint64_t(1) << l.page_size_log2);
      json.member("imported", i < head.num_imported_memories);
    });
  if (parts.globals)
    list("globals", head.globals.count, [&](uint32_t i) {
      description("type", describe(d.globals()[i].type));
      json.member("mutable", d.globals()[i].is_mutable != 0);
      json.member("imported", i < head.num_imported_globals);
    });
  if (parts.tags)
    list("tags", head.tags.count, [&](uint32_t i) {
      number("type", d.tags()[i]);
      json.member("imported", i < head.num_imported_tags);
    });
  if (parts.segments)
    segments();
  if (parts.layout)
    layout();
  if (parts.pcMap)
    pcMap();
  json.endObject();
}

} // namespace

void writeJson(JsonWriter &json, const Descriptor &d, const Parts &parts) {
  Parts wanted = parts;
  if (parts == Parts())
    wanted = {true, true, true, true, true, true, true,
              true, true, true, true, true, false};
  JsonPrinter(json, d).write(wanted);
}

} // namespace w2o
