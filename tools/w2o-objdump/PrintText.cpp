//===- PrintText.cpp - Descriptors for people -----------------------------===//

#include "Describe.h"
#include "Print.h"
#include <algorithm>

namespace w2o {

namespace {

/// Lines of cells; all columns but the last get the width of their longest
/// cell, within reason.
class Columns {
public:
  explicit Columns(std::string indent = "  ") : indent(std::move(indent)) {}
  void add(std::vector<std::string> row) { rows.push_back(std::move(row)); }
  bool isEmpty() const { return rows.empty(); }

  std::string text() const {
    constexpr size_t maxWidth = 40;
    std::vector<size_t> widths;
    for (const auto &row : rows) {
      widths.resize(std::max(widths.size(), row.size()));
      for (size_t i = 0; i != row.size(); ++i)
        if (row[i].size() <= maxWidth)
          widths[i] = std::max(widths[i], row[i].size());
    }
    std::string out;
    for (const auto &row : rows) {
      std::string line = indent;
      size_t column = indent.size();
      for (size_t i = 0; i != row.size(); ++i) {
        line += row[i];
        column += widths[i] + 2;
        if (i + 1 != row.size())
          line += std::string(line.size() + 2 <= column
                                  ? column - line.size()
                                  : 2,
                              ' ');
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    return out;
  }

private:
  std::string indent;
  std::vector<std::vector<std::string>> rows;
};

class TextPrinter {
public:
  explicit TextPrinter(const Descriptor &d) : d(d), head(d.head()) {}

  std::string summary();
  std::string parts(const Parts &parts);

private:
  void section(const char *title, const Columns &columns) {
    out += std::string(title) + ":";
    out += columns.isEmpty() ? " none\n" : "\n" + columns.text();
  }
  std::string text(w2o_desc_string s) const { return printable(d.text(s)); }
  std::string functionName(uint32_t index) const;
  /// The name of an import, e.g. "env.memory"; empty for definitions.
  std::string importName(uint32_t kind, uint32_t index) const;
  std::string origin(uint32_t kind, uint32_t index, uint32_t imported) const {
    return index < imported ? "import " + importName(kind, index) : "";
  }
  void headerRows(Columns &rows) const;
  void header();
  void features();
  void types();
  void imports();
  void exports();
  void functions();
  void tables();
  void memories();
  void globals();
  void tags();
  void segments();
  void layout();
  std::string callers(const PcMap &map, uint64_t caller);
  void pcMap();

  const Descriptor &d;
  const w2o_desc &head;
  std::string out;
};

std::string TextPrinter::functionName(uint32_t index) const {
  std::string name = text(d.funcs()[index].name);
  return name.empty() ? "" : "'" + name + "'";
}

std::string TextPrinter::importName(uint32_t kind, uint32_t index) const {
  for (const w2o_desc_import &import : d.imports())
    if (import.kind == kind && import.index == index)
      return text(import.module) + "." + text(import.field);
  return "";
}

void TextPrinter::headerRows(Columns &rows) const {
  std::string name = text(head.name);
  rows.add({"module", (name.empty() ? "without name" : "'" + name + "'") +
                          ", prefix " + text(head.prefix)});
  rows.add({"producer", text(head.producer)});
  if (head.options.length != 0)
    rows.add({"options", text(head.options)});
  rows.add({"target", text(head.triple) + ", cpu " + text(head.cpu)});
  std::vector<std::string> needs = cpuFeatureNames(head.cpu_required);
  rows.add({"needs", needs.empty() ? "nothing beyond the baseline of the target"
                                   : join(needs, " ")});
}

void TextPrinter::header() {
  Columns rows;
  headerRows(rows);
  rows.add({"cpu features", head.cpu_features.length == 0
                                ? "default of the cpu"
                                : text(head.cpu_features)});
  rows.add({"abi", std::to_string(head.abi_version)});
  rows.add({"debug info", head.flags & W2O_DESC_FLAG_DEBUG ? "yes" : "no"});
  rows.add({"start", head.start_func == UINT32_MAX
                         ? "none"
                         : "func " + std::to_string(head.start_func) + " " +
                               functionName(head.start_func)});
  rows.add({"descriptor", std::to_string(head.size) + " bytes"});
  section("header", rows);
}

void TextPrinter::features() {
  Columns rows;
  for (const std::string &name : featureNames(head.features))
    rows.add({name});
  section("features", rows);
}

void TextPrinter::types() {
  Columns rows;
  uint32_t index = 0;
  for (const w2o_desc_type &type : d.types()) {
    std::string more = type.is_final ? "" : "not final";
    if (type.super != UINT32_MAX)
      more += (more.empty() ? "below type " : ", below type ") +
              std::to_string(type.super);
    rows.add({std::to_string(index), describeType(d, index), more});
    ++index;
  }
  section("types", rows);
}

void TextPrinter::imports() {
  Columns rows;
  for (const w2o_desc_import &import : d.imports())
    rows.add({import.flags & W2O_DESC_IMPORT_LINKED ? "linked" : "bound",
              text(import.module) + "." + text(import.field),
              describeExtern(d, import.kind, import.index)});
  section("imports", rows);
}

void TextPrinter::exports() {
  Columns rows;
  for (const w2o_desc_export &e : d.exports())
    rows.add({text(e.name), std::string(kindName(e.kind)) + " " +
                                std::to_string(e.index),
              describeExtern(d, e.kind, e.index)});
  section("exports", rows);
}

void TextPrinter::functions() {
  Columns rows;
  std::vector<uint64_t> sizes = d.codeSizes();
  for (uint32_t i = 0; i != sizes.size(); ++i)
    rows.add({std::to_string(i),
              i < head.num_imported_funcs ? "import"
                                          : std::to_string(sizes[i]) + " bytes",
              i < head.num_imported_funcs ? importName(W2O_DESC_FUNC, i)
                                          : functionName(i),
              describeType(d, d.funcs()[i].type)});
  section("functions", rows);
}

void TextPrinter::tables() {
  Columns rows;
  for (uint32_t i = 0; i != head.tables.count; ++i)
    rows.add({std::to_string(i), describeExtern(d, W2O_DESC_TABLE, i),
              origin(W2O_DESC_TABLE, i, head.num_imported_tables)});
  section("tables", rows);
}

void TextPrinter::memories() {
  Columns rows;
  for (uint32_t i = 0; i != head.memories.count; ++i) {
    const w2o_desc_limits &limits = d.memories()[i].limits;
    std::string range = describePages(limits.min, limits.page_size_log2);
    range += limits.flags & W2O_DESC_LIMITS_HAS_MAX
                 ? ", at most " +
                       describePages(limits.max, limits.page_size_log2)
                 : ", no maximum";
    rows.add({std::to_string(i), range,
              origin(W2O_DESC_MEMORY, i, head.num_imported_memories)});
  }
  section("memories", rows);
}

void TextPrinter::globals() {
  Columns rows;
  for (uint32_t i = 0; i != head.globals.count; ++i)
    rows.add({std::to_string(i), describeExtern(d, W2O_DESC_GLOBAL, i),
              origin(W2O_DESC_GLOBAL, i, head.num_imported_globals)});
  section("globals", rows);
}

void TextPrinter::tags() {
  Columns rows;
  for (uint32_t i = 0; i != head.tags.count; ++i)
    rows.add({std::to_string(i), describeExtern(d, W2O_DESC_TAG, i),
              origin(W2O_DESC_TAG, i, head.num_imported_tags)});
  section("tags", rows);
}

void TextPrinter::segments() {
  Columns rows;
  uint32_t index = 0;
  for (const w2o_desc_data &data : d.data()) {
    std::string where = modeName(data.mode);
    if (data.mode != W2O_DESC_SEGMENT_PASSIVE)
      where += " in memory " + std::to_string(data.memory);
    rows.add({std::to_string(index++), where,
              std::to_string(data.length) + " bytes"});
  }
  section("data segments", rows);
  Columns elements;
  index = 0;
  for (const w2o_desc_elem &elem : d.elems()) {
    std::string where = modeName(elem.mode);
    if (elem.mode == W2O_DESC_SEGMENT_ACTIVE)
      where += " in table " + std::to_string(elem.table);
    elements.add({std::to_string(index++), where,
                  std::to_string(elem.funcs.count) + " elements",
                  describe(elem.type)});
  }
  section("element segments", elements);
}

void TextPrinter::layout() {
  Columns rows;
  const w2o_desc_layout &l = head.layout;
  auto add = [&](const char *name, int64_t displacement) {
    if (displacement != 0)
      rows.add({name, "vm - " + std::to_string(-uint64_t(displacement))});
  };
  add("memory slots", l.memory_slots);
  add("memory definitions", l.memory_defs);
  add("table slots", l.table_slots);
  add("table definitions", l.table_defs);
  add("global slots", l.global_slots);
  add("global cells", l.global_cells);
  add("function records", l.func_records);
  add("type ids", l.type_ids);
  add("data lengths", l.data_lengths);
  add("element lengths", l.elem_lengths);
  add("element values", l.elem_values);
  add("tail call arguments", l.tail_args);
  rows.add({"size", std::to_string(l.header_size) + " bytes"});
  rows.add({"records", std::to_string(l.num_records)});
  if (head.flags & W2O_DESC_FLAG_MEMORY0_AT_VM)
    rows.add({"memory 0", "at vm"});
  rows.add({"accesses", head.flags & W2O_DESC_FLAG_CHECKED_MEMORIES
                            ? "checked in code"
                            : "guarded by pages"});
  section("layout", rows);
}

/// The functions that inlined code went through, with their calls.
std::string TextPrinter::callers(const PcMap &map, uint64_t caller) {
  std::string text;
  while (caller != 0) {
    const PcMap::Call &call = map.calls[caller - 1];
    text += (text.empty() ? "in func " : " in func ") +
            std::to_string(call.func) + " " + functionName(call.func) +
            ", called at " + hex(call.wasm);
    caller = call.caller;
  }
  return text;
}

void TextPrinter::pcMap() {
  out += "pc map:";
  out += head.code.count == 0 ? " none\n" : "\n";
  for (const w2o_desc_code &code : d.code()) {
    out += "  func " + std::to_string(code.func) + " " +
           functionName(code.func) + ", " + std::to_string(code.size) +
           " bytes\n";
    Columns rows("    ");
    PcMap map = decodePcMap(d, code);
    for (const PcMap::Row &row : map.rows)
      rows.add({"+" + hex(row.code), hex(row.wasm), callers(map, row.caller)});
    if (map.isDamaged)
      rows.add({"damaged"});
    out += rows.text();
  }
}

std::string TextPrinter::summary() {
  Columns rows;
  headerRows(rows);
  std::vector<std::string> used = featureNames(head.features);
  rows.add({"features", used.empty() ? "of WebAssembly 1.0" : join(used, " ")});
  uint64_t bytes = 0;
  for (uint64_t size : d.codeSizes())
    bytes += size;
  uint32_t defined = head.funcs.count - head.num_imported_funcs;
  rows.add({"code", std::to_string(defined) +
                        (defined == 1 ? " function, " : " functions, ") +
                        std::to_string(bytes) + " bytes"});
  uint64_t dataBytes = 0;
  for (const w2o_desc_data &data : d.data())
    dataBytes += data.length;
  rows.add({"data", std::to_string(dataBytes) + " bytes in " +
                        std::to_string(head.data.count) +
                        (head.data.count == 1 ? " segment" : " segments")});
  out += rows.text() + "\n";
  if (head.memories.count != 0)
    memories();
  if (head.tables.count != 0)
    tables();
  imports();
  exports();
  return std::move(out);
}

std::string TextPrinter::parts(const Parts &parts) {
  struct Part {
    bool isWanted;
    void (TextPrinter::*print)();
  };
  const Part all[] = {{parts.header, &TextPrinter::header},
                      {parts.features, &TextPrinter::features},
                      {parts.types, &TextPrinter::types},
                      {parts.imports, &TextPrinter::imports},
                      {parts.exports, &TextPrinter::exports},
                      {parts.functions, &TextPrinter::functions},
                      {parts.tables, &TextPrinter::tables},
                      {parts.memories, &TextPrinter::memories},
                      {parts.globals, &TextPrinter::globals},
                      {parts.tags, &TextPrinter::tags},
                      {parts.segments, &TextPrinter::segments},
                      {parts.layout, &TextPrinter::layout},
                      {parts.pcMap, &TextPrinter::pcMap}};
  for (const Part &part : all)
    if (part.isWanted)
      (this->*part.print)();
  return std::move(out);
}

} // namespace

std::string printSummary(const Descriptor &d) {
  return TextPrinter(d).summary();
}

std::string printParts(const Descriptor &d, const Parts &parts) {
  return TextPrinter(d).parts(parts);
}

} // namespace w2o
