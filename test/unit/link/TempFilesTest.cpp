//===- TempFilesTest.cpp - Files that do not outlive their scope ----------===//

#include "link/TempFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <gtest/gtest.h>

using namespace w2o;
namespace fs = llvm::sys::fs;

TEST(TempFiles, DirectoryGoesWithItsFiles) {
  std::string file;
  {
    TempDirectory directory;
    ASSERT_FALSE(directory.create());
    file = directory.file("a.o");
    EXPECT_FALSE(writeFile(file, {'a', 'b'}));
    EXPECT_TRUE(fs::exists(file));
  }
  EXPECT_FALSE(fs::exists(file));
}

TEST(TempFiles, PendingFileAppearsOnlyWhenCommitted) {
  TempDirectory directory;
  ASSERT_FALSE(directory.create());
  std::string target = directory.file("out");
  std::string pending;
  {
    PendingFile file;
    ASSERT_FALSE(file.create(target));
    pending = file.path();
    EXPECT_FALSE(fs::exists(target));
    EXPECT_FALSE(writeFile(pending, {'x'}));
  }
  EXPECT_FALSE(fs::exists(target));
  EXPECT_FALSE(fs::exists(pending));
  PendingFile file;
  ASSERT_FALSE(file.create(target));
  EXPECT_FALSE(writeFile(file.path(), {'y'}));
  EXPECT_FALSE(file.commit());
  auto buffer = llvm::MemoryBuffer::getFile(target);
  ASSERT_TRUE(bool(buffer));
  EXPECT_EQ((*buffer)->getBuffer(), "y");
}

TEST(TempFiles, NoPlaceIsAnIoError) {
  PendingFile file;
  auto error = file.create("/nonexistent-directory/out");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorClass::Io);
}
