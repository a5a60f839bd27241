//===- EntriesTest.cpp - The names in a directory in memory ---------------===//

#include "gtest/gtest.h"
#include "wasi/memfs/Node.h"

#include <map>
#include <random>
#include <string>
#include <vector>

using namespace w2o::wasi::memfs;

namespace {

Limits limitsOf(uint64_t bytes) {
  return {bytes, bytes, 100, 100, 255, 100};
}

/// Nodes are only pointers here.
Node *node(size_t number) { return reinterpret_cast<Node *>(number + 1); }

TEST(EntriesTest, RandomChangesAsOnAMap) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    Budget budget(limitsOf(1 << 24));
    {
      Entries entries(budget, seed * 77);
      std::map<std::string, size_t> expected;
      std::vector<std::string> inOrder;
      // Sometimes mostly growing, sometimes mostly shrinking.
      for (size_t i = 0; i < 6000; ++i) {
        bool grows = (i / 500) % 2 == 0;
        std::string name = "name" + std::to_string(random() % 400);
        Name *found = entries.find(name.data(), name.size());
        ASSERT_EQ(found != nullptr, expected.count(name) == 1) << name;
        if (found == nullptr && (grows || random() % 4 == 0)) {
          ASSERT_EQ(entries.insert(name.data(), name.size(), node(i)), 0);
          expected[name] = i;
          inOrder.push_back(name);
        } else if (found != nullptr && (!grows || random() % 4 == 0)) {
          ASSERT_EQ(found->node, node(expected[name]));
          entries.remove(found);
          expected.erase(name);
          std::erase(inOrder, name);
        }
        ASSERT_EQ(entries.size(), expected.size());
      }
      size_t at = 0;
      uint64_t cookie = 0;
      while (const Name *name = entries.after(cookie)) {
        EXPECT_GT(name->sequence, cookie);
        cookie = name->sequence;
        ASSERT_LT(at, inOrder.size());
        EXPECT_EQ(name->text, inOrder[at++]);
      }
      EXPECT_EQ(at, inOrder.size());
      while (!entries.empty())
        entries.remove(entries.any());
      EXPECT_EQ(budget.used.get(), 0u);
      EXPECT_EQ(entries.insert("again", 5, node(1)), 0);
    }
    EXPECT_EQ(budget.used.get(), 0u);
  }
}

TEST(EntriesTest, CookiesStayWhileNamesComeAndGo) {
  Budget budget(limitsOf(1 << 24));
  Entries entries(budget, 1);
  for (int i = 0; i < 100; ++i) {
    std::string name = std::to_string(i);
    ASSERT_EQ(entries.insert(name.data(), name.size(), node(1)), 0);
  }
  const Name *fifty = entries.find("50", 2);
  uint64_t cookie = fifty->sequence;
  // Everything before is removed, and much is added: the list is made anew.
  for (int i = 0; i <= 50; ++i) {
    std::string name = std::to_string(i);
    entries.remove(entries.find(name.data(), name.size()));
  }
  for (int i = 1000; i < 3000; ++i) {
    std::string name = std::to_string(i);
    ASSERT_EQ(entries.insert(name.data(), name.size(), node(1)), 0);
  }
  EXPECT_STREQ(entries.after(cookie)->text, "51");
  EXPECT_STREQ(entries.after(0)->text, "51");
  EXPECT_EQ(entries.after(UINT64_MAX), nullptr);
}

TEST(EntriesTest, MakingAndRemovingTheSameNamesForEver) {
  // What is removed takes places in the index until it is made anew; a search
  // must always find an empty one.
  Budget budget(limitsOf(4096));
  Entries entries(budget, 3);
  ASSERT_EQ(entries.insert("stays", 5, node(1)), 0);
  for (int i = 0; i < 100000; ++i) {
    std::string name = std::to_string(i);
    ASSERT_EQ(entries.insert(name.data(), name.size(), node(2)), 0) << i;
    entries.remove(i % 2 ? entries.any()
                         : entries.find(name.data(), name.size()));
    ASSERT_EQ(entries.find("x", 1), nullptr);
    ASSERT_EQ(entries.size(), 1u);
  }
}

TEST(EntriesTest, RemovingNeedsNoMemory) {
  Budget budget(limitsOf(3000));
  Entries entries(budget, 5);
  size_t made = 0;
  for (;; ++made) {
    std::string name = std::to_string(made);
    if (int error = entries.insert(name.data(), name.size(), node(made))) {
      EXPECT_EQ(error, ENOSPC);
      break;
    }
  }
  EXPECT_GT(made, 10u);
  EXPECT_EQ(entries.size(), made);
  for (size_t i = 0; i < made; ++i) {
    std::string name = std::to_string(i);
    Name *found = entries.find(name.data(), name.size());
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->node, node(i));
    entries.remove(found);
  }
  EXPECT_EQ(budget.used.get(), 0u);
}

TEST(EntriesTest, NamesAreBytesOfAnyLength) {
  Budget budget(limitsOf(1 << 20));
  Entries entries(budget, 9);
  for (size_t length = 1; length <= 255; ++length) {
    std::string name(length, '\xff');
    ASSERT_EQ(entries.insert(name.data(), length, node(length)), 0);
  }
  for (size_t length = 1; length <= 255; ++length) {
    std::string name(length, '\xff');
    Name *found = entries.find(name.data(), length);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->node, node(length));
    name.back() = '\xfe';
    EXPECT_EQ(entries.find(name.data(), length), nullptr);
  }
}

} // namespace
