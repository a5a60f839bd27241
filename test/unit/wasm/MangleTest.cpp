//===- MangleTest.cpp - Symbols of exports and imports --------------------===//

#include "wasm/Mangle.h"
#include "gtest/gtest.h"
#include <map>
#include <set>
#include <vector>

using namespace w2o;

namespace {

/// All strings of at most `length` letters of an alphabet that holds each
/// kind of byte the rules know.
std::vector<std::string> words(size_t length) {
  const std::string alphabet = "ax5F_.";
  std::vector<std::string> all = {""};
  for (size_t begin = 0; length != 0; --length) {
    size_t end = all.size();
    for (size_t i = begin; i != end; ++i)
      for (char c : alphabet)
        all.push_back(all[i] + c);
    begin = end;
  }
  return all;
}

} // namespace

TEST(Mangle, KeepsIdentifiers) {
  EXPECT_EQ(mangleName("add"), "add");
  EXPECT_EQ(mangleName("host_log"), "host_log");
  EXPECT_EQ(mangleName("a1_2b"), "a1_2b");
  EXPECT_EQ(mangleName("x"), "x");
  EXPECT_EQ(mangleName("x5f"), "x5f");
}

TEST(Mangle, EscapesOtherBytes) {
  EXPECT_EQ(mangleName("memory.grow"), "memory_x2Egrow");
  EXPECT_EQ(mangleName("\xC3\xA9"), "_xC3_xA9");
  EXPECT_EQ(mangleName(llvm::StringRef("a\0b", 3)), "a_x00b");
}

TEST(Mangle, EscapesUnderscoresAtTheEdges) {
  EXPECT_EQ(mangleName("_start"), "_x5Fstart");
  EXPECT_EQ(mangleName("__heap_base"), "_x5F_x5Fheap_base");
  EXPECT_EQ(mangleName("end_"), "end_x5F");
  EXPECT_EQ(mangleName("a__b"), "a_x5F_x5Fb");
  EXPECT_EQ(mangleName("a_.b"), "a_x5F_x2Eb");
}

TEST(Mangle, EscapesWhatLooksLikeAnEscape) {
  EXPECT_EQ(mangleName("a_x2Eb"), "a_x5Fx2Eb");
  EXPECT_EQ(mangleName("a_x2b"), "a_x2b");
  EXPECT_EQ(mangleName("x2Eb"), "_x782Eb");
}

TEST(Mangle, TakesEmptyNames) {
  EXPECT_EQ(mangleName(""), "");
  EXPECT_EQ(exportSymbol("app", ""), "app_");
  EXPECT_EQ(importSymbol("env", ""), "env__");
  EXPECT_EQ(importSymbol("", "system"), "_x__system");
}

TEST(Mangle, JoinsImports) {
  EXPECT_EQ(importSymbol("env", "host_log"), "env__host_log");
  EXPECT_EQ(importSymbol("wasi_snapshot_preview1", "fd_write"),
            "wasi_snapshot_preview1__fd_write");
  EXPECT_EQ(importSymbol("0", "1"), "_x30__1");
}

TEST(Mangle, KeepsTheNamesOfTheHeaderFree) {
  EXPECT_EQ(exportSymbol("app", "add"), "app_add");
  EXPECT_EQ(exportSymbol("app", "_start"), "app__x5Fstart");
  EXPECT_EQ(exportSymbol("app", "module"), "app__x6Dodule");
  EXPECT_EQ(exportSymbol("app", "instantiate"), "app__x69nstantiate");
}

TEST(Mangle, ChecksPrefixes) {
  for (llvm::StringRef good : {"app", "my_lib2", "x", "w2oracle"})
    EXPECT_TRUE(isValidPrefix(good)) << good.str();
  for (llvm::StringRef bad : {"", "1a", "_a", "a_", "a__b", "w2o", "w2o_x",
                              "a-b", "a.b", "int", "class"})
    EXPECT_FALSE(isValidPrefix(bad)) << bad.str();
}

TEST(Mangle, FindsKeywords) {
  for (llvm::StringRef word : {"alignas", "int", "xor_eq", "while", "new"})
    EXPECT_TRUE(isCKeyword(word)) << word.str();
  EXPECT_FALSE(isCKeyword("add"));
}

TEST(Mangle, IsReversible) {
  for (const std::string &word : words(5)) {
    std::string mangled = mangleName(word);
    EXPECT_EQ(demangleName(mangled), word);
    EXPECT_EQ(mangled.find("__"), std::string::npos) << mangled;
    EXPECT_FALSE(mangled.ends_with("_")) << mangled;
  }
}

// An import that resolved to another import or to an export would be called
// with a foreign signature.
TEST(Mangle, NeverCollides) {
  std::vector<std::string> names = words(3);
  for (const char *more : {"x5Fa_.x5F", "x5F_.a", "a_.x5F", "x5Fa__x5F"})
    names.push_back(more);
  std::map<std::string, std::pair<std::string, std::string>> seen;
  for (const std::string &module : names)
    for (const std::string &field : names) {
      auto [at, isNew] =
          seen.try_emplace(importSymbol(module, field), module, field);
      EXPECT_TRUE(isNew) << at->first;
    }
  std::set<std::string> exports;
  for (const std::string &prefix : names) {
    if (!isValidPrefix(prefix))
      continue;
    for (const std::string &name : names) {
      EXPECT_FALSE(seen.contains(exportSymbol(prefix, name)))
          << prefix << " " << name;
      if (prefix == "a") {
        EXPECT_TRUE(exports.insert(exportSymbol(prefix, name)).second);
      }
    }
  }
}
