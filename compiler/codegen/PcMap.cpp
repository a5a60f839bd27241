//===- PcMap.cpp - Code offsets to wasm offsets ---------------------------===//

#include "codegen/PcMap.h"

#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugLine.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Object/SymbolSize.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <map>

using namespace llvm;

namespace w2o {

static Error internal(const Twine &message) {
  Error error;
  error.kind = ErrorClass::Internal;
  error.message = "reading generated code: " + message.str();
  return error;
}

/// Functions of the text section by address. Temporary labels of Mach-O (they
/// start with 'l' or 'L') are not functions.
static std::optional<Error>
readSymbols(const object::ObjectFile &object,
            std::vector<FunctionCode> &functions, uint64_t &sectionIndex) {
  bool isMachO = object.isMachO();
  for (const auto &[symbol, size] : object::computeSymbolSizes(object)) {
    Expected<object::section_iterator> section = symbol.getSection();
    if (!section)
      return internal(toString(section.takeError()));
    if (*section == object.section_end() || !(*section)->isText())
      continue;
    Expected<object::SymbolRef::Type> type = symbol.getType();
    if (!type)
      return internal(toString(type.takeError()));
    if (*type != object::SymbolRef::ST_Function)
      continue;
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return internal(toString(name.takeError()));
    Expected<uint64_t> address = symbol.getAddress();
    if (!address)
      return internal(toString(address.takeError()));
    StringRef text = *name;
    if (isMachO && !text.consume_front("_"))
      continue;
    FunctionCode function;
    function.symbol = text.str();
    function.start = *address - (*section)->getAddress();
    function.size = size;
    sectionIndex = (*section)->getIndex();
    functions.push_back(std::move(function));
  }
  llvm::sort(functions, [](const FunctionCode &a, const FunctionCode &b) {
    return a.start < b.start;
  });
  return std::nullopt;
}

/// Adds the rows of one line table to the functions that they lie in.
static void addRows(const DWARFDebugLine::LineTable &table,
                    std::vector<FunctionCode> &functions) {
  for (const DWARFDebugLine::Row &row : table.Rows) {
    // Line 0: an instruction of no particular place; it keeps the place of
    // the one before.
    if (row.EndSequence || row.Line == 0)
      continue;
    uint64_t address = row.Address.Address;
    auto next = std::upper_bound(
        functions.begin(), functions.end(), address,
        [](uint64_t a, const FunctionCode &f) { return a < f.start; });
    if (next == functions.begin())
      continue;
    FunctionCode &function = *std::prev(next);
    if (address >= function.start + function.size)
      continue;
    function.rows.push_back(
        {uint32_t(address - function.start), row.Line, row.Column});
  }
}

/// Keeps one row per address, the last, and only rows that change the place.
static void simplify(std::vector<PcRow> &rows) {
  // Stable: rows of one address stay in table order.
  std::stable_sort(
      rows.begin(), rows.end(),
      [](const PcRow &a, const PcRow &b) { return a.code < b.code; });
  size_t kept = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i + 1 < rows.size() && rows[i + 1].code == rows[i].code)
      continue;
    if (kept && rows[kept - 1].line == rows[i].line &&
        rows[kept - 1].site == rows[i].site)
      continue;
    rows[kept++] = rows[i];
  }
  rows.resize(kept);
}

std::optional<Error> readFunctionCode(MemoryBufferRef buffer,
                                      std::vector<FunctionCode> &functions) {
  auto object = object::ObjectFile::createObjectFile(buffer);
  if (!object)
    return internal(toString(object.takeError()));
  functions.clear();
  uint64_t textIndex = 0;
  if (auto error = readSymbols(**object, functions, textIndex))
    return error;

  std::unique_ptr<DWARFContext> dwarf = DWARFContext::create(**object);
  std::string problem;
  auto keep = [&](llvm::Error error) {
    std::string text = toString(std::move(error));
    if (problem.empty())
      problem = text;
  };
  const DWARFObject &sections = dwarf->getDWARFObj();
  DWARFDataExtractor data(sections, sections.getLineSection(),
                          (*object)->isLittleEndian(), 8);
  uint64_t offset = 0;
  while (data.isValidOffset(offset)) {
    DWARFDebugLine::LineTable table;
    if (llvm::Error error =
            table.parse(data, &offset, *dwarf, nullptr, keep)) {
      keep(std::move(error));
      break;
    }
    addRows(table, functions);
  }
  if (!problem.empty())
    return internal(problem);
  for (FunctionCode &function : functions)
    simplify(function.rows);
  return std::nullopt;
}

std::string encodePcRows(ArrayRef<PcRow> rows, ArrayRef<uint32_t> firstLines) {
  std::string bytes;
  raw_string_ostream stream(bytes);
  PcRow last;
  uint32_t lastOffset = 0;
  for (const PcRow &row : rows) {
    bool moves = row.site != last.site;
    encodeULEB128(uint64_t(row.code - last.code) << 1 | moves, stream);
    if (moves) {
      encodeULEB128(row.site, stream);
      lastOffset = 0;
    }
    uint32_t offset = row.line - firstLines[row.site];
    int64_t delta = int64_t(offset) - int64_t(lastOffset);
    encodeULEB128(uint64_t(delta) << 1 ^ uint64_t(delta >> 63), stream);
    last = row;
    lastOffset = offset;
  }
  stream.flush();
  return bytes;
}

} // namespace w2o
