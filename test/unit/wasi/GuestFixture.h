//===- GuestFixture.h - A guest that is only memory -----------------------===//
//
// The functions of WASI need no instance, only a memory and a w2o_wasi: tests
// put arguments into the memory, call, and look at the memory again.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_UNIT_WASI_GUESTFIXTURE_H
#define W2O_UNIT_WASI_GUESTFIXTURE_H

#include "GuestTree.h"
#include "wasi/Wasi.h"

#include <memory>
#include <ostream>

namespace w2o::wasi {
inline void PrintTo(Errno error, std::ostream *stream) {
  *stream << "WASI errno " << static_cast<int>(error);
}
} // namespace w2o::wasi

class AnyTreeTest : public testing::Test {
protected:
  explicit AnyTreeTest(std::unique_ptr<GuestTree> given)
      : owner(std::move(given)), tree(*owner) {}

  using Errno = w2o::wasi::Errno;

  static constexpr uint32_t memorySize = 65536;
  static constexpr uint32_t preopened = 3;
  // Places in the guest's memory that the helpers use.
  static constexpr uint32_t resultAt = 16;
  static constexpr uint32_t pathAt = 1024;
  static constexpr uint32_t otherPathAt = 8192;
  static constexpr uint32_t vectorAt = 512;
  static constexpr uint32_t bufferAt = 20000;

  void SetUp() override {
    wasi.reset(w2o_wasi_new());
    ASSERT_TRUE(tree.preopen(wasi.get(), "/", false));
  }

  w2o::wasi::Call call(w2o::wasi::Snapshot snapshot =
                           w2o::wasi::Snapshot::Preview1) {
    return {nullptr, *wasi, memory, snapshot};
  }
  /// A call, for functions that take a reference.
  w2o::wasi::Call &guest() {
    current = std::make_unique<w2o::wasi::Call>(call());
    return *current;
  }
  w2o::wasi::Call &oldGuest() {
    current = std::make_unique<w2o::wasi::Call>(
        call(w2o::wasi::Snapshot::Unstable));
    return *current;
  }

  template <class T> T at(uint32_t address) {
    T value{};
    EXPECT_TRUE(memory.read(address, value));
    return value;
  }
  /// Puts a path into memory; returns its length.
  uint32_t path(const std::string &text, uint32_t address = pathAt) {
    EXPECT_TRUE(memory.writeBytes(address, text.data(), text.size()));
    return static_cast<uint32_t>(text.size());
  }

  Errno open(const std::string &name, uint32_t openFlags,
             w2o::wasi::Rights base, uint32_t &fd, uint32_t fdFlags = 0,
             uint32_t directory = preopened, bool follow = true) {
    using namespace w2o::wasi;
    Errno error = pathOpen(guest(), directory, follow ? 1 : 0, pathAt,
                           path(name), openFlags, base, rights::Inheritable,
                           fdFlags, resultAt);
    fd = at<uint32_t>(resultAt);
    return error;
  }
  uint32_t mustOpen(const std::string &name, uint32_t openFlags = 0,
                    w2o::wasi::Rights base = w2o::wasi::rights::File,
                    uint32_t fdFlags = 0) {
    uint32_t fd = 0;
    EXPECT_EQ(open(name, openFlags, base, fd, fdFlags), Errno::Success);
    return fd;
  }
  Errno rename(const std::string &from, const std::string &to) {
    return w2o::wasi::pathRename(guest(), preopened, pathAt, path(from),
                                 preopened, otherPathAt,
                                 path(to, otherPathAt));
  }
  Errno write(uint32_t fd, const std::string &text) {
    using namespace w2o::wasi;
    memory.writeBytes(bufferAt, text.data(), text.size());
    memory.write(vectorAt,
                 Iovec{bufferAt, static_cast<uint32_t>(text.size())});
    return fdWrite(guest(), fd, vectorAt, 1, resultAt);
  }
  std::string read(uint32_t fd, uint32_t most = 1000) {
    using namespace w2o::wasi;
    memory.write(vectorAt, Iovec{bufferAt, most});
    Errno error = fdRead(guest(), fd, vectorAt, 1, resultAt);
    if (error != Errno::Success)
      return "errno " + std::to_string(static_cast<int>(error));
    return std::string(reinterpret_cast<char *>(bytes.get()) + bufferAt,
                       at<uint32_t>(resultAt));
  }
  w2o::wasi::FdStat fdStat(uint32_t fd) {
    EXPECT_EQ(w2o::wasi::fdFdStatGet(guest(), fd, resultAt), Errno::Success);
    return at<w2o::wasi::FdStat>(resultAt);
  }

  struct Delete {
    void operator()(w2o_wasi *wasi) const { w2o_wasi_delete(wasi); }
  };
  std::unique_ptr<GuestTree> owner;
  GuestTree &tree;
  std::unique_ptr<uint8_t[]> bytes{new uint8_t[memorySize]()};
  w2o::wasi::GuestMemory memory{bytes.get(), memorySize};
  std::unique_ptr<w2o_wasi, Delete> wasi;
  std::unique_ptr<w2o::wasi::Call> current;
};

/// Over files of the host.
class GuestTest : public AnyTreeTest {
protected:
  GuestTest() : AnyTreeTest(makeTree(TreeKind::Host)) {}
  HostTree &tree = static_cast<HostTree &>(AnyTreeTest::tree);
};

/// Over both kinds; for TEST_P.
class EachTreeTest : public AnyTreeTest,
                     public testing::WithParamInterface<TreeKind> {
protected:
  EachTreeTest() : AnyTreeTest(makeTree(GetParam())) {}
};

#define W2O_FOR_EACH_TREE(suite)                                               \
  INSTANTIATE_TEST_SUITE_P(Trees, suite,                                       \
                           testing::Values(TreeKind::Host, TreeKind::Memory),  \
                           nameOfTree)

#endif // W2O_UNIT_WASI_GUESTFIXTURE_H
