//===- MergeElf.cpp - Partition objects to one relocatable object ---------===//
//
// `ld.lld -r` concatenates sections of one name and keeps relocations. The
// names of the temporary files do not reach the output.
//
//===----------------------------------------------------------------------===//

#include "link/Linker.h"
#include "link/TempFiles.h"

#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace w2o {

std::optional<Error>
mergeElfObjects(ArrayRef<SmallVector<char, 0>> objects,
                SmallVectorImpl<char> &output) {
  TempDirectory directory;
  if (auto error = directory.create())
    return error;
  std::string merged = directory.file("merged.o");
  std::vector<std::string> args = {"-r", "-o", merged, "--build-id=none"};
  for (size_t i = 0; i < objects.size(); ++i) {
    std::string name = directory.file(Twine(i) + ".o");
    if (auto error = writeFile(name, objects[i]))
      return error;
    args.push_back(std::move(name));
  }
  if (auto error = runLld(args)) {
    // Objects of our own making must fit each other.
    error->kind = ErrorClass::Internal;
    error->message = "merging partitions: " + error->message;
    return error;
  }
  auto buffer = MemoryBuffer::getFile(merged);
  if (!buffer)
    return ioError("cannot read '" + merged +
                   "': " + buffer.getError().message());
  output.assign((*buffer)->getBufferStart(), (*buffer)->getBufferEnd());
  return std::nullopt;
}

} // namespace w2o
