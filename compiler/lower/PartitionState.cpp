//===- PartitionState.cpp - The LLVM module that is being filled ----------===//

#include "lower/PartitionState.h"
#include "abi/Symbols.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/MDBuilder.h"

using namespace w2o;

PartitionState::PartitionState(const ModuleContext &context,
                               llvm::LLVMContext &llvm, llvm::StringRef name)
    : ctx(context), llvm(llvm),
      ir(std::make_unique<llvm::Module>(name, llvm)), debug(context, *ir) {
  ir->setTargetTriple(context.target().triple);
  ir->setDataLayout(context.target().dataLayout);
  ir->setSourceFileName(context.options.prefix + ".wasm");
  ir->setPICLevel(llvm::PICLevel::BigPIC);
  ir->setUwtable(llvm::UWTableKind::Async);

  i1 = llvm::Type::getInt1Ty(llvm);
  i8 = llvm::Type::getInt8Ty(llvm);
  i16 = llvm::Type::getInt16Ty(llvm);
  i32 = llvm::Type::getInt32Ty(llvm);
  i64 = llvm::Type::getInt64Ty(llvm);
  f32 = llvm::Type::getFloatTy(llvm);
  f64 = llvm::Type::getDoubleTy(llvm);
  voidTy = llvm::Type::getVoidTy(llvm);
  ptr = llvm::PointerType::getUnqual(llvm);
  v16i8 = llvm::FixedVectorType::get(i8, 16);
  v8i16 = llvm::FixedVectorType::get(i16, 8);
  v4i32 = llvm::FixedVectorType::get(i32, 4);
  v2i64 = llvm::FixedVectorType::get(i64, 2);
  v4f32 = llvm::FixedVectorType::get(f32, 4);
  v2f64 = llvm::FixedVectorType::get(f64, 2);
  v128 = v2i64;

  llvm::MDBuilder metadata(llvm);
  unlikely = metadata.createUnlikelyBranchWeights();
  guestLoadKind = llvm.getMDKindID("w2o.guest");
  tbaaRoot = metadata.createTBAARoot("wasm2obj");
  const char *names[] = {"guest memory",   "header",     "global",
                         "table element",  "checked memory", "heap front",
                         "object type",    "array length", "fuel"};
  static_assert(std::size(names) == numTbaa);
  for (unsigned i = 0; i < numTbaa; ++i) {
    llvm::MDNode *type = metadata.createTBAAScalarTypeNode(names[i], tbaaRoot);
    tbaaTags[i] = metadata.createTBAAStructTagNode(type, type, 0);
  }
}

llvm::Type *PartitionState::lowerValType(ValType type) const {
  switch (type.kind()) {
  case ValKind::I32:
    return i32;
  case ValKind::I64:
    return i64;
  case ValKind::F32:
    return f32;
  case ValKind::F64:
    return f64;
  case ValKind::V128:
    return v128;
  case ValKind::Ref:
    return ptr;
  case ValKind::Bottom:
    break;
  }
  llvm_unreachable("the unknown type has no values");
}

const CallShape &PartitionState::shape(uint32_t typeIndex) {
  // Equal types share one shape, whatever index names them.
  uint32_t key = ctx.module.types.canonicalId(typeIndex);
  auto found = shapes.find(key);
  if (found != shapes.end())
    return found->second;
  const FuncType &type = ctx.module.types.func(typeIndex);
  llvm::SmallVector<llvm::Type *, 8> params, results;
  for (ValType t : type.params)
    params.push_back(lowerValType(t));
  for (ValType t : type.results)
    results.push_back(lowerValType(t));
  return shapes.try_emplace(key, computeCallShape(type, params, results, llvm))
      .first->second;
}

llvm::Function *PartitionState::functionDecl(uint32_t functionIndex) {
  llvm::Function *&decl = functions[functionIndex];
  if (decl)
    return decl;
  decl = llvm::Function::Create(
      shape(ctx.module.functions[functionIndex].typeIndex).type,
      llvm::GlobalValue::ExternalLinkage, ctx.symbol(functionIndex), *ir);
  // Functions are visible across the partitions of one object only.
  decl->setVisibility(llvm::GlobalValue::HiddenVisibility);
  decl->setDSOLocal(true);
  addExtensionAttributes(decl);
  if (ctx.keepsInstance)
    decl->addFnAttr(W2O_KEEPS_INSTANCE_ATTRIBUTE);
  return decl;
}

static bool isCalled(const llvm::Function &function) {
  return llvm::any_of(function.users(), [&](const llvm::User *user) {
    auto *call = llvm::dyn_cast<llvm::CallBase>(user);
    return call && call->getCalledFunction() == &function;
  });
}

std::vector<uint32_t> PartitionState::missingCallees() const {
  std::vector<uint32_t> indices;
  for (const auto &[index, function] : functions)
    if (!ctx.module.functions[index].isImport && function->isDeclaration() &&
        isCalled(*function))
      indices.push_back(index);
  llvm::sort(indices);
  return indices;
}

llvm::GlobalVariable *PartitionState::staticTable(uint32_t table) {
  std::string name =
      ctx.internalSymbol(("table." + llvm::Twine(table)).str());
  if (llvm::GlobalVariable *known = ir->getNamedGlobal(name))
    return known;
  const StaticTable *elements = ctx.staticTables.find(table);
  auto *type = llvm::ArrayType::get(llvm::StructType::get(i32, i32),
                                    elements->functions.size());
  auto *global = new llvm::GlobalVariable(*ir, type, /*isConstant=*/true,
                                          llvm::GlobalValue::ExternalLinkage,
                                          nullptr, name);
  global->setVisibility(llvm::GlobalValue::HiddenVisibility);
  global->setDSOLocal(true);
  global->setAlignment(llvm::Align(8));
  return global;
}

llvm::Function *PartitionState::linkedDecl(uint32_t functionIndex) {
  llvm::Function *&decl = functions[functionIndex];
  if (decl)
    return decl;
  const FuncType &type = ctx.module.funcType(functionIndex);
  llvm::SmallVector<llvm::Type *, 8> params = {ptr};
  for (ValType t : type.params)
    params.push_back(lowerValType(t));
  if (type.results.size() >= 2)
    params.append(type.results.size(), ptr);
  llvm::Type *result =
      type.results.size() == 1 ? lowerValType(type.results[0]) : voidTy;
  // Two imports can name one symbol; the driver has checked that they have
  // one type.
  const std::string &name = ctx.symbol(functionIndex);
  auto *functionType = llvm::FunctionType::get(result, params, false);
  decl = ir->getFunction(name);
  if (!decl) {
    decl = llvm::Function::Create(
        functionType, llvm::GlobalValue::ExternalLinkage, name, *ir);
    addExtensionAttributes(decl);
  }
  return decl;
}

namespace {

struct BuiltinInfo {
  const char *name;
  const char *result;
  const char *params; ///< As written in Builtins.def: "(PTR vm, I32 x)".
};

BuiltinInfo builtinInfo(Builtin which) {
  switch (which) {
#define BUILTIN(name, result, params)                                          \
  case Builtin::name:                                                          \
    return {W2O_SYMBOL_BUILTIN_PREFIX #name, #result, #params};
#include "abi/Builtins.def"
  }
  llvm_unreachable("every builtin is in Builtins.def");
}

const char *trapSymbol(Trap which) {
  switch (which) {
#define TRAP(name, ENUMERATOR, code, message)                                  \
  case Trap::name:                                                             \
    return W2O_SYMBOL_TRAP_PREFIX #name;
#include "abi/Traps.def"
  }
  llvm_unreachable("every trap is in Traps.def");
}

} // namespace

llvm::FunctionCallee PartitionState::builtin(Builtin which) {
  BuiltinInfo info = builtinInfo(which);
  if (llvm::Function *f = ir->getFunction(info.name))
    return f;
  auto lowerType = [this](llvm::StringRef name) -> llvm::Type * {
    return llvm::StringSwitch<llvm::Type *>(name)
        .Case("VOID", voidTy)
        .Case("I32", i32)
        .Case("I64", i64)
        .Case("F32", f32)
        .Case("F64", f64)
        .Case("PTR", ptr);
  };
  llvm::SmallVector<llvm::StringRef, 8> words;
  llvm::StringRef(info.params).trim("()").split(words, ',');
  llvm::SmallVector<llvm::Type *, 8> params;
  for (llvm::StringRef word : words)
    params.push_back(lowerType(word.trim().split(' ').first));
  auto *f = llvm::Function::Create(
      llvm::FunctionType::get(lowerType(info.result), params, false),
      llvm::GlobalValue::ExternalLinkage, info.name, *ir);
  addExtensionAttributes(f);
  if (which == Builtin::throw_exn) {
    f->setDoesNotReturn();
    f->addFnAttr(llvm::Attribute::Cold);
  } else if (which != Builtin::enter) { // A host's exceptions pass that one.
    f->setDoesNotThrow();
  }
  return f;
}

llvm::FunctionCallee PartitionState::trapFunction(Trap which) {
  const char *name = trapSymbol(which);
  if (llvm::Function *f = ir->getFunction(name))
    return f;
  auto *f = llvm::Function::Create(llvm::FunctionType::get(voidTy, false),
                                   llvm::GlobalValue::ExternalLinkage, name,
                                   *ir);
  f->setDoesNotReturn();
  f->setDoesNotThrow();
  f->addFnAttr(llvm::Attribute::Cold);
  return f;
}

llvm::Constant *PartitionState::personality() {
  // Its parameters are the unwinder's business.
  return llvm::cast<llvm::Constant>(
      ir->getOrInsertFunction(W2O_SYMBOL_PERSONALITY,
                              llvm::FunctionType::get(i32, true))
          .getCallee());
}

void PartitionState::annotate(llvm::Instruction *access, Tbaa kind) {
  access->setMetadata(llvm::LLVMContext::MD_tbaa, tbaaTags[unsigned(kind)]);
}

void PartitionState::annotateField(llvm::Instruction *access,
                                   uint32_t typeIndex, uint32_t field) {
  // All static types that reach one field are on one chain of supertypes.
  const TypeTable &types = ctx.module.types;
  uint32_t owner = typeIndex;
  while (types[owner].superType &&
         types[*types[owner].superType].fields.size() > field)
    owner = *types[owner].superType;
  uint32_t id = types.canonicalId(owner);
  llvm::MDNode *&tag = fieldTags[{id, field}];
  if (!tag) {
    llvm::MDBuilder metadata(llvm);
    llvm::MDNode *type = metadata.createTBAAScalarTypeNode(
        "field " + std::to_string(id) + "." + std::to_string(field), tbaaRoot);
    tag = metadata.createTBAAStructTagNode(type, type, 0);
  }
  access->setMetadata(llvm::LLVMContext::MD_tbaa, tag);
}

void PartitionState::markInvariant(llvm::LoadInst *load) {
  load->setMetadata(llvm::LLVMContext::MD_invariant_load,
                    llvm::MDNode::get(llvm, {}));
}

void PartitionState::addFunctionAttributes(llvm::Function *f) {
  const TargetFacts &target = ctx.target();
  f->setUWTableKind(llvm::UWTableKind::Async);
  f->addFnAttr("target-cpu", target.cpu);
  f->addFnAttr("target-features", target.featureString);
  // A loop over guest memory must not become a call of memset or memcpy: a
  // fault inside libc would not be recognised as the guest's.
  f->addFnAttr("no-builtins");
  // A frame larger than a page touches each page on the way down, so that it
  // cannot step over a guard page before the stack check has run.
  f->addFnAttr("probe-stack", "inline-asm");
  if (target.isMachO) // Apple's ABI wants a frame chain.
    f->addFnAttr("frame-pointer", "all");
  if (ctx.options.optLevel == OptLevel::Os)
    f->addFnAttr(llvm::Attribute::OptimizeForSize);
}

void PartitionState::addExtensionAttributes(llvm::Function *f) {
  if (!ctx.target().isRISCV)
    return;
  // RISC-V's LP64 convention keeps 32-bit integers sign-extended.
  if (f->getReturnType()->isIntegerTy(32))
    f->addRetAttr(llvm::Attribute::SExt);
  for (llvm::Argument &arg : f->args())
    if (arg.getType()->isIntegerTy(32))
      arg.addAttr(llvm::Attribute::SExt);
}

void PartitionState::addExtensionAttributes(llvm::CallBase *call) {
  if (!ctx.target().isRISCV)
    return;
  if (call->getType()->isIntegerTy(32))
    call->addRetAttr(llvm::Attribute::SExt);
  for (unsigned i = 0; i < call->arg_size(); ++i)
    if (call->getArgOperand(i)->getType()->isIntegerTy(32))
      call->addParamAttr(i, llvm::Attribute::SExt);
}
