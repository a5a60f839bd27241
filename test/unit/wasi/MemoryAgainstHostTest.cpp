//===- MemoryAgainstHostTest.cpp - Memory does what Linux does ------------===//
//
// The same random operations on a directory of the host and on one in memory:
// each must have the same error and the same results, and in the end both trees
// must be equal. Names are few, so that operations meet; paths have dots, extra
// slashes, links that leave and links that go round in circles. Inodes, times
// and the sizes and link counts of directories are each file system's own.
//
//===----------------------------------------------------------------------===//

#include "GuestFixture.h"

#include <algorithm>
#include <random>
#include <set>
#include <sstream>

using namespace w2o::wasi;

namespace {

/// One guest with one kind of tree, and what its operations had as results.
class Side : public AnyTreeTest {
public:
  explicit Side(TreeKind kind) : AnyTreeTest(makeTree(kind)) { SetUp(); }
  void TestBody() override {}

  /// What an operation says: its error and all it wrote.
  std::string result(Errno error, const std::string &more = "") {
    std::string text = "errno " + std::to_string(static_cast<int>(error));
    return error == Errno::Success ? text + " " + more : text;
  }
  std::string number(Errno error) {
    return result(error, std::to_string(at<uint32_t>(resultAt)));
  }
  std::string fileStat(Errno error) {
    if (error != Errno::Success)
      return result(error);
    auto stat = at<FileStat>(bufferAt);
    std::ostringstream text;
    text << "type " << static_cast<int>(stat.type);
    if (stat.type != FileType::Directory)
      text << " links " << stat.nlink << " size " << stat.size;
    return result(error, text.str());
  }
  std::string buffer(Errno error) {
    if (error != Errno::Success)
      return result(error);
    return result(error, std::string(reinterpret_cast<char *>(bytes.get()) +
                                         bufferAt,
                                     at<uint32_t>(resultAt)));
  }
  /// The names of a listing, sorted, with their types.
  std::string listing(uint32_t fd) {
    Errno error = fdReadDir(guest(), fd, bufferAt, 40000, 0, resultAt);
    if (error != Errno::Success)
      return result(error);
    std::set<std::string> names;
    uint32_t used = at<uint32_t>(resultAt), offset = 0;
    while (offset + sizeof(Dirent) <= used) {
      auto header = at<Dirent>(bufferAt + offset);
      offset += sizeof(Dirent);
      names.insert(std::string(reinterpret_cast<char *>(bytes.get()) +
                                   bufferAt + offset,
                               header.nameLength) +
                   ":" + std::to_string(static_cast<int>(header.type)));
      offset += header.nameLength;
    }
    std::string text;
    for (const std::string &name : names)
      text += name + " ";
    return result(error, text);
  }

  using AnyTreeTest::at;
  using AnyTreeTest::bufferAt;
  using AnyTreeTest::guest;
  using AnyTreeTest::memory;
  using AnyTreeTest::otherPathAt;
  using AnyTreeTest::path;
  using AnyTreeTest::pathAt;
  using AnyTreeTest::preopened;
  using AnyTreeTest::resultAt;
  using AnyTreeTest::tree;
  using AnyTreeTest::vectorAt;
};

/// One random operation, as text to report and as numbers for both sides.
class Operation {
public:
  explicit Operation(std::mt19937 &random) : random(random) {
    kind = below(23);
    first = anyPath();
    second = anyPath();
    // Descriptors that are probably open, directories more often.
    fd = 4 + below(5);
    if (below(10) == 0)
      fd = 3 + below(12);
    otherFd = below(3) == 0 ? 3 + below(6) : 3;
    flags = below(3) == 0 ? below(16) : oflags::Creat;
    follow = below(2);
    rightsChoice = below(5);
    fdFlags = 0;
    if (below(8) == 0)
      fdFlags = fdflags::Append;
    else if (below(8) == 0)
      fdFlags = 1u << below(5);
    offset = below(4) == 0 ? below(100000) : below(40);
    length = below(4) == 0 ? below(40000) : below(30);
    whence = below(3);
    character = static_cast<char>('a' + below(26));
  }

  std::string describe() const {
    std::ostringstream text;
    text << "kind " << kind << " fd " << fd << " '" << first.substr(0, 20)
         << "' other " << otherFd << " '" << second.substr(0, 20)
         << "' flags " << flags << " follow " << follow << " rights "
         << rightsChoice << " fdflags " << fdFlags << " offset " << offset
         << " length " << length << " whence " << whence;
    return text.str();
  }

  std::string run(Side &s) const {
    auto one = [&] { return s.path(first); };
    auto two = [&] { return s.path(second, s.otherPathAt); };
    s.memory.write(s.vectorAt, Iovec{s.bufferAt, length / 2});
    s.memory.write(s.vectorAt + 8,
                   Iovec{s.bufferAt + length / 2, length - length / 2});
    auto fill = [&] {
      std::string text(length, character);
      s.memory.writeBytes(s.bufferAt, text.data(), text.size());
    };
    switch (kind) {
    case 0:
    case 1:
    case 2:
    case 3:
      return s.number(pathOpen(s.guest(), otherFd, follow, s.pathAt, one(),
                               flags, openRights(), rights::Inheritable,
                               fdFlags, s.resultAt));
    case 4:
      return s.result(pathCreateDirectory(s.guest(), otherFd, s.pathAt, one()));
    case 5:
      return s.result(pathRemoveDirectory(s.guest(), otherFd, s.pathAt, one()));
    case 6:
      return s.result(pathUnlinkFile(s.guest(), otherFd, s.pathAt, one()));
    case 7:
    case 8:
      return s.result(pathRename(s.guest(), otherFd, s.pathAt, one(),
                                 s.preopened, s.otherPathAt, two()));
    case 9:
      return s.result(pathLink(s.guest(), otherFd, follow, s.pathAt, one(),
                               s.preopened, s.otherPathAt, two()));
    case 10:
      return s.result(pathSymlink(s.guest(), s.otherPathAt, two(), otherFd,
                                  s.pathAt, one()));
    case 11:
      return s.buffer(pathReadLink(s.guest(), otherFd, s.pathAt, one(),
                                   s.bufferAt, 100, s.resultAt));
    case 12:
      return s.fileStat(pathFileStatGet(s.guest(), otherFd, follow, s.pathAt,
                                        one(), s.bufferAt));
    case 13:
      return s.result(pathFileStatSetTimes(
          s.guest(), otherFd, follow, s.pathAt, one(), 1'000'000'000,
          2'000'000'000, times()));
    case 14:
      return s.fileStat(fdFileStatGet(s.guest(), fd, s.bufferAt));
    case 15:
      fill();
      if (whence == 0)
        return s.number(fdPwrite(s.guest(), fd, s.vectorAt, 2, offset,
                                 s.resultAt));
      return s.number(fdWrite(s.guest(), fd, s.vectorAt, 2, s.resultAt));
    case 16:
      if (whence == 0)
        return s.buffer(fdPread(s.guest(), fd, s.vectorAt, 2, offset,
                                s.resultAt));
      return s.buffer(fdRead(s.guest(), fd, s.vectorAt, 2, s.resultAt));
    case 17:
      return s.number(fdSeek(s.guest(), fd,
                             static_cast<int64_t>(offset) - 20, whence,
                             s.resultAt));
    case 18:
      // The directory that was given stays, or nothing more happens.
      if (fd == s.preopened)
        return "";
      if (rightsChoice == 0)
        return s.result(fdRenumber(s.guest(), fd, 4 + whence));
      if (rightsChoice == 1)
        return s.result(fdFdStatSetFlags(s.guest(), fd, fdFlags));
      if (rightsChoice == 2)
        return s.result(fdAdvise(s.guest(), fd, offset, length, whence));
      if (rightsChoice == 4)
        return s.result(fdDataSync(s.guest(), fd));
      return s.result(fdSync(s.guest(), fd));
    case 22:
      return fd == s.preopened ? "" : s.result(fdClose(s.guest(), fd));
    case 19:
      if (whence == 0)
        return s.result(fdAllocate(s.guest(), fd, offset, length));
      return s.result(fdFileStatSetSize(s.guest(), fd, offset));
    case 20:
      return s.listing(fd);
    default: {
      Errno error = fdFdStatGet(s.guest(), fd, s.bufferAt);
      if (error != Errno::Success)
        return s.result(error);
      auto stat = s.at<FdStat>(s.bufferAt);
      std::ostringstream text;
      text << static_cast<int>(stat.type) << ' ' << stat.flags << ' '
           << stat.rightsBase << ' ' << stat.rightsInheriting;
      return s.result(error, text.str());
    }
    }
  }

private:
  uint32_t below(uint32_t bound) {
    return std::uniform_int_distribution<uint32_t>(0, bound - 1)(random);
  }
  std::string anyPath() {
    static const char *const names[] = {"a", "b", "c", "d", "e",
                                        "a", "b", ".", "..", "f"};
    std::string path;
    for (uint32_t left = 1 + below(below(3) + 1); left > 0; --left) {
      path += names[below(std::size(names))];
      if (left > 1)
        path += below(8) == 0 ? "//" : "/";
    }
    if (below(8) == 0)
      path += "/";
    if (below(60) == 0)
      path = "../outside/secret";
    if (below(200) == 0)
      path = "/a";
    if (below(200) == 0)
      path = "";
    if (below(200) == 0)
      path += std::string(256, 'n');
    return path;
  }
  /// Linux does not look at the file when no time is to be set.
  uint32_t times() const { return flags == 0 ? fstflags::Mtim : flags; }
  Rights openRights() const {
    switch (rightsChoice) {
    case 0:
      return rights::FdRead | rights::FdSeek;
    case 1:
      return rights::Directory;
    case 2:
      return rights::FdWrite;
    default:
      return rights::File;
    }
  }

  std::mt19937 &random;
  uint32_t kind, fd, otherFd, flags, follow, rightsChoice, fdFlags, whence;
  uint64_t offset;
  uint32_t length;
  char character;
  std::string first, second;
};

/// Everything below a name, as a guest sees it.
std::string dump(const GuestTree &tree, const std::string &name) {
  std::ostringstream text;
  FileStatus status = tree.status(name);
  text << name << " type " << static_cast<int>(status.type);
  if (status.type == FileType::RegularFile)
    text << " links " << status.links << " size " << status.size << " '"
         << tree.text(name).substr(0, 4096) << "'";
  text << '\n';
  if (status.type == FileType::Directory) {
    std::vector<std::string> names = tree.list(name);
    std::sort(names.begin(), names.end());
    for (const std::string &entry : names)
      text << dump(tree, name + "/" + entry);
  }
  return text.str();
}

class MemoryAgainstHostTest : public testing::TestWithParam<unsigned> {};

TEST_P(MemoryAgainstHostTest, SameResultsForTheSameOperations) {
  // Other systems, and the walk of PathResolver, have other errors for a few
  // paths that end in a slash.
  if (PathResolver().usedMethod() != PathResolver::Method::Kernel)
    GTEST_SKIP() << "the kernel does not resolve paths here";
  std::mt19937 random(GetParam());
  Side host(TreeKind::Host), memory(TreeKind::Memory);
  std::vector<std::string> history;
  int succeeded = 0;
  for (int i = 0; i < 1500; ++i) {
    Operation operation(random);
    std::string expected = operation.run(host);
    std::string found = operation.run(memory);
    history.push_back(operation.describe() + ": " + expected.substr(0, 60));
    succeeded += expected.rfind("errno 0", 0) == 0;
    if (expected != found) {
      std::string before;
      for (size_t k = history.size() > 40 ? history.size() - 40 : 0;
           k < history.size(); ++k)
        before += history[k] + "\n";
      FAIL() << before << "in memory: " << found.substr(0, 200) << "\n"
             << dump(host.tree, ".");
    }
  }
  EXPECT_EQ(dump(host.tree, "."), dump(memory.tree, "."));
  EXPECT_EQ(memory.tree.text("../outside/secret"), "outside");
  EXPECT_GT(succeeded, 100);
}

INSTANTIATE_TEST_SUITE_P(Seeds, MemoryAgainstHostTest,
                         testing::Range(1u, 41u));

} // namespace
