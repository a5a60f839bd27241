//===- Describe.h - Parts of a descriptor as short texts ------------------===//

#ifndef W2O_OBJDUMP_DESCRIBE_H
#define W2O_OBJDUMP_DESCRIBE_H

#include "Descriptor.h"

namespace w2o {

/// As in the text format, e.g. "i32", "funcref", "(ref null 3)".
std::string describe(const w2o_desc_value_type &type);
/// E.g. "(func (param i32) (result i64))", "(struct)".
std::string describeType(const Descriptor &d, uint32_t typeIndex);
/// The type of an entry of the index space of `kind`.
std::string describeExtern(const Descriptor &d, uint32_t kind, uint32_t index);
/// "func", "table", "memory", "global" or "tag".
const char *kindName(uint32_t kind);
/// "active", "passive" or "declarative".
const char *modeName(uint32_t mode);

/// Names of the bits of w2o_desc::features and cpu_required.
std::vector<std::string> featureNames(uint64_t bits);
std::vector<std::string> cpuFeatureNames(uint64_t bits);

/// For a terminal: control characters and bytes that are not UTF-8 as \hh, as
/// the names come from a file that is not trusted.
std::string printable(std::string_view name);
/// "17 pages" with the size in bytes, e.g. "17 pages (1.1 MiB)".
std::string describePages(uint64_t pages, uint32_t pageSizeLog2);
std::string join(const std::vector<std::string> &parts, const char *between);
/// "0x" and lower-case digits.
std::string hex(uint64_t value);

} // namespace w2o

#endif // W2O_OBJDUMP_DESCRIBE_H
