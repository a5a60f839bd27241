//===- Metadata.cpp - The object's constants and host-facing code ---------===//
//
// The LLVM module that is compiled last, when the sizes and line tables of
// all code are known: descriptor blob, data, init function, typed exports and
// the public constant <prefix>_module. Nothing in it is writable; addresses
// that the loader must fill in are few and in the relocated read-only part.
//
//===----------------------------------------------------------------------===//

#include "abi/Symbols.h"
#include "abi/Version.h"
#include "lower/DescriptorBuilder.h"
#include "lower/LowerInit.h"
#include "lower/PartitionState.h"
#include "lower/Trampolines.h"

using namespace w2o;
using namespace llvm;

namespace {

#define W2O_TO_STRING_(x) #x
#define W2O_TO_STRING(x) W2O_TO_STRING_(x)

class MetadataLowering {
public:
  MetadataLowering(PartitionState &part, ArrayRef<CodeRange> code)
      : part(part), ctx(part.ctx), code(code) {}

  void run();

private:
  GlobalVariable *constant(Constant *init, const char *suffix, uint64_t align);
  Constant *codeSymbol(const CodeRange &range);
  Constant *fromField(Constant *target, Constant *field);
  GlobalVariable *emitDescriptor(const DescriptorBuilder &desc);
  GlobalVariable *emitRecordCode();
  void emitStaticTable(uint32_t index, const StaticTable &table);
  Constant *emitLinked();

  PartitionState &part;
  const ModuleContext &ctx;
  ArrayRef<CodeRange> code;
};

GlobalVariable *MetadataLowering::constant(Constant *init, const char *suffix,
                                           uint64_t align) {
  auto *global = new GlobalVariable(
      *part.ir, init->getType(), /*isConstant=*/true,
      GlobalValue::ExternalLinkage, init, ctx.internalSymbol(suffix));
  global->setVisibility(GlobalValue::HiddenVisibility);
  global->setDSOLocal(true);
  global->setAlignment(Align(align));
  return global;
}

/// The first byte of a piece of code; pieces are symbols of the partitions.
Constant *MetadataLowering::codeSymbol(const CodeRange &range) {
  if (range.symbol == ctx.symbol(range.functionIndex))
    return part.functionDecl(range.functionIndex);
  // A body behind its stack check (LowerFunction.cpp).
  if (llvm::Function *known = part.ir->getFunction(range.symbol))
    return known;
  auto *f = llvm::Function::Create(
      llvm::FunctionType::get(part.voidTy, false),
      GlobalValue::ExternalLinkage, range.symbol, *part.ir);
  f->setVisibility(GlobalValue::HiddenVisibility);
  f->setDSOLocal(true);
  return f;
}

/// target - field as 32 bits: the linker computes it, the loader need not.
/// `field` must be an in-bounds address of a constant of this module, or LLVM
/// would think that the loader has to and make the constant writable.
Constant *MetadataLowering::fromField(Constant *target, Constant *field) {
  Constant *difference =
      ConstantExpr::getSub(ConstantExpr::getPtrToInt(target, part.i64),
                           ConstantExpr::getPtrToInt(field, part.i64));
  return ConstantExpr::getTrunc(difference, part.i32);
}

GlobalVariable *MetadataLowering::emitDescriptor(const DescriptorBuilder &d) {
  // The blob is bytes followed by the code table, whose first word per entry
  // is relocated.
  Constant *bytes = ConstantDataArray::getString(part.llvm, d.bytes(),
                                                 /*AddNull=*/false);
  static_assert(sizeof(w2o_desc_code) == 6 * 4 &&
                offsetof(w2o_desc_code, start) == 0);
  auto *entryType = ArrayType::get(part.i32, 6);
  auto *tableType = ArrayType::get(entryType, d.codeTable().size());
  auto *type = StructType::get(part.llvm, {bytes->getType(), tableType},
                               /*isPacked=*/true);
  auto *blob = new GlobalVariable(*part.ir, type, /*isConstant=*/true,
                                  GlobalValue::ExternalLinkage, nullptr,
                                  ctx.internalSymbol("desc"));
  SmallVector<Constant *, 0> entries;
  for (size_t i = 0; i < d.codeTable().size(); ++i) {
    const w2o_desc_code &e = d.codeTable()[i];
    Constant *index[] = {ConstantInt::get(part.i64, d.bytes().size() +
                                                        i * sizeof(e))};
    // In bounds, so that LLVM sees a distance inside of one object, which the
    // loader need not touch, and keeps the section read-only.
    Constant *field =
        ConstantExpr::getInBoundsGetElementPtr(part.i8, blob, index);
    auto word = [&](uint32_t v) { return ConstantInt::get(part.i32, v); };
    entries.push_back(ConstantArray::get(
        entryType,
        {fromField(codeSymbol(code[i]), field), word(e.size), word(e.func),
         word(e.body_offset), word(e.pc_map.at), word(e.pc_map.length)}));
  }
  blob->setInitializer(ConstantStruct::get(
      type, {bytes, ConstantArray::get(tableType, entries)}));
  blob->setVisibility(GlobalValue::HiddenVisibility);
  blob->setDSOLocal(true);
  blob->setAlignment(Align(8));
  blob->setSection(ctx.target().isMachO ? W2O_DESC_SECTION_MACHO
                                        : W2O_DESC_SECTION_ELF);
  return blob;
}

GlobalVariable *MetadataLowering::emitRecordCode() {
  const std::vector<uint32_t> &functions = ctx.layout.recordFunctions();
  auto *type = ArrayType::get(part.i32, functions.size());
  auto *table = new GlobalVariable(*part.ir, type, /*isConstant=*/true,
                                   GlobalValue::ExternalLinkage, nullptr,
                                   ctx.internalSymbol("records"));
  SmallVector<Constant *, 0> entries;
  for (size_t i = 0; i < functions.size(); ++i) {
    if (ctx.module.functions[functions[i]].isImport) {
      entries.push_back(ConstantInt::get(part.i32, 0));
      continue;
    }
    Constant *index[] = {ConstantInt::get(part.i64, i)};
    entries.push_back(
        fromField(part.functionDecl(functions[i]),
                  ConstantExpr::getInBoundsGetElementPtr(part.i32, table,
                                                         index)));
  }
  table->setInitializer(ConstantArray::get(type, entries));
  table->setVisibility(GlobalValue::HiddenVisibility);
  table->setDSOLocal(true);
  table->setAlignment(Align(4));
  return table;
}

void MetadataLowering::emitStaticTable(uint32_t index,
                                       const StaticTable &table) {
  GlobalVariable *global = part.staticTable(index);
  auto *type = cast<ArrayType>(global->getValueType());
  auto *entryType = cast<StructType>(type->getElementType());
  auto word = [&](uint32_t v) { return ConstantInt::get(part.i32, v); };
  SmallVector<Constant *, 0> entries;
  for (uint32_t function : table.functions)
    if (function == StaticTable::null)
      entries.push_back(
          ConstantStruct::get(entryType, {word(0), word(StaticTable::null)}));
    else
      entries.push_back(ConstantStruct::get(
          entryType,
          {fromField(part.functionDecl(function), global),
           word(ctx.module.types.canonicalId(
               ctx.module.functions[function].typeIndex))}));
  global->setInitializer(ConstantArray::get(type, entries));
}

Constant *MetadataLowering::emitLinked() {
  SmallVector<Constant *, 0> entries;
  for (uint32_t i = 0; i < ctx.module.numImportedFunctions; ++i)
    entries.push_back(ctx.isLinked(i) ? lowerLinkedImport(part, i)
                                      : ConstantPointerNull::get(part.ptr));
  if (entries.empty())
    return ConstantPointerNull::get(part.ptr);
  return constant(
      ConstantArray::get(ArrayType::get(part.ptr, entries.size()), entries),
      "linked", 8);
}

void MetadataLowering::run() {
  DescriptorBuilder desc(ctx, code);
  Constant *null = ConstantPointerNull::get(part.ptr);
  Constant *data = null;
  if (!desc.data().empty())
    data = constant(ConstantDataArray::getString(part.llvm, desc.data(), false),
                    "data", 16);
  Constant *image = null;
  if (!ctx.image.bytes.empty()) {
    GlobalVariable *pages =
        constant(ConstantDataArray::getString(part.llvm, ctx.image.bytes,
                                              /*AddNull=*/false),
                 "image", ctx.target().largestPage);
    // Its alignment would leave a hole in a section with other constants.
    pages->setSection(ctx.target().isMachO ? W2O_IMAGE_SECTION_MACHO
                                           : W2O_IMAGE_SECTION_ELF);
    image = pages;
  }
  Constant *textBegin = null, *textEnd = null;
  if (!code.empty()) {
    textBegin = codeSymbol(code.front());
    Constant *size[] = {ConstantInt::get(part.i64, code.back().size)};
    textEnd = ConstantExpr::getGetElementPtr(part.i8, codeSymbol(code.back()),
                                             size);
  }
  auto *abi = new GlobalVariable(*part.ir, part.i8, /*isConstant=*/true,
                                 GlobalValue::ExternalLinkage, nullptr,
                                 W2O_TO_STRING(W2O_ABI_VERSION_SYMBOL));

  Constant *attachHeap = null;
  if (ctx.layout.desc().type_infos)
    attachHeap = llvm::Function::Create(
        llvm::FunctionType::get(part.i32, {part.ptr}, false),
        GlobalValue::ExternalLinkage, "w2o_attach_heap", *part.ir);

  auto word = [&](uint32_t v) { return ConstantInt::get(part.i32, v); };
  GlobalVariable *blob = emitDescriptor(desc);
  GlobalVariable *records = emitRecordCode();
  for (const auto &[index, table] : ctx.staticTables)
    emitStaticTable(index, table);
  Constant *linked = emitLinked();
  llvm::Function *init = lowerInit(part);
  lowerTypedExports(part);
  Constant *module = ConstantStruct::getAnon(
      part.llvm, {word(W2O_DESC_MAGIC), word(W2O_ABI_VERSION), blob, data,
                  image, textBegin, textEnd, records, linked, init, abi,
                  attachHeap});
  auto *global = new GlobalVariable(
      *part.ir, module->getType(), /*isConstant=*/true,
      GlobalValue::ExternalLinkage, module,
      ctx.options.prefix + W2O_SYMBOL_MODULE_SUFFIX);
  global->setAlignment(Align(8));
}

} // namespace

std::unique_ptr<llvm::Module>
w2o::lowerMetadata(const ModuleContext &context, llvm::LLVMContext &llvm,
                   llvm::ArrayRef<CodeRange> code) {
  PartitionState part(context, llvm, "metadata");
  MetadataLowering(part, code).run();
  part.debug.finish();
  return std::move(part.ir);
}
