//===- SystemFiles.cpp - Where the C library's files are ------------------===//

#include "link/SystemFiles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VersionTuple.h"
#include <algorithm>

using namespace llvm;

namespace w2o {

namespace {
struct Platform {
  const char *emulation;
  const char *multiarch; ///< Debian's name of the library directory.
  const char *glibcLoader;
  const char *muslLoader;
};
} // namespace

static std::optional<Platform> platformOf(const Triple &triple) {
  switch (triple.getArch()) {
  case Triple::x86_64:
    return Platform{"elf_x86_64", "x86_64-linux-gnu",
                    "/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"};
  case Triple::aarch64:
    return Platform{"aarch64linux", "aarch64-linux-gnu",
                    "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1"};
  case Triple::riscv64:
    return Platform{"elf64lriscv", "riscv64-linux-gnu",
                    "/lib/ld-linux-riscv64-lp64d.so.1",
                    "/lib/ld-musl-riscv64.so.1"};
  default: // no other architecture has an ABI here
    return std::nullopt;
  }
}

/// The directory of the newest GCC that is installed for the target: it has
/// crtbeginS.o and libgcc. Empty when there is none.
static std::string newestGcc(const std::string &sysroot, StringRef multiarch) {
  StringRef arch = multiarch.split('-').first;
  std::string best;
  VersionTuple bestVersion;
  for (const char *base : {"/usr/lib/gcc", "/usr/lib64/gcc",
                           "/usr/lib/gcc-cross"}) {
    std::error_code code;
    for (sys::fs::directory_iterator target(sysroot + base, code), end;
         target != end && !code; target.increment(code)) {
      if (!sys::path::filename(target->path()).starts_with(arch))
        continue;
      std::error_code inner;
      for (sys::fs::directory_iterator it(target->path(), inner);
           it != end && !inner; it.increment(inner)) {
        VersionTuple version;
        if (version.tryParse(sys::path::filename(it->path())) ||
            !sys::fs::exists(it->path() + "/crtbeginS.o"))
          continue;
        if (best.empty() || bestVersion < version) {
          best = it->path();
          bestVersion = version;
        }
      }
    }
  }
  return best;
}

std::optional<Error> findSystemFiles(const Triple &triple,
                                     const std::string &sysroot,
                                     SystemFiles &files) {
  std::optional<Platform> platform = platformOf(triple);
  Error error;
  if (!platform || !triple.isOSLinux()) {
    error.kind = ErrorClass::Unsupported;
    error.message = "linking an executable for '" + triple.str() +
                    "' is not supported; emit an object and use the system's "
                    "linker";
    return error;
  }
  std::string multiarch = platform->multiarch;
  for (const std::string &dir :
       {"/usr/lib/" + multiarch, "/lib/" + multiarch,
        "/usr/" + multiarch + "/lib", std::string("/usr/lib64"),
        std::string("/lib64"), std::string("/usr/lib"), std::string("/lib")})
    if (sys::fs::is_directory(sysroot + dir))
      files.libraryDirs.push_back(sysroot + dir);
  std::string gcc = newestGcc(sysroot, multiarch);
  if (!gcc.empty())
    files.libraryDirs.insert(files.libraryDirs.begin(), gcc);

  auto find = [&](StringRef name) -> std::string {
    for (const std::string &dir : files.libraryDirs) {
      std::string path = dir + "/" + name.str();
      if (sys::fs::exists(path))
        return path;
    }
    return {};
  };
  auto require = [&](StringRef name, std::vector<std::string> &list) {
    std::string path = find(name);
    if (!path.empty()) {
      list.push_back(path);
      return true;
    }
    error.kind = ErrorClass::Link;
    error.message = ("cannot find " + name + " in " +
                     join_items(", ", "/usr/lib/" + multiarch, "/usr/lib64",
                                "/usr/lib") +
                     "; install the development files of the C library "
                     "(e.g. libc6-dev)")
                        .str();
    return false;
  };

  files.emulation = platform->emulation;
  bool musl = triple.isMusl() ||
              (!sys::fs::exists(sysroot + platform->glibcLoader) &&
               sys::fs::exists(sysroot + platform->muslLoader));
  files.dynamicLinker = musl ? platform->muslLoader : platform->glibcLoader;
  if (!require("Scrt1.o", files.startFiles) ||
      !require("crti.o", files.startFiles))
    return error;
  std::vector<std::string> libc;
  if (!require("libc.so", libc))
    return error;
  // GCC's part is only there to run constructors and for unwinding.
  if (std::string begin = find("crtbeginS.o"); !begin.empty())
    files.startFiles.push_back(begin);
  if (std::string end = find("crtendS.o"); !end.empty())
    files.endFiles.push_back(end);
  if (!require("crtn.o", files.endFiles))
    return error;
  std::vector<std::string> support;
  if (!find("libgcc.a").empty())
    support.push_back("-lgcc");
  if (!find("libgcc_s.so").empty() || !find("libgcc_s.so.1").empty()) {
    // A linker script or the library itself, depending on the system.
    bool script = !find("libgcc_s.so").empty();
    support.insert(support.end(), {"--as-needed",
                                   script ? "-lgcc_s" : "-l:libgcc_s.so.1",
                                   "--no-as-needed"});
  } else if (!find("libgcc_eh.a").empty()) {
    support.push_back("-lgcc_eh");
  }
  files.libraries = support;
  files.libraries.push_back("-lc");
  files.libraries.insert(files.libraries.end(), support.begin(),
                         support.end());
  return std::nullopt;
}

} // namespace w2o
