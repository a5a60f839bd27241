//===- TempTree.h - A directory of files for the tests of this folder -----===//
//
// `root` is what a guest would be given; `outside`, beside it, is what it must
// never reach.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_UNIT_WASI_TEMPTREE_H
#define W2O_UNIT_WASI_TEMPTREE_H

#include "gtest/gtest.h"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdlib.h>
#include <string>
#include <unistd.h>

class TempTree {
public:
  TempTree() {
    std::string pattern =
        std::filesystem::temp_directory_path() / "w2o-wasi-XXXXXX";
    base = mkdtemp(pattern.data());
    std::filesystem::create_directory(base / "root");
    std::filesystem::create_directory(base / "outside");
    file("../outside/secret", "outside");
    rootFd = ::open((base / "root").c_str(), O_RDONLY | O_DIRECTORY);
  }
  ~TempTree() {
    ::close(rootFd);
    std::filesystem::remove_all(base);
  }

  std::filesystem::path path(const std::string &name) const {
    return base / "root" / name;
  }
  void file(const std::string &name, const std::string &text = "") {
    std::ofstream(path(name)) << text;
  }
  void directory(const std::string &name) {
    std::filesystem::create_directories(path(name));
  }
  void link(const std::string &target, const std::string &name) {
    std::filesystem::create_symlink(target, path(name));
  }
  std::string text(const std::string &name) const {
    std::stringstream result;
    result << std::ifstream(path(name)).rdbuf();
    return result.str();
  }
  bool exists(const std::string &name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(path(name)));
  }

  std::filesystem::path base;
  int rootFd = -1;
};

/// What can be read from a descriptor, from its beginning.
inline std::string contents(int fd) {
  char buffer[256];
  ssize_t length = pread(fd, buffer, sizeof(buffer), 0);
  return length < 0 ? std::string("unreadable")
                    : std::string(buffer, static_cast<size_t>(length));
}

#endif // W2O_UNIT_WASI_TEMPTREE_H
