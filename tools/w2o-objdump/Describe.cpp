//===- Describe.cpp - Parts of a descriptor as short texts ----------------===//

#include "Describe.h"
#include "Utf8.h"
#include "abi/CpuFeatures.h"
#include "wasm2obj/Features.h"
#include <cstdio>

namespace w2o {

static const char *heapName(uint32_t heap) {
  static const char *const names[] = {
      "func", "nofunc", "extern", "noextern", "any",  "eq",
      "i31",  "struct", "array",  "none",     "exn", "noexn"};
  return names[heap]; // Descriptor has checked the range.
}

std::string describe(const w2o_desc_value_type &type) {
  switch (type.kind) {
  case W2O_DESC_I32:
    return "i32";
  case W2O_DESC_I64:
    return "i64";
  case W2O_DESC_F32:
    return "f32";
  case W2O_DESC_F64:
    return "f64";
  case W2O_DESC_V128:
    return "v128";
  default:
    break;
  }
  if (type.heap >= W2O_DESC_HEAP_CONCRETE)
    return std::string("(ref ") + (type.nullable ? "null " : "") +
           std::to_string(type.heap - W2O_DESC_HEAP_CONCRETE) + ")";
  // The bottom types have no regular short form, e.g. "nullref".
  std::string name = heapName(type.heap);
  bool isBottom = name.starts_with("no");
  if (type.nullable && !isBottom)
    return name + "ref";
  return std::string("(ref ") + (type.nullable ? "null " : "") + name + ")";
}

std::string describeType(const Descriptor &d, uint32_t typeIndex) {
  const w2o_desc_type &type = d.types()[typeIndex];
  if (type.kind != W2O_DESC_TYPE_FUNC)
    return type.kind == W2O_DESC_TYPE_STRUCT ? "(struct)" : "(array)";
  std::string out = "(func";
  auto add = [&](const char *word, w2o_desc_array list) {
    if (list.count == 0)
      return;
    out += std::string(" (") + word;
    for (const auto &t : d.array<w2o_desc_value_type>(list))
      out += " " + describe(t);
    out += ")";
  };
  add("param", type.params);
  add("result", type.results);
  return out + ")";
}

static std::string describe(const w2o_desc_limits &limits) {
  std::string out = limits.flags & W2O_DESC_LIMITS_64 ? "i64 " : "";
  out += std::to_string(limits.min);
  if (limits.flags & W2O_DESC_LIMITS_HAS_MAX)
    out += " " + std::to_string(limits.max);
  if (limits.flags & W2O_DESC_LIMITS_SHARED)
    out += " shared";
  return out;
}

std::string describeExtern(const Descriptor &d, uint32_t kind,
                           uint32_t index) {
  switch (kind) {
  case W2O_DESC_FUNC:
    return describeType(d, d.funcs()[index].type);
  case W2O_DESC_TABLE: {
    const w2o_desc_table &table = d.tables()[index];
    return "(table " + describe(table.limits) + " " + describe(table.element) +
           ")";
  }
  case W2O_DESC_MEMORY: {
    const w2o_desc_limits &limits = d.memories()[index].limits;
    std::string pageSize =
        limits.page_size_log2 == 16
            ? ""
            : " (pagesize " +
                  std::to_string(uint64_t(1) << limits.page_size_log2) + ")";
    return "(memory " + describe(limits) + pageSize + ")";
  }
  case W2O_DESC_GLOBAL: {
    const w2o_desc_global &global = d.globals()[index];
    std::string type = describe(global.type);
    return "(global " + (global.is_mutable ? "(mut " + type + ")" : type) +
           ")";
  }
  default:
    return "(tag " + describeType(d, d.tags()[index]) + ")";
  }
}

const char *kindName(uint32_t kind) {
  static const char *const names[] = {"func", "table", "memory", "global",
                                      "tag"};
  return names[kind];
}

const char *modeName(uint32_t mode) {
  static const char *const names[] = {"active", "passive", "declarative",
                                      "image"};
  return names[mode];
}

std::vector<std::string> featureNames(uint64_t bits) {
  std::vector<std::string> out;
  for (unsigned i = 0; i != 64; ++i)
    if (bits >> i & 1)
      out.push_back(i < numFeatures ? featureName(Feature(i))
                                    : "feature " + std::to_string(i));
  return out;
}

std::vector<std::string> cpuFeatureNames(uint64_t bits) {
  std::vector<std::string> out;
#define W2O_NAME(Name, Bit, Llvm, Cc)                                          \
  if (bits >> Bit & 1)                                                         \
    out.push_back(Llvm);
  W2O_CPU_FEATURES_X86(W2O_NAME)
#undef W2O_NAME
  return out;
}

std::string printable(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    size_t length = utf8Length(name);
    bool isControl = uint8_t(name[0]) < 0x20 || name[0] == 0x7f ||
                     // C1 controls: terminals obey them too.
                     (length == 2 && name[0] == '\xc2' &&
                      uint8_t(name[1]) < 0xa0);
    size_t take = length == 0 ? 1 : length;
    for (char c : name.substr(0, take)) {
      if (length != 0 && !isControl) {
        out += c;
        continue;
      }
      char text[8];
      snprintf(text, sizeof text, "\\%02x", unsigned(uint8_t(c)));
      out += text;
    }
    name.remove_prefix(take);
  }
  return out;
}

std::string describePages(uint64_t pages, uint32_t pageSizeLog2) {
  static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB",
                                      "PiB"};
  double size = double(pages) * double(uint64_t(1) << pageSizeLog2);
  unsigned unit = 0;
  for (; size >= 1024 && unit != 5; ++unit)
    size /= 1024;
  char text[48];
  bool isWhole = size == double(uint64_t(size));
  snprintf(text, sizeof text, isWhole ? "%.0f %s" : "%.1f %s", size,
           units[unit]);
  return std::to_string(pages) + (pages == 1 ? " page (" : " pages (") + text +
         ")";
}

std::string join(const std::vector<std::string> &parts, const char *between) {
  std::string out;
  for (const std::string &part : parts)
    out += (out.empty() ? "" : between) + part;
  return out;
}

std::string hex(uint64_t value) {
  char text[24];
  snprintf(text, sizeof text, "0x%llx", (unsigned long long)value);
  return text;
}

} // namespace w2o
