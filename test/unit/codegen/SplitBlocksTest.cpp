//===- SplitBlocksTest.cpp - Huge basic blocks in pieces ------------------===//

#include "codegen/SplitBlocks.h"
#include "codegen/TargetInfo.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Target/TargetMachine.h"
#include <gtest/gtest.h>

using namespace llvm;

namespace {

/// The lengths of a function's blocks, in their order.
class Lengths : public MachineFunctionPass {
public:
  static char ID;
  explicit Lengths(std::vector<size_t> &result)
      : MachineFunctionPass(ID), result(result) {}
  bool runOnMachineFunction(MachineFunction &function) override {
    for (MachineBasicBlock &block : function)
      result.push_back(block.size());
    return false;
  }

private:
  std::vector<size_t> &result;
};
char Lengths::ID;

/// A function of one block with `body` in it `count` times; N in it is replaced
/// by the number.
std::vector<size_t> lengthsAfter(StringRef body, unsigned count) {
  std::string text = "declare i64 @g(i64)\n"
                     "define i64 @f(ptr %p, i64 %v0) {\n";
  for (unsigned i = 0; i < count; ++i)
    for (char c : body) {
      if (c == 'N')
        text += std::to_string(i);
      else if (c == 'M')
        text += std::to_string(i + 1);
      else
        text += c;
    }
  text += "ret i64 %v" + std::to_string(count) + "\n}\n";

  w2o::CompileOptions options;
  options.target = "x86_64-linux-gnu";
  w2o::TargetInfo target;
  EXPECT_FALSE(w2o::TargetInfo::create(options, target));
  auto machine = target.createMachine(w2o::OptLevel::O2);
  LLVMContext context;
  SMDiagnostic diagnostic;
  std::unique_ptr<Module> module =
      parseAssemblyString(text, diagnostic, context);
  EXPECT_TRUE(module) << diagnostic.getMessage().str();
  module->setTargetTriple(machine->getTargetTriple().str());
  module->setDataLayout(machine->createDataLayout());

  std::vector<size_t> lengths;
  auto &backend = static_cast<LLVMTargetMachine &>(*machine);
  legacy::PassManager passes;
  TargetPassConfig *config = backend.createPassConfig(passes);
  config->insertPass(&FinalizeISelID, w2o::createSplitBlocksPass());
  passes.add(config);
  passes.add(new MachineModuleInfoWrapperPass(&backend));
  EXPECT_FALSE(config->addISelPasses());
  // Whether the code is still correct, for the machine verifier.
  passes.add(createMachineVerifierPass("after splitting"));
  passes.add(new Lengths(lengths));
  config->setInitialized();
  passes.run(*module);
  return lengths;
}

constexpr StringRef store = "%aN = getelementptr i64, ptr %p, i64 N\n"
                            "store i64 %vN, ptr %aN\n"
                            "%vM = add i64 %vN, 3\n";

TEST(SplitBlocks, OrdinaryBlocksStay) {
  EXPECT_EQ(lengthsAfter(store, 1000).size(), 1u);
}

TEST(SplitBlocks, HugeBlocksAreCut) {
  std::vector<size_t> lengths = lengthsAfter(store, 2500);
  EXPECT_GE(lengths.size(), 2u);
  for (size_t length : lengths)
    EXPECT_LE(length, w2o::hugeBlock);
}

TEST(SplitBlocks, NotWhereFlagsOrArgumentsAreLive) {
  // Overflow comes from the flags; a call has its argument in a register. The
  // verifier finds what is cut off from its definition.
  std::vector<size_t> lengths = lengthsAfter(
      "%oN = call {i64, i1} @llvm.sadd.with.overflow.i64(i64 %vN, i64 N)\n"
      "%bN = extractvalue {i64, i1} %oN, 1\n"
      "%sN = extractvalue {i64, i1} %oN, 0\n"
      "%cN = call i64 @g(i64 %sN)\n"
      "%vM = select i1 %bN, i64 %cN, i64 %sN\n",
      3000);
  EXPECT_GE(lengths.size(), 5u);
}

} // namespace
