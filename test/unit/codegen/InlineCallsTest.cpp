//===- InlineCallsTest.cpp - Bodies of small functions in place of calls --===//

#include "FunctionAnalyses.h"
#include "codegen/InlineCalls.h"
#include "codegen/InlineSites.h"
#include "codegen/StackCheck.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include <gtest/gtest.h>

using namespace llvm;

namespace {

const char *const declarations =
    "declare i64 @llvm.read_register.i64(metadata)\n"
    "declare void @trap() noreturn\n"
    "declare i32 @import(ptr)\n"
    "!0 = !{!\"rsp\"}\n"
    "attributes #0 = { noinline }\n";

/// A function that checks the stack and goes on with `body`, which is in the
/// block %next.
std::string checked(const std::string &name, const std::string &body,
                    const std::string &linkage = "") {
  return "define " + linkage + " i32 @" + name +
         "(ptr %vm) #0 {\n"
         "  %sp = call i64 @llvm.read_register.i64(metadata !0)\n"
         "  %at = getelementptr i8, ptr %vm, i64 -8\n"
         "  %limit = load i64, ptr %at\n"
         "  %low = icmp ult i64 %sp, %limit\n"
         "  br i1 %low, label %exhausted, label %next\n"
         "exhausted:\n"
         "  call void @trap()\n"
         "  unreachable\n"
         "next:\n" +
         body + "}\n";
}

class Inlined {
public:
  explicit Inlined(const std::string &functions) {
    SMDiagnostic problem;
    module = parseAssemblyString(functions + declarations, problem, context);
    EXPECT_TRUE(module) << problem.getMessage().str();
    if (!module)
      return;
    FunctionAnalyses analyses;
    FunctionPassManager cleanup;
    cleanup.addPass(SimplifyCFGPass());
    w2o::InlineCallsPass(50, 50, std::move(cleanup))
        .run(*module, analyses.modules);
    EXPECT_FALSE(verifyModule(*module, &errs()));
  }

  Function &function(const char *name) { return *module->getFunction(name); }

  /// What a function calls, apart from intrinsics, in their order.
  std::string calls(const char *name) {
    std::string names;
    for (Instruction &instruction : instructions(function(name)))
      if (auto *call = dyn_cast<CallInst>(&instruction);
          call && !isa<IntrinsicInst>(call))
        names += call->getCalledFunction()->getName().str() + " ";
    return names;
  }

  bool isChecked(const char *name) {
    return bool(w2o::StackCheck::find(function(name).getEntryBlock()));
  }

private:
  LLVMContext context;
  std::unique_ptr<Module> module;
};

const std::string leaf = "define i32 @leaf(ptr %vm) #0 {\n"
                         "  %v = load i32, ptr %vm\n"
                         "  ret i32 %v\n"
                         "}\n";

std::string callOf(const std::string &name) {
  return "  %r = call i32 @" + name + "(ptr %vm)\n  ret i32 %r\n";
}

} // namespace

TEST(InlineCalls, WhatCallsNothingIsNotChecked) {
  Inlined result(leaf + checked("f", callOf("leaf")));
  EXPECT_EQ(result.calls("f"), "");
  EXPECT_FALSE(result.isChecked("f"));
}

TEST(InlineCalls, CallersAreCheckedOnce) {
  Inlined result(checked("inner", callOf("import")) +
                 checked("f", callOf("inner")));
  EXPECT_TRUE(result.isChecked("inner"));
  EXPECT_TRUE(result.isChecked("f"));
  EXPECT_EQ(result.calls("f"), "trap import ");
}

TEST(InlineCalls, RecursionStays) {
  Inlined result(checked("self", callOf("self")) +
                 checked("one", callOf("other")) +
                 checked("other", callOf("one")) +
                 checked("f", callOf("self")));
  EXPECT_EQ(result.calls("self"), "trap self ");
  EXPECT_EQ(result.calls("one"), "trap other ");
  EXPECT_EQ(result.calls("other"), "trap one ");
  EXPECT_TRUE(result.isChecked("one"));
}

TEST(InlineCalls, CopiesAreDropped) {
  Inlined result(checked("copy", callOf("import"), "available_externally") +
                 checked("f", callOf("copy")));
  EXPECT_TRUE(result.function("copy").isDeclaration());
  EXPECT_EQ(result.calls("f"), "trap import ");
}

TEST(InlineCalls, OthersStillMayNot) {
  Inlined result(leaf + checked("f", callOf("leaf")));
  EXPECT_TRUE(result.function("leaf").hasFnAttribute(Attribute::NoInline));
  EXPECT_TRUE(result.function("f").hasFnAttribute(Attribute::NoInline));
}

/// A function of so many stores.
static std::string stores(const std::string &name, int count) {
  std::string body;
  for (int i = 0; i < count; ++i)
    body += "  store volatile i32 " + std::to_string(i) + ", ptr %vm\n";
  return "define i32 @" + name + "(ptr %vm) #0 {\n" + body + "  ret i32 0\n}\n";
}

TEST(InlineCalls, LargeBodiesStay) {
  Inlined result(stores("large", 100) + checked("f", callOf("large")));
  EXPECT_EQ(result.calls("f"), "trap large ");
  EXPECT_TRUE(result.isChecked("f"));
}

TEST(InlineCalls, CallersHaveABudget) {
  std::string body;
  for (int i = 0; i < 1000; ++i)
    body += "  call i32 @small(ptr %vm)\n";
  Inlined result(stores("small", 14) +
                 checked("f", body + "  ret i32 0\n"));
  EXPECT_GT(result.function("f").getInstructionCount(), 4000u);
  EXPECT_LT(result.function("f").getInstructionCount(), 10000u);
  EXPECT_TRUE(result.isChecked("f"));
}

TEST(InlineCalls, GrowthHasAnEnd) {
  // Each function calls the one before twice, so the last would have 2^20 of
  // the first.
  std::string functions = "define i32 @f0(ptr %vm) #0 {\n"
                          "  store volatile i32 1, ptr %vm\n"
                          "  ret i32 0\n"
                          "}\n";
  for (int i = 1; i <= 20; ++i) {
    std::string call = "call i32 @f" + std::to_string(i - 1) + "(ptr %vm)\n";
    functions += checked("f" + std::to_string(i),
                         "  %a = " + call + "  %b = " + call +
                             "  %c = add i32 %a, %b\n  ret i32 %c\n");
  }
  Inlined result(functions);
  for (int i = 1; i <= 20; ++i)
    EXPECT_LT(result.function(("f" + std::to_string(i)).c_str())
                  .getInstructionCount(),
              400u);
}

TEST(InlineSites, CountsCallsOnce) {
  LLVMContext context;
  SMDiagnostic problem;
  auto module = parseAssemblyString(
      "define i32 @f(ptr %vm) !dbg !3 {\n"
      "  %a = load i32, ptr %vm, !dbg !7\n"
      "  %b = load i32, ptr %vm, !dbg !8\n"
      "  %c = load i32, ptr %vm, !dbg !9\n"
      "  ret i32 %a, !dbg !5\n"
      "}\n"
      "!llvm.dbg.cu = !{!0}\n"
      "!llvm.module.flags = !{!2}\n"
      "!0 = distinct !DICompileUnit(language: DW_LANG_C, file: !1, "
      "emissionKind: LineTablesOnly)\n"
      "!1 = !DIFile(filename: \"f\", directory: \"\")\n"
      "!2 = !{i32 2, !\"Debug Info Version\", i32 3}\n"
      "!3 = distinct !DISubprogram(name: \"f\", unit: !0, file: !1, "
      "spFlags: DISPFlagDefinition)\n"
      "!4 = distinct !DISubprogram(name: \"g\", unit: !0, file: !1, "
      "spFlags: DISPFlagDefinition)\n"
      "!5 = !DILocation(line: 1, scope: !3)\n"
      "!6 = distinct !DILocation(line: 2, scope: !4, inlinedAt: !5)\n"
      "!7 = !DILocation(line: 3, scope: !4, inlinedAt: !6)\n"
      "!8 = !DILocation(line: 4, scope: !4, inlinedAt: !6)\n"
      "!9 = !DILocation(line: 5, scope: !4, inlinedAt: !5)\n",
      problem, context);
  ASSERT_TRUE(module) << problem.getMessage().str();
  EXPECT_EQ(w2o::InlineSites::count(*module->getFunction("f")), 2u);
}
