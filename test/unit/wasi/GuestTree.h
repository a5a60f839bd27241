//===- GuestTree.h - Files for a guest, on the host or in memory ----------===//
//
// What the tests of file functions need of the tree that the guest was given,
// so that each of them runs over both kinds and expects the same. Names begin
// at the guest's root; "../outside" is beside it and must never be reached.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_UNIT_WASI_GUESTTREE_H
#define W2O_UNIT_WASI_GUESTTREE_H

#include "TempTree.h"
#include "wasi/HostFile.h"
#include "wasi/memfs/MemoryFileSystem.h"

#include <memory>
#include <vector>

class GuestTree {
public:
  virtual ~GuestTree() = default;
  virtual bool preopen(w2o_wasi *wasi, const char *guestName,
                       bool readOnly) = 0;
  virtual void file(const std::string &name, const std::string &text = "") = 0;
  virtual void directory(const std::string &name) = 0;
  virtual void link(const std::string &target, const std::string &name) = 0;
  virtual std::string text(const std::string &name) const = 0;
  virtual bool exists(const std::string &name) const = 0;
  virtual bool remove(const std::string &name) = 0;
  virtual bool rename(const std::string &from, const std::string &to) = 0;
  /// Of a link itself.
  virtual w2o::wasi::FileStatus status(const std::string &name) const = 0;
  virtual std::vector<std::string> list(const std::string &name) const = 0;
};

class HostTree final : public TempTree, public GuestTree {
public:
  bool preopen(w2o_wasi *wasi, const char *guestName, bool readOnly) override {
    return w2o_wasi_preopen_dir(wasi, path("").c_str(), guestName, readOnly,
                                nullptr);
  }
  void file(const std::string &name, const std::string &text = "") override {
    TempTree::file(name, text);
  }
  void directory(const std::string &name) override {
    TempTree::directory(name);
  }
  void link(const std::string &target, const std::string &name) override {
    TempTree::link(target, name);
  }
  std::string text(const std::string &name) const override {
    return TempTree::text(name);
  }
  bool exists(const std::string &name) const override {
    return TempTree::exists(name);
  }
  bool remove(const std::string &name) override {
    return ::unlink(path(name).c_str()) == 0;
  }
  bool rename(const std::string &from, const std::string &to) override {
    return ::rename(path(from).c_str(), path(to).c_str()) == 0;
  }
  w2o::wasi::FileStatus status(const std::string &name) const override {
    struct stat status = {};
    EXPECT_EQ(lstat(path(name).c_str(), &status), 0) << name;
    return w2o::wasi::fileStatusOf(status,
                                   w2o::wasi::fileTypeOf(status.st_mode));
  }
  std::vector<std::string> list(const std::string &name) const override {
    std::vector<std::string> names;
    for (auto &entry : std::filesystem::directory_iterator(path(name)))
      names.push_back(entry.path().filename());
    return names;
  }
};

class MemoryTree final : public GuestTree {
public:
  explicit MemoryTree(const w2o_wasi_fs_config *config = nullptr)
      : fs(w2o_wasi_fs_new(config)) {
    directory("");
    file("../outside/secret", "outside");
  }
  ~MemoryTree() override { w2o_wasi_fs_delete(fs); }
  MemoryTree(const MemoryTree &) = delete;
  MemoryTree &operator=(const MemoryTree &) = delete;

  bool preopen(w2o_wasi *wasi, const char *guestName, bool readOnly) override {
    return w2o_wasi_preopen_fs(wasi, fs, "root", guestName, readOnly, nullptr);
  }
  void file(const std::string &name, const std::string &text = "") override {
    w2o_error error = {};
    EXPECT_TRUE(w2o_wasi_fs_add_file(fs, path(name).c_str(), text.data(),
                                     text.size(), &error))
        << error.message;
  }
  void directory(const std::string &name) override {
    w2o_error error = {};
    EXPECT_TRUE(w2o_wasi_fs_add_dir(fs, path(name).c_str(), &error))
        << error.message;
  }
  void link(const std::string &target, const std::string &name) override {
    w2o_error error = {};
    EXPECT_TRUE(w2o_wasi_fs_add_link(fs, target.c_str(), path(name).c_str(),
                                     &error))
        << error.message;
  }
  std::string text(const std::string &name) const override {
    std::string result(4096, '\0');
    size_t size = 0;
    w2o_wasi_fs_read(fs, path(name).c_str(), 0, result.data(), result.size(),
                     &size, nullptr);
    result.resize(size);
    return result;
  }
  bool exists(const std::string &name) const override {
    w2o_wasi_fs_status status;
    return w2o_wasi_fs_get_status(fs, path(name).c_str(), &status, nullptr);
  }
  bool remove(const std::string &name) override {
    return w2o_wasi_fs_remove(fs, path(name).c_str(), nullptr);
  }
  bool rename(const std::string &from, const std::string &to) override {
    std::string old = path(from), fresh = path(to);
    return fs->tree.rename(fs->tree.root(), {old.data(), old.size()},
                           fs->tree.root(), {fresh.data(), fresh.size()}) == 0;
  }
  w2o::wasi::FileStatus status(const std::string &name) const override {
    std::string at = path(name);
    w2o::wasi::FileStatus result;
    EXPECT_EQ(fs->tree.status(fs->tree.root(), {at.data(), at.size()},
                              w2o::wasi::LastLink::NoFollow, result),
              0)
        << name;
    return result;
  }
  std::vector<std::string> list(const std::string &name) const override {
    std::vector<std::string> names;
    w2o_wasi_fs_entry entry;
    uint64_t cookie = 0;
    while (w2o_wasi_fs_next(fs, path(name).c_str(), &cookie, &entry, nullptr))
      names.push_back(entry.name);
    return names;
  }

  static std::string path(const std::string &name) { return "root/" + name; }

  w2o_wasi_fs *fs;
};

enum class TreeKind { Host, Memory };

inline std::unique_ptr<GuestTree> makeTree(TreeKind kind) {
  if (kind == TreeKind::Host)
    return std::make_unique<HostTree>();
  return std::make_unique<MemoryTree>();
}

inline std::string
nameOfTree(const testing::TestParamInfo<TreeKind> &parameter) {
  return parameter.param == TreeKind::Host ? "Host" : "Memory";
}

#endif // W2O_UNIT_WASI_GUESTTREE_H
