//===- FilesTest.cpp - fd_* and path_* on files ---------------------------===//
//
// Each test runs over files of the host and over files in memory.
//
//===----------------------------------------------------------------------===//

#include "GuestFixture.h"

#include <set>

using namespace w2o::wasi;

namespace {

class FilesTest : public EachTreeTest {};
W2O_FOR_EACH_TREE(FilesTest);

TEST_P(FilesTest, WritesReadsAndSeeks) {
  uint32_t fd = mustOpen("file", oflags::Creat);
  EXPECT_EQ(write(fd, "hello world"), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 11u);
  EXPECT_EQ(fdSeek(guest(), fd, 6, 0, resultAt), Errno::Success);
  EXPECT_EQ(read(fd), "world");
  EXPECT_EQ(fdSeek(guest(), fd, -5, 2, resultAt), Errno::Success);
  EXPECT_EQ(at<uint64_t>(resultAt), 6u);
  EXPECT_EQ(fdSeek(guest(), fd, 1, 1, resultAt), Errno::Success);
  EXPECT_EQ(fdTell(guest(), fd, resultAt), Errno::Success);
  EXPECT_EQ(at<uint64_t>(resultAt), 7u);
  EXPECT_EQ(fdSeek(guest(), fd, -1, 0, resultAt), Errno::Inval);
  EXPECT_EQ(fdSeek(guest(), fd, 0, 3, resultAt), Errno::Inval);
  EXPECT_EQ(tree.text("file"), "hello world");
}

TEST_P(FilesTest, SnapshotZeroCountsWhenceDifferently) {
  tree.file("file", "hello world");
  uint32_t fd = mustOpen("file");
  // 0: current, 1: end, 2: set.
  EXPECT_EQ(fdSeek(oldGuest(), fd, 4, 2, resultAt), Errno::Success);
  EXPECT_EQ(at<uint64_t>(resultAt), 4u);
  EXPECT_EQ(fdSeek(oldGuest(), fd, 2, 0, resultAt), Errno::Success);
  EXPECT_EQ(at<uint64_t>(resultAt), 6u);
  EXPECT_EQ(fdSeek(oldGuest(), fd, -1, 1, resultAt), Errno::Success);
  EXPECT_EQ(at<uint64_t>(resultAt), 10u);
}

TEST_P(FilesTest, SnapshotZeroHasASmallerFileStat) {
  tree.file("file", "12345");
  std::memset(bytes.get() + 100, 0xee, 200);
  ASSERT_EQ(pathFileStatGet(oldGuest(), preopened, 1, pathAt, path("file"),
                            100),
            Errno::Success);
  auto old = at<FileStat0>(100);
  EXPECT_EQ(old.ino, tree.status("file").inode);
  EXPECT_EQ(old.type, FileType::RegularFile);
  EXPECT_EQ(old.nlink, 1u);
  EXPECT_EQ(old.size, 5u);
  EXPECT_EQ(bytes[100 + 56], 0xee);
  ASSERT_EQ(pathFileStatGet(guest(), preopened, 1, pathAt, path("file"), 100),
            Errno::Success);
  auto now = at<FileStat>(100);
  EXPECT_EQ(now.size, 5u);
  EXPECT_EQ(now.nlink, 1u);
  EXPECT_EQ(now.ctim, old.ctim);
  EXPECT_EQ(bytes[100 + 64], 0xee);
}

TEST_P(FilesTest, PositionedTransfersLeaveThePosition) {
  uint32_t fd = mustOpen("file", oflags::Creat);
  write(fd, "0123456789");
  memory.write(vectorAt, Iovec{bufferAt, 3});
  EXPECT_EQ(fdPread(guest(), fd, vectorAt, 1, 4, resultAt), Errno::Success);
  EXPECT_EQ(std::memcmp(bytes.get() + bufferAt, "456", 3), 0);
  memory.writeBytes(bufferAt, "abc", 3);
  EXPECT_EQ(fdPwrite(guest(), fd, vectorAt, 1, 1, resultAt), Errno::Success);
  EXPECT_EQ(fdTell(guest(), fd, resultAt), Errno::Success);
  EXPECT_EQ(at<uint64_t>(resultAt), 10u);
  EXPECT_EQ(tree.text("file"), "0abc456789");
  EXPECT_EQ(fdPread(guest(), fd, vectorAt, 1, UINT64_MAX, resultAt),
            Errno::Inval);
}

TEST_P(FilesTest, OpenFlagsCreateExcludeTruncateAppend) {
  uint32_t fd;
  EXPECT_EQ(open("new", 0, rights::File, fd), Errno::NoEnt);
  mustOpen("new", oflags::Creat | oflags::Excl);
  EXPECT_EQ(open("new", oflags::Creat | oflags::Excl, rights::File, fd),
            Errno::Exist);
  tree.file("new", "text");
  mustOpen("new", oflags::Trunc);
  EXPECT_EQ(tree.text("new"), "");
  fd = mustOpen("new", 0, rights::File, fdflags::Append);
  EXPECT_EQ(fdStat(fd).flags, fdflags::Append);
  write(fd, "one");
  fdSeek(guest(), fd, 0, 0, resultAt);
  write(fd, "two");
  EXPECT_EQ(tree.text("new"), "onetwo");
  EXPECT_EQ(fdFdStatSetFlags(guest(), fd, 0), Errno::Success);
  fdSeek(guest(), fd, 0, 0, resultAt);
  write(fd, "ONE");
  EXPECT_EQ(tree.text("new"), "ONEtwo");
  EXPECT_EQ(fdFdStatSetFlags(guest(), fd, fdflags::Sync), Errno::NotSup);
  EXPECT_EQ(fdFdStatSetFlags(guest(), fd, 1 << 5), Errno::Inval);
  EXPECT_EQ(open("new", oflags::Directory, rights::FdReadDir, fd),
            Errno::NotDir);
  EXPECT_EQ(open("new", 1 << 4, rights::File, fd), Errno::Inval);
  EXPECT_EQ(open(".", oflags::Directory, rights::File, fd), Errno::IsDir);
}

TEST_P(FilesTest, SyncFlagsAreReported) {
  uint32_t fd =
      mustOpen("file", oflags::Creat, rights::File, fdflags::DSync);
  EXPECT_EQ(fdStat(fd).flags, fdflags::DSync);
  fd = mustOpen("file", 0, rights::File, fdflags::Sync);
  EXPECT_EQ(fdStat(fd).flags, fdflags::Sync);
  EXPECT_EQ(fdSync(guest(), fd), Errno::Success);
  EXPECT_EQ(fdDataSync(guest(), fd), Errno::Success);
}

TEST_P(FilesTest, RightsAreReportedAndEnforced) {
  tree.file("file", "text");
  uint32_t fd = mustOpen("file", 0, rights::FdRead);
  EXPECT_EQ(fdStat(fd).rightsBase, rights::FdRead);
  EXPECT_EQ(read(fd), "text");
  EXPECT_EQ(write(fd, "x"), Errno::NotCapable);
  EXPECT_EQ(fdSeek(guest(), fd, 0, 0, resultAt), Errno::NotCapable);
  EXPECT_EQ(fdFileStatGet(guest(), fd, resultAt), Errno::NotCapable);
  EXPECT_EQ(fdAllocate(guest(), fd, 0, 10), Errno::NotCapable);
  EXPECT_EQ(fdFileStatSetSize(guest(), fd, 0), Errno::NotCapable);
  fd = mustOpen("file", 0, rights::FdWrite);
  EXPECT_EQ(read(fd), "errno 76");
  // Asked for without writing, rights that need a writable file are void.
  fd = mustOpen("file", 0, rights::File & ~rights::FdWrite);
  EXPECT_EQ(fdFileStatSetSize(guest(), fd, 0), Errno::NotCapable);
  EXPECT_EQ(tree.text("file"), "text");
  EXPECT_EQ(fdFdStatSetRights(guest(), fd, rights::FdRead, 0),
            Errno::Success);
  EXPECT_EQ(fdFdStatSetRights(guest(), fd, rights::File, 0),
            Errno::NotCapable);
}

TEST_P(FilesTest, DirectoriesAreNoFilesAndFilesNoDirectories) {
  tree.file("file");
  uint32_t file = mustOpen("file");
  EXPECT_EQ(read(preopened), "errno 31"); // IsDir
  EXPECT_EQ(write(preopened, "x"), Errno::IsDir);
  EXPECT_EQ(fdSeek(guest(), preopened, 0, 0, resultAt), Errno::IsDir);
  EXPECT_EQ(fdTell(guest(), preopened, resultAt), Errno::IsDir);
  EXPECT_EQ(fdAllocate(guest(), preopened, 0, 1), Errno::IsDir);
  uint32_t fd;
  EXPECT_EQ(open("x", 0, 0, fd, 0, file), Errno::NotDir);
  EXPECT_EQ(fdReadDir(guest(), file, bufferAt, 100, 0, resultAt),
            Errno::NotDir);
  EXPECT_EQ(sockShutdown(guest(), file, 1), Errno::NotSock);
  EXPECT_EQ(sockShutdown(guest(), 99, 1), Errno::BadF);
}

TEST_P(FilesTest, SizeSpaceAndTimes) {
  uint32_t fd = mustOpen("file", oflags::Creat);
  EXPECT_EQ(fdAllocate(guest(), fd, 0, 100), Errno::Success);
  EXPECT_EQ(fdAllocate(guest(), fd, 10, 10), Errno::Success);
  EXPECT_EQ(fdFileStatGet(guest(), fd, resultAt), Errno::Success);
  EXPECT_EQ(at<FileStat>(resultAt).size, 100u);
  EXPECT_EQ(fdFileStatSetSize(guest(), fd, 7), Errno::Success);
  EXPECT_EQ(fdFileStatSetSize(guest(), fd, UINT64_MAX), Errno::FBig);
  EXPECT_EQ(fdAdvise(guest(), fd, 0, 7, 3), Errno::Success);
  EXPECT_EQ(fdAdvise(guest(), fd, 0, 7, 6), Errno::Inval);
  EXPECT_EQ(fdFileStatSetTimes(guest(), fd, 1'000'000'002, 5'000'000'000,
                               fstflags::Atim | fstflags::Mtim),
            Errno::Success);
  EXPECT_EQ(pathFileStatSetTimes(guest(), preopened, 0, pathAt, path("file"),
                                 9, 6'000'000'000, fstflags::Mtim),
            Errno::Success);
  EXPECT_EQ(fdFileStatGet(guest(), fd, resultAt), Errno::Success);
  auto stat = at<FileStat>(resultAt);
  EXPECT_EQ(stat.size, 7u);
  EXPECT_EQ(stat.atim, 1'000'000'002u);
  EXPECT_EQ(stat.mtim, 6'000'000'000u);
  for (uint32_t flags : {3u, 12u, 15u, 16u})
    EXPECT_EQ(fdFileStatSetTimes(guest(), fd, 0, 0, flags), Errno::Inval);
  // "Now" is what the guest's clock says.
  w2o_wasi_set_clock(
      wasi.get(), [](void *, uint32_t) -> uint64_t { return 42'000'000'000; },
      nullptr);
  EXPECT_EQ(fdFileStatSetTimes(guest(), fd, 0, 0, fstflags::MtimNow),
            Errno::Success);
  EXPECT_EQ(fdFileStatGet(guest(), fd, resultAt), Errno::Success);
  EXPECT_EQ(at<FileStat>(resultAt).mtim, 42'000'000'000u);
}

TEST_P(FilesTest, TimesOfALinkAreNotThoseOfItsTarget) {
  tree.file("file");
  tree.link("file", "link");
  EXPECT_EQ(pathFileStatSetTimes(guest(), preopened, 0, pathAt, path("link"),
                                 0, 1'000'000'000, fstflags::Mtim),
            Errno::Success);
  EXPECT_EQ(pathFileStatSetTimes(guest(), preopened, 1, pathAt, path("link"),
                                 0, 2'000'000'000, fstflags::Mtim),
            Errno::Success);
  EXPECT_EQ(tree.status("link").modification, 1'000'000'000u);
  EXPECT_EQ(tree.status("file").modification, 2'000'000'000u);
}

TEST_P(FilesTest, NamesAreMadeMovedAndRemoved) {
  EXPECT_EQ(pathCreateDirectory(guest(), preopened, pathAt, path("dir/")),
            Errno::Success);
  EXPECT_EQ(pathCreateDirectory(guest(), preopened, pathAt, path("dir")),
            Errno::Exist);
  tree.file("dir/file", "text");
  EXPECT_EQ(rename("dir/file", "moved"), Errno::Success);
  EXPECT_EQ(rename("moved/", "other"), Errno::NotDir);
  EXPECT_EQ(rename("moved", "other/"), Errno::NotDir);
  EXPECT_EQ(rename("missing", "other"), Errno::NoEnt);
  EXPECT_EQ(rename("dir/", "folder/"), Errno::Success);
  EXPECT_EQ(rename("moved", "../outside/stolen"), Errno::Perm);
  EXPECT_EQ(rename("../outside/secret", "stolen"), Errno::Perm);
  EXPECT_NE(rename("folder/..", "x"), Errno::Success);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("folder")),
            Errno::IsDir);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("moved/")),
            Errno::NotDir);
  EXPECT_EQ(pathRemoveDirectory(guest(), preopened, pathAt, path("moved")),
            Errno::NotDir);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("moved")),
            Errno::Success);
  tree.file("folder/x");
  EXPECT_EQ(pathRemoveDirectory(guest(), preopened, pathAt, path("folder")),
            Errno::NotEmpty);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, pathAt, path("folder/x")),
            Errno::Success);
  EXPECT_EQ(pathRemoveDirectory(guest(), preopened, pathAt, path("folder/")),
            Errno::Success);
  EXPECT_EQ(
      pathUnlinkFile(guest(), preopened, pathAt, path("../outside/secret")),
      Errno::Perm);
  EXPECT_TRUE(tree.exists("../outside/secret"));
}

TEST_P(FilesTest, LinksAreMadeAndRead) {
  tree.file("file", "text");
  auto link = [&](const char *from, const char *to, uint32_t flags = 0) {
    return pathLink(guest(), preopened, flags, pathAt, path(from), preopened,
                    otherPathAt, path(to, otherPathAt));
  };
  auto symlink = [&](const char *target, const char *name) {
    return pathSymlink(guest(), pathAt, path(target), preopened, otherPathAt,
                       path(name, otherPathAt));
  };
  auto readlink = [&](const char *name, uint32_t room) {
    Errno error = pathReadLink(guest(), preopened, pathAt, path(name),
                               bufferAt, room, resultAt);
    return error != Errno::Success
               ? "errno " + std::to_string(static_cast<int>(error))
               : std::string(reinterpret_cast<char *>(bytes.get()) + bufferAt,
                             at<uint32_t>(resultAt));
  };
  EXPECT_EQ(link("file", "hard"), Errno::Success);
  EXPECT_EQ(tree.text("hard"), "text");
  EXPECT_EQ(link("file", "hard"), Errno::Exist);
  EXPECT_EQ(link("file", "slash/"), Errno::NoEnt);
  EXPECT_EQ(link("../outside/secret", "stolen"), Errno::Perm);
  EXPECT_EQ(link("file", "../outside/given"), Errno::Perm);
  EXPECT_EQ(symlink("file", "soft"), Errno::Success);
  EXPECT_EQ(symlink("/etc/passwd", "absolute"), Errno::Perm);
  EXPECT_EQ(symlink("file", "soft"), Errno::Exist);
  EXPECT_EQ(symlink("file", "soft2/"), Errno::NoEnt);
  EXPECT_EQ(symlink("../outside/secret", "leading"), Errno::Success);
  EXPECT_EQ(link("leading", "stolen", 1), Errno::Perm);
  EXPECT_EQ(link("soft", "copy", 1), Errno::Success);
  EXPECT_EQ(tree.text("copy"), "text");
  EXPECT_EQ(readlink("soft", 100), "file");
  EXPECT_EQ(readlink("soft", 2), "fi");
  EXPECT_EQ(readlink("file", 100), "errno 28");
  EXPECT_EQ(readlink("../root/soft", 100), "errno 63");
}

TEST_P(FilesTest, ReadOnlyDirectoriesStayAsTheyAre) {
  tree.file("file", "text");
  tree.directory("dir");
  ASSERT_TRUE(tree.preopen(wasi.get(), "/ro", true));
  constexpr uint32_t ro = 4;
  uint32_t fd;
  EXPECT_EQ(open("file", 0, rights::FdRead, fd, 0, ro), Errno::Success);
  EXPECT_EQ(read(fd), "text");
  EXPECT_EQ(open("file", 0, rights::FdWrite, fd, 0, ro), Errno::NotCapable);
  EXPECT_EQ(open("file", oflags::Trunc, rights::FdRead, fd, 0, ro),
            Errno::NotCapable);
  EXPECT_EQ(open("new", oflags::Creat, rights::FdRead, fd, 0, ro),
            Errno::NotCapable);
  EXPECT_EQ(pathCreateDirectory(guest(), ro, pathAt, path("new")),
            Errno::NotCapable);
  EXPECT_EQ(pathUnlinkFile(guest(), ro, pathAt, path("file")),
            Errno::NotCapable);
  EXPECT_EQ(pathRemoveDirectory(guest(), ro, pathAt, path("dir")),
            Errno::NotCapable);
  EXPECT_EQ(pathFileStatSetTimes(guest(), ro, 0, pathAt, path("file"), 0, 0,
                                 fstflags::MtimNow),
            Errno::NotCapable);
  EXPECT_EQ(pathSymlink(guest(), pathAt, path("file"), ro, otherPathAt,
                        path("new", otherPathAt)),
            Errno::NotCapable);
  // Moving or linking from there to where writing is allowed.
  EXPECT_EQ(pathRename(guest(), ro, pathAt, path("file"), preopened,
                       otherPathAt, path("new", otherPathAt)),
            Errno::NotCapable);
  EXPECT_EQ(pathLink(guest(), ro, 0, pathAt, path("file"), preopened,
                     otherPathAt, path("new", otherPathAt)),
            Errno::NotCapable);
  // Directories opened below inherit the limits.
  EXPECT_EQ(open("dir", oflags::Directory, rights::Directory, fd, 0, ro),
            Errno::Success);
  uint32_t inner;
  EXPECT_EQ(open("x", oflags::Creat, rights::FdRead, inner, 0, fd),
            Errno::NotCapable);
  EXPECT_EQ(fdStat(fd).rightsBase & rights::Modifying, rights::None);
  EXPECT_FALSE(tree.exists("new"));
}

class ReadDirTest : public EachTreeTest {
protected:
  struct Entry {
    std::string name;
    Dirent header;
  };
  /// One call; whole entries only. `used` is what the call says.
  std::vector<Entry> list(uint64_t cookie, uint32_t room, uint32_t &used) {
    EXPECT_EQ(fdReadDir(guest(), preopened, bufferAt, room, cookie, resultAt),
              Errno::Success);
    used = at<uint32_t>(resultAt);
    std::vector<Entry> entries;
    uint32_t offset = 0;
    while (offset + sizeof(Dirent) <= used) {
      auto header = at<Dirent>(bufferAt + offset);
      offset += sizeof(Dirent);
      if (offset + header.nameLength > used)
        break;
      entries.push_back(
          {std::string(reinterpret_cast<char *>(bytes.get()) + bufferAt +
                           offset,
                       header.nameLength),
           header});
      offset += header.nameLength;
    }
    return entries;
  }
  std::multiset<std::string> listAll(uint32_t room) {
    std::multiset<std::string> names;
    uint64_t cookie = 0;
    for (;;) {
      uint32_t used;
      auto entries = list(cookie, room, used);
      for (const Entry &entry : entries)
        names.insert(entry.name);
      if (used < room)
        return names;
      if (entries.empty()) {
        ADD_FAILURE() << "no progress with a buffer of " << room;
        return names;
      }
      cookie = entries.back().header.next;
    }
  }
};
W2O_FOR_EACH_TREE(ReadDirTest);

TEST_P(ReadDirTest, ListsEverythingOnceWithAnyBuffer) {
  std::multiset<std::string> expected = {".", ".."};
  for (int i = 0; i < 300; ++i) {
    std::string name = "file" + std::to_string(i * 7919);
    tree.file(name);
    expected.insert(name);
  }
  for (uint32_t room : {45u, 64u, 100u, 256u, 1000u, 4096u, 40000u})
    EXPECT_EQ(listAll(room), expected) << room;
}

TEST_P(ReadDirTest, FillsTheBufferWhenThereIsMore) {
  tree.file("some-long-file-name");
  for (uint32_t room = 1; room < 24 * 3; ++room) {
    uint32_t used;
    list(0, room, used);
    EXPECT_EQ(used, room);
  }
}

TEST_P(ReadDirTest, CookiesCanBeUsedAgain) {
  for (int i = 0; i < 50; ++i)
    tree.file("file" + std::to_string(i));
  uint32_t used;
  auto all = list(0, 40000, used);
  ASSERT_EQ(all.size(), 52u);
  for (size_t i : {40u, 3u, 3u, 51u, 0u, 20u}) {
    auto rest = list(all[i].header.next, 40000, used);
    ASSERT_EQ(rest.size(), all.size() - i - 1);
    for (size_t k = 0; k < rest.size(); ++k)
      EXPECT_EQ(rest[k].name, all[i + 1 + k].name);
  }
}

TEST_P(ReadDirTest, CookiesAreSmallAndForgedOnesRefused) {
  tree.file("file");
  uint32_t used;
  EXPECT_EQ(fdReadDir(guest(), preopened, bufferAt, 100, 1, resultAt),
            Errno::Inval);
  auto all = list(0, 40000, used);
  ASSERT_EQ(all.size(), 3u);
  for (uint32_t i = 0; i < 3; ++i)
    EXPECT_EQ(all[i].header.next, i + 1); // telldir() of a guest has 32 bits
  EXPECT_TRUE(list(3, 40000, used).empty());
  for (uint64_t cookie : {uint64_t{4}, uint64_t{1} << 32, UINT64_MAX})
    EXPECT_EQ(fdReadDir(guest(), preopened, bufferAt, 100, cookie, resultAt),
              Errno::Inval);
}

TEST_P(ReadDirTest, RemovingWhileReadingSkipsNothing) {
  for (int i = 0; i < 300; ++i)
    tree.file("file" + std::to_string(i));
  uint64_t cookie = 0;
  uint32_t used;
  int removed = 0;
  do {
    auto entries = list(cookie, 256, used);
    for (const Entry &entry : entries) {
      cookie = entry.header.next;
      if (entry.name[0] == 'f')
        removed += tree.remove(entry.name);
    }
  } while (used == 256);
  EXPECT_EQ(removed, 300);
}

TEST_P(ReadDirTest, TypesAndNumbersAreThoseOfTheFiles) {
  tree.file("file");
  tree.directory("dir");
  tree.link("nowhere", "link");
  uint32_t used;
  for (const Entry &entry : list(0, 40000, used)) {
    // What is above is hidden.
    std::string meant = entry.name == ".." ? "." : entry.name;
    EXPECT_EQ(entry.header.ino, tree.status(meant).inode);
    FileType expected = entry.name == "file"   ? FileType::RegularFile
                        : entry.name == "link" ? FileType::SymbolicLink
                                               : FileType::Directory;
    EXPECT_EQ(entry.header.type, expected) << entry.name;
  }
}

TEST_P(ReadDirTest, StartingOverSeesNewFiles) {
  EXPECT_EQ(listAll(4096).size(), 2u);
  tree.file("new");
  EXPECT_EQ(listAll(4096).size(), 3u);
}

} // namespace
