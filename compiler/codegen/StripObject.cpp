//===- StripObject.cpp - The last changes to a finished object ------------===//
//
// `llvm-objcopy --strip-unneeded` as a library. lld could not do it: with -r
// it keeps debug sections whatever it is told.
//
// Where a function has landing pads, LLVM puts the address of the personality
// routine into a writable section. The loader alone writes it, so the section
// gets a name by which linkers make it read-only after relocation, as they do
// with the module's constant. It keeps its group, so that all partitions and
// all modules of a program share one address.
//
//===----------------------------------------------------------------------===//

#include "codegen/StripObject.h"

#include "abi/Symbols.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ObjCopy/CommonConfig.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace w2o {

static constexpr char personalitySection[] =
    ".data.DW.ref." W2O_SYMBOL_PERSONALITY;
static constexpr char readOnlySection[] =
    ".data.rel.ro.DW.ref." W2O_SYMBOL_PERSONALITY;

static bool hasSection(const object::ObjectFile &file, StringRef name) {
  return any_of(file.sections(), [&](const object::SectionRef &section) {
    Expected<StringRef> found = section.getName();
    if (found)
      return *found == name;
    consumeError(found.takeError());
    return false;
  });
}

std::optional<Error> stripObject(SmallVectorImpl<char> &object,
                                 bool keepDebug) {
  auto failed = [](llvm::Error error) {
    Error result;
    result.kind = ErrorClass::Internal;
    result.message = "stripping an object: " + toString(std::move(error));
    return result;
  };
  StringRef bytes(object.data(), object.size());
  auto file =
      object::ObjectFile::createObjectFile(MemoryBufferRef(bytes, "object"));
  if (!file)
    return failed(file.takeError());
  if (!(*file)->isELF())
    return std::nullopt;
  bool hasPersonality = hasSection(**file, personalitySection);
  if (keepDebug && !hasPersonality)
    return std::nullopt;

  objcopy::ConfigManager config;
  config.Common.StripUnneeded = !keepDebug;
  if (hasPersonality)
    config.Common.SectionsToRename[personalitySection] = {
        personalitySection, readOnlySection, std::nullopt};
  SmallVector<char, 0> stripped;
  raw_svector_ostream stream(stripped);
  if (llvm::Error error =
          objcopy::executeObjcopyOnBinary(config, **file, stream))
    return failed(std::move(error));
  file->reset();
  object.assign(stripped.begin(), stripped.end());
  return std::nullopt;
}

} // namespace w2o
