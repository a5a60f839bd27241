//===- BindImportTest.cpp - Which function imports the linker binds -------===//

#include "wasm/BindImport.h"
#include "gtest/gtest.h"

using namespace w2o;

TEST(BindImport, MatchesPatterns) {
  EXPECT_TRUE(matchesPattern("env.f", "env.f"));
  EXPECT_FALSE(matchesPattern("env.f", "env.g"));
  EXPECT_FALSE(matchesPattern("env.f", "env.ff"));
  EXPECT_FALSE(matchesPattern("env.ff", "env.f"));
  EXPECT_TRUE(matchesPattern("*", ""));
  EXPECT_TRUE(matchesPattern("", ""));
  EXPECT_FALSE(matchesPattern("", "a"));
  EXPECT_TRUE(matchesPattern("env.*", "env."));
  EXPECT_TRUE(matchesPattern("wasi_*.fd_*", "wasi_unstable.fd_read"));
  EXPECT_FALSE(matchesPattern("wasi_*.fd_*", "wasi_unstable.path_open"));
  EXPECT_TRUE(matchesPattern("*a*b*", "xaxaxbxbx"));
  EXPECT_FALSE(matchesPattern("*a*b", "xbxa"));
  EXPECT_TRUE(matchesPattern("a**b", "ab"));
}

TEST(BindImport, IsFastOnManyStars) {
  std::string pattern, text(20000, 'a');
  for (int i = 0; i != 50; ++i)
    pattern += "a*";
  EXPECT_FALSE(matchesPattern(pattern + "b", text));
}

TEST(BindImport, PrefersInstancePatterns) {
  auto bind = [](const char *field, ImportBinding byDefault) {
    return bindImport("env", field, byDefault, {{"env.*"}}, {{"env.dyn*"}});
  };
  EXPECT_EQ(bind("dynamic", ImportBinding::Link), ImportBinding::Instance);
  EXPECT_EQ(bind("fixed", ImportBinding::Instance), ImportBinding::Link);
  EXPECT_EQ(bindImport("a", "b", ImportBinding::Link, {}, {}),
            ImportBinding::Link);
  EXPECT_EQ(bindImport("a", "b", ImportBinding::Instance, {}, {}),
            ImportBinding::Instance);
}
