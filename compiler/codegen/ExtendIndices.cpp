//===- ExtendIndices.cpp - One extension for each guest pointer -----------===//

#include "codegen/ExtendIndices.h"

#include "codegen/UseBlock.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Pass.h"

using namespace llvm;

namespace {

class ExtendIndices : public FunctionPass {
public:
  static char ID;
  ExtendIndices() : FunctionPass(ID) {}
  StringRef getPassName() const override {
    return "Extend guest pointers where they are made";
  }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    // Of what selection needs, nothing is about the form of integers, and some
    // could not be computed again behind it.
    usage.setPreservesAll();
  }
  bool runOnFunction(Function &function) override;
};

char ExtendIndices::ID;

/// All extensions of a function.
class Extender {
public:
  explicit Extender(Function &function)
      : function(function), wide(Type::getInt64Ty(function.getContext())) {}

  bool run();

private:
  void find();
  void addOperands(PHINode &phi);
  void setToStart(IRBuilder<> &builder, BasicBlock &block);
  void makeExtension(Value &narrow);
  void fillVariable(PHINode &phi);
  void replaceUses(Value &narrow);
  Value *truncated(Value &narrow, BasicBlock &block);
  bool isWidened(Value &narrow) const;

  Function &function;
  Type *wide;
  /// What is extended where it is made, and the extension.
  MapVector<Value *, Value *> extended;
  /// What comes first behind the phis.
  DenseMap<BasicBlock *, Instruction *> starts;
  /// Of a value, in a block that uses it.
  DenseMap<std::pair<Value *, BasicBlock *>, Value *> lowerHalves;
};

} // namespace

static BasicBlock *homeOf(Value &value) {
  if (auto *instruction = dyn_cast<Instruction>(&value))
    return instruction->getParent();
  return &cast<Argument>(value).getParent()->getEntryBlock();
}

static bool isIndex(Value &value) {
  return value.getType()->isIntegerTy(32) &&
         // The result of a terminator has no place behind it.
         (isa<Argument>(value) || (isa<Instruction>(value) &&
                                   !cast<Instruction>(value).isTerminator()));
}

static bool isUsedElsewhere(Value &value) {
  BasicBlock *home = homeOf(value);
  return any_of(value.uses(),
                [&](const Use &use) { return w2o::useBlock(use) != home; });
}

/// Whether all of its incoming values have a 64-bit form.
static bool canWiden(const PHINode &phi) {
  return all_of(phi.incoming_values(), [](Value *value) {
    return isa<ConstantInt, UndefValue>(value) || isIndex(*value);
  });
}

void Extender::addOperands(PHINode &phi) {
  for (Value *value : phi.incoming_values())
    if (!isa<Constant>(value))
      extended.insert({value, nullptr});
}

void Extender::find() {
  SmallPtrSet<Value *, 32> seen;
  for (Instruction &instruction : instructions(function)) {
    auto *extension = dyn_cast<ZExtInst>(&instruction);
    if (!extension || extension->getType() != wide)
      continue;
    Value *value = extension->getOperand(0);
    if (seen.insert(value).second && isIndex(*value) &&
        (isa<PHINode>(value) || isUsedElsewhere(*value)))
      extended.insert({value, nullptr});
  }
  for (size_t i = 0; i < extended.size(); ++i)
    if (auto *phi = dyn_cast<PHINode>(extended.begin()[i].first))
      if (canWiden(*phi))
        addOperands(*phi);
}

/// Behind the phis, of which a block can have many.
void Extender::setToStart(IRBuilder<> &builder, BasicBlock &block) {
  Instruction *&start = starts[&block];
  if (!start)
    start = &*block.getFirstInsertionPt();
  builder.SetInsertPoint(start);
}

void Extender::makeExtension(Value &narrow) {
  Value *&result = extended[&narrow];
  auto *phi = dyn_cast<PHINode>(&narrow);
  if (phi && canWiden(*phi)) {
    IRBuilder<> builder(phi);
    result = builder.CreatePHI(wide, phi->getNumIncomingValues());
    return;
  }
  IRBuilder<> builder(function.getContext());
  auto *instruction = dyn_cast<Instruction>(&narrow);
  if (instruction && !phi)
    builder.SetInsertPoint(*instruction->getInsertionPointAfterDef());
  else
    setToStart(builder, *homeOf(narrow));
  if (instruction)
    builder.SetCurrentDebugLocation(instruction->getDebugLoc());
  result = builder.CreateZExt(&narrow, wide);
}

void Extender::fillVariable(PHINode &phi) {
  auto *variable = cast<PHINode>(extended[&phi]);
  for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i) {
    Value *value = phi.getIncomingValue(i);
    Value *incoming;
    if (auto *number = dyn_cast<ConstantInt>(value))
      incoming = ConstantInt::get(wide, number->getZExtValue());
    else if (isa<UndefValue>(value)) // any value, extended
      incoming = ConstantInt::get(wide, 0);
    else
      incoming = extended[value];
    variable->addIncoming(incoming, phi.getIncomingBlock(i));
  }
}

Value *Extender::truncated(Value &narrow, BasicBlock &block) {
  Value *&result = lowerHalves[{&narrow, &block}];
  if (!result) {
    IRBuilder<> builder(function.getContext());
    setToStart(builder, block);
    result = builder.CreateTrunc(extended[&narrow], narrow.getType());
  }
  return result;
}

void Extender::replaceUses(Value &narrow) {
  Value *extension = extended[&narrow];
  BasicBlock *home = homeOf(narrow);
  // Of a variable nothing but its 64-bit form remains; other values are there
  // in their block.
  bool isVariable = isWidened(narrow);
  for (Use &use : make_early_inc_range(narrow.uses())) {
    auto *user = cast<Instruction>(use.getUser());
    if (user == extension)
      continue;
    if (isa<ZExtInst>(user) && user->getType() == wide) {
      user->replaceAllUsesWith(extension);
      if (auto start = starts.find(user->getParent());
          start != starts.end() && start->second == user)
        start->second = user->getNextNode();
      user->eraseFromParent();
      continue;
    }
    // What will be gone needs no operands.
    if (isWidened(*user))
      continue;
    BasicBlock *block = w2o::useBlock(use);
    if (isVariable || block != home)
      use.set(truncated(narrow, *block));
  }
}

/// Whether a value is a variable that has become a 64-bit one.
bool Extender::isWidened(Value &narrow) const {
  auto found = extended.find(&narrow);
  return found != extended.end() && isa<PHINode>(narrow) &&
         isa<PHINode>(found->second);
}

bool Extender::run() {
  find();
  if (extended.empty())
    return false;
  for (auto &[narrow, extension] : extended)
    makeExtension(*narrow);
  for (auto &[narrow, extension] : extended)
    if (isWidened(*narrow))
      fillVariable(cast<PHINode>(*narrow));
  for (auto &[narrow, extension] : extended)
    replaceUses(*narrow);
  SmallVector<PHINode *, 16> replaced;
  for (auto &[narrow, extension] : extended)
    if (isWidened(*narrow))
      replaced.push_back(cast<PHINode>(narrow));
  // They refer to each other.
  for (PHINode *phi : replaced)
    phi->dropAllReferences();
  for (PHINode *phi : replaced)
    phi->eraseFromParent();
  return true;
}

bool ExtendIndices::runOnFunction(Function &function) {
  return Extender(function).run();
}

FunctionPass *w2o::createExtendIndicesPass() { return new ExtendIndices; }
