//===- OptionalPassesTest.cpp - The set of optimisations ------------------===//

#include "wasm2obj/OptionalPasses.h"
#include <gtest/gtest.h>
#include <set>
#include <string>

using namespace w2o;

TEST(OptionalPasses, NamesAreFoundAndApart) {
  std::set<std::string> names;
  for (unsigned i = 0; i < numOptionalPasses; ++i) {
    const char *name = optionalPassName(OptionalPass(i));
    EXPECT_EQ(optionalPassFromName(name), OptionalPass(i));
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_FALSE(names.contains("all"));
  EXPECT_EQ(optionalPassFromName("anchor-loads"), std::nullopt);
  EXPECT_EQ(optionalPassFromName(""), std::nullopt);
}

TEST(OptionalPasses, AllUnlessTakenOut) {
  OptionalPassSet all, some;
  some.remove(OptionalPass::Slp);
  some.remove(OptionalPass::Slp);
  for (unsigned i = 0; i < numOptionalPasses; ++i) {
    EXPECT_TRUE(all.has(OptionalPass(i)));
    EXPECT_EQ(some.has(OptionalPass(i)), OptionalPass(i) != OptionalPass::Slp);
    EXPECT_FALSE(OptionalPassSet::none().has(OptionalPass(i)));
  }
  EXPECT_NE(all.raw(), some.raw());
  for (unsigned i = 0; i < numOptionalPasses; ++i)
    some.remove(OptionalPass(i));
  EXPECT_EQ(some, OptionalPassSet::none());
}
