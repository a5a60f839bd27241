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
    function.lines.push_back({uint32_t(address - function.start), row.Line});
  }
}

/// Keeps one row per address, the last, and only rows that change the line.
static void
simplify(std::vector<std::pair<uint32_t, uint32_t>> &lines) {
  // Stable: rows of one address stay in table order.
  std::stable_sort(lines.begin(), lines.end(),
                   [](auto &a, auto &b) { return a.first < b.first; });
  size_t kept = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i + 1 < lines.size() && lines[i + 1].first == lines[i].first)
      continue;
    if (kept && lines[kept - 1].second == lines[i].second)
      continue;
    lines[kept++] = lines[i];
  }
  lines.resize(kept);
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
    simplify(function.lines);
  return std::nullopt;
}

std::string encodePcMap(ArrayRef<std::pair<uint32_t, uint32_t>> lines,
                        uint32_t bodyOffset) {
  std::string bytes;
  raw_string_ostream stream(bytes);
  uint32_t code = 0;
  uint32_t wasm = bodyOffset;
  for (auto [codeOffset, wasmOffset] : lines) {
    int64_t delta = int64_t(wasmOffset) - int64_t(wasm);
    encodeULEB128(codeOffset - code, stream);
    encodeULEB128(uint64_t(delta) << 1 ^ uint64_t(delta >> 63), stream);
    code = codeOffset;
    wasm = wasmOffset;
  }
  stream.flush();
  return bytes;
}

} // namespace w2o
