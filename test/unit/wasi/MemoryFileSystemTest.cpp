//===- MemoryFileSystemTest.cpp - Files in memory: host, limits, threads --===//
//
// What the host does with a w2o_wasi_fs, and where it ends for a guest that
// wants too much. That guests find in it what they find in a directory of the
// host is in FilesTest.cpp, HostileTest.cpp and MemoryAgainstHostTest.cpp.
//
//===----------------------------------------------------------------------===//

#include "GuestFixture.h"

#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <thread>

using namespace w2o::wasi;

namespace {

/// A guest over a tree with limits of its own.
class MemoryFileSystemTest : public AnyTreeTest {
protected:
  explicit MemoryFileSystemTest(const w2o_wasi_fs_config &config = {})
      : AnyTreeTest(std::make_unique<MemoryTree>(&config)),
        fs(static_cast<MemoryTree &>(tree).fs) {}

  bool add(const char *path, const std::string &text) {
    return w2o_wasi_fs_add_file(fs, path, text.data(), text.size(), &error);
  }
  std::string read(const char *path, uint64_t offset = 0,
                   size_t capacity = 100) {
    std::string text(capacity, '?');
    size_t size = 0;
    if (!w2o_wasi_fs_read(fs, path, offset, text.data(), capacity, &size,
                          &error))
      return error.message;
    return text.substr(0, size);
  }
  using AnyTreeTest::read;
  w2o_wasi_fs_status status(const char *path) {
    w2o_wasi_fs_status result = {};
    EXPECT_TRUE(w2o_wasi_fs_get_status(fs, path, &result, &error))
        << error.message;
    return result;
  }
  w2o_wasi_fs_usage usage() { return w2o_wasi_fs_get_usage(fs); }

  w2o_wasi_fs *fs;
  w2o_error error = {};
};

w2o_wasi_fs_config smallConfig() {
  w2o_wasi_fs_config config = {};
  config.max_bytes = 200000;
  config.max_file_size = 150000;
  config.max_nodes = 20;
  config.max_open = 8;
  config.max_name_length = 40;
  config.max_depth = 6;
  return config;
}

class LimitedTest : public MemoryFileSystemTest {
protected:
  LimitedTest() : MemoryFileSystemTest(smallConfig()) {}
};

//===-- The host ----------------------------------------------------------===//

TEST_F(MemoryFileSystemTest, TheHostFillsAndLooks) {
  EXPECT_TRUE(add("/a/b/c.txt", "hello"));
  EXPECT_EQ(read("a/b/c.txt"), "hello");
  EXPECT_EQ(read("//a//b/./c.txt", 3), "lo");
  EXPECT_EQ(read("a/b/c.txt", 5), "");
  EXPECT_EQ(read("a/b/c.txt", UINT64_MAX), "");
  EXPECT_TRUE(w2o_wasi_fs_add_dir(fs, "a/b/d/e", &error));
  EXPECT_TRUE(w2o_wasi_fs_add_dir(fs, "a/b/d/e/", &error));
  EXPECT_TRUE(w2o_wasi_fs_add_dir(fs, "/", &error));
  EXPECT_TRUE(w2o_wasi_fs_add_link(fs, "../c.txt", "a/b/d/link", &error));
  EXPECT_EQ(read("a/b/d/link"), "hello");
  EXPECT_EQ(status("a/b/d/link").type, W2O_WASI_FS_LINK);
  EXPECT_EQ(status("a/b/c.txt").type, W2O_WASI_FS_FILE);
  EXPECT_EQ(status("a/b/c.txt").size, 5u);
  EXPECT_EQ(status("a").type, W2O_WASI_FS_DIR);
  char target[10];
  EXPECT_TRUE(
      w2o_wasi_fs_read_link(fs, "a/b/d/link", target, sizeof(target), &error));
  EXPECT_STREQ(target, "../c.txt");
  EXPECT_FALSE(w2o_wasi_fs_read_link(fs, "a/b/d/link", target, 8, &error));

  w2o_wasi_fs_entry entry;
  uint64_t cookie = 0;
  std::vector<std::string> names;
  while (w2o_wasi_fs_next(fs, "a/b", &cookie, &entry, &error)) {
    names.push_back(entry.name);
    // Removing on the way is allowed.
    EXPECT_TRUE(w2o_wasi_fs_remove(
        fs, (std::string("a/b/") + entry.name).c_str(), &error));
  }
  EXPECT_EQ(error.kind, W2O_OK);
  EXPECT_EQ(names, (std::vector<std::string>{"c.txt", "d"}));
  cookie = 0;
  EXPECT_FALSE(w2o_wasi_fs_next(fs, "a/b", &cookie, &entry, &error));
  EXPECT_EQ(error.kind, W2O_OK);
}

TEST_F(MemoryFileSystemTest, ErrorsOfTheHostSayWhat) {
  add("file", "text");
  EXPECT_FALSE(add("file/x", "text"));
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  EXPECT_STREQ(error.message, "cannot add file 'file/x': Not a directory");
  EXPECT_FALSE(add("root", "text"));
  EXPECT_STREQ(error.message, "cannot add file 'root': Is a directory");
  EXPECT_FALSE(add("new/", "text"));
  EXPECT_FALSE(add("", "text"));
  EXPECT_FALSE(add("/", "text"));
  EXPECT_FALSE(add("../x", "text"));
  EXPECT_FALSE(add(std::string(5000, 'x').c_str(), "text"));
  EXPECT_EQ(read("missing"),
            "cannot read 'missing': No such file or directory");
  EXPECT_EQ(read("root"), "cannot read 'root': Is a directory");
  EXPECT_EQ(read("file/"), "cannot read 'file/': Not a directory");
  EXPECT_FALSE(w2o_wasi_fs_add_dir(fs, "file", &error));
  EXPECT_STREQ(error.message, "cannot make directory 'file': File exists");
  EXPECT_FALSE(w2o_wasi_fs_add_link(fs, "/file", "link", &error));
  EXPECT_FALSE(w2o_wasi_fs_add_link(fs, "", "link", &error));
  EXPECT_FALSE(w2o_wasi_fs_add_link(fs, "x", "file", &error));
  EXPECT_FALSE(w2o_wasi_fs_remove(fs, "root/.", &error));
  EXPECT_TRUE(tree.exists(""));
  EXPECT_FALSE(w2o_wasi_fs_remove(fs, "missing", &error));
  EXPECT_STREQ(error.message,
               "cannot remove 'missing': No such file or directory");
  EXPECT_FALSE(w2o_wasi_preopen_fs(wasi.get(), fs, "file", "/x", false,
                                   &error));
  EXPECT_STREQ(error.message, "cannot mount directory 'file': Not a directory");
  EXPECT_FALSE(w2o_wasi_preopen_fs(wasi.get(), fs, "missing", "/x", false,
                                   nullptr));
  EXPECT_FALSE(w2o_wasi_preopen_fs(wasi.get(), fs, "/", "", false, &error));
  uint64_t cookie = 0;
  w2o_wasi_fs_entry entry;
  EXPECT_FALSE(w2o_wasi_fs_next(fs, "file", &cookie, &entry, &error));
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
}

TEST_F(MemoryFileSystemTest, AddingReplacesAndKeepsWhatIsOpen) {
  tree.file("file", "old");
  uint32_t fd = mustOpen("file");
  tree.file("file", "new");
  EXPECT_EQ(read(fd), "old");
  EXPECT_EQ(read(mustOpen("file")), "new");
  EXPECT_EQ(fdFileStatGet(guest(), fd, resultAt), Errno::Success);
  EXPECT_EQ(at<FileStat>(resultAt).nlink, 0u);
}

TEST_F(MemoryFileSystemTest, RemovingTakesEverythingBelow) {
  auto before = usage();
  for (int i = 0; i < 50; ++i)
    for (int k = 0; k < 10; ++k)
      tree.file("a/b" + std::to_string(i) + "/c/f" + std::to_string(k), "x");
  tree.link("c", "a/b1/link");
  uint32_t directory = mustOpen("a/b1/c", 0, rights::Directory);
  uint32_t file = mustOpen("a/b1/c/f1");
  EXPECT_TRUE(tree.remove("a"));
  EXPECT_FALSE(tree.exists("a"));
  // Open things are there, without names and without a way to make any.
  EXPECT_EQ(read(file), "x");
  EXPECT_EQ(fdReadDir(guest(), directory, bufferAt, 100, 0, resultAt),
            Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 0u);
  uint32_t fd;
  EXPECT_EQ(open("f1", 0, rights::FdRead, fd, 0, directory), Errno::NoEnt);
  EXPECT_EQ(open("new", oflags::Creat, rights::File, fd, 0, directory),
            Errno::NoEnt);
  EXPECT_EQ(open("..", 0, rights::Directory, fd, 0, directory), Errno::Perm);
  EXPECT_EQ(pathCreateDirectory(guest(), directory, pathAt, path("new")),
            Errno::NoEnt);
  EXPECT_EQ(usage().nodes, before.nodes + 2);
  fdClose(guest(), directory);
  fdClose(guest(), file);
  EXPECT_EQ(usage().nodes, before.nodes);
  // The root of all stays, empty.
  EXPECT_TRUE(w2o_wasi_fs_remove(fs, "/", &error));
  EXPECT_EQ(usage().nodes, 2u); // and what is mounted
  EXPECT_TRUE(add("again", "x"));
}

TEST_F(MemoryFileSystemTest, LentBytesAreUsedInPlaceAndReleased) {
  std::string lent(100000, 'l');
  int released = 0;
  auto release = [](void *count) { ++*static_cast<int *>(count); };
  uint64_t before = usage().bytes;
  ASSERT_TRUE(w2o_wasi_fs_lend_file(fs, "root/lent", lent.data(), lent.size(),
                                    release, &released, &error));
  EXPECT_LT(usage().bytes, before + 1000);
  uint32_t fd = mustOpen("lent");
  EXPECT_EQ(read(fd, 3), "lll");
  EXPECT_EQ(fdSeek(guest(), fd, 50000, 0, resultAt), Errno::Success);
  EXPECT_EQ(write(fd, "guest"), Errno::Success);
  EXPECT_EQ(lent, std::string(100000, 'l'));
  EXPECT_EQ(read("root/lent", 49998, 9), "llguestll");
  EXPECT_TRUE(w2o_wasi_fs_remove(fs, "root/lent", &error));
  EXPECT_EQ(released, 0); // it is open
  fdClose(guest(), fd);
  EXPECT_EQ(released, 1);
  // The guest's truncation does not release; the end does.
  ASSERT_TRUE(w2o_wasi_fs_lend_file(fs, "root/lent", lent.data(), lent.size(),
                                    release, &released, &error));
  fd = mustOpen("lent", oflags::Trunc);
  EXPECT_EQ(status("root/lent").size, 0u);
  fdClose(guest(), fd);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("lent")),
            Errno::Success);
  EXPECT_EQ(released, 2);
  // A failure leaves the bytes with the host.
  EXPECT_FALSE(w2o_wasi_fs_lend_file(fs, "root", lent.data(), lent.size(),
                                     release, &released, &error));
  EXPECT_EQ(released, 2);
}

TEST_F(MemoryFileSystemTest, LivesAsLongAsItIsMounted) {
  int released = 0;
  w2o_wasi_fs *other = w2o_wasi_fs_new(nullptr);
  ASSERT_TRUE(w2o_wasi_fs_lend_file(
      other, "file", "text", 4,
      [](void *count) { ++*static_cast<int *>(count); }, &released, nullptr));
  ASSERT_TRUE(
      w2o_wasi_preopen_fs(wasi.get(), other, "/", "/other", false, nullptr));
  w2o_wasi_fs_delete(other);
  uint32_t fd;
  ASSERT_EQ(open("file", 0, rights::File, fd, 0, 4), Errno::Success);
  EXPECT_EQ(fdClose(guest(), 4), Errno::Success);
  EXPECT_EQ(read(fd), "text");
  EXPECT_EQ(released, 0);
  wasi.reset();
  EXPECT_EQ(released, 1);
  w2o_wasi_fs_delete(nullptr);
}

TEST_F(MemoryFileSystemTest, TimesComeFromTheHostsClock) {
  uint64_t now = 1000;
  w2o_wasi_fs_config config = {};
  config.clock = [](void *time, uint32_t) {
    return *static_cast<uint64_t *>(time);
  };
  config.clock_context = &now;
  w2o_wasi_fs *timed = w2o_wasi_fs_new(&config);
  ASSERT_TRUE(
      w2o_wasi_preopen_fs(wasi.get(), timed, "/", "/timed", false, nullptr));
  auto stat = [&](const char *name) {
    EXPECT_EQ(pathFileStatGet(guest(), 4, 1, pathAt, path(name), bufferAt),
              Errno::Success);
    return at<FileStat>(bufferAt);
  };
  now = 2000;
  uint32_t fd;
  ASSERT_EQ(open("file", oflags::Creat, rights::File, fd, 0, 4),
            Errno::Success);
  EXPECT_EQ(stat(".").mtim, 2000u);
  EXPECT_EQ(stat("file").atim, 2000u);
  now = 3000;
  write(fd, "text");
  EXPECT_EQ(stat("file").mtim, 3000u);
  EXPECT_EQ(stat("file").ctim, 3000u);
  EXPECT_EQ(stat("file").atim, 2000u);
  EXPECT_EQ(stat(".").mtim, 2000u);
  now = 4000;
  EXPECT_EQ(fdSeek(guest(), fd, 0, 0, resultAt), Errno::Success);
  read(fd, 2);
  EXPECT_EQ(stat("file").atim, 4000u);
  now = 5000;
  read(fd, 2);
  EXPECT_EQ(stat("file").atim, 4000u); // unchanged since
  EXPECT_EQ(fdFileStatSetTimes(guest(), fd, 7, 8,
                               fstflags::Atim | fstflags::MtimNow),
            Errno::Success);
  EXPECT_EQ(stat("file").atim, 7u);
  EXPECT_EQ(stat("file").mtim, 5000u);
  now = 6000;
  EXPECT_EQ(fdFileStatSetSize(guest(), fd, 2), Errno::Success);
  EXPECT_EQ(stat("file").mtim, 6000u);
  now = 7000;
  EXPECT_EQ(pathRename(guest(), 4, pathAt, path("file"), 4, otherPathAt,
                       path("renamed", otherPathAt)),
            Errno::Success);
  EXPECT_EQ(stat(".").mtim, 7000u);
  EXPECT_EQ(stat("renamed").ctim, 7000u);
  EXPECT_EQ(stat("renamed").mtim, 6000u);
  w2o_wasi_fs_delete(timed);
}

TEST_F(MemoryFileSystemTest, TreesHaveNothingInCommon) {
  w2o_wasi_fs *other = w2o_wasi_fs_new(nullptr);
  ASSERT_TRUE(
      w2o_wasi_preopen_fs(wasi.get(), other, "/", "/other", false, nullptr));
  HostTree host;
  ASSERT_TRUE(host.preopen(wasi.get(), "/host", false));
  tree.file("file", "text");
  for (uint32_t target : {4u, 5u}) {
    EXPECT_EQ(pathRename(guest(), preopened, pathAt, path("file"), target,
                         otherPathAt, path("file", otherPathAt)),
              Errno::XDev);
    EXPECT_EQ(pathLink(guest(), preopened, 0, pathAt, path("file"), target,
                       otherPathAt, path("file", otherPathAt)),
              Errno::XDev);
    EXPECT_EQ(pathRename(guest(), target, pathAt, path("x"), preopened,
                         otherPathAt, path("file", otherPathAt)),
              Errno::XDev);
  }
  // Two mounts of one tree are one file system.
  ASSERT_TRUE(
      w2o_wasi_preopen_fs(wasi.get(), fs, "/", "/again", false, nullptr));
  EXPECT_EQ(pathRename(guest(), preopened, pathAt, path("file"), 6,
                       otherPathAt, path("moved", otherPathAt)),
            Errno::Success);
  EXPECT_EQ(read("moved"), "text");
  // And each has a device number of its own.
  std::set<uint64_t> devices;
  for (uint32_t fd : {3u, 4u, 5u}) {
    EXPECT_EQ(fdFileStatGet(guest(), fd, bufferAt), Errno::Success);
    devices.insert(at<FileStat>(bufferAt).dev);
  }
  EXPECT_EQ(devices.size(), 3u);
  w2o_wasi_fs_delete(other);
}

TEST_F(MemoryFileSystemTest, AFileCanBeAStream) {
  add("in", "line\n");
  EXPECT_FALSE(
      w2o_wasi_set_stream_file(wasi.get(), 0, fs, "missing", &error));
  EXPECT_FALSE(w2o_wasi_set_stream_file(wasi.get(), 1, fs, "root", &error));
  EXPECT_FALSE(w2o_wasi_set_stream_file(wasi.get(), 3, fs, "in", &error));
  EXPECT_FALSE(w2o_wasi_set_stream_file(wasi.get(), -1, fs, "in", &error));
  ASSERT_TRUE(w2o_wasi_set_stream_file(wasi.get(), 0, fs, "in", &error));
  ASSERT_TRUE(w2o_wasi_set_stream_file(wasi.get(), 1, fs, "out", &error));
  ASSERT_TRUE(w2o_wasi_set_stream_file(wasi.get(), 2, fs, "out", &error));
  EXPECT_EQ(read(0u), "line\n");
  EXPECT_EQ(write(0, "x"), Errno::NotCapable);
  EXPECT_EQ(read(1u), "errno 76");
  EXPECT_EQ(write(1, "one "), Errno::Success);
  EXPECT_EQ(write(2, "two"), Errno::Success);
  EXPECT_EQ(read("out"), "one two");
}

TEST_F(MemoryFileSystemTest, FunctionsCanBeStreams) {
  struct Streams {
    std::string input = "first\nsecond\n", output;
    size_t most = 100;
    bool fails = false;
  } streams;
  auto readInput = [](void *context, void *buffer, size_t size) -> ptrdiff_t {
    auto &s = *static_cast<Streams *>(context);
    if (s.fails)
      return -1;
    size = std::min({size, s.input.size(), s.most});
    std::memcpy(buffer, s.input.data(), size);
    s.input.erase(0, size);
    return static_cast<ptrdiff_t>(size);
  };
  auto takeOutput = [](void *context, const void *bytes,
                       size_t size) -> ptrdiff_t {
    auto &s = *static_cast<Streams *>(context);
    if (s.fails)
      return static_cast<ptrdiff_t>(size) + 1;
    size = std::min(size, s.most);
    s.output.append(static_cast<const char *>(bytes), size);
    return static_cast<ptrdiff_t>(size);
  };
  ASSERT_TRUE(w2o_wasi_set_input(wasi.get(), readInput, &streams, &error));
  ASSERT_TRUE(
      w2o_wasi_set_output(wasi.get(), 1, takeOutput, &streams, &error));
  EXPECT_FALSE(w2o_wasi_set_output(wasi.get(), 0, takeOutput, &streams,
                                   &error));
  EXPECT_FALSE(w2o_wasi_set_output(wasi.get(), 3, takeOutput, &streams,
                                   &error));
  EXPECT_STREQ(error.message, "an output stream is descriptor 1 or 2, found 3");
  EXPECT_EQ(read(0u, 6), "first\n");
  EXPECT_EQ(read(0u), "second\n");
  EXPECT_EQ(read(0u), "");
  EXPECT_EQ(write(1, "hello"), Errno::Success);
  // Several buffers, and a function that takes only some of them.
  memory.writeBytes(bufferAt, "abcdef", 6);
  memory.write(vectorAt, Iovec{bufferAt, 3});
  memory.write(vectorAt + 8, Iovec{bufferAt + 3, 3});
  EXPECT_EQ(fdWrite(guest(), 1, vectorAt, 2, resultAt), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 6u);
  streams.most = 2;
  EXPECT_EQ(fdWrite(guest(), 1, vectorAt, 2, resultAt), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 2u);
  EXPECT_EQ(streams.output, "helloabcdefab");
  streams.fails = true;
  EXPECT_EQ(write(1, "x"), Errno::Io);
  EXPECT_EQ(read(0u), "errno 29");
  EXPECT_EQ(write(0, "x"), Errno::NotCapable);
  EXPECT_EQ(read(1u), "errno 76");
  EXPECT_EQ(fdSeek(guest(), 1, 0, 1, resultAt), Errno::SPipe);
  EXPECT_EQ(fdStat(1).type, FileType::Unknown);
  EXPECT_EQ(fdFileStatGet(guest(), 1, bufferAt), Errno::Success);
  // Always ready.
  Subscription subscription = {};
  subscription.tag = eventtype::FdRead;
  memory.write(4096, subscription);
  EXPECT_EQ(pollOneOff(guest(), 4096, bufferAt, 1, resultAt), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 1u);
  EXPECT_EQ(at<Event>(bufferAt).error, Errno::Success);
  ASSERT_TRUE(w2o_wasi_set_input(wasi.get(), nullptr, nullptr, &error));
  EXPECT_EQ(read(0u), "errno 8");
}

TEST_F(MemoryFileSystemTest, PollingKnowsWhatCanBeRead) {
  tree.file("file", "1234567");
  uint32_t fd = mustOpen("file");
  EXPECT_EQ(read(fd, 3), "123");
  Subscription subscription = {};
  subscription.tag = eventtype::FdRead;
  subscription.id = fd;
  memory.write(4096, subscription);
  subscription.tag = eventtype::FdWrite;
  memory.write(4096 + 48, subscription);
  subscription.tag = eventtype::Clock;
  subscription.id = clockid::Monotonic;
  subscription.timeout = 3'600'000'000'000;
  memory.write(4096 + 96, subscription);
  EXPECT_EQ(pollOneOff(guest(), 4096, bufferAt, 3, resultAt), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 2u);
  EXPECT_EQ(at<Event>(bufferAt).bytes, 4u);
}

//===-- Limits ------------------------------------------------------------===//

TEST_F(LimitedTest, BytesAreLimited) {
  uint32_t first = mustOpen("file", oflags::Creat), fd = first;
  std::string text(1000, 'x');
  uint64_t written = 0;
  Errno result;
  while ((result = write(fd, text)) == Errno::Success) {
    written += at<uint32_t>(resultAt);
    ASSERT_LE(usage().bytes, 200000u);
  }
  EXPECT_EQ(result, Errno::FBig);
  EXPECT_EQ(written, 150000u);
  fd = mustOpen("second", oflags::Creat);
  written = 0;
  while ((result = write(fd, text)) == Errno::Success)
    written += at<uint32_t>(resultAt);
  EXPECT_EQ(result, Errno::NoSpc);
  EXPECT_GT(written, 16000u);
  EXPECT_LE(usage().bytes, 200000u);
  // The rest is there, and what is removed is free again.
  EXPECT_EQ(tree.status("file").size, 150000u);
  EXPECT_EQ(fdAllocate(guest(), fd, 0, 140000), Errno::NoSpc);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("file")),
            Errno::Success);
  EXPECT_EQ(write(fd, text), Errno::NoSpc); // it is open
  EXPECT_EQ(fdClose(guest(), first), Errno::Success);
  EXPECT_EQ(write(fd, text), Errno::Success);
  EXPECT_EQ(fdFileStatSetSize(guest(), fd, 150001), Errno::FBig);
  EXPECT_EQ(fdFileStatSetSize(guest(), fd, INT64_MAX), Errno::FBig);
  EXPECT_EQ(fdFileStatSetSize(guest(), fd, 150000), Errno::Success);
  // A hole of any length at a position that is too far.
  EXPECT_EQ(fdSeek(guest(), fd, INT64_MAX, 0, resultAt), Errno::Success);
  EXPECT_EQ(write(fd, "x"), Errno::FBig);
  EXPECT_EQ(fdSeek(guest(), fd, 1, 1, resultAt), Errno::Inval);
  EXPECT_EQ(fdPwrite(guest(), fd, vectorAt, 1, INT64_MAX, resultAt),
            Errno::FBig);
  EXPECT_EQ(fdPread(guest(), fd, vectorAt, 1, INT64_MAX, resultAt),
            Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 0u);
}

TEST_F(LimitedTest, NodesAreLimited) {
  uint32_t fd;
  uint32_t made = 0;
  for (;; ++made) {
    Errno result = open("file" + std::to_string(made), oflags::Creat,
                        rights::File, fd);
    if (result != Errno::Success) {
      EXPECT_EQ(result, Errno::NoSpc);
      break;
    }
    fdClose(guest(), fd);
  }
  EXPECT_EQ(usage().nodes, 20u);
  EXPECT_EQ(pathCreateDirectory(guest(), preopened, pathAt, path("dir")),
            Errno::NoSpc);
  EXPECT_EQ(pathSymlink(guest(), pathAt, path("x"), preopened, otherPathAt,
                        path("link", otherPathAt)),
            Errno::NoSpc);
  EXPECT_FALSE(tree.exists("dir"));
  // Another name is no node, but takes memory.
  EXPECT_EQ(pathLink(guest(), preopened, 0, pathAt, path("file0"), preopened,
                     otherPathAt, path("hard", otherPathAt)),
            Errno::Success);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("file0")),
            Errno::Success);
  EXPECT_EQ(usage().nodes, 20u);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("hard")),
            Errno::Success);
  EXPECT_EQ(usage().nodes, 19u);
  EXPECT_FALSE(add("x/y", "z"));
  EXPECT_EQ(error.kind, W2O_ERROR_RESOURCE);
}

TEST_F(LimitedTest, NamesOfOneFileTakeMemoryToo) {
  tree.file("file");
  Errno result;
  for (int i = 0;; ++i) {
    result = pathLink(guest(), preopened, 0, pathAt, path("file"), preopened,
                      otherPathAt,
                      path("hard" + std::to_string(i), otherPathAt));
    if (result != Errno::Success)
      break;
    ASSERT_LT(i, 10000);
  }
  EXPECT_EQ(result, Errno::NoSpc);
  EXPECT_LE(usage().bytes, 200000u);
  EXPECT_TRUE(w2o_wasi_fs_remove(fs, "root", &error));
}

TEST_F(LimitedTest, OpenDescriptorsAreLimited) {
  tree.file("file", "text");
  uint32_t fd;
  uint32_t opened = 1; // the mount
  while (open("file", 0, rights::FdRead, fd) == Errno::Success)
    ++opened;
  EXPECT_EQ(opened, 8u);
  EXPECT_EQ(usage().open, 8u);
  EXPECT_EQ(open("file", oflags::Trunc, rights::File, fd), Errno::NFile);
  EXPECT_EQ(open("new", oflags::Creat, rights::File, fd), Errno::NFile);
  EXPECT_EQ(tree.text("file"), "text");
  EXPECT_FALSE(tree.exists("new"));
  EXPECT_FALSE(w2o_wasi_preopen_fs(wasi.get(), fs, "/", "/x", false, &error));
  EXPECT_EQ(error.kind, W2O_ERROR_RESOURCE);
  EXPECT_EQ(fdClose(guest(), 0), Errno::Success);
  EXPECT_EQ(open("file", 0, rights::FdRead, fd), Errno::Success);
  wasi.reset();
  EXPECT_EQ(usage().open, 0u);
}

TEST_F(LimitedTest, NamesAndDepthAreLimited) {
  EXPECT_EQ(pathCreateDirectory(guest(), preopened, pathAt,
                                path(std::string(41, 'n'))),
            Errno::NameTooLong);
  EXPECT_EQ(pathCreateDirectory(guest(), preopened, pathAt,
                                path(std::string(40, 'n'))),
            Errno::Success);
  // The guest's root has depth 1, six are allowed.
  tree.directory("a/b/c");
  EXPECT_EQ(pathCreateDirectory(guest(), preopened, pathAt, path("a/b/c/d")),
            Errno::Success);
  EXPECT_EQ(pathCreateDirectory(guest(), preopened, pathAt,
                                path("a/b/c/d/e")),
            Errno::Success);
  EXPECT_EQ(pathCreateDirectory(guest(), preopened, pathAt,
                                path("a/b/c/d/e/f")),
            Errno::NameTooLong);
  uint32_t fd;
  EXPECT_EQ(open("a/b/c/d/e/f", oflags::Creat, rights::File, fd),
            Errno::NameTooLong);
  // Nor by moving a deep directory to where there is less room.
  tree.directory("x/y");
  EXPECT_EQ(rename("a", "x/a"), Errno::NameTooLong);
  EXPECT_EQ(rename("a/b", "x/b"), Errno::Success);
  EXPECT_EQ(rename("x/b", "x/y/b"), Errno::NameTooLong);
  EXPECT_EQ(rename("x/b/c/d/e", "e"), Errno::Success);
  EXPECT_EQ(rename("x/b", "x/y/b"), Errno::Success);
  EXPECT_TRUE(tree.exists("x/y/b/c/d"));
}

TEST_F(LimitedTest, AFullTreeIsStillUsable) {
  // Renaming over a file and removing need nothing.
  tree.file("a", "a");
  tree.file("b", "b");
  uint32_t fd = mustOpen("full", oflags::Creat);
  std::string text(1000, 'x');
  while (write(fd, text) == Errno::Success)
    ;
  fd = mustOpen("rest", oflags::Creat);
  while (write(fd, text) == Errno::Success)
    ;
  for (int i = 0; open("n" + std::to_string(i), oflags::Creat, rights::FdRead,
                       fd) == Errno::Success;
       ++i)
    fdClose(guest(), fd);
  EXPECT_EQ(rename("a", "b"), Errno::Success);
  EXPECT_EQ(tree.text("b"), "a");
  EXPECT_TRUE(tree.remove(""));
}

TEST(MemoryFileSystemLimits, TooSmallForARoot) {
  w2o_wasi_fs_config config = {};
  config.max_bytes = 1;
  EXPECT_EQ(w2o_wasi_fs_new(&config), nullptr);
}

TEST(MemoryFileSystemLimits, NamesAreNeverLongerThanAnEntryHolds) {
  w2o_wasi_fs_config config = {};
  config.max_name_length = 100000;
  config.max_file_size = UINT64_MAX;
  w2o_wasi_fs *fs = w2o_wasi_fs_new(&config);
  EXPECT_TRUE(w2o_wasi_fs_add_dir(fs, std::string(255, 'n').c_str(), nullptr));
  EXPECT_FALSE(w2o_wasi_fs_add_dir(fs, std::string(256, 'n').c_str(), nullptr));
  w2o_wasi_fs_entry entry;
  uint64_t cookie = 0;
  EXPECT_TRUE(w2o_wasi_fs_next(fs, "/", &cookie, &entry, nullptr));
  EXPECT_EQ(std::strlen(entry.name), 255u);
  w2o_wasi_fs_delete(fs);
}

//===-- No memory ---------------------------------------------------------===//

std::atomic<int> allocationsLeft;
void *failingAllocate(size_t size) {
  return allocationsLeft.fetch_sub(1) > 0 ? std::malloc(size) : nullptr;
}

TEST(MemoryFileSystemNoMemory, EachAllocationFailsOnce) {
  // Every operation, with the host's memory at its end after 0, 1, 2, ...
  // blocks: an error and nothing changed, until it works.
  const memfs::Limits limits = {1 << 20, 1 << 20, 100, 10, 255, 50};
  auto pathOf = [](const char *text) {
    return memfs::Path{text, std::strlen(text)};
  };
  for (int operation = 0; operation < 6; ++operation) {
    bool worked = false;
    for (int after = 0; !worked; ++after) {
      ASSERT_LT(after, 50);
      allocationsLeft = 1000;
      auto *fs = w2o_wasi_fs::create(limits, nullptr, nullptr,
                                     failingAllocate);
      ASSERT_NE(fs, nullptr);
      memfs::DirectoryNode &root = fs->tree.root();
      // The four first names fill the list of names.
      for (const char *name : {"a", "b", "c", "dir"})
        ASSERT_EQ(fs->tree.makeDirectory(root, pathOf(name)), 0);
      uint64_t used = fs->tree.budget().used.get();
      allocationsLeft = after;
      OpenRequest request;
      request.create = true;
      memfs::NodeRef node;
      int error = 0;
      switch (operation) {
      case 0:
        error = fs->tree.open(root, pathOf("new"), request, node);
        break;
      case 1:
        error = fs->tree.makeDirectory(root, pathOf("new"));
        break;
      case 2:
        error = fs->tree.makeLink(pathOf("target"), root, pathOf("new"));
        break;
      case 3:
        error = fs->tree.rename(root, pathOf("dir"), root, pathOf("new"));
        break;
      case 4: {
        w2o_error what = {};
        error = w2o_wasi_fs_add_file(fs, "new", "text", 4, &what) ? 0 : ENOMEM;
        EXPECT_EQ(what.kind, error != 0 ? W2O_ERROR_RESOURCE : W2O_OK);
        break;
      }
      default:
        error = w2o_wasi_fs_lend_file(fs, "new", "text", 4, nullptr, nullptr,
                                      nullptr)
                    ? 0
                    : ENOMEM;
        break;
      }
      allocationsLeft = 1000;
      worked = error == 0;
      node.reset();
      w2o_wasi_fs_status status;
      EXPECT_EQ(w2o_wasi_fs_get_status(fs, "new", &status, nullptr), worked);
      EXPECT_EQ(w2o_wasi_fs_get_status(fs, "dir", &status, nullptr),
                operation != 3 || !worked);
      if (!worked) {
        EXPECT_EQ(error, ENOMEM);
        EXPECT_EQ(fs->tree.budget().used.get(), used);
        EXPECT_EQ(fs->tree.budget().nodes.get(), 5u);
      }
      w2o_wasi_fs_delete(fs);
    }
  }
}

TEST(MemoryFileSystemNoMemory, MakingOneFails) {
  const memfs::Limits limits = {1 << 20, 1 << 20, 100, 10, 255, 50};
  for (int after = 0; after < 2; ++after) {
    allocationsLeft = after;
    EXPECT_EQ(w2o_wasi_fs::create(limits, nullptr, nullptr, failingAllocate),
              nullptr);
  }
}

//===-- Threads -----------------------------------------------------------===//

TEST(MemoryFileSystemThreads, ManyGuestsShareOne) {
  // Every thread is a guest of its own, and does everything that changes names
  // and contents; the host looks and removes meanwhile. Nothing is lost at the
  // end, and no sanitizer sees a race.
  w2o_wasi_fs_config config = {};
  config.max_bytes = 4 << 20;
  w2o_wasi_fs *fs = w2o_wasi_fs_new(&config);
  uint64_t empty = w2o_wasi_fs_get_usage(fs).bytes;
  ASSERT_TRUE(w2o_wasi_fs_add_file(fs, "log", "", 0, nullptr));
  constexpr int numThreads = 4, rounds = 1000;
  auto guest = [&](int number) {
    w2o_wasi *wasi = w2o_wasi_new();
    ASSERT_TRUE(w2o_wasi_preopen_fs(wasi, fs, "/", "/", false, nullptr));
    std::vector<uint8_t> bytes(65536);
    GuestMemory memory(bytes.data(), bytes.size());
    Call call{nullptr, *wasi, memory, Snapshot::Preview1};
    auto put = [&](const std::string &text, uint32_t address) {
      memory.writeBytes(address, text.data(), text.size());
      return static_cast<uint32_t>(text.size());
    };
    auto open = [&](const std::string &name, uint32_t flags, uint32_t fdFlags,
                    uint32_t &fd) {
      Errno error = pathOpen(call, 3, 1, 1024, put(name, 1024), flags,
                             rights::File, 0, fdFlags, 16);
      memory.read(16, fd);
      return error;
    };
    std::mt19937 random(static_cast<unsigned>(number));
    for (int i = 0; i < rounds; ++i) {
      uint32_t fd = 0;
      // Appends of all threads stay whole.
      ASSERT_EQ(open("log", 0, fdflags::Append, fd), Errno::Success);
      memory.write(512, Iovec{2048, put("<" + std::to_string(number) + ">",
                                        2048)});
      EXPECT_EQ(fdWrite(call, fd, 512, 1, 16), Errno::Success);
      EXPECT_EQ(fdClose(call, fd), Errno::Success);
      std::string name = "shared" + std::to_string(random() % 3);
      std::string other = "dir/x" + std::to_string(random() % 3);
      pathCreateDirectory(call, 3, 1024, put("dir", 1024));
      if (open(name, oflags::Creat | (random() % 4 ? 0 : oflags::Trunc), 0,
               fd) == Errno::Success) {
        memory.write(512, Iovec{4096, 1 + uint32_t(random() % 30000)});
        fdWrite(call, fd, 512, 1, 16);
        fdPread(call, fd, 512, 1, random() % 1000, 16);
        fdFileStatSetSize(call, fd, random() % 40000);
        fdFileStatGet(call, fd, 2048);
      }
      pathRename(call, 3, 1024, put(name, 1024), 3, 1536, put(other, 1536));
      pathLink(call, 3, 0, 1024, put(other, 1024), 3, 1536, put("hard", 1536));
      pathSymlink(call, 1024, put(other, 1024), 3, 1536, put("soft", 1536));
      pathFileStatGet(call, 3, 1, 1024, put("soft", 1024), 2048);
      fdReadDir(call, 3, 4096, 1000, 0, 16);
      pathUnlinkFile(call, 3, 1024, put(i % 2 ? "hard" : "soft", 1024));
      pathUnlinkFile(call, 3, 1024, put(other, 1024));
      pathRemoveDirectory(call, 3, 1024, put("dir", 1024));
      if (fd != 0)
        fdClose(call, fd);
    }
    w2o_wasi_delete(wasi);
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < numThreads; ++i)
    threads.emplace_back(guest, i);
  for (int i = 0; i < rounds; ++i) {
    w2o_wasi_fs_entry entry;
    uint64_t cookie = 0;
    while (w2o_wasi_fs_next(fs, "/", &cookie, &entry, nullptr)) {
      char text[16];
      size_t size;
      w2o_wasi_fs_read(fs, entry.name, 0, text, sizeof(text), &size, nullptr);
    }
    w2o_wasi_fs_add_file(fs, "dir/host", "x", 1, nullptr);
    w2o_wasi_fs_remove(fs, "dir", nullptr);
    EXPECT_LE(w2o_wasi_fs_get_usage(fs).bytes, config.max_bytes);
  }
  for (std::thread &thread : threads)
    thread.join();
  std::string log(numThreads * rounds * 3 + 10, '\0');
  size_t size = 0;
  EXPECT_TRUE(w2o_wasi_fs_read(fs, "log", 0, log.data(), log.size(), &size,
                               nullptr));
  EXPECT_EQ(size, size_t{numThreads * rounds * 3});
  for (size_t i = 0; i < size; i += 3)
    ASSERT_TRUE(log[i] == '<' && log[i + 2] == '>') << i;
  EXPECT_TRUE(w2o_wasi_fs_remove(fs, "/", nullptr));
  EXPECT_EQ(w2o_wasi_fs_get_usage(fs).bytes, empty);
  EXPECT_EQ(w2o_wasi_fs_get_usage(fs).nodes, 1u);
  EXPECT_EQ(w2o_wasi_fs_get_usage(fs).open, 0u);
  w2o_wasi_fs_delete(fs);
}

} // namespace
