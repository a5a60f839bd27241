//===- Descriptor.cpp - Checked access to a module descriptor -------------===//

#include "Descriptor.h"
#include "abi/Version.h"
#include <cstring>

namespace w2o {

namespace {

/// Everything that Descriptor promises, as checks over the copied blob.
class Checker {
public:
  explicit Checker(const Descriptor &d) : d(d), head(d.head()) {}

  bool check() {
    for (w2o_desc_string s : {head.name, head.prefix, head.producer,
                              head.options, head.triple, head.cpu,
                              head.cpu_features})
      if (!isString(s))
        return false;
    return isArray<w2o_desc_type>(head.types) &&
           isArray<w2o_desc_import>(head.imports) &&
           isArray<w2o_desc_export>(head.exports) &&
           isArray<w2o_desc_func>(head.funcs) &&
           isArray<w2o_desc_table>(head.tables) &&
           isArray<w2o_desc_memory>(head.memories) &&
           isArray<w2o_desc_global>(head.globals) &&
           isArray<uint32_t>(head.tags) && isArray<w2o_desc_data>(head.data) &&
           isArray<w2o_desc_elem>(head.elems) &&
           isArray<w2o_desc_code>(head.code) && checkTypes() &&
           checkIndexSpaces() && checkLinks() && checkSegments() &&
           checkCode();
  }

private:
  bool isString(w2o_desc_string s) const {
    return s.at <= head.size && head.size - s.at >= s.length;
  }
  template <class T> bool isArray(w2o_desc_array a) const {
    if (a.count == 0)
      return a.at <= head.size;
    return a.at % alignof(T) == 0 && a.at <= head.size &&
           (head.size - a.at) / sizeof(T) >= a.count;
  }
  bool isValueType(const w2o_desc_value_type &t) const {
    if (t.kind < W2O_DESC_I32 || t.kind > W2O_DESC_REF)
      return false;
    if (t.kind != W2O_DESC_REF || t.heap <= W2O_DESC_HEAP_NOEXN)
      return true;
    return t.heap >= W2O_DESC_HEAP_CONCRETE &&
           t.heap - W2O_DESC_HEAP_CONCRETE < head.types.count;
  }
  bool isFuncType(uint32_t index) const {
    return index < head.types.count && d.types()[index].kind ==
                                           W2O_DESC_TYPE_FUNC;
  }
  bool isIndex(uint32_t kind, uint32_t index) const {
    switch (kind) {
    case W2O_DESC_FUNC:
      return index < head.funcs.count;
    case W2O_DESC_TABLE:
      return index < head.tables.count;
    case W2O_DESC_MEMORY:
      return index < head.memories.count;
    case W2O_DESC_GLOBAL:
      return index < head.globals.count;
    case W2O_DESC_TAG:
      return index < head.tags.count;
    default:
      return false;
    }
  }

  bool checkTypes() const {
    for (const w2o_desc_type &type : d.types()) {
      if (type.kind > W2O_DESC_TYPE_ARRAY || !isString(type.key) ||
          (type.super != UINT32_MAX && type.super >= head.types.count))
        return false;
      if (type.kind != W2O_DESC_TYPE_FUNC)
        continue;
      for (w2o_desc_array list : {type.params, type.results}) {
        if (!isArray<w2o_desc_value_type>(list))
          return false;
        for (const auto &t : d.array<w2o_desc_value_type>(list))
          if (!isValueType(t))
            return false;
      }
    }
    return true;
  }
  bool checkIndexSpaces() const {
    for (const w2o_desc_func &func : d.funcs())
      if (!isFuncType(func.type) || !isString(func.name))
        return false;
    for (const w2o_desc_table &table : d.tables())
      if (!isValueType(table.element))
        return false;
    for (const w2o_desc_memory &memory : d.memories())
      if (memory.limits.page_size_log2 > 16)
        return false;
    for (const w2o_desc_global &global : d.globals())
      if (!isValueType(global.type))
        return false;
    for (uint32_t type : d.tags())
      if (!isFuncType(type))
        return false;
    return head.num_imported_funcs <= head.funcs.count &&
           head.num_imported_tables <= head.tables.count &&
           head.num_imported_memories <= head.memories.count &&
           head.num_imported_globals <= head.globals.count &&
           head.num_imported_tags <= head.tags.count &&
           (head.start_func == UINT32_MAX ||
            head.start_func < head.funcs.count);
  }
  bool checkLinks() const {
    for (const w2o_desc_import &import : d.imports())
      if (!isString(import.module) || !isString(import.field) ||
          !isIndex(import.kind, import.index))
        return false;
    for (const w2o_desc_export &e : d.exports())
      if (!isString(e.name) || !isIndex(e.kind, e.index))
        return false;
    return true;
  }
  bool checkSegments() const {
    for (const w2o_desc_data &data : d.data())
      if (data.mode > W2O_DESC_SEGMENT_IMAGE ||
          data.mode == W2O_DESC_SEGMENT_DECLARATIVE ||
          (data.mode != W2O_DESC_SEGMENT_PASSIVE &&
           data.memory >= head.memories.count))
        return false;
    if (head.image.size && head.image.memory >= head.memories.count)
      return false;
    for (const w2o_desc_elem &elem : d.elems())
      if (elem.mode > W2O_DESC_SEGMENT_DECLARATIVE ||
          !isValueType(elem.type) ||
          (elem.mode == W2O_DESC_SEGMENT_ACTIVE &&
           elem.table >= head.tables.count) ||
          (elem.values == 0 && !isArray<uint32_t>(elem.funcs)))
        return false;
    return true;
  }
  bool checkCode() const {
    for (const w2o_desc_code &code : d.code())
      if (code.func >= head.funcs.count || !isString(code.pc_map))
        return false;
    return true;
  }

  const Descriptor &d;
  const w2o_desc &head;
};

} // namespace

std::optional<Descriptor> Descriptor::parse(Bytes bytes, std::string &error) {
  w2o_desc head;
  if (bytes.size() < sizeof head) {
    error = "descriptor cut off";
    return std::nullopt;
  }
  std::memcpy(&head, bytes.data(), sizeof head);
  if (head.magic != W2O_DESC_MAGIC) {
    error = "descriptor without its magic number";
    return std::nullopt;
  }
  if (head.abi_version != W2O_ABI_VERSION) {
    error = "descriptor of ABI version " + std::to_string(head.abi_version) +
            ", expected " + std::to_string(W2O_ABI_VERSION);
    return std::nullopt;
  }
  if (head.size < sizeof head || head.size > bytes.size()) {
    error = "descriptor with a wrong size";
    return std::nullopt;
  }
  Descriptor out;
  out.blob.resize((head.size + 7) / 8);
  std::memcpy(out.blob.data(), bytes.data(), head.size);
  if (!Checker(out).check()) {
    error = "damaged descriptor: a reference is out of bounds";
    return std::nullopt;
  }
  return out;
}

std::vector<uint64_t> Descriptor::codeSizes() const {
  std::vector<uint64_t> sizes(funcs().size());
  for (const w2o_desc_code &piece : code())
    sizes[piece.func] += piece.size;
  return sizes;
}

/// Reads one unsigned LEB128 number off the front.
static std::optional<uint64_t> takeLeb(std::string_view &bytes) {
  uint64_t out = 0;
  for (unsigned shift = 0; !bytes.empty() && shift < 64; shift += 7) {
    uint8_t byte = uint8_t(bytes.front());
    bytes.remove_prefix(1);
    out |= uint64_t(byte & 0x7f) << shift;
    if (!(byte & 0x80))
      return out;
  }
  return std::nullopt;
}

namespace {

class PcMapDecoder {
public:
  PcMapDecoder(const Descriptor &descriptor, const w2o_desc_code &code)
      : rest(descriptor.text(code.pc_map)), body(code.body_offset),
        numFuncs(descriptor.head().funcs.count) {}

  PcMap decode() {
    map.isDamaged = !calls() || !rows();
    return std::move(map);
  }

private:
  bool take(uint64_t &number) {
    std::optional<uint64_t> taken = takeLeb(rest);
    number = taken.value_or(0);
    return taken.has_value();
  }
  /// Where the body of a caller is.
  uint64_t bodyOf(uint64_t caller) const {
    return caller == 0 ? body : map.calls[caller - 1].body;
  }
  bool calls() {
    uint64_t count;
    if (!take(count))
      return false;
    for (uint64_t i = 0; i < count; ++i) {
      uint64_t func, callee, caller, offset;
      if (!take(func) || !take(callee) || !take(caller) || !take(offset) ||
          func >= numFuncs || caller > i)
        return false;
      map.calls.push_back(
          {uint32_t(func), callee, caller, bodyOf(caller) + offset});
    }
    return true;
  }
  bool rows() {
    PcMap::Row at = {0, body, 0};
    while (!rest.empty()) {
      uint64_t step, zigzag;
      if (!take(step))
        return false;
      at.code += step >> 1;
      if (step & 1) {
        if (!take(at.caller) || at.caller > map.calls.size())
          return false;
        at.wasm = bodyOf(at.caller);
      }
      if (!take(zigzag))
        return false;
      at.wasm += (zigzag >> 1) ^ (~(zigzag & 1) + 1);
      map.rows.push_back(at);
    }
    return true;
  }

  std::string_view rest;
  uint64_t body;
  uint32_t numFuncs;
  PcMap map;
};

} // namespace

PcMap decodePcMap(const Descriptor &descriptor, const w2o_desc_code &code) {
  return PcMapDecoder(descriptor, code).decode();
}

std::vector<Descriptor> findDescriptors(const ObjectFile &file,
                                        std::string &error) {
  // Objects have the blob in a section of its own. Linkers merge that of ELF
  // into .rodata, where only the magic number tells: what has it but fails
  // the checks is then somebody else's data.
  std::vector<const Section *> own, all;
  for (const Section &section : file.sections) {
    if (section.name == W2O_DESC_SECTION_ELF ||
        section.name == W2O_DESC_SECTION_MACHO)
      own.push_back(&section);
    if (!section.isCode)
      all.push_back(&section);
  }
  bool isExact = !own.empty();
  std::vector<Descriptor> out;
  for (const Section *section : isExact ? own : all) {
    Bytes bytes = section->bytes;
    size_t at = size_t(-section->address & 7);
    while (at + sizeof(w2o_desc) <= bytes.size()) {
      uint32_t magic;
      std::memcpy(&magic, bytes.data() + at, sizeof magic);
      if (magic == W2O_DESC_MAGIC) {
        std::string reason;
        if (auto found = Descriptor::parse(bytes.subspan(at), reason)) {
          at += (found->head().size + 7) & ~size_t(7);
          out.push_back(std::move(*found));
          continue;
        }
        if (isExact) {
          error = reason;
          return {};
        }
      }
      at += 8;
    }
  }
  if (out.empty())
    error = "no module descriptor: not made by wasm2obj";
  return out;
}

} // namespace w2o
