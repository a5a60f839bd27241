//===- FdTableTest.cpp - Numbers, rights and lifetime of descriptors ------===//

#include "TempTree.h"
#include "wasi/FdTable.h"
#include "wasi/HostFile.h"
#include "wasi/HostFileSystem.h"

#include <atomic>
#include <fcntl.h>
#include <sys/socket.h>
#include <thread>
#include <vector>

using namespace w2o::wasi;

namespace {

constexpr Rights allRights = ~Rights{0};

class FdTableTest : public testing::Test {
protected:
  DescriptorRef openFile(const char *name = "file") {
    HostFd fd(::open(tree.path(name).c_str(), O_RDWR | O_CREAT, 0666));
    DescriptorRef result;
    EXPECT_EQ(files.adopt(std::move(fd), allRights, allRights,
                                    result),
              0);
    return result;
  }
  static bool isOpen(int hostFd) { return fcntl(hostFd, F_GETFD) != -1; }

  TempTree tree;
  HostFileSystem files;
  FdTable table;
};

TEST_F(FdTableTest, TakesTheLowestFreeNumber) {
  uint32_t fd = 0;
  EXPECT_EQ(table.insert(openFile(), FdTable::firstFree, fd), Errno::Success);
  EXPECT_EQ(fd, 3u);
  EXPECT_EQ(table.insert(openFile(), FdTable::firstFree, fd), Errno::Success);
  EXPECT_EQ(fd, 4u);
  EXPECT_EQ(table.insert(openFile(), 0, fd), Errno::Success);
  EXPECT_EQ(fd, 0u);
  EXPECT_EQ(table.close(3), Errno::Success);
  EXPECT_EQ(table.close(3), Errno::BadF);
  EXPECT_EQ(table.insert(openFile(), FdTable::firstFree, fd), Errno::Success);
  EXPECT_EQ(fd, 3u);
}

TEST_F(FdTableTest, KnowsOnlyOpenNumbers) {
  for (uint32_t fd : {0u, 3u, 1000u, FdTable::maxDescriptors, UINT32_MAX}) {
    EXPECT_FALSE(table.get(fd));
    EXPECT_EQ(table.close(fd), Errno::BadF);
  }
  EXPECT_EQ(table.set(UINT32_MAX, openFile()), Errno::BadF);
}

TEST_F(FdTableTest, GrowsAndKeepsWhatIsOpen) {
  std::vector<int> hosts;
  for (uint32_t i = 0; i < 100; ++i) {
    DescriptorRef file = openFile();
    hosts.push_back(file->host());
    uint32_t fd;
    ASSERT_EQ(table.insert(std::move(file), 0, fd), Errno::Success);
    ASSERT_EQ(fd, i);
  }
  for (uint32_t i = 0; i < 100; ++i)
    EXPECT_EQ(table.get(i)->host(), hosts[i]);
}

TEST_F(FdTableTest, ClosesTheHostDescriptorWithTheLastReference) {
  DescriptorRef file = openFile();
  int host = file->host();
  uint32_t fd;
  ASSERT_EQ(table.insert(file, 0, fd), Errno::Success);
  EXPECT_EQ(table.close(fd), Errno::Success);
  EXPECT_TRUE(isOpen(host)); // a call may be using it
  file = DescriptorRef();
  EXPECT_FALSE(isOpen(host));
}

TEST_F(FdTableTest, ClosesEverythingAtTheEnd) {
  int host;
  {
    FdTable local;
    DescriptorRef file = openFile();
    host = file->host();
    uint32_t fd;
    ASSERT_EQ(local.insert(std::move(file), 0, fd), Errno::Success);
  }
  EXPECT_FALSE(isOpen(host));
}

TEST_F(FdTableTest, RenumberNeedsBothAndClosesTheTarget) {
  DescriptorRef first = openFile("first");
  DescriptorRef second = openFile("second");
  int firstHost = first->host();
  int secondHost = second->host();
  uint32_t from;
  uint32_t to;
  ASSERT_EQ(table.insert(std::move(first), 3, from), Errno::Success);
  ASSERT_EQ(table.insert(std::move(second), 3, to), Errno::Success);
  EXPECT_EQ(table.renumber(from, 99), Errno::BadF);
  EXPECT_EQ(table.renumber(99, to), Errno::BadF);
  EXPECT_EQ(table.renumber(from, from), Errno::Success);
  EXPECT_EQ(table.renumber(from, to), Errno::Success);
  EXPECT_FALSE(table.get(from));
  EXPECT_EQ(table.get(to)->host(), firstHost);
  EXPECT_FALSE(isOpen(secondHost));
}

TEST_F(FdTableTest, RightsFitTheTypeOfFile) {
  DescriptorRef file = openFile();
  EXPECT_EQ(file->type(), FileType::RegularFile);
  EXPECT_EQ(file->base(), rights::File);
  EXPECT_EQ(file->inheriting(), rights::None);

  DescriptorRef directory;
  ASSERT_EQ(files.adopt(HostFd(dup(tree.rootFd)), allRights,
                                  rights::Inheritable, directory),
            0);
  EXPECT_EQ(directory->type(), FileType::Directory);
  EXPECT_EQ(directory->base() & rights::FileOnly, rights::None);
  EXPECT_EQ(directory->inheriting(), rights::Inheritable);

  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  DescriptorRef reader;
  ASSERT_EQ(files.adopt(HostFd(pipes[0]), allRights, allRights,
                                  reader),
            0);
  close(pipes[1]);
  EXPECT_EQ(reader->type(), FileType::Unknown);
  EXPECT_EQ(reader->base() & (rights::FdSeek | rights::FdTell), rights::None);
  EXPECT_TRUE(static_cast<HostFile &>(*reader).canBreak());

  int sockets[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets), 0);
  DescriptorRef socket;
  ASSERT_EQ(files.adopt(HostFd(sockets[0]), allRights, allRights,
                                  socket),
            0);
  close(sockets[1]);
  EXPECT_EQ(socket->type(), FileType::SocketDgram);
  EXPECT_EQ(socket->base(), rights::Socket);

  // libc takes a character device that cannot seek for a terminal.
  DescriptorRef null;
  ASSERT_EQ(files.adopt(HostFd(::open("/dev/null", O_RDWR)),
                                  allRights, allRights, null),
            0);
  EXPECT_EQ(null->type(), FileType::CharacterDevice);
  EXPECT_NE(null->base() & rights::FdSeek, rights::None);
}

TEST_F(FdTableTest, TerminalsCannotSeek) {
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
    GTEST_SKIP() << "no pseudo terminals";
  HostFd keep(master);
  DescriptorRef terminal;
  ASSERT_EQ(files.adopt(
                HostFd(::open(ptsname(master), O_RDWR | O_NOCTTY)), allRights,
                allRights, terminal),
            0);
  EXPECT_EQ(terminal->type(), FileType::CharacterDevice);
  EXPECT_EQ(terminal->base() & (rights::FdSeek | rights::FdTell),
            rights::None);
}

TEST_F(FdTableTest, RightsOnlyShrink) {
  DescriptorRef file = openFile();
  EXPECT_FALSE(file->restrict(allRights, rights::None));
  EXPECT_EQ(file->base(), rights::File);
  EXPECT_TRUE(file->restrict(rights::FdRead | rights::FdSeek, rights::None));
  EXPECT_EQ(file->base(), rights::FdRead | rights::FdSeek);
  EXPECT_FALSE(file->restrict(rights::FdRead | rights::FdWrite, rights::None));
  EXPECT_TRUE(file->restrict(rights::None, rights::None));
}

TEST_F(FdTableTest, ClosingWhileReadingIsSafe) {
  // What the sandbox depends on: a number that is closed and opened again
  // must never make a call in progress use the new file.
  tree.file("wanted", "wanted");
  std::atomic<bool> stop{false};
  std::thread closer([&] {
    while (!stop.load()) {
      uint32_t fd;
      table.insert(openFile("wanted"), 0, fd);
      table.close(0);
      HostFd other(::open("/dev/zero", O_RDONLY));
    }
  });
  int read = 0;
  for (int i = 0; i < 100000 && read < 2000; ++i) {
    DescriptorRef file = table.get(0);
    if (!file)
      continue;
    ++read;
    EXPECT_EQ(contents(file->host()), "wanted");
  }
  stop.store(true);
  closer.join();
}

} // namespace
