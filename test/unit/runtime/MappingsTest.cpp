//===- MappingsTest.cpp - What an address is mapped from, Linux -----------===//
//
// The kernel's answer and our reading of its list are the same.
//
//===----------------------------------------------------------------------===//

#if defined(__linux__)

#include "platform/linux/Mappings.h"

#include "platform/Platform.h"

#include <gtest/gtest.h>

#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace w2o::platform;

namespace {

class Mappings : public testing::Test {
protected:
  using Function = bool (*)(int, uintptr_t, char *, size_t, Mapping *);

  /// A text of what was found.
  std::string find(Function function, const void *address) {
    int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    std::vector<char> line(2 * PATH_MAX);
    Mapping m = {};
    bool found =
        function(maps, uintptr_t(address), line.data(), line.size(), &m);
    close(maps);
    if (!found)
      return "none";
    char text[128];
    std::snprintf(text, sizeof(text), "%#lx-%#lx +%#lx dev %#lx inode %lu ",
                  (unsigned long)m.begin, (unsigned long)m.end,
                  (unsigned long)m.offset, (unsigned long)m.device,
                  (unsigned long)m.inode);
    return text + std::string(m.path);
  }
  void expectSame(const void *address) {
    std::string asked = find(queryMapping, address);
    if (asked == "none")
      GTEST_SKIP() << "the kernel answers no questions about mappings";
    EXPECT_EQ(asked, find(readMapping, address));
  }
};

int data = 1;

TEST_F(Mappings, CodeAndDataOfTheProgram) {
  expectSame(reinterpret_cast<const void *>(&std::snprintf));
  expectSame(&data);
}

TEST_F(Mappings, NoFile) {
  int local = 0;
  expectSame(&local);
  void *memory = reserve(pageSize());
  ASSERT_TRUE(memory && commit(memory, pageSize()));
  expectSame(memory);
  release(memory, pageSize());
}

TEST_F(Mappings, ReadingFindsTheProgram) {
  std::string found = find(readMapping, &data);
  struct stat status;
  ASSERT_EQ(stat("/proc/self/exe", &status), 0);
  EXPECT_NE(found.find("inode " + std::to_string(status.st_ino) + " /"),
            std::string::npos)
      << found;
}

TEST_F(Mappings, NothingIsMapped) {
  void *memory = reserve(pageSize());
  release(memory, pageSize());
  EXPECT_EQ(find(queryMapping, memory), "none");
  EXPECT_EQ(find(readMapping, memory), "none");
  EXPECT_EQ(find(queryMapping, nullptr), "none");
  EXPECT_EQ(find(readMapping, nullptr), "none");
}

TEST_F(Mappings, APathThatDoesNotFitIsNoAnswer) {
  int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  char line[8];
  Mapping m = {};
  EXPECT_FALSE(queryMapping(maps, uintptr_t(&data), line, sizeof(line), &m));
  EXPECT_FALSE(readMapping(maps, uintptr_t(&data), line, sizeof(line), &m));
  close(maps);
}

} // namespace

#endif // __linux__
