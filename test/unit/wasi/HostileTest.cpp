//===- HostileTest.cpp - What a guest may try with WASI -------------------===//
//
// Pointers, lengths, descriptors and names that no honest program would use.
// The memory lies between pages that nobody may touch, so that one byte too
// many is a crash, not a matter of luck. Paths that lead out are tried in
// PathResolverTest.cpp; here the functions that use them are raced. Each test
// runs over files of the host and over files in memory.
//
//===----------------------------------------------------------------------===//

#include "GuestFixture.h"

#include <atomic>
#include <sstream>
#include <sys/mman.h>
#include <thread>
#include <vector>

using namespace w2o::wasi;

namespace {

class HostileTest : public EachTreeTest {
protected:
  static constexpr size_t guard = 1 << 20;

  void SetUp() override {
    EachTreeTest::SetUp();
    void *p = mmap(nullptr, guard + memorySize + guard, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(p, MAP_FAILED);
    mapping = static_cast<uint8_t *>(p);
    base = mapping + guard;
    ASSERT_EQ(mprotect(base, memorySize, PROT_READ | PROT_WRITE), 0);
    memory = GuestMemory(base, memorySize);
  }
  void TearDown() override {
    if (mapping)
      munmap(mapping, guard + memorySize + guard);
  }

  std::string text(uint32_t address, uint32_t length) {
    return std::string(reinterpret_cast<char *>(base) + address, length);
  }
  /// Everything that is outside of the guest's directory, and its times.
  std::string outside() {
    std::ostringstream result;
    for (const char *name : {"../outside", "../outside/secret"}) {
      FileStatus status = tree.status(name);
      result << name << ' ' << status.size << ' ' << status.links << ' '
             << status.modification << '\n';
    }
    for (const std::string &name : tree.list("../outside"))
      result << name << '\n';
    return result.str() + tree.text("../outside/secret");
  }

  uint8_t *mapping = nullptr;
  uint8_t *base = nullptr;
};
W2O_FOR_EACH_TREE(HostileTest);

//===-- Arguments ---------------------------------------------------------===//

struct Parameter {
  std::string type, name;
};

/// The parameters of a row of Wasi.def: "(type, name, type, name)".
std::vector<Parameter> parse(const char *row) {
  std::string text(row);
  text = text.substr(1, text.size() - 2);
  std::vector<std::string> words;
  std::stringstream stream(text);
  for (std::string word; std::getline(stream, word, ',');)
    words.push_back(word.substr(word.find_first_not_of(' ')));
  std::vector<Parameter> result;
  for (size_t i = 0; i + 1 < words.size(); i += 2)
    result.push_back({words[i], words[i + 1]});
  return result;
}

bool endsWith(const std::string &text, const std::string &end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Something that makes sense for the parameter.
uint64_t harmless(const Parameter &parameter, size_t index) {
  if (endsWith(parameter.name, "fd") || endsWith(parameter.name, "Fd"))
    return 3;
  if (parameter.type == "GuestPtr")
    return 4096 + 1024 * index;
  if (endsWith(parameter.name, "ength") || parameter.name == "count")
    return 8;
  return 0;
}

template <class... Params, size_t... Is>
Errno callWith(Call &call, Errno (*function)(Call &, Params...),
               [[maybe_unused]] const std::vector<uint64_t> &values,
               std::index_sequence<Is...>) {
  return function(call, static_cast<Params>(values[Is])...);
}
template <class... Params>
Errno callWith(Call &call, Errno (*function)(Call &, Params...),
               const std::vector<uint64_t> &values) {
  return callWith(call, function, values,
                  std::index_sequence_for<Params...>());
}

TEST_P(HostileTest, EachArgumentAtEachEdge) {
  const uint64_t edges[] = {0,
                            1,
                            2,
                            4,
                            7,
                            memorySize - 64,
                            memorySize - 48,
                            memorySize - 8,
                            memorySize - 7,
                            memorySize - 4,
                            memorySize - 1,
                            memorySize,
                            memorySize + 1,
                            0x05555556, // times 48 is 32
                            0x1fffffff,
                            0x20000001, // times 8 is 8
                            0x7fffffff,
                            0x80000000,
                            0xfffffff0,
                            0xfffffff8,
                            0xffffffff,
                            0x100000000,
                            UINT64_MAX};
  size_t calls = 0, faults = 0;
  auto attempt = [&](const char *name, const char *row, auto function) {
    std::vector<Parameter> parameters = parse(row);
    for (size_t changed = 0; changed < parameters.size(); ++changed)
      for (uint64_t edge : edges)
        for (bool isFile : {false, true})
          for (Snapshot snapshot : {Snapshot::Preview1, Snapshot::Unstable}) {
            // A guest of its own: calls close and move descriptors.
            wasi.reset(w2o_wasi_new());
            ASSERT_TRUE(tree.preopen(wasi.get(), "/", false));
            if (!tree.exists("a") || tree.status("a").size != 4)
              tree.file("a", "text");
            uint32_t file = mustOpen("a");
            // Subscriptions anywhere are clocks that are due.
            std::memset(base, 0, memorySize);
            std::vector<uint64_t> values;
            for (size_t i = 0; i < parameters.size(); ++i)
              values.push_back(harmless(parameters[i], i));
            for (uint64_t &value : values)
              if (isFile && value == 3)
                value = file;
            values[changed] = edge;
            // Would really take that much room.
            if (std::string(name) == "fd_allocate" && values[2] > 65536 &&
                values[2] < UINT64_C(1) << 40)
              continue;
            Call edgeCall = call(snapshot);
            Errno error = callWith(edgeCall, function, values);
            ++calls;
            faults += error == Errno::Fault;
          }
  };
  std::string before = outside();
#define W2O_WASI(name, implementation, count, parameters)                      \
  if (std::string(#name) != "proc_raise")                                      \
    attempt(#name, #parameters, implementation);
#include "wasi/Wasi.def"
  EXPECT_EQ(outside(), before);
  EXPECT_GT(calls, 10000u);
  EXPECT_GT(faults, 1000u);
}

//===-- Lists of buffers --------------------------------------------------===//

TEST_P(HostileTest, BuffersThatOverlapEachOther) {
  tree.file("file", "0123456789abcdef");
  uint32_t fd = mustOpen("file");
  memory.write(vectorAt, Iovec{bufferAt, 8});
  memory.write(vectorAt + 8, Iovec{bufferAt + 4, 8});
  ASSERT_EQ(fdRead(guest(), fd, vectorAt, 2, resultAt), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 16u);
  EXPECT_EQ(text(bufferAt, 12), "012389abcdef");
}

TEST_P(HostileTest, AReadThatOverwritesItsOwnList) {
  // What the file holds would send the second buffer out of the memory, had
  // it not been read before.
  std::string forged(16, '\0');
  Iovec evil = {0xfffffff0, 0x1000};
  std::memcpy(forged.data() + 8, &evil, 8);
  tree.file("file", forged + "behind");
  uint32_t fd = mustOpen("file");
  memory.write(vectorAt, Iovec{vectorAt, 16});
  memory.write(vectorAt + 8, Iovec{bufferAt, 6});
  ASSERT_EQ(fdRead(guest(), fd, vectorAt, 2, resultAt), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 22u);
  EXPECT_EQ(text(bufferAt, 6), "behind");
  // And the list that is there now is refused.
  EXPECT_EQ(fdRead(guest(), fd, vectorAt + 8, 1, resultAt), Errno::Fault);
}

TEST_P(HostileTest, AResultInsideOfItsBuffers) {
  tree.file("file", "0123456789abcdef");
  uint32_t fd = mustOpen("file");
  memory.write(vectorAt, Iovec{bufferAt, 16});
  ASSERT_EQ(fdRead(guest(), fd, vectorAt, 1, bufferAt + 4), Errno::Success);
  EXPECT_EQ(at<uint32_t>(bufferAt + 4), 16u);
  EXPECT_EQ(text(bufferAt, 4), "0123");
  EXPECT_EQ(text(bufferAt + 8, 8), "89abcdef");
  ASSERT_EQ(fdSeek(guest(), fd, 0, 0, resultAt), Errno::Success);
  // The list itself as the result.
  memory.write(vectorAt, Iovec{bufferAt, 16});
  ASSERT_EQ(fdRead(guest(), fd, vectorAt, 1, vectorAt), Errno::Success);
  EXPECT_EQ(at<uint32_t>(vectorAt), 16u);
}

TEST_P(HostileTest, BuffersThatWrapAndListsThatDo) {
  tree.file("file", "0123456789abcdef");
  uint32_t fd = mustOpen("file");
  for (Iovec bad : {Iovec{0xfffffff8, 16}, Iovec{0xffffffff, 1},
                    Iovec{memorySize, 1}, Iovec{memorySize - 1, 2},
                    Iovec{1, 0xffffffff}, Iovec{0x80000000, 0x80000000}}) {
    memory.write(vectorAt, Iovec{bufferAt, 8});
    memory.write(vectorAt + 8, bad);
    base[bufferAt] = 'x';
    EXPECT_EQ(fdRead(guest(), fd, vectorAt, 2, resultAt), Errno::Fault);
    EXPECT_EQ(fdPread(guest(), fd, vectorAt, 2, 0, resultAt), Errno::Fault);
    EXPECT_EQ(fdWrite(guest(), fd, vectorAt, 2, resultAt), Errno::Fault);
    EXPECT_EQ(fdPwrite(guest(), fd, vectorAt, 2, 0, resultAt), Errno::Fault);
    // Nothing was done by halves.
    EXPECT_EQ(base[bufferAt], 'x');
  }
  EXPECT_EQ(tree.text("file"), "0123456789abcdef");
  EXPECT_EQ(fdTell(guest(), fd, resultAt), Errno::Success);
  EXPECT_EQ(at<uint64_t>(resultAt), 0u);
  memory.write(vectorAt, Iovec{bufferAt, 1});
  for (uint32_t count : {0x20000001u, 0x40000001u, 0x80000001u, 0xffffffffu}) {
    EXPECT_EQ(fdRead(guest(), fd, vectorAt, count, resultAt), Errno::Fault);
    EXPECT_EQ(fdWrite(guest(), fd, vectorAt, count, resultAt), Errno::Fault);
  }
  // Empty ones may stand at the end, and nowhere behind it.
  memory.write(vectorAt, Iovec{memorySize, 0});
  EXPECT_EQ(fdRead(guest(), fd, vectorAt, 1, resultAt), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 0u);
}

TEST_P(HostileTest, SubscriptionsThatOverlapTheirEvents) {
  // Two clocks that are due; the events are written over them.
  ASSERT_EQ(pollOneOff(guest(), bufferAt, bufferAt, 2, resultAt),
            Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 2u);
  for (uint32_t count : {0x05555556u, 0x0aaaaaabu, 0xffffffffu})
    EXPECT_EQ(pollOneOff(guest(), bufferAt, bufferAt, count, resultAt),
              Errno::Fault);
  EXPECT_EQ(pollOneOff(guest(), memorySize - 48, bufferAt, 2, resultAt),
            Errno::Fault);
  EXPECT_EQ(pollOneOff(guest(), bufferAt, memorySize - 32, 2, resultAt),
            Errno::Fault);
}

//===-- Descriptors -------------------------------------------------------===//

TEST_P(HostileTest, NumbersThatAreNoDescriptors) {
  memory.write(vectorAt, Iovec{bufferAt, 8});
  for (uint32_t fd : {0u, 1u, 2u, 4u, 1u << 20, 0x7fffffffu, 0x80000000u,
                      0xfffffffeu, 0xffffffffu}) {
    EXPECT_EQ(fdRead(guest(), fd, vectorAt, 1, resultAt), Errno::BadF);
    EXPECT_EQ(fdWrite(guest(), fd, vectorAt, 1, resultAt), Errno::BadF);
    EXPECT_EQ(fdClose(guest(), fd), Errno::BadF);
    EXPECT_EQ(fdRenumber(guest(), fd, preopened), Errno::BadF);
    EXPECT_EQ(fdRenumber(guest(), preopened, fd), Errno::BadF);
    EXPECT_EQ(fdPrestatGet(guest(), fd, resultAt), Errno::BadF);
    EXPECT_EQ(fdReadDir(guest(), fd, bufferAt, 100, 0, resultAt), Errno::BadF);
    EXPECT_EQ(pathUnlinkFile(guest(), fd, pathAt, path("x")), Errno::BadF);
    EXPECT_EQ(pathLink(guest(), preopened, 0, pathAt, path("x"), fd,
                       otherPathAt, path("y", otherPathAt)),
              Errno::BadF);
  }
  EXPECT_EQ(fdStat(preopened).type, FileType::Directory);
}

TEST_P(HostileTest, RenumberingGivesNoRights) {
  tree.file("file", "text");
  ASSERT_TRUE(tree.preopen(wasi.get(), "/ro", true));
  constexpr uint32_t readOnly = 4;
  // A descriptor takes its rights along; the number gives it none.
  ASSERT_EQ(fdRenumber(guest(), readOnly, preopened), Errno::Success);
  EXPECT_EQ(fdFdStatGet(guest(), readOnly, resultAt), Errno::BadF);
  EXPECT_EQ(fdStat(preopened).rightsBase & rights::Modifying, rights::None);
  EXPECT_EQ(fdFdStatSetRights(guest(), preopened, rights::Directory,
                              rights::Inheritable),
            Errno::NotCapable);
  uint32_t fd;
  EXPECT_EQ(open("file", 0, rights::FdWrite, fd), Errno::NotCapable);
  EXPECT_EQ(open("new", oflags::Creat, rights::FdRead, fd),
            Errno::NotCapable);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("file")),
            Errno::NotCapable);
  // A file in the place of a directory is still a file.
  ASSERT_EQ(open("file", 0, rights::FdRead, fd), Errno::Success);
  ASSERT_EQ(fdRenumber(guest(), fd, preopened), Errno::Success);
  uint32_t inner;
  EXPECT_NE(open("file", 0, rights::FdRead, inner), Errno::Success);
  EXPECT_NE(open("../outside/secret", 0, rights::FdRead, inner),
            Errno::Success);
  memory.write(vectorAt, Iovec{bufferAt, 4});
  EXPECT_EQ(fdRead(guest(), preopened, vectorAt, 1, resultAt),
            Errno::Success);
  EXPECT_EQ(text(bufferAt, 4), "text");
}

TEST_P(HostileTest, RenumberingDuringCalls) {
  // The files of both numbers change all the time; a read gets one of them
  // or none, never a third.
  tree.file("a", "inside a");
  tree.file("b", "inside b");
  uint32_t first = mustOpen("a");
  std::atomic<bool> stop{false};
  std::thread mover([&] {
    // Its own part of the memory.
    constexpr uint32_t name = 40000, result = 40016;
    for (unsigned i = 0; !stop.load(); ++i) {
      Call mine{nullptr, *wasi, memory, Snapshot::Preview1};
      base[name] = i % 2 ? 'a' : 'b';
      uint32_t fd = 0;
      if (pathOpen(mine, preopened, 0, name, 1, 0, rights::File, 0, 0,
                   result) != Errno::Success)
        continue;
      memory.read(result, fd);
      if (fdRenumber(mine, fd, first) != Errno::Success)
        fdClose(mine, fd);
      // What takes the host's number next is none of the guest's business.
      HostFd other(::open("/dev/zero", O_RDONLY));
    }
  });
  for (int i = 0; i < 20000 && !HasFailure(); ++i) {
    memory.write(vectorAt, Iovec{bufferAt, 8});
    Errno error = fdPread(guest(), first, vectorAt, 1, 0, resultAt);
    EXPECT_EQ(error, Errno::Success);
    std::string got = text(bufferAt, at<uint32_t>(resultAt));
    EXPECT_TRUE(got == "inside a" || got == "inside b") << got;
  }
  stop.store(true);
  mover.join();
}

//===-- Names -------------------------------------------------------------===//

TEST_P(HostileTest, NamesAreBytes) {
  std::vector<std::string> names = {"\xff\xfe",     "\xc0\xaf",
                                    "\xed\xa0\x80", "a\nb",
                                    "..\xc0\xaf..", "...",
                                    ".. ",          " ..",
                                    "..\\outside",  "C:",
                                    "\x01\x7f",     std::string(255, 'n')};
  std::string before = outside();
  for (const std::string &name : names) {
    uint32_t fd;
    ASSERT_EQ(open(name, oflags::Creat | oflags::Excl, rights::File, fd),
              Errno::Success)
        << name;
    EXPECT_TRUE(tree.exists(name)) << name;
    EXPECT_EQ(fdClose(guest(), fd), Errno::Success);
    EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path(name)),
              Errno::Success)
        << name;
    EXPECT_FALSE(tree.exists(name)) << name;
  }
  EXPECT_EQ(outside(), before);
}

TEST_P(HostileTest, NamesThatAreTooLongOrHoldANul) {
  tree.directory("dir");
  tree.file("file", "text");
  std::string longPath;
  while (longPath.size() < 5000)
    longPath += "dir/../";
  struct {
    std::string name;
    Errno error;
  } const bad[] = {{std::string(256, 'n'), Errno::NameTooLong},
                   {longPath, Errno::NameTooLong},
                   {std::string("file\0/../x", 10), Errno::Inval},
                   {std::string("\0", 1), Errno::Inval},
                   {std::string("new\0", 4), Errno::Inval}};
  for (auto &[name, expected] : bad) {
    uint32_t fd;
    auto length = static_cast<uint32_t>(name.size());
    EXPECT_EQ(open(name, 0, rights::FdRead, fd), expected);
    EXPECT_EQ(open(name, oflags::Creat, rights::FdWrite, fd), expected);
    path(name);
    EXPECT_EQ(pathCreateDirectory(guest(), preopened, pathAt, length),
              expected);
    EXPECT_EQ(pathRemoveDirectory(guest(), preopened, pathAt, length),
              expected);
    EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, length), expected);
    EXPECT_EQ(pathFileStatGet(guest(), preopened, 1, pathAt, length, bufferAt),
              expected);
    EXPECT_EQ(pathFileStatSetTimes(guest(), preopened, 1, pathAt, length, 0, 0,
                                   fstflags::MtimNow),
              expected);
    EXPECT_EQ(pathReadLink(guest(), preopened, pathAt, length, bufferAt, 10,
                           resultAt),
              expected);
    path("file", otherPathAt);
    EXPECT_EQ(pathRename(guest(), preopened, pathAt, length, preopened,
                         otherPathAt, 4),
              expected);
    EXPECT_EQ(pathRename(guest(), preopened, otherPathAt, 4, preopened, pathAt,
                         length),
              expected);
    EXPECT_EQ(pathLink(guest(), preopened, 0, pathAt, length, preopened,
                       otherPathAt, 4),
              expected);
    EXPECT_EQ(pathLink(guest(), preopened, 0, otherPathAt, 4, preopened,
                       pathAt, length),
              expected);
    EXPECT_EQ(pathSymlink(guest(), otherPathAt, 4, preopened, pathAt, length),
              expected);
    if (expected == Errno::Inval) {
      EXPECT_EQ(pathSymlink(guest(), pathAt, length, preopened, otherPathAt,
                            4),
                expected);
    }
  }
  EXPECT_FALSE(tree.exists("new"));
  EXPECT_EQ(tree.text("file"), "text");
}

TEST_P(HostileTest, SlashesAndLinksAtTheEnd) {
  tree.directory("dir");
  tree.file("file", "text");
  tree.link("dir", "toDir");
  tree.link("file", "toFile");
  tree.link("nothing", "dangling");
  tree.link("../outside/made", "leaving");
  uint32_t fd;
  // Without following, a link is no file to open, whatever it leads to.
  for (const char *name : {"toFile", "dangling", "leaving", "toDir"}) {
    EXPECT_EQ(open(name, 0, rights::FdRead, fd, 0, preopened, false),
              Errno::Loop)
        << name;
    EXPECT_EQ(open(name, oflags::Creat, rights::FdWrite, fd, 0, preopened,
                   false),
              Errno::Loop)
        << name;
    EXPECT_EQ(open(name, oflags::Creat | oflags::Excl, rights::FdWrite, fd),
              Errno::Exist)
        << name;
  }
  Errno error = open("toDir", oflags::Directory, rights::Directory, fd, 0,
                     preopened, false);
  EXPECT_TRUE(error == Errno::Loop || error == Errno::NotDir);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("toDir/")),
            Errno::NotDir);
  EXPECT_EQ(pathRemoveDirectory(guest(), preopened, pathAt, path("toDir")),
            Errno::NotDir);
  EXPECT_EQ(pathRemoveDirectory(guest(), preopened, pathAt, path("toDir/")),
            Errno::NotDir);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("file/")),
            Errno::NotDir);
  EXPECT_EQ(open("file/", 0, rights::FdRead, fd), Errno::NotDir);
  EXPECT_EQ(open("toFile/", 0, rights::FdRead, fd), Errno::NotDir);
  EXPECT_NE(open("new/", oflags::Creat, rights::FdWrite, fd), Errno::Success);
  // The root has no name to remove or to move it by.
  for (const char *name : {".", "./", "dir/..", "toDir/.."}) {
    EXPECT_NE(pathRemoveDirectory(guest(), preopened, pathAt, path(name)),
              Errno::Success)
        << name;
    EXPECT_NE(pathUnlinkFile(guest(), preopened, pathAt, path(name)),
              Errno::Success)
        << name;
    EXPECT_NE(pathRename(guest(), preopened, pathAt, path(name), preopened,
                         otherPathAt, path("dir/x", otherPathAt)),
              Errno::Success)
        << name;
    EXPECT_NE(pathLink(guest(), preopened, 0, pathAt, path(name), preopened,
                       otherPathAt, path("dir/x", otherPathAt)),
              Errno::Success)
        << name;
  }
  for (const char *name : {"dir", "file", "toDir", "toFile", "leaving"})
    EXPECT_TRUE(tree.exists(name)) << name;
  EXPECT_FALSE(tree.exists("new"));
  EXPECT_FALSE(tree.exists("../outside/made"));
}

TEST_P(HostileTest, HardLinksOfLinksLeadNowhere) {
  tree.directory("dir");
  tree.link("../outside/secret", "leaving");
  auto link = [&](const char *from, const char *to, uint32_t flags) {
    return pathLink(guest(), preopened, flags, pathAt, path(from), preopened,
                    otherPathAt, path(to, otherPathAt));
  };
  // A second name for the link is a link all the same.
  EXPECT_EQ(link("leaving", "copy", 0), Errno::Success);
  EXPECT_EQ(link("leaving", "dir/copy", 0), Errno::Success);
  EXPECT_EQ(link("leaving", "followed", 1), Errno::Perm);
  uint32_t fd;
  EXPECT_EQ(open("copy", 0, rights::FdRead, fd), Errno::Perm);
  EXPECT_NE(open("dir/copy", 0, rights::FdRead, fd), Errno::Success);
  EXPECT_NE(link("dir", "otherDir", 0), Errno::Success);
  // Nor does it when it is moved to where its text means something else.
  tree.directory("a/b");
  tree.directory("a/outside");
  tree.file("a/outside/secret", "inside");
  EXPECT_EQ(pathRename(guest(), preopened, pathAt, path("leaving"), preopened,
                       otherPathAt, path("a/b/link", otherPathAt)),
            Errno::Success);
  ASSERT_EQ(open("a/b/link", 0, rights::FdRead, fd), Errno::Success);
  memory.write(vectorAt, Iovec{bufferAt, 6});
  EXPECT_EQ(fdRead(guest(), fd, vectorAt, 1, resultAt), Errno::Success);
  EXPECT_EQ(text(bufferAt, 6), "inside");
}

//===-- Races -------------------------------------------------------------===//

TEST_P(HostileTest, NoFunctionLeavesWhileADirectoryIsSwapped) {
  // Another thread makes "swap" by turns a directory and a link that leads
  // out, where the same names are.
  tree.directory("swap");
  tree.file("swap/secret", "inside");
  tree.link("../outside", "evil");
  tree.file("mine", "mine");
  std::string before = outside();
  std::atomic<bool> stop{false};
  std::thread swapper([&] {
    auto move = [&](const char *from, const char *to) {
      tree.rename(from, to);
    };
    while (!stop.load()) {
      move("swap", "kept");
      move("evil", "swap");
      usleep(10); // Long enough to be met, short enough to end inside a call.
      move("swap", "evil");
      move("kept", "swap");
      usleep(10);
    }
  });
  int done = 0;
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    uint32_t fd;
    auto count = [&](Errno error) { done += error == Errno::Success; };
    if (open("swap/secret", 0, rights::FdRead, fd) == Errno::Success) {
      ++done;
      memory.write(vectorAt, Iovec{bufferAt, 20});
      EXPECT_EQ(fdRead(guest(), fd, vectorAt, 1, resultAt), Errno::Success);
      EXPECT_NE(text(bufferAt, at<uint32_t>(resultAt)), "outside");
      fdClose(guest(), fd);
    }
    if (open("swap/made", oflags::Creat | oflags::Trunc, rights::FdWrite,
             fd) == Errno::Success)
      fdClose(guest(), fd);
    count(pathFileStatSetTimes(guest(), preopened, 1, pathAt,
                               path("swap/secret"), 0, 1'000'000'000,
                               fstflags::Mtim));
    count(pathCreateDirectory(guest(), preopened, pathAt, path("swap/dir")));
    count(pathRemoveDirectory(guest(), preopened, pathAt, path("swap/dir")));
    count(pathSymlink(guest(), pathAt, path("secret"), preopened, otherPathAt,
                      path("swap/soft", otherPathAt)));
    count(pathLink(guest(), preopened, 0, pathAt, path("mine"), preopened,
                   otherPathAt, path("swap/hard", otherPathAt)));
    count(pathLink(guest(), preopened, 1, pathAt, path("swap/secret"),
                   preopened, otherPathAt, path("stolen", otherPathAt)));
    EXPECT_NE(tree.text("stolen"), "outside");
    count(pathUnlinkFile(guest(), preopened, pathAt, path("stolen")));
    count(pathUnlinkFile(guest(), preopened, pathAt, path("swap/soft")));
    count(pathUnlinkFile(guest(), preopened, pathAt, path("swap/hard")));
    count(pathRename(guest(), preopened, pathAt, path("swap/made"), preopened,
                     otherPathAt, path("swap/renamed", otherPathAt)));
    count(pathUnlinkFile(guest(), preopened, pathAt, path("swap/renamed")));
  }
  stop.store(true);
  swapper.join();
  EXPECT_EQ(outside(), before);
  EXPECT_GT(done, 100);
}

} // namespace
