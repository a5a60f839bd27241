//===- LinkElf.cpp - Executables and shared libraries ---------------------===//

#include "wasm2obj/Link.h"

#include "link/Linker.h"
#include "link/SystemFiles.h"
#include "link/TempFiles.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace w2o {

static Triple tripleOf(const LinkOptions &options) {
  return Triple(Triple::normalize(
      options.target.empty() ? sys::getProcessTriple() : options.target));
}

/// Links to a temporary name and renames.
static std::optional<Error> linkTo(const LinkOptions &options,
                                   std::vector<std::string> args) {
  PendingFile file;
  if (auto error = file.create(options.output))
    return error;
  args.insert(args.end(), options.extraArgs.begin(), options.extraArgs.end());
  args.push_back("-o");
  args.push_back(file.path());
  if (auto error = runLld(args))
    return error;
  return file.commit();
}

std::optional<Error> linkExecutable(std::span<const std::string> objects,
                                    const std::string &prefix,
                                    const LinkOptions &options) {
  Triple triple = tripleOf(options);
  SystemFiles files;
  if (auto error = findSystemFiles(triple, "", files))
    return error;
  std::vector<std::string> runtime;
  for (const char *name : {"libw2o_start.a", "libw2o_rt.a"}) {
    std::string path = options.runtimeDir + "/" + name;
    if (!sys::fs::exists(path)) {
      Error error;
      error.kind = ErrorClass::Link;
      error.message = "cannot find the runtime library '" + path + "'";
      return error;
    }
    runtime.push_back(path);
  }

  std::vector<std::string> args = {
      "-pie", "--eh-frame-hdr", "--hash-style=gnu", "--build-id=none",
      "-z", "relro", "-z", "now", "-z", "noexecstack",
      "-m", files.emulation, "-dynamic-linker", files.dynamicLinker,
      // main() of libw2o_start.a runs the module behind this name.
      "--defsym=w2o_start_module=" + prefix + "_module"};
  for (const std::string &dir : files.libraryDirs)
    args.push_back("-L" + dir);
  args.insert(args.end(), files.startFiles.begin(), files.startFiles.end());
  args.insert(args.end(), objects.begin(), objects.end());
  args.insert(args.end(), runtime.begin(), runtime.end());
  args.insert(args.end(), files.libraries.begin(), files.libraries.end());
  args.insert(args.end(), files.endFiles.begin(), files.endFiles.end());
  return linkTo(options, std::move(args));
}

std::optional<Error> linkShared(std::span<const std::string> objects,
                                const LinkOptions &options) {
  Triple triple = tripleOf(options);
  if (!triple.isOSBinFormatELF()) {
    Error error;
    error.kind = ErrorClass::Unsupported;
    error.message = "linking a shared library for '" + triple.str() +
                    "' is not supported; emit an object and use the system's "
                    "linker";
    return error;
  }
  // Undefined w2o_* symbols are those of the program that loads the library.
  // `now`, because lazy binding would need writable relocations at run time.
  std::vector<std::string> args = {
      "-shared", "--eh-frame-hdr", "--hash-style=gnu", "--build-id=none",
      "-z", "relro", "-z", "now", "-z", "noexecstack"};
  args.insert(args.end(), objects.begin(), objects.end());
  return linkTo(options, std::move(args));
}

} // namespace w2o
