//===- StripObject.cpp - Removes what only the compiler needed ------------===//
//
// `llvm-objcopy --strip-unneeded` as a library. lld could not do it: with -r
// it keeps debug sections whatever it is told.
//
//===----------------------------------------------------------------------===//

#include "codegen/StripObject.h"

#include "llvm/ObjCopy/CommonConfig.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace w2o {

std::optional<Error> stripObject(SmallVectorImpl<char> &object) {
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

  objcopy::ConfigManager config;
  config.Common.StripUnneeded = true;
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
