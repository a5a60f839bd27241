//===- MachOMerger.cpp - Mach-O objects to one relocatable object ---------===//
//
// Layout of a relocatable Mach-O file: header, load commands (one unnamed
// segment with all sections, the platform, the symbol tables), section
// contents, relocations, symbols, strings. Sections have addresses although
// nothing is linked yet, counted from 0 through the file.
//
// Merging:
//   1. Sections of equal segment and name become one; each input section is a
//      chunk of it at an aligned offset.
//   2. Output sections get addresses. Each chunk has then moved by a `shift`.
//   3. Relocations against symbols only need the new symbol number, because
//      the addend is relative to the symbol. Relocations against sections have
//      an address of the old layout in place, which moves by the shift of the
//      section they name (and back by the chunk's own when pc-relative).
//   4. On x86-64 `__eh_frame` has distances to functions without relocations;
//      they are found by reading the frame descriptions.
//   5. Symbols are local, then defined, then undefined, each group in order.
//
// The flag MH_SUBSECTIONS_VIA_SYMBOLS is not set: the code of a module must
// stay in one piece, since the descriptor has offsets into it.
//
// DWARF has offsets into other debug sections that no relocation names, so it
// cannot be concatenated: only the first object's is kept.
//
//===----------------------------------------------------------------------===//

#include "codegen/MachOMerger.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/BinaryFormat/MachO.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>
#include <vector>

using namespace llvm;
using support::endian::read32le;
using support::endian::read64le;
using support::endian::write32le;
using support::endian::write64le;

namespace w2o {

/// Code of defineForMerge().
static constexpr char standInSection[] = "__w2o_standin";

namespace {

/// A section of an input, and where it lands.
struct Chunk {
  MachO::section_64 header;
  ArrayRef<char> bytes;
  std::vector<MachO::any_relocation_info> relocations;
  int output = -1; ///< Index of the output section; -1 is dropped.
  uint64_t offset = 0;
  uint64_t address = 0;
  uint64_t shift() const { return address - header.addr; }
};

struct Input {
  std::vector<Chunk> chunks;
  std::vector<MachO::nlist_64> symbols;
  StringRef strings;
  std::vector<uint32_t> newIndex; ///< Symbol number in the output.
  StringRef name(const MachO::nlist_64 &symbol) const {
    return strings.drop_front(symbol.n_strx).take_until(
        [](char c) { return c == '\0'; });
  }
};

struct OutputSection {
  MachO::section_64 header;
  std::vector<Chunk *> chunks;
  std::vector<char> bytes;
  std::vector<MachO::any_relocation_info> relocations;
};

class Merger {
public:
  std::optional<Error> run(ArrayRef<SmallVector<char, 0>> objects,
                           bool keepDebug, SmallVectorImpl<char> &output);

private:
  std::optional<Error> read(ArrayRef<char> object, Input &input);
  void assignSections(bool keepDebug);
  void assignAddresses();
  void assignSymbols();
  void addSymbol(Input &input, size_t index, std::vector<uint32_t> &group);
  void copyChunks();
  std::optional<Error> relocate(Input &input, Chunk &chunk);
  void moveEhFrame(const Input &input, const Chunk &chunk, char *bytes);
  const Chunk *chunkAt(const Input &input, uint64_t address) const;
  void write(SmallVectorImpl<char> &output);

  MachO::mach_header_64 header = {};
  std::vector<char> platform; ///< The load command that names the system.
  std::vector<Input> inputs;
  std::vector<OutputSection> sections;
  std::vector<MachO::nlist_64> symbols;
  std::string strings = std::string(1, '\0');
  uint32_t numLocals = 0, numDefined = 0, numUndefined = 0;
};

Error internal(const Twine &message) {
  Error error;
  error.kind = ErrorClass::Internal;
  error.message = "merging Mach-O objects: " + message.str();
  return error;
}

StringRef fixedName(const char (&name)[16]) {
  return StringRef(name, strnlen(name, sizeof name));
}

bool isZeroFill(const MachO::section_64 &section) {
  return (section.flags & MachO::SECTION_TYPE) == MachO::S_ZEROFILL;
}

// Both host and target are little-endian, so structs are copied as they are.
template <typename T> T readAt(ArrayRef<char> bytes, size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <typename T>
void append(SmallVectorImpl<char> &output, const T &value) {
  const char *bytes = reinterpret_cast<const char *>(&value);
  output.append(bytes, bytes + sizeof value);
}

std::optional<Error> Merger::read(ArrayRef<char> object, Input &input) {
  auto inBounds = [&](uint64_t offset, uint64_t size) {
    return offset <= object.size() && size <= object.size() - offset;
  };
  if (!inBounds(0, sizeof(MachO::mach_header_64)))
    return internal("no header");
  auto fileHeader = readAt<MachO::mach_header_64>(object, 0);
  if (fileHeader.magic != MachO::MH_MAGIC_64 ||
      fileHeader.filetype != MachO::MH_OBJECT)
    return internal("not a relocatable object");
  if (header.magic == 0)
    header = fileHeader;

  size_t at = sizeof(MachO::mach_header_64);
  for (uint32_t i = 0; i < fileHeader.ncmds; ++i) {
    if (!inBounds(at, sizeof(MachO::load_command)))
      return internal("truncated load command");
    auto command = readAt<MachO::load_command>(object, at);
    if (!inBounds(at, command.cmdsize))
      return internal("truncated load command");
    if (command.cmd == MachO::LC_SEGMENT_64) {
      auto segment = readAt<MachO::segment_command_64>(object, at);
      for (uint32_t s = 0; s < segment.nsects; ++s) {
        Chunk chunk;
        chunk.header = readAt<MachO::section_64>(
            object, at + sizeof segment + s * sizeof(MachO::section_64));
        if (!isZeroFill(chunk.header)) {
          if (!inBounds(chunk.header.offset, chunk.header.size))
            return internal("truncated section");
          chunk.bytes =
              object.slice(chunk.header.offset, chunk.header.size);
        }
        for (uint32_t r = 0; r < chunk.header.nreloc; ++r) {
          size_t where = chunk.header.reloff +
                         r * sizeof(MachO::any_relocation_info);
          if (!inBounds(where, sizeof(MachO::any_relocation_info)))
            return internal("truncated relocations");
          chunk.relocations.push_back(
              readAt<MachO::any_relocation_info>(object, where));
        }
        input.chunks.push_back(std::move(chunk));
      }
    } else if (command.cmd == MachO::LC_SYMTAB) {
      auto table = readAt<MachO::symtab_command>(object, at);
      if (!inBounds(table.symoff,
                    uint64_t(table.nsyms) * sizeof(MachO::nlist_64)) ||
          !inBounds(table.stroff, table.strsize))
        return internal("truncated symbol table");
      for (uint32_t s = 0; s < table.nsyms; ++s)
        input.symbols.push_back(readAt<MachO::nlist_64>(
            object, table.symoff + s * sizeof(MachO::nlist_64)));
      input.strings = StringRef(object.data() + table.stroff, table.strsize);
    } else if (command.cmd == MachO::LC_BUILD_VERSION ||
               command.cmd == MachO::LC_VERSION_MIN_MACOSX ||
               command.cmd == MachO::LC_VERSION_MIN_IPHONEOS ||
               command.cmd == MachO::LC_VERSION_MIN_TVOS ||
               command.cmd == MachO::LC_VERSION_MIN_WATCHOS) {
      if (platform.empty())
        platform.assign(object.begin() + at,
                        object.begin() + at + command.cmdsize);
    }
    at += command.cmdsize;
  }
  return std::nullopt;
}

void Merger::assignSections(bool keepDebug) {
  for (Input &input : inputs) {
    bool isFirst = &input == &inputs.front();
    for (Chunk &chunk : input.chunks) {
      StringRef segment = fixedName(chunk.header.segname);
      if ((segment == "__DWARF" && !(keepDebug && isFirst)) ||
          fixedName(chunk.header.sectname) == standInSection)
        continue;
      auto same = llvm::find_if(sections, [&](const OutputSection &s) {
        return fixedName(s.header.segname) == segment &&
               fixedName(s.header.sectname) ==
                   fixedName(chunk.header.sectname);
      });
      if (same == sections.end()) {
        OutputSection section;
        section.header = chunk.header;
        section.header.size = 0;
        // Sections without contents go last: they take no space in the file.
        auto where = isZeroFill(chunk.header)
                         ? sections.end()
                         : llvm::find_if(sections, [](const OutputSection &s) {
                             return isZeroFill(s.header);
                           });
        same = sections.insert(where, std::move(section));
      }
      same->header.align = std::max(same->header.align, chunk.header.align);
      // Attributes that any part needs, e.g. "has relocations".
      same->header.flags |= chunk.header.flags & MachO::SECTION_ATTRIBUTES;
      same->header.size =
          alignTo(same->header.size, uint64_t(1) << chunk.header.align);
      chunk.offset = same->header.size;
      same->header.size += chunk.header.size;
      same->chunks.push_back(&chunk);
    }
  }
}

void Merger::assignAddresses() {
  uint64_t address = 0;
  for (size_t i = 0; i < sections.size(); ++i) {
    OutputSection &section = sections[i];
    address = alignTo(address, uint64_t(1) << section.header.align);
    section.header.addr = address;
    address += section.header.size;
    for (Chunk *chunk : section.chunks) {
      chunk->output = int(i);
      chunk->address = section.header.addr + chunk->offset;
    }
  }
}

void Merger::addSymbol(Input &input, size_t index,
                       std::vector<uint32_t> &group) {
  MachO::nlist_64 symbol = input.symbols[index];
  StringRef name = input.name(symbol);
  if (symbol.n_sect != MachO::NO_SECT) {
    const Chunk &chunk = input.chunks[symbol.n_sect - 1];
    symbol.n_value += chunk.shift();
    symbol.n_sect = uint8_t(chunk.output + 1);
  }
  symbol.n_strx = uint32_t(strings.size());
  strings += name.str();
  strings += '\0';
  input.newIndex[index] = uint32_t(symbols.size());
  group.push_back(uint32_t(symbols.size()));
  symbols.push_back(symbol);
}

void Merger::assignSymbols() {
  for (Input &input : inputs)
    input.newIndex.assign(input.symbols.size(), UINT32_MAX);
  std::vector<uint32_t> group;
  auto each = [&](auto wanted, auto add) {
    for (Input &input : inputs)
      for (size_t i = 0; i < input.symbols.size(); ++i)
        if (wanted(input, input.symbols[i]))
          add(input, i);
    uint32_t count = uint32_t(group.size());
    group.clear();
    return count;
  };
  auto isExternal = [](const MachO::nlist_64 &s) {
    return (s.n_type & MachO::N_EXT) != 0;
  };
  auto isDropped = [](const Input &input, const MachO::nlist_64 &s) {
    return s.n_sect != MachO::NO_SECT &&
           input.chunks[s.n_sect - 1].output < 0;
  };
  auto isUndefined = [&](const Input &input, const MachO::nlist_64 &s) {
    return (s.n_type & MachO::N_TYPE) == MachO::N_UNDF || isDropped(input, s);
  };

  StringMap<uint32_t> byName;
  numLocals = each(
      [&](const Input &input, const MachO::nlist_64 &s) {
        return !isExternal(s) && !isDropped(input, s);
      },
      [&](Input &input, size_t i) { addSymbol(input, i, group); });
  numDefined = each(
      [&](const Input &input, const MachO::nlist_64 &s) {
        return isExternal(s) && !isUndefined(input, s);
      },
      [&](Input &input, size_t i) {
        addSymbol(input, i, group);
        byName[input.name(input.symbols[i])] = input.newIndex[i];
      });
  numUndefined = each(
      [&](const Input &input, const MachO::nlist_64 &s) {
        return isExternal(s) && isUndefined(input, s);
      },
      [&](Input &input, size_t i) {
        MachO::nlist_64 &symbol = input.symbols[i];
        auto [known, isNew] = byName.try_emplace(input.name(symbol), 0);
        if (isNew) {
          symbol.n_type = uint8_t(MachO::N_EXT); // with type N_UNDF, 0
          symbol.n_sect = MachO::NO_SECT;
          symbol.n_value = 0;
          addSymbol(input, i, group);
          known->second = input.newIndex[i];
        }
        input.newIndex[i] = known->second;
      });
}

void Merger::copyChunks() {
  bool isX86 = header.cputype == uint32_t(MachO::CPU_TYPE_X86_64);
  for (OutputSection &section : sections) {
    if (isZeroFill(section.header))
      continue;
    // Between chunks of code: int3 or zero words, which trap on arm64.
    bool isCode =
        section.header.flags & MachO::S_ATTR_PURE_INSTRUCTIONS;
    section.bytes.assign(section.header.size,
                         isCode && isX86 ? char(0xcc) : char(0));
    for (Chunk *chunk : section.chunks)
      llvm::copy(chunk->bytes, section.bytes.begin() + chunk->offset);
  }
}

const Chunk *Merger::chunkAt(const Input &input, uint64_t address) const {
  for (const Chunk &chunk : input.chunks)
    if (address >= chunk.header.addr &&
        address < chunk.header.addr + chunk.header.size)
      return &chunk;
  return nullptr;
}

std::optional<Error> Merger::relocate(Input &input, Chunk &chunk) {
  bool isArm = header.cputype == uint32_t(MachO::CPU_TYPE_ARM64);
  OutputSection &section = sections[chunk.output];
  for (MachO::any_relocation_info relocation : chunk.relocations) {
    // Fields of relocation_info: address; number 24, pcrel 1, length 2,
    // extern 1, type 4 bits.
    uint32_t number = relocation.r_word1 & 0xffffff;
    bool isPcRel = relocation.r_word1 >> 24 & 1;
    unsigned length = relocation.r_word1 >> 25 & 3;
    bool isExtern = relocation.r_word1 >> 27 & 1;
    unsigned type = relocation.r_word1 >> 28;
    if (relocation.r_word0 & MachO::R_SCATTERED)
      return internal("scattered relocation");
    if (uint64_t(relocation.r_word0) + (uint64_t(1) << length) >
        chunk.header.size)
      return internal("relocation outside of its section");
    char *place =
        section.bytes.data() + chunk.offset + relocation.r_word0;
    bool isAddend = isArm && type == MachO::ARM64_RELOC_ADDEND;
    if (isExtern) {
      if (number >= input.newIndex.size() ||
          input.newIndex[number] == UINT32_MAX)
        return internal("relocation against an unknown symbol");
      number = input.newIndex[number];
    } else if (!isAddend) {
      if (number == 0 || number > input.chunks.size() ||
          input.chunks[number - 1].output < 0)
        return internal("relocation of " + fixedName(chunk.header.sectname) +
                        " against unknown section " + Twine(number));
      const Chunk &target = input.chunks[number - 1];
      number = uint32_t(target.output + 1);
      // A subtracted section is an address with its sign turned.
      unsigned subtractor = isArm ? unsigned(MachO::ARM64_RELOC_SUBTRACTOR)
                                  : unsigned(MachO::X86_64_RELOC_SUBTRACTOR);
      bool isSubtracted = type == subtractor;
      uint64_t move = target.shift();
      if (isPcRel)
        move -= chunk.shift();
      if (isSubtracted)
        move = -move;
      if (length == 3)
        write64le(place, read64le(place) + move);
      else if (length == 2 && !(isArm && isPcRel))
        write32le(place, uint32_t(read32le(place) + move));
      else
        return internal("unexpected relocation against a section");
    }
    relocation.r_word0 += uint32_t(chunk.offset);
    relocation.r_word1 = (relocation.r_word1 & 0xff000000) | number;
    section.relocations.push_back(relocation);
  }
  if (!isArm && fixedName(chunk.header.sectname) == "__eh_frame")
    moveEhFrame(input, chunk, section.bytes.data() + chunk.offset);
  return std::nullopt;
}

/// Frame descriptions whose distance to their function is a plain number. The
/// entries have 4-byte lengths; an id of 0 is a CIE, whose distance to its
/// users stays. The function's address is a 64-bit distance from its place.
void Merger::moveEhFrame(const Input &input, const Chunk &chunk,
                         char *bytes) {
  size_t at = 0;
  while (at + 16 <= chunk.bytes.size()) {
    uint32_t length = read32le(bytes + at);
    if (length == 0 || length == UINT32_MAX ||
        length > chunk.bytes.size() - at - 4)
      return;
    bool isCie = read32le(bytes + at + 4) == 0;
    char *place = bytes + at + 8;
    if (!isCie) {
      uint64_t function =
          chunk.header.addr + at + 8 + read64le(place);
      if (const Chunk *target = chunkAt(input, function))
        write64le(place,
                  read64le(place) + target->shift() - chunk.shift());
    }
    at += 4 + length;
  }
}

void Merger::write(SmallVectorImpl<char> &output) {
  MachO::segment_command_64 segment = {};
  segment.cmd = MachO::LC_SEGMENT_64;
  segment.cmdsize = uint32_t(sizeof segment +
                             sections.size() * sizeof(MachO::section_64));
  segment.nsects = uint32_t(sections.size());
  segment.maxprot = segment.initprot = MachO::VM_PROT_READ |
                                       MachO::VM_PROT_WRITE |
                                       MachO::VM_PROT_EXECUTE;
  MachO::symtab_command symtab = {};
  symtab.cmd = MachO::LC_SYMTAB;
  symtab.cmdsize = sizeof symtab;
  MachO::dysymtab_command dysymtab = {};
  dysymtab.cmd = MachO::LC_DYSYMTAB;
  dysymtab.cmdsize = sizeof dysymtab;
  dysymtab.nlocalsym = numLocals;
  dysymtab.iextdefsym = numLocals;
  dysymtab.nextdefsym = numDefined;
  dysymtab.iundefsym = numLocals + numDefined;
  dysymtab.nundefsym = numUndefined;

  header.flags &= ~uint32_t(MachO::MH_SUBSECTIONS_VIA_SYMBOLS);
  header.ncmds = platform.empty() ? 3 : 4;
  header.sizeofcmds = uint32_t(segment.cmdsize + platform.size() +
                               symtab.cmdsize + dysymtab.cmdsize);

  // Places in the file.
  uint64_t contents = alignTo(sizeof header + header.sizeofcmds, 16);
  uint64_t end = contents;
  for (OutputSection &section : sections) {
    segment.vmsize = section.header.addr + section.header.size;
    section.header.offset = 0;
    if (isZeroFill(section.header))
      continue;
    section.header.offset = uint32_t(contents + section.header.addr);
    end = section.header.offset + section.header.size;
  }
  segment.fileoff = contents;
  segment.filesize = end - contents;
  end = alignTo(end, 8);
  for (OutputSection &section : sections) {
    section.header.nreloc = uint32_t(section.relocations.size());
    section.header.reloff = section.header.nreloc ? uint32_t(end) : 0;
    end += section.relocations.size() * sizeof(MachO::any_relocation_info);
  }
  symtab.symoff = uint32_t(end);
  symtab.nsyms = uint32_t(symbols.size());
  symtab.stroff =
      uint32_t(end + symbols.size() * sizeof(MachO::nlist_64));
  symtab.strsize = uint32_t(strings.size());

  append(output, header);
  append(output, segment);
  for (const OutputSection &section : sections)
    append(output, section.header);
  output.append(platform.begin(), platform.end());
  append(output, symtab);
  append(output, dysymtab);
  for (const OutputSection &section : sections) {
    if (section.bytes.empty())
      continue;
    output.resize(section.header.offset);
    output.append(section.bytes.begin(), section.bytes.end());
  }
  output.resize(alignTo(output.size(), 8));
  for (const OutputSection &section : sections)
    for (const MachO::any_relocation_info &relocation : section.relocations)
      append(output, relocation);
  for (const MachO::nlist_64 &symbol : symbols)
    append(output, symbol);
  output.append(strings.begin(), strings.end());
}

std::optional<Error> Merger::run(ArrayRef<SmallVector<char, 0>> objects,
                                 bool keepDebug,
                                 SmallVectorImpl<char> &output) {
  inputs.resize(objects.size());
  for (size_t i = 0; i < objects.size(); ++i)
    if (auto error = read(objects[i], inputs[i]))
      return error;
  assignSections(keepDebug);
  // Symbols name their section with one byte.
  if (sections.size() > 255)
    return internal("too many sections");
  assignAddresses();
  assignSymbols();
  copyChunks();
  for (Input &input : inputs)
    for (Chunk &chunk : input.chunks)
      if (chunk.output >= 0)
        if (auto error = relocate(input, chunk))
          return error;
  output.clear();
  write(output);
  return std::nullopt;
}

} // namespace

void defineForMerge(Module &module) {
  // With debug information every function gets an unwind entry, which would
  // refer to the section that goes. The merger keeps none of it anyway.
  StripDebugInfo(module);
  for (Function &function : module) {
    if (!function.isDeclaration() || !function.hasHiddenVisibility())
      continue;
    function.setAttributes({});
    function.setDoesNotThrow();
    function.setSection(("__TEXT," + Twine(standInSection) +
                         ",regular,pure_instructions")
                            .str());
    IRBuilder<>(BasicBlock::Create(module.getContext(), "", &function))
        .CreateUnreachable();
  }
}

std::optional<Error>
mergeMachOObjects(ArrayRef<SmallVector<char, 0>> objects, bool keepDebug,
                  SmallVectorImpl<char> &output) {
  return Merger().run(objects, keepDebug, output);
}

} // namespace w2o
