//===- BuildId.cpp - Which build of the compiler this is ------------------===//
//
// The linker's option --build-id puts a digest of all that was linked into a
// note (System V ABI, "Note Section", of the owner GNU).
//
//===----------------------------------------------------------------------===//

#include "driver/BuildId.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"

// Where programs are ELF and the dynamic linker can be asked.
#if __has_include(<link.h>)
#include <cstring>
#include <link.h>

using namespace llvm;

static void addIdOfNotes(const char *at, size_t size, std::string &ids) {
  const char *end = at + size;
  ElfW(Nhdr) note;
  while (size_t(end - at) >= sizeof(note)) {
    memcpy(&note, at, sizeof(note));
    const char *name = at + sizeof(note);
    const char *value = name + alignTo(note.n_namesz, 4);
    const char *next = value + alignTo(note.n_descsz, 4);
    if (next > end)
      return;
    if (note.n_type == NT_GNU_BUILD_ID && StringRef(name, 3) == ELF_NOTE_GNU)
      ids += toHex(StringRef(value, note.n_descsz)) + " ";
    at = next;
  }
}

static int addIdOfObject(dl_phdr_info *info, size_t, void *argument) {
  StringRef name = sys::path::filename(info->dlpi_name);
  // The program itself comes without a name.
  if (!name.empty() && !name.contains("LLVM") && !name.contains("lld") &&
      !name.contains("wasm2obj"))
    return 0;
  for (size_t i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &header = info->dlpi_phdr[i];
    if (header.p_type == PT_NOTE)
      addIdOfNotes(reinterpret_cast<const char *>(info->dlpi_addr +
                                                  header.p_vaddr),
                   header.p_memsz, *static_cast<std::string *>(argument));
  }
  return 0;
}

std::string w2o::buildIds() {
  std::string ids;
  dl_iterate_phdr(addIdOfObject, &ids);
  return ids;
}
#else
std::string w2o::buildIds() { return ""; }
#endif
