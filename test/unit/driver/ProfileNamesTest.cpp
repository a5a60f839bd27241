//===- ProfileNamesTest.cpp - What profiles call the functions ------------===//

#include "driver/ProfileNames.h"
#include <gtest/gtest.h>
#include <set>

using namespace w2o;

namespace {

using Bytes = std::vector<uint8_t>;

/// No locals, then the code.
Bytes body(std::initializer_list<uint8_t> code) {
  Bytes bytes = {0};
  bytes.insert(bytes.end(), code);
  bytes.push_back(0x0b);
  return bytes;
}

const Bytes calls3 = body({0x10, 3});                   // call 3
const Bytes calls4 = body({0x10, 4});                   // call 4
const Bytes readsLocal = body({0x20, 0, 0x1a});         // local.get 0; drop
const Bytes readsOther = body({0x20, 1, 0x1a});         // local.get 1; drop
const Bytes constant1 = body({0x41, 1, 0x1a});          // i32.const 1; drop
const Bytes constant2 = body({0x41, 0x80, 0x08, 0x1a}); // i32.const 1024; drop

/// An import, and a function for each body.
Module moduleOf(const std::vector<const Bytes *> &bodies) {
  Module module;
  SubType type;
  module.types.addGroup({type});
  module.numImportedFunctions = 1;
  module.functions.resize(1 + bodies.size());
  module.functions[0].isImport = true;
  module.functions[0].name = "imported";
  for (size_t i = 0; i < bodies.size(); ++i)
    module.functions[1 + i].body = *bodies[i];
  return module;
}

TEST(ProfileNames, NameSectionThenExport) {
  Module module = moduleOf({&calls3, &calls4, &calls3});
  module.functions[1].name = "named";
  module.exports = {{"first", ExternKind::Func, 1, 0},
                    {"second", ExternKind::Func, 2, 0},
                    {"third", ExternKind::Func, 2, 0},
                    {"memory", ExternKind::Memory, 3, 0},
                    {"imported", ExternKind::Func, 0, 0}};
  std::vector<std::string> names = profileNames(module);
  EXPECT_EQ(names[0], "");
  EXPECT_EQ(names[1], "named");
  EXPECT_EQ(names[2], "second");
  EXPECT_EQ(names[3].substr(0, 5), "code-");
}

TEST(ProfileNames, CodeWithoutWhatMoves) {
  auto name = [](const Bytes &code) {
    return profileNames(moduleOf({&code}))[1];
  };
  EXPECT_EQ(name(calls3), name(calls4));
  EXPECT_EQ(name(constant1), name(constant2));
  EXPECT_NE(name(calls3), name(constant1));
  EXPECT_NE(name(readsLocal), name(readsOther));
  // Where the function is does not matter.
  EXPECT_EQ(name(calls3),
            profileNames(moduleOf({&constant1, &readsLocal, &calls3}))[3]);
}

TEST(ProfileNames, AreDifferent) {
  Module module = moduleOf({&calls3, &calls4, &calls3, &calls3, &calls3});
  module.functions[3].name = module.functions[4].name = "same";
  module.functions[5].name = "same+2";
  std::vector<std::string> names = profileNames(module);
  EXPECT_EQ(names[2], names[1] + "+2");
  EXPECT_EQ(names[3], "same");
  EXPECT_EQ(names[4], "same+2");
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(),
            names.size());
}

TEST(ProfileNames, ArePlainText) {
  Module module = moduleOf({&calls3, &calls3, &calls3, &calls3});
  module.functions[1].name = "# a\nb\x01\x7f";
  module.functions[2].name = ":ir";
  module.functions[3].name = std::string(100000, 'x') + "1";
  module.functions[4].name = std::string(100000, 'x') + "2";
  std::vector<std::string> names = profileNames(module);
  EXPECT_EQ(names[1], "__a_b__");
  EXPECT_EQ(names[2], "_ir");
  EXPECT_LT(names[3].size(), 250u);
  EXPECT_NE(names[3], names[4]);
}

} // namespace
