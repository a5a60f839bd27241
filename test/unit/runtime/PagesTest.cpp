//===- PagesTest.cpp - Pages of files, changed pages ----------------------===//

#include "platform/Pages.h"

#include "platform/Platform.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace w2o::platform;

namespace {

constexpr size_t numPages = 16;

/// A reservation of which all pages are accessible, with a file on pages 4 to
/// 7.
class Pages : public testing::Test {
protected:
  void SetUp() override {
    page = pageSize();
    base = static_cast<uint8_t *>(reserve(numPages * page));
    ASSERT_TRUE(base);
    ASSERT_TRUE(commit(base, numPages * page));
    file = newNamelessFile(4 * page);
    if (file.file < 0)
      GTEST_SKIP() << "no nameless files";
    std::vector<uint8_t> bytes(4 * page, 7);
    ASSERT_TRUE(writeFile(file, bytes.data(), bytes.size(), 0));
    ASSERT_TRUE(sealFile(file));
    ASSERT_TRUE(mapFile(base + 4 * page, 4 * page, file));
  }
  void TearDown() override {
    closeFile(file);
    release(base, numPages * page);
  }
  /// Numbers of the pages that changedPages() gives.
  std::vector<size_t> changed() {
    PageRun runs[numPages];
    size_t count = changedPages(base, numPages * page, runs, numPages);
    std::vector<size_t> result;
    if (count == unknownRuns)
      return {SIZE_MAX};
    for (size_t i = 0; i < count; ++i)
      for (uint8_t *at = runs[i].begin; at < runs[i].end; at += page)
        result.push_back(size_t(at - base) / page);
    return result;
  }
  bool isKnown() { return changed() != std::vector<size_t>{SIZE_MAX}; }
  uint8_t read(size_t number) {
    return *const_cast<volatile uint8_t *>(base + number * page);
  }
  void write(size_t number) {
    *const_cast<volatile uint8_t *>(base + number * page) = 1;
  }

  size_t page = 0;
  uint8_t *base = nullptr;
  FilePart file = noFile;
};

TEST_F(Pages, OnlyWrittenPagesAreChanged) {
  if (!isKnown())
    GTEST_SKIP() << "the system does not say";
  for (size_t i = 0; i < numPages; ++i)
    read(i); // Zero pages and pages of the file.
  EXPECT_EQ(changed(), std::vector<size_t>{});
  for (size_t i : {0, 4, 5, 11})
    write(i);
  EXPECT_EQ(changed(), (std::vector<size_t>{0, 4, 5, 11}));
  EXPECT_TRUE(forgetChanges(base, numPages * page));
  EXPECT_EQ(changed(), std::vector<size_t>{});
  EXPECT_EQ(read(0), 0);
  EXPECT_EQ(read(5), 7);
}

TEST_F(Pages, PagesThatTheSystemTookAwayStillCount) {
  if (!isKnown())
    GTEST_SKIP() << "the system does not say";
  write(2);
  write(6);
#ifdef MADV_PAGEOUT
  madvise(base, numPages * page, MADV_PAGEOUT); // Swap, where there is some.
#endif
  EXPECT_EQ(changed(), (std::vector<size_t>{2, 6}));
}

TEST_F(Pages, MoreRunsThanRoomIsUnknown) {
  if (!isKnown())
    GTEST_SKIP() << "the system does not say";
  for (size_t i = 0; i < 10; i += 2)
    write(i);
  PageRun runs[8];
  EXPECT_EQ(changedPages(base, numPages * page, runs, 4), unknownRuns);
  EXPECT_EQ(changedPages(base, numPages * page, runs, 5), 5u);
}

TEST_F(Pages, AChildOfForkSeesItsOwnPages) {
  if (!isKnown())
    GTEST_SKIP() << "the system does not say";
  write(1);
  pid_t child = fork();
  if (child == 0) {
    write(9);
    std::vector<size_t> now = changed();
    bool sees = now == std::vector<size_t>{1, 9};
    bool unknown = now == std::vector<size_t>{SIZE_MAX};
    _exit(sees || unknown ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(changed(), std::vector<size_t>{1});
}

TEST_F(Pages, AFileThatTookTheDescriptorIsNotUsed) {
  int other = open("/dev/zero", O_RDONLY);
  ASSERT_GE(dup2(other, file.file), 0);
  EXPECT_FALSE(mapFile(base + 4 * page, page, file));
  EXPECT_EQ(read(4), 7);
  int number = file.file;
  closeFile(file); // Not ours any more: stays open.
  EXPECT_NE(fcntl(number, F_GETFD), -1);
  close(number);
  close(other);
}

TEST_F(Pages, DecommittedPagesAreZeroWhenTheyComeBack) {
  write(3);
  write(4);
  EXPECT_TRUE(decommit(base + 3 * page, 2 * page));
  EXPECT_TRUE(commit(base + 3 * page, 2 * page));
  EXPECT_EQ(read(3), 0);
  EXPECT_EQ(read(4), 0);
  EXPECT_EQ(read(5), 7);
}

alignas(65536) const uint8_t constant[65536 * 2] = {1, 2, 3};

TEST(FileOfPages, FindsTheProgramsOwnFile) {
  FilePart part = fileOfPages(constant, sizeof(constant));
  if (part.file < 0)
    GTEST_SKIP() << "the file cannot be had";
  const uint8_t *mapped = mapFileReadOnly(sizeof(constant), part);
  ASSERT_TRUE(mapped);
  EXPECT_EQ(memcmp(mapped, constant, sizeof(constant)), 0);
  release(const_cast<uint8_t *>(mapped), sizeof(constant));
  closeFile(part);
  EXPECT_LT(part.file, 0);
}

TEST(FileOfPages, MemoryWithoutAFileHasNone) {
  void *memory = reserve(pageSize());
  ASSERT_TRUE(commit(memory, pageSize()));
  EXPECT_LT(fileOfPages(memory, pageSize()).file, 0);
  // Of a file, but more than is mapped of it.
  EXPECT_LT(fileOfPages(constant, size_t(1) << 40).file, 0);
  release(memory, pageSize());
}

} // namespace
