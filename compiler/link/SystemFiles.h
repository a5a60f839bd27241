//===- SystemFiles.h - Where the C library's files are --------------------===//
//
// An executable needs the start-up objects, the C library and the compiler's
// support library of the machine. A C compiler would know where they are, but
// none is needed otherwise; so the usual directories are searched, as
// compiler drivers do.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LINK_SYSTEMFILES_H
#define W2O_LINK_SYSTEMFILES_H

#include "wasm2obj/Error.h"
#include "llvm/TargetParser/Triple.h"
#include <optional>
#include <string>
#include <vector>

namespace w2o {

struct SystemFiles {
  std::string emulation;     ///< -m
  std::string dynamicLinker; ///< Path of ld.so in the finished program.
  std::vector<std::string> libraryDirs;
  std::vector<std::string> startFiles; ///< Scrt1.o, crti.o, crtbeginS.o
  std::vector<std::string> libraries;  ///< -lc and the support library.
  std::vector<std::string> endFiles;   ///< crtendS.o, crtn.o
};

/// Searches `sysroot` ("" for this machine) for the files of a Linux target.
std::optional<Error> findSystemFiles(const llvm::Triple &triple,
                                     const std::string &sysroot,
                                     SystemFiles &files);

} // namespace w2o

#endif // W2O_LINK_SYSTEMFILES_H
