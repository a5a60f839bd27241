//===- PathResolverTest.cpp - The sandbox of paths ------------------------===//
//
// Each test runs with the kernel's resolution and with the walk: both must give
// the same files and the same errors, and neither may leave the root.
//
//===----------------------------------------------------------------------===//

#include "TempTree.h"
#include "platform/FileSystem.h"
#include "wasi/PathResolver.h"

#include <atomic>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>

using namespace w2o::wasi;

namespace {

class PathResolverTest
    : public testing::TestWithParam<PathResolver::Method> {
protected:
  void SetUp() override {
    if (GetParam() == PathResolver::Method::Kernel &&
        !w2o::platform::canOpenBeneath())
      GTEST_SKIP() << "the kernel has no openat2";
  }

  static HeapString heap(const std::string &text) {
    HeapString result;
    EXPECT_TRUE(result.assign(text.data(), text.size()));
    return result;
  }

  /// The text of the file that `path` leads to, or the error as "errno N".
  std::string read(const std::string &path, int flags = O_RDONLY) {
    HostFd fd;
    int error = resolver.open(tree.rootFd, heap(path), flags, 0666, fd);
    return error != 0 ? "errno " + std::to_string(error) : contents(fd.get());
  }
  int open(const std::string &path, int flags = O_RDONLY) {
    HostFd fd;
    return resolver.open(tree.rootFd, heap(path), flags, 0666, fd);
  }
  int resolve(const std::string &path, LastLink lastLink, Entry &entry) {
    return resolver.resolve(tree.rootFd, heap(path), lastLink, entry);
  }
  /// The inode that an entry names, 0 when there is none.
  static ino_t inode(const Entry &entry) {
    struct stat status;
    return fstatat(entry.parent.get(), entry.name.c_str(), &status,
                   AT_SYMLINK_NOFOLLOW) == 0
               ? status.st_ino
               : 0;
  }
  ino_t inode(const std::string &path) {
    struct stat status;
    return lstat(tree.path(path).c_str(), &status) == 0 ? status.st_ino : 0;
  }

  static std::string failure(int error) {
    return "errno " + std::to_string(error);
  }

  TempTree tree;
  PathResolver resolver{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(
    Methods, PathResolverTest,
    testing::Values(PathResolver::Method::Kernel, PathResolver::Method::Walk),
    [](const auto &info) {
      return info.param == PathResolver::Method::Kernel ? "Kernel" : "Walk";
    });

TEST_P(PathResolverTest, FindsFilesBelowTheRoot) {
  tree.directory("a/b");
  tree.file("top", "1");
  tree.file("a/b/deep", "2");
  EXPECT_EQ(read("top"), "1");
  EXPECT_EQ(read("a/b/deep"), "2");
  EXPECT_EQ(read("./a/.//b///deep"), "2");
  EXPECT_EQ(read("a/../a/b/../b/./deep"), "2");
  EXPECT_EQ(read("a/b/../../top"), "1");
  EXPECT_EQ(read("missing"), failure(ENOENT));
  EXPECT_EQ(read("missing/deep"), failure(ENOENT));
  EXPECT_EQ(read("top/deep"), failure(ENOTDIR));
  EXPECT_EQ(read("top/.."), failure(ENOTDIR));
}

TEST_P(PathResolverTest, OpensTheRootItself) {
  tree.directory("a");
  for (const char *path : {".", "./", "./.", "a/..", "a/../", "a/../."})
    EXPECT_EQ(open(path, O_RDONLY | O_DIRECTORY), 0) << path;
}

TEST_P(PathResolverTest, RefusesToLeaveTheRoot) {
  tree.directory("a/b");
  for (const char *path :
       {"..", "../", "../root/a", "../outside/secret", "a/../..", "a/../../x",
        "a/b/../../../outside/secret", "./../outside/secret",
        "../../../../../../../../../../etc/passwd", "/", "/etc/passwd",
        "//etc/passwd", "a/b/../../../../../../../.."})
    EXPECT_EQ(open(path), EPERM) << path;
}

TEST_P(PathResolverTest, RefusesMalformedPaths) {
  EXPECT_EQ(open(""), ENOENT);
  EXPECT_EQ(open(std::string("a\0b", 3)), EINVAL);
  EXPECT_EQ(open(std::string(300, 'n')), ENAMETOOLONG);
  EXPECT_EQ(open(std::string(maxPath, 'n')), ENAMETOOLONG);
  std::string longPath;
  while (longPath.size() < maxPath)
    longPath += "./";
  EXPECT_EQ(open(longPath), ENAMETOOLONG);
}

TEST_P(PathResolverTest, FollowsLinksThatStayInside) {
  tree.directory("a/b");
  tree.file("a/file", "inside");
  tree.link("a/file", "link");
  tree.link("link", "again");
  tree.link("../file", "a/b/up");
  tree.link("a/b", "dir");
  tree.link("dir/../../a", "zigzag");
  tree.link(".", "here");
  EXPECT_EQ(read("link"), "inside");
  EXPECT_EQ(read("again"), "inside");
  EXPECT_EQ(read("a/b/up"), "inside");
  EXPECT_EQ(read("dir/up"), "inside");
  EXPECT_EQ(read("dir/../file"), "inside");
  EXPECT_EQ(read("zigzag/file"), "inside");
  EXPECT_EQ(read("here/here/here/again"), "inside");
}

TEST_P(PathResolverTest, RefusesLinksThatLeadOut) {
  tree.directory("a");
  tree.link("../outside/secret", "file");
  tree.link("../outside", "dir");
  tree.link("..", "parent");
  tree.link("/etc", "absolute");
  tree.link((tree.base / "outside/secret").string(), "absoluteFile");
  tree.link("/", "slash");
  tree.link("parent", "chain1");
  tree.link("chain1", "chain2");
  tree.link("../..", "a/up2");
  tree.link("a/../../outside/secret", "sneaky");
  for (const char *path :
       {"file", "dir/secret", "dir", "parent/outside/secret", "parent",
        "absolute/passwd", "absolute", "absoluteFile", "slash/etc/passwd",
        "slash", "chain2/outside/secret", "a/up2/outside/secret", "sneaky",
        "dir/../outside/secret", "parent/root/a", "dir/"})
    EXPECT_EQ(open(path), EPERM) << path;
  // A link that leads out cannot even be used to come back in.
  EXPECT_EQ(open("parent/root/a", O_RDONLY | O_DIRECTORY), EPERM);
}

TEST_P(PathResolverTest, GivesUpOnLinkLoops) {
  tree.link("self", "self");
  tree.link("b", "a");
  tree.link("a", "b");
  EXPECT_EQ(open("self"), ELOOP);
  EXPECT_EQ(open("a"), ELOOP);
  EXPECT_EQ(open("a/x"), ELOOP);
  std::string name = "target";
  tree.file(name, "end");
  for (int i = 0; i < 45; ++i) {
    std::string next = "chain" + std::to_string(i);
    tree.link(name, next);
    name = next;
  }
  EXPECT_EQ(read("chain10"), "end");
  EXPECT_EQ(open("chain44"), ELOOP);
}

TEST_P(PathResolverTest, BoundsPathsThatLinksMakeLong) {
  // Each step triples what is left to resolve.
  std::string wide(250, 'd');
  tree.directory(wide);
  std::string back = wide + "/../" + wide + "/../" + wide + "/..";
  tree.link(back, "l0");
  for (int i = 1; i < 12; ++i) {
    std::string to = "l" + std::to_string(i - 1);
    tree.link(to + "/" + to + "/" + to, "l" + std::to_string(i));
  }
  int error = open("l11", O_RDONLY | O_DIRECTORY);
  EXPECT_TRUE(error == ELOOP || error == ENAMETOOLONG) << error;
  EXPECT_EQ(open("l2", O_RDONLY | O_DIRECTORY), 0);
}

TEST_P(PathResolverTest, NoFollowStopsAtTheLastLinkOnly) {
  tree.directory("a");
  tree.file("a/file", "inside");
  tree.link("a/file", "link");
  tree.link("a", "dir");
  EXPECT_EQ(open("link", O_RDONLY | O_NOFOLLOW), ELOOP);
  EXPECT_EQ(read("dir/file", O_RDONLY | O_NOFOLLOW), "inside");
  int error = open("dir", O_RDONLY | O_NOFOLLOW | O_DIRECTORY);
  EXPECT_TRUE(error == ELOOP || error == ENOTDIR) << error;
  // POSIX: a slash after a link asks for what it points at.
  EXPECT_EQ(open("dir/", O_RDONLY | O_NOFOLLOW), 0);
}

TEST_P(PathResolverTest, TrailingSlashWantsADirectory) {
  tree.directory("dir");
  tree.file("file", "text");
  tree.link("file", "link");
  EXPECT_EQ(open("dir/"), 0);
  EXPECT_EQ(open("dir///"), 0);
  EXPECT_EQ(open("file/"), ENOTDIR);
  EXPECT_EQ(open("link/"), ENOTDIR);
  EXPECT_EQ(open("new/", O_WRONLY | O_CREAT), EISDIR);
  EXPECT_FALSE(tree.exists("new"));
}

TEST_P(PathResolverTest, CreatesFilesInsideOnly) {
  tree.directory("a");
  tree.link("a/made", "inside");
  tree.link("../outside/made", "leaving");
  tree.link((tree.base / "outside/made").string(), "absolute");
  EXPECT_EQ(open("plain", O_WRONLY | O_CREAT), 0);
  EXPECT_TRUE(tree.exists("plain"));
  EXPECT_EQ(open("inside", O_WRONLY | O_CREAT), 0);
  EXPECT_TRUE(tree.exists("a/made"));
  EXPECT_EQ(open("leaving", O_WRONLY | O_CREAT), EPERM);
  EXPECT_EQ(open("absolute", O_WRONLY | O_CREAT), EPERM);
  EXPECT_EQ(open("../outside/made", O_WRONLY | O_CREAT), EPERM);
  EXPECT_FALSE(tree.exists("../outside/made"));
  EXPECT_EQ(open("plain", O_WRONLY | O_CREAT | O_EXCL), EEXIST);
  // An exclusive open does not follow links, dangling or not.
  EXPECT_EQ(open("leaving", O_WRONLY | O_CREAT | O_EXCL), EEXIST);
  EXPECT_FALSE(tree.exists("../outside/made"));
}

TEST_P(PathResolverTest, TruncatesInsideOnly) {
  tree.link("../outside/secret", "link");
  EXPECT_EQ(open("link", O_WRONLY | O_TRUNC), EPERM);
  EXPECT_EQ(tree.text("../outside/secret"), "outside");
}

TEST_P(PathResolverTest, EntriesHaveParentAndName) {
  tree.directory("a/b");
  tree.file("a/file");
  tree.link("file", "a/link");
  tree.link("a", "dir");
  Entry entry;
  ASSERT_EQ(resolve("a/file", LastLink::NeverFollow, entry), 0);
  EXPECT_STREQ(entry.name.c_str(), "file");
  EXPECT_FALSE(entry.slash);
  EXPECT_EQ(inode(entry), inode("a/file"));
  ASSERT_EQ(resolve("a/b///", LastLink::NeverFollow, entry), 0);
  EXPECT_STREQ(entry.name.c_str(), "b");
  EXPECT_TRUE(entry.slash);
  ASSERT_EQ(resolve("dir/link", LastLink::NoFollow, entry), 0);
  EXPECT_EQ(inode(entry), inode("a/link"));
  ASSERT_EQ(resolve("dir/link", LastLink::Follow, entry), 0);
  EXPECT_EQ(inode(entry), inode("a/file"));
  ASSERT_EQ(resolve("dir", LastLink::NeverFollow, entry), 0);
  EXPECT_EQ(inode(entry), inode("dir"));
  ASSERT_EQ(resolve("dir/", LastLink::NeverFollow, entry), 0);
  EXPECT_EQ(inode(entry), inode("dir"));
  ASSERT_EQ(resolve("dir/", LastLink::NoFollow, entry), 0);
  EXPECT_EQ(inode(entry), inode("a"));
  ASSERT_EQ(resolve("new", LastLink::Follow, entry), 0);
  EXPECT_STREQ(entry.name.c_str(), "new");
  EXPECT_EQ(resolve("missing/new", LastLink::NeverFollow, entry), ENOENT);
}

TEST_P(PathResolverTest, EntryNamesAreNeverParents) {
  tree.directory("a/b");
  Entry entry;
  for (const char *path : {".", "./", "a/..", "a/b/../..", "a/../."}) {
    ASSERT_EQ(resolve(path, LastLink::NeverFollow, entry), 0) << path;
    EXPECT_STREQ(entry.name.c_str(), ".") << path;
    EXPECT_EQ(inode(entry), inode("")) << path;
  }
  ASSERT_EQ(resolve("a/b/..", LastLink::Follow, entry), 0);
  EXPECT_STREQ(entry.name.c_str(), ".");
  EXPECT_EQ(inode(entry), inode("a"));
  for (const char *path : {"..", "a/../..", "/", "/a", "a/../../outside",
                           "../outside/secret"})
    for (LastLink lastLink :
         {LastLink::Follow, LastLink::NoFollow, LastLink::NeverFollow})
      EXPECT_EQ(resolve(path, lastLink, entry), EPERM) << path;
}

TEST_P(PathResolverTest, EntriesFollowNoLinkOut) {
  tree.link("../outside", "dir");
  tree.link("../outside/secret", "file");
  Entry entry;
  EXPECT_EQ(resolve("dir/secret", LastLink::NeverFollow, entry), EPERM);
  EXPECT_EQ(resolve("file", LastLink::Follow, entry), EPERM);
  EXPECT_EQ(resolve("dir/", LastLink::NoFollow, entry), EPERM);
  // The link itself is inside.
  ASSERT_EQ(resolve("file", LastLink::NeverFollow, entry), 0);
  EXPECT_EQ(inode(entry), inode("file"));
}

TEST_P(PathResolverTest, RefusesMagicLinks) {
  // Links of /proc lead to files, not to paths.
  HostFd proc(::open("/proc/self", O_RDONLY | O_DIRECTORY));
  if (!proc.valid())
    GTEST_SKIP() << "no /proc";
  HostFd fd;
  std::string self = "fd/" + std::to_string(tree.rootFd);
  for (const std::string &path :
       {std::string("root/etc/passwd"), std::string("cwd/."),
        std::string("exe"), self, self + "/x"}) {
    int error = resolver.open(proc.get(), heap(path), O_RDONLY, 0, fd);
    EXPECT_TRUE(error == EPERM || error == ELOOP) << path << ": " << error;
  }
  EXPECT_EQ(resolver.open(proc.get(), heap("status"), O_RDONLY, 0, fd), 0);
}

TEST_P(PathResolverTest, WalksDeepTreesWithFewDescriptors) {
  constexpr int deep = 200;
  std::string path;
  HostFd at = HostFd::borrow(tree.rootFd);
  for (int depth = 0; depth < deep; ++depth) {
    path += "d/";
    ASSERT_EQ(mkdirat(at.get(), "d", 0777), 0);
    at = HostFd(openat(at.get(), "d", O_RDONLY | O_DIRECTORY));
    ASSERT_TRUE(at.valid());
  }
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(at.get()) + 8;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  EXPECT_EQ(open(path, O_RDONLY | O_DIRECTORY), 0);
  EXPECT_EQ(open(path + "..", O_RDONLY | O_DIRECTORY), 0);
  EXPECT_EQ(open(path + "../../d/d", O_RDONLY | O_DIRECTORY), 0);
  setrlimit(RLIMIT_NOFILE, &before);
}

/// Runs `change` over and over on another thread while `check` runs.
template <class Change, class Check> void race(Change change, Check check) {
  std::atomic<bool> stop{false};
  std::thread changer([&] {
    while (!stop.load())
      change();
  });
  for (int i = 0; i < 20000; ++i)
    check();
  stop.store(true);
  changer.join();
}

TEST_P(PathResolverTest, SwappingADirectoryForALinkWinsNothing) {
  tree.directory("swap");
  tree.file("swap/secret", "inside");
  tree.link("../outside", "evil");
  // Two names that trade places in one step are never both missing, so that
  // the swap is met in the middle of resolutions.
  auto swap = [&] {
    rename(tree.path("swap").c_str(), tree.path("kept").c_str());
    rename(tree.path("evil").c_str(), tree.path("swap").c_str());
    rename(tree.path("swap").c_str(), tree.path("evil").c_str());
    rename(tree.path("kept").c_str(), tree.path("swap").c_str());
  };
  int inside = 0;
  race(swap, [&] {
    std::string got = read("swap/secret");
    inside += got == "inside";
    ASSERT_TRUE(got == "inside" || got == failure(EPERM) ||
                got == failure(ENOENT) || got == failure(ENOTDIR))
        << got;
    Entry entry;
    if (resolve("swap/secret", LastLink::NeverFollow, entry) == 0) {
      HostFd fd(openat(entry.parent.get(), "secret", O_RDONLY | O_NOFOLLOW));
      ASSERT_TRUE(!fd.valid() || contents(fd.get()) == "inside");
    }
  });
  EXPECT_GT(inside, 0);
}

TEST_P(PathResolverTest, SwappingAFileForALinkWinsNothing) {
  tree.file("file", "inside");
  tree.link("../outside/secret", "evil");
  race(
      [&] {
        rename(tree.path("file").c_str(), tree.path("kept").c_str());
        rename(tree.path("evil").c_str(), tree.path("file").c_str());
        rename(tree.path("file").c_str(), tree.path("evil").c_str());
        rename(tree.path("kept").c_str(), tree.path("file").c_str());
      },
      [&] {
        std::string got = read("file");
        ASSERT_TRUE(got == "inside" || got == failure(EPERM) ||
                    got == failure(ENOENT) || got == failure(ELOOP))
            << got;
      });
}

TEST_P(PathResolverTest, MovingADirectoryOutDoesNotMakeItsParentReachable) {
  // "a/b/../../secret" is inside; once b has moved, b/../.. is not.
  tree.directory("a/b");
  tree.directory("../outside/x");
  tree.file("secret", "inside");
  auto from = tree.path("a/b");
  auto to = tree.path("../outside/x/b");
  int inside = 0;
  race(
      [&] {
        rename(from.c_str(), to.c_str());
        rename(to.c_str(), from.c_str());
      },
      [&] {
        std::string got = read("a/b/../../secret");
        inside += got == "inside";
        ASSERT_NE(got, "outside");
      });
  EXPECT_GT(inside, 0);
}

} // namespace
