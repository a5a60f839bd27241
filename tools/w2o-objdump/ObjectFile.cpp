//===- ObjectFile.cpp - Sections of ELF and Mach-O files ------------------===//
//
// ELF: System V gABI, chapters "ELF Header" and "Sections". Mach-O: Apple's
// <mach-o/loader.h>. Fields are read by offset, so that neither header has to
// be present on the host.
//
//===----------------------------------------------------------------------===//

#include "ObjectFile.h"
#include <algorithm>
#include <cstring>
#include <string_view>

namespace w2o {

namespace {

/// Reads little-endian fields; out of bounds gives 0 and clears `ok`.
class FieldReader {
public:
  explicit FieldReader(Bytes bytes) : bytes(bytes) {}

  template <class T> T get(uint64_t at) {
    T out{};
    if (at > bytes.size() || bytes.size() - at < sizeof(T))
      ok = false;
    else
      std::memcpy(&out, bytes.data() + at, sizeof(T));
    return out;
  }
  /// A name in a field of fixed width, ended early by a zero byte.
  std::string name(uint64_t at, size_t width) {
    Bytes field = range(at, width);
    auto end = std::find(field.begin(), field.end(), uint8_t(0));
    return std::string(field.begin(), end);
  }
  Bytes range(uint64_t at, uint64_t size) {
    if (at > bytes.size() || bytes.size() - at < size) {
      ok = false;
      return {};
    }
    return bytes.subspan(size_t(at), size_t(size));
  }

  bool ok = true;

private:
  Bytes bytes;
};

const char *elfMachine(uint16_t machine) {
  switch (machine) {
  case 62:
    return "x86-64";
  case 183:
    return "aarch64";
  case 243:
    return "riscv64";
  default:
    return "of an unknown machine";
  }
}

const char *elfType(uint16_t type) {
  switch (type) {
  case 1:
    return "relocatable";
  case 2:
    return "executable";
  case 3:
    return "shared object";
  default:
    return "file";
  }
}

std::optional<ObjectFile> readElf(Bytes bytes, std::string &error) {
  constexpr uint32_t shtNobits = 8, shfExecinstr = 4;
  constexpr uint64_t headerSize = 64;
  FieldReader file(bytes);
  if (file.get<uint8_t>(4) != 2 || file.get<uint8_t>(5) != 1) {
    error = "not a 64-bit little-endian ELF file";
    return std::nullopt;
  }
  ObjectFile out;
  out.format = std::string("ELF ") + elfMachine(file.get<uint16_t>(18)) + " " +
               elfType(file.get<uint16_t>(16));
  uint64_t table = file.get<uint64_t>(40);
  uint64_t entrySize = file.get<uint16_t>(58);
  uint64_t count = file.get<uint16_t>(60);
  uint64_t namesIndex = file.get<uint16_t>(62);
  if (table == 0)
    return out; // Stripped of its section headers.
  // Numbers that do not fit are in the first section header.
  if (count == 0)
    count = file.get<uint64_t>(table + 32);
  if (namesIndex == 0xffff)
    namesIndex = file.get<uint32_t>(table + 40);
  if (!file.ok || entrySize < headerSize || table > bytes.size() ||
      count > (bytes.size() - table) / entrySize || namesIndex >= count) {
    error = "damaged ELF file: section headers outside of the file";
    return std::nullopt;
  }
  uint64_t namesAt = table + namesIndex * entrySize;
  Bytes names = file.range(file.get<uint64_t>(namesAt + 24),
                           file.get<uint64_t>(namesAt + 32));
  FieldReader nameTable(names);
  for (uint64_t i = 0; i != count && file.ok; ++i) {
    uint64_t at = table + i * entrySize;
    uint32_t nameAt = file.get<uint32_t>(at);
    Section section;
    if (nameAt < names.size())
      section.name = nameTable.name(nameAt, names.size() - nameAt);
    section.isCode = file.get<uint64_t>(at + 8) & shfExecinstr;
    section.address = file.get<uint64_t>(at + 16);
    if (file.get<uint32_t>(at + 4) != shtNobits)
      section.bytes = file.range(file.get<uint64_t>(at + 24),
                                 file.get<uint64_t>(at + 32));
    out.sections.push_back(std::move(section));
  }
  if (!file.ok) {
    error = "damaged ELF file: a section is outside of the file";
    return std::nullopt;
  }
  return out;
}

const char *machoMachine(uint32_t type) {
  switch (type) {
  case 0x01000007:
    return "x86_64";
  case 0x0100000c:
    return "arm64";
  default:
    return "of an unknown machine";
  }
}

const char *machoType(uint32_t type) {
  switch (type) {
  case 1:
    return "relocatable";
  case 2:
    return "executable";
  case 6:
    return "shared library";
  case 8:
    return "bundle";
  default:
    return "file";
  }
}

std::optional<ObjectFile> readMachO(Bytes bytes, std::string &error) {
  constexpr uint32_t lcSegment64 = 0x19, zeroFill = 1, pureCode = 0x80000000;
  constexpr uint64_t segmentSize = 72, sectionSize = 80;
  FieldReader file(bytes);
  ObjectFile out;
  out.format = std::string("Mach-O ") + machoMachine(file.get<uint32_t>(4)) +
               " " + machoType(file.get<uint32_t>(12));
  uint32_t commands = file.get<uint32_t>(16);
  uint64_t at = 32;
  for (uint32_t i = 0; i != commands && file.ok; ++i) {
    uint32_t command = file.get<uint32_t>(at);
    uint32_t size = file.get<uint32_t>(at + 4);
    if (size < 8)
      file.ok = false;
    if (command == lcSegment64 && file.ok) {
      uint32_t sections = file.get<uint32_t>(at + 64);
      for (uint32_t s = 0; s != sections && file.ok; ++s) {
        uint64_t header = at + segmentSize + s * sectionSize;
        Section section;
        section.name =
            file.name(header + 16, 16) + "," + file.name(header, 16);
        section.address = file.get<uint64_t>(header + 32);
        uint32_t flags = file.get<uint32_t>(header + 64);
        section.isCode = flags & pureCode;
        if ((flags & 0xff) != zeroFill)
          section.bytes = file.range(file.get<uint32_t>(header + 48),
                                     file.get<uint64_t>(header + 40));
        out.sections.push_back(std::move(section));
      }
    }
    at += size;
  }
  if (!file.ok) {
    error = "damaged Mach-O file: a load command is outside of the file";
    return std::nullopt;
  }
  return out;
}

bool startsWith(Bytes bytes, std::string_view text) {
  return bytes.size() >= text.size() &&
         std::memcmp(bytes.data(), text.data(), text.size()) == 0;
}

std::optional<uint64_t> decimal(std::string_view text) {
  uint64_t out = 0;
  size_t digits = text.find_first_not_of("0123456789");
  text = text.substr(0, digits);
  if (text.empty() || text.size() > 12)
    return std::nullopt;
  for (char c : text)
    out = out * 10 + uint64_t(c - '0');
  return out;
}

} // namespace

std::optional<ObjectFile> readObjectFile(Bytes bytes, std::string &error) {
  if (startsWith(bytes, "\177ELF"))
    return readElf(bytes, error);
  if (startsWith(bytes, "\xcf\xfa\xed\xfe"))
    return readMachO(bytes, error);
  if (startsWith(bytes, "\xca\xfe\xba\xbe"))
    error = "universal Mach-O file: extract one architecture first";
  else if (startsWith(bytes, std::string_view("\0asm", 4)))
    error = "WebAssembly module: expected what wasm2obj made of it";
  else
    error = "unknown file format: expected ELF, Mach-O or an archive";
  return std::nullopt;
}

bool isArchive(Bytes bytes) { return startsWith(bytes, "!<arch>\n"); }

std::optional<std::vector<ArchiveMember>> readArchive(Bytes bytes,
                                                      std::string &error) {
  constexpr uint64_t headerSize = 60;
  FieldReader file(bytes);
  std::vector<ArchiveMember> out;
  Bytes longNames;
  uint64_t at = 8;
  while (at < bytes.size()) {
    std::string name = file.name(at, 16);
    std::optional<uint64_t> size = decimal(file.name(at + 48, 10));
    Bytes contents = file.range(at + headerSize, size.value_or(0));
    if (!file.ok || !size) {
      error = "damaged archive: a member is outside of the file";
      return std::nullopt;
    }
    at += headerSize + *size + (*size & 1);
    name.erase(name.find_last_not_of(' ') + 1);
    if (name == "//") {
      longNames = contents;
      continue;
    }
    if (name == "/" || name == "/SYM64/" || name.starts_with("__.SYMDEF"))
      continue;
    if (name.starts_with("#1/")) { // BSD: the name precedes the contents.
      uint64_t length = decimal(std::string_view(name).substr(3)).value_or(0);
      length = std::min<uint64_t>(length, contents.size());
      name = FieldReader(contents).name(0, size_t(length));
      contents = contents.subspan(size_t(length));
      if (name.starts_with("__.SYMDEF"))
        continue;
    } else if (name.starts_with("/")) { // An offset into the name table.
      uint64_t offset = decimal(std::string_view(name).substr(1)).value_or(0);
      Bytes rest = longNames.subspan(
          size_t(std::min<uint64_t>(offset, longNames.size())));
      auto end = std::find(rest.begin(), rest.end(), uint8_t('\n'));
      name.assign(rest.begin(), end);
    }
    if (name.ends_with('/'))
      name.pop_back();
    out.push_back({std::move(name), contents});
  }
  return out;
}

} // namespace w2o
