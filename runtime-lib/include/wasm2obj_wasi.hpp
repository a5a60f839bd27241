//===- wasm2obj_wasi.hpp - Host API of WASI for C++20 ---------------------===//
//
// A thin layer over wasm2obj_wasi.h and wasm2obj_wasi_fs.h, header only: RAII,
// exceptions for errors, functions as streams. Everything said there about
// threads and limits holds here. handle() is for what has no wrapper.
//
//===----------------------------------------------------------------------===//

#ifndef WASM2OBJ_WASI_HPP
#define WASM2OBJ_WASI_HPP

#include "wasm2obj_rt.hpp"
#include "wasm2obj_wasi_fs.h"
#include <functional>
#include <new>

namespace w2o {
inline namespace rt {

/// What could not be given to a guest, or not be done with a file.
class WasiError : public std::runtime_error {
public:
  explicit WasiError(const w2o_error &error)
      : runtime_error(error.message), errorKind(error.kind) {}
  /// W2O_ERROR_RESOURCE for limits and memory, W2O_ERROR_ARGUMENT otherwise.
  w2o_error_kind kind() const noexcept { return errorKind; }

private:
  w2o_error_kind errorKind;
};

//===-------------------------- Files in memory ---------------------------===//

/// A tree of files in memory. A handle: copies mean the same tree, which lives
/// as long as a copy or a guest that has it.
class WasiFileSystem {
public:
  struct Entry {
    std::string name;
    w2o_wasi_fs_status status;
  };

  explicit WasiFileSystem(const w2o_wasi_fs_config &config = {})
      : fs(w2o_wasi_fs_new(&config), w2o_wasi_fs_delete) {
    if (fs == nullptr)
      throw std::bad_alloc();
  }
  w2o_wasi_fs *handle() const noexcept { return fs.get(); }

  void addDirectory(const std::string &path) {
    call(w2o_wasi_fs_add_dir, path.c_str());
  }
  void addFile(const std::string &path, std::span<const uint8_t> bytes) {
    call(w2o_wasi_fs_add_file, path.c_str(), bytes.data(), bytes.size());
  }
  void addFile(const std::string &path, std::string_view text) {
    call(w2o_wasi_fs_add_file, path.c_str(), text.data(), text.size());
  }
  /// A file without a copy of its bytes, which `owner` keeps; it is destroyed,
  /// on any thread, when nobody needs them any more.
  template <class Owner>
  void lendFile(const std::string &path, std::span<const uint8_t> bytes,
                Owner owner) {
    auto kept = std::make_unique<Owner>(std::move(owner));
    call(
        w2o_wasi_fs_lend_file, path.c_str(), bytes.data(), bytes.size(),
        [](void *context) { delete static_cast<Owner *>(context); },
        kept.get());
    kept.release();
  }
  void addLink(const std::string &target, const std::string &path) {
    call(w2o_wasi_fs_add_link, target.c_str(), path.c_str());
  }
  /// With everything below it.
  void remove(const std::string &path) {
    call(w2o_wasi_fs_remove, path.c_str());
  }

  w2o_wasi_fs_status status(const std::string &path) const {
    w2o_wasi_fs_status result;
    call(w2o_wasi_fs_get_status, path.c_str(), &result);
    return result;
  }
  /// All bytes of a file, up to max_file_size.
  std::string read(const std::string &path) const {
    std::string text;
    size_t got = 0, room = 4096;
    do {
      size_t before = text.size();
      text.resize(before + room);
      call(w2o_wasi_fs_read, path.c_str(), before, text.data() + before, room,
           &got);
      text.resize(before + got);
    } while (got == std::exchange(room, text.size()));
    return text;
  }
  std::string readLink(const std::string &path) const {
    std::string text(4096, '\0');
    call(w2o_wasi_fs_read_link, path.c_str(), text.data(), text.size());
    text.resize(text.find('\0'));
    return text;
  }
  std::vector<Entry> list(const std::string &path) const {
    std::vector<Entry> result;
    w2o_error error = {};
    w2o_wasi_fs_entry entry;
    uint64_t cookie = 0;
    while (w2o_wasi_fs_next(handle(), path.c_str(), &cookie, &entry, &error))
      result.push_back({entry.name, entry.status});
    if (error.kind != W2O_OK)
      throw WasiError(error);
    return result;
  }
  w2o_wasi_fs_usage usage() const { return w2o_wasi_fs_get_usage(handle()); }

private:
  template <class Function, class... Args>
  void call(Function function, Args... args) const {
    w2o_error error = {};
    if (!function(handle(), args..., &error))
      throw WasiError(error);
  }

  std::shared_ptr<w2o_wasi_fs> fs;
};

//===---------------------- What a guest is given -------------------------===//

/// Owns a w2o_wasi. Must outlive the instances that use it.
class Wasi {
public:
  /// Fills a buffer and returns how much there was, 0 at the end.
  using Reader = std::function<size_t(std::span<uint8_t>)>;
  using Writer = std::function<void(std::span<const uint8_t>)>;

  Wasi() : wasi(w2o_wasi_new()) {
    if (wasi == nullptr)
      throw std::bad_alloc();
  }
  w2o_wasi *handle() const noexcept { return wasi.get(); }

  void setArgs(const std::vector<std::string> &args) {
    std::vector<const char *> list;
    for (const std::string &arg : args)
      list.push_back(arg.c_str());
    call(w2o_wasi_set_args, list.size(), list.data());
  }
  void setEnv(const std::string &name, const std::string &value) {
    call(w2o_wasi_set_env, name.c_str(), value.c_str());
  }
  void inheritEnv() { call(w2o_wasi_inherit_env); }
  void inheritStdio() { call(w2o_wasi_inherit_stdio); }

  /// Functions as streams, called on the guest's threads. What they throw is
  /// an I/O error for the guest.
  void setInput(Reader reader) {
    readers.push_back(std::move(reader));
    call(
        w2o_wasi_set_input,
        [](void *context, void *buffer, size_t size) -> ptrdiff_t {
          try {
            return static_cast<ptrdiff_t>((*static_cast<Reader *>(context))(
                {static_cast<uint8_t *>(buffer), size}));
          } catch (...) {
            return -1;
          }
        },
        static_cast<void *>(&readers.back()));
  }
  /// `guestFd` is 1 or 2. All bytes are taken.
  void setOutput(int guestFd, Writer writer) {
    writers.push_back(std::move(writer));
    call(
        w2o_wasi_set_output, guestFd,
        [](void *context, const void *bytes, size_t size) -> ptrdiff_t {
          try {
            (*static_cast<Writer *>(context))(
                {static_cast<const uint8_t *>(bytes), size});
            return static_cast<ptrdiff_t>(size);
          } catch (...) {
            return -1;
          }
        },
        static_cast<void *>(&writers.back()));
  }
  /// A file of a tree as a stream: 0 for input, 1 and 2 for output.
  void setStream(int guestFd, const WasiFileSystem &fs,
                 const std::string &path) {
    call(w2o_wasi_set_stream_file, guestFd, fs.handle(), path.c_str());
  }

  /// A directory of the host.
  void preopen(const std::string &hostPath, const std::string &guestPath,
               bool readOnly = false) {
    call(w2o_wasi_preopen_dir, hostPath.c_str(), guestPath.c_str(), readOnly);
  }
  /// A directory of a tree in memory.
  void preopen(const WasiFileSystem &fs, const std::string &path,
               const std::string &guestPath, bool readOnly = false) {
    call(w2o_wasi_preopen_fs, fs.handle(), path.c_str(), guestPath.c_str(),
         readOnly);
  }

  /// Runs a program as w2o_wasi_run_command() does; its exit status.
  int run(const w2o_module &module, const w2o_config *config = nullptr) {
    return w2o_wasi_run_command(&module, handle(), config);
  }

private:
  template <class Function, class... Args>
  void call(Function function, Args... args) {
    w2o_error error = {};
    if (!function(handle(), args..., &error))
      throw WasiError(error);
  }

  struct Deleter {
    void operator()(w2o_wasi *given) const noexcept { w2o_wasi_delete(given); }
  };
  // The functions stay where they are: the guest's streams refer to them.
  std::deque<Reader> readers;
  std::deque<Writer> writers;
  std::unique_ptr<w2o_wasi, Deleter> wasi;
};

} // namespace rt
} // namespace w2o

#endif // WASM2OBJ_WASI_HPP
