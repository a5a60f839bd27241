//===- ObjectFile.h - Sections of ELF and Mach-O files --------------------===//
//
// A reader that knows just enough of the two formats to find constant data:
// 64-bit little-endian objects, executables and shared libraries, and
// archives of them. The files are not trusted: every offset is checked.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_OBJDUMP_OBJECTFILE_H
#define W2O_OBJDUMP_OBJECTFILE_H

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace w2o {

using Bytes = std::span<const uint8_t>;

struct Section {
  std::string name; ///< Mach-O: "segment,section".
  uint64_t address = 0;
  Bytes bytes; ///< Empty for sections without contents in the file.
  bool isCode = false;
};

struct ObjectFile {
  std::string format; ///< For people, e.g. "ELF x86-64 relocatable".
  std::vector<Section> sections;
};

/// One file of an archive.
struct ArchiveMember {
  std::string name;
  Bytes bytes;
};

/// Reads the section headers; `bytes` must outlive the result. Nothing, with
/// the reason in `error`, when the file is of another kind or damaged.
std::optional<ObjectFile> readObjectFile(Bytes bytes, std::string &error);

bool isArchive(Bytes bytes);
/// The members of an archive of the common or the BSD form, without symbol
/// and name tables.
std::optional<std::vector<ArchiveMember>> readArchive(Bytes bytes,
                                                      std::string &error);

} // namespace w2o

#endif // W2O_OBJDUMP_OBJECTFILE_H
