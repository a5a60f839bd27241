//===- ProfileTest.cpp - Profiles that the runtime writes -----------------===//
//
// LLVM's own reader says whether a file is what it should be. Records are made
// by hand, in the layout of LLVM's InstrProfData.inc.
//
//===----------------------------------------------------------------------===//

#include "abi/ProfileData.h"
#include "wasm2obj_profile.h"
#include "llvm/ProfileData/InstrProf.h"
#include "llvm/ProfileData/InstrProfReader.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

using llvm::IPVK_Last;

struct Record {
#define INSTR_PROF_DATA(Type, LLVMType, Name, Initializer) Type Name;
  using IntPtrT = uint64_t;
#include "llvm/ProfileData/InstrProfData.inc"
#undef INSTR_PROF_DATA
};
static_assert(sizeof(Record) == 64);

/// What an instrumented object has in its sections.
struct Sections {
  std::vector<Record> records;
  std::vector<uint64_t> counters;
  std::string names;
  w2o_profile_data data = {};

  Sections(const std::map<std::string, std::vector<uint64_t>> &functions,
           const char *path) {
    std::vector<std::string> list;
    for (const auto &[name, counts] : functions) {
      Record record = {};
      const_cast<uint64_t &>(record.NameRef) =
          llvm::IndexedInstrProf::ComputeHash(name);
      const_cast<uint64_t &>(record.FuncHash) = 7 + counts.size();
      const_cast<uint64_t &>(record.CounterPtr) = counters.size();
      const_cast<uint32_t &>(record.NumCounters) = uint32_t(counts.size());
      records.push_back(record);
      counters.insert(counters.end(), counts.begin(), counts.end());
      list.push_back(name);
    }
    EXPECT_FALSE(bool(
        llvm::collectGlobalObjectNameStrings(list, /*doCompression=*/false,
                                             names)));
    // Distances are known only when nothing moves any more.
    for (Record &record : records)
      const_cast<uint64_t &>(record.CounterPtr) =
          uint64_t(&counters[record.CounterPtr]) - uint64_t(&record);
    auto bytes = [](const auto &v) {
      return reinterpret_cast<const uint8_t *>(v.data());
    };
    data.records_begin = bytes(records);
    data.records_end = bytes(records) + records.size() * sizeof(Record);
    data.counters_begin = counters.data();
    data.counters_end = counters.data() + counters.size();
    data.names_begin = bytes(names);
    data.names_end = bytes(names) + names.size();
    data.path = path;
  }
  Sections(const Sections &) = delete;
  ~Sections() { w2o_profile_remove(&data); }
};

/// Counts by name, as LLVM reads them.
std::map<std::string, std::vector<uint64_t>> read(const std::string &path) {
  std::map<std::string, std::vector<uint64_t>> result;
  auto files = llvm::vfs::getRealFileSystem();
  auto reader = llvm::InstrProfReader::create(path, *files);
  if (!reader) {
    ADD_FAILURE() << llvm::toString(reader.takeError());
    return result;
  }
  EXPECT_TRUE((*reader)->isIRLevelProfile());
  for (const llvm::NamedInstrProfRecord &record : **reader) {
    EXPECT_EQ(record.Hash, 7 + record.Counts.size());
    result[record.Name.str()] = record.Counts;
  }
  EXPECT_FALSE((*reader)->hasError());
  return result;
}

class Profile : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "w2o-profile-XXXXXX";
    ASSERT_TRUE(mkdtemp(pattern.data()));
    folder = pattern;
    unsetenv("W2O_PROFILE_FILE");
  }
  void TearDown() override {
    w2o_profile_reset(); // Forgets what was saved.
    (void)!system(("rm -rf '" + folder + "'").c_str());
  }
  std::string path(const char *name) const { return folder + "/" + name; }
  size_t numFiles() const {
    size_t count = 0;
    DIR *listing = opendir(folder.c_str());
    while (dirent *entry = readdir(listing))
      count += entry->d_name[0] != '.';
    closedir(listing);
    return count;
  }

  std::string folder;
};

TEST_F(Profile, IsReadByLLVM) {
  std::string file = path("a");
  Sections a({{"f", {1, 2, 3}}, {"longer.name", {uint64_t(1) << 40}}},
             file.c_str());
  w2o_profile_add(&a.data);
  w2o_profile_add(&a.data);
  w2o_error error = {};
  ASSERT_TRUE(w2o_profile_write(nullptr, &error)) << error.message;
  auto counts = read(file);
  EXPECT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts["f"], (std::vector<uint64_t>{1, 2, 3}));
  EXPECT_EQ(counts["longer.name"], (std::vector<uint64_t>{uint64_t(1) << 40}));
  struct stat status;
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_NE(status.st_mode & S_IRUSR, 0u);
  EXPECT_EQ(numFiles(), 1u);
}

TEST_F(Profile, SeveralLibrariesShareAFile) {
  std::string file = path("all"), other = path("other");
  Sections a({{"f", {1, 2, 3}}}, file.c_str());
  Sections b({{"g", {4}}, {"h", {5, 6}}}, file.c_str());
  Sections c({{"i", {7}}}, other.c_str());
  // Another module of the same library has the same sections.
  w2o_profile_data twin = a.data;
  for (w2o_profile_data *data : {&a.data, &twin, &b.data, &c.data})
    w2o_profile_add(data);
  ASSERT_TRUE(w2o_profile_write(nullptr, nullptr));
  EXPECT_EQ(read(file).size(), 3u);
  EXPECT_EQ(read(other).size(), 1u);
  ASSERT_TRUE(w2o_profile_write(path("one").c_str(), nullptr));
  EXPECT_EQ(read(path("one")).size(), 4u);
  setenv("W2O_PROFILE_FILE", path("env-%p").c_str(), 1);
  ASSERT_TRUE(w2o_profile_write(nullptr, nullptr));
  EXPECT_EQ(read(path(("env-" + std::to_string(getpid())).c_str())).size(),
            4u);
}

TEST_F(Profile, KeepsWhatWasUnloaded) {
  std::string file = path("a");
  {
    Sections gone({{"gone", {8, 9}}}, file.c_str());
    w2o_profile_add(&gone.data);
  }
  Sections stays({{"stays", {1}}}, file.c_str());
  w2o_profile_add(&stays.data);
  ASSERT_TRUE(w2o_profile_write(nullptr, nullptr));
  auto counts = read(file);
  EXPECT_EQ(counts["gone"], (std::vector<uint64_t>{8, 9}));
  EXPECT_EQ(counts["stays"], (std::vector<uint64_t>{1}));
  w2o_profile_reset();
  ASSERT_TRUE(w2o_profile_write(nullptr, nullptr));
  counts = read(file);
  EXPECT_EQ(counts.count("gone"), 0u);
  EXPECT_EQ(counts["stays"], (std::vector<uint64_t>{0}));
}

TEST_F(Profile, FailureKeepsTheFile) {
  Sections a({{"f", {1}}}, path("missing/x").c_str());
  std::string file = path("missing/x");
  a.data.path = file.c_str();
  w2o_profile_add(&a.data);
  w2o_error error = {};
  EXPECT_FALSE(w2o_profile_write(nullptr, &error));
  EXPECT_EQ(error.kind, W2O_ERROR_RESOURCE);
  EXPECT_EQ(std::string(error.message),
            "cannot write profile '" + file + "': No such file or directory");
  // A directory cannot be replaced, and nothing is left beside it.
  ASSERT_EQ(mkdir(path("dir").c_str(), 0777), 0);
  EXPECT_FALSE(w2o_profile_write(path("dir").c_str(), &error));
  EXPECT_EQ(numFiles(), 1u);
  EXPECT_FALSE(w2o_profile_write("", &error));
  EXPECT_STREQ(error.message,
               "cannot write profile '': the name is empty");
  std::string tooLong(5000, 'x');
  EXPECT_FALSE(w2o_profile_write(tooLong.c_str(), &error));
  EXPECT_NE(strstr(error.message, "cannot write profile 'xxx"), nullptr);
  EXPECT_EQ(numFiles(), 1u);
  // What is no file is written to.
  EXPECT_TRUE(w2o_profile_write("/dev/null", &error));
}

TEST_F(Profile, NothingToWrite) {
  w2o_error error = {};
  EXPECT_FALSE(w2o_profile_write(path("x").c_str(), &error));
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  Sections none({}, "x");
  none.data.records_begin = nullptr;
  none.data.counters_begin = nullptr;
  w2o_profile_add(&none.data);
  EXPECT_FALSE(w2o_profile_write(path("x").c_str(), &error));
  EXPECT_EQ(numFiles(), 0u);
}

} // namespace
