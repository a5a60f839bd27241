//===- ProfileNames.cpp - What a profile calls the functions --------------===//

#include "driver/ProfileNames.h"

#include "decode/FunctionReader.h"
#include "support/ErrorSink.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace w2o {

static void addNumber(SmallVectorImpl<char> &text, uint64_t number) {
  for (unsigned shift = 0; shift != 64; shift += 8)
    text.push_back(char(number >> shift));
}

/// The instructions, with those immediates that say where something is in the
/// function or in an object, and not which function, global, type or constant:
/// constants are addresses often, which change with the data before them.
static uint64_t digestOf(const Module &module, const Function &function) {
  SmallString<0> text;
  text += toString(module.types.func(function.typeIndex));
  ErrorSink sink;
  FunctionReader reader(function.body, function.bodyOffset, sink);
  SmallVector<ValType, 32> locals;
  if (!reader.readLocals(locals))
    return 0;
  for (ValType local : locals)
    text += toString(local);
  Instr instr;
  while (!reader.atEnd() && reader.next(instr)) {
    addNumber(text, uint64_t(instr.op));
    switch (opImm(instr.op)) {
    case ImmKind::Local:
    case ImmKind::Label:
      addNumber(text, instr.index);
      break;
    case ImmKind::LabelTable:
      for (uint32_t label : instr.labels)
        addNumber(text, label);
      break;
    case ImmKind::TypeField:
      addNumber(text, instr.index2);
      break;
    case ImmKind::MemArg:
    case ImmKind::MemArgLane:
      addNumber(text, instr.mem.offset);
      break;
    default: // Indices and constants.
      break;
    }
  }
  return xxh3_64bits(ArrayRef(reinterpret_cast<const uint8_t *>(text.data()),
                              text.size()));
}

/// Printable, because profiles can be text, and not too long. A number sign
/// begins a comment there.
static std::string plainName(StringRef name) {
  constexpr size_t longest = 200;
  std::string plain;
  for (char c : name.take_front(longest)) {
    bool isPlain = static_cast<unsigned char>(c) > ' ' && c != '\x7f' &&
                   !(plain.empty() && (c == '#' || c == ':'));
    plain += isPlain ? c : '_';
  }
  if (name.size() > longest)
    plain += "." + utohexstr(xxh3_64bits(name), /*LowerCase=*/true);
  return plain;
}

std::vector<std::string> profileNames(const Module &module) {
  std::vector<std::string> names(module.functions.size());
  for (size_t i = module.numImportedFunctions; i < names.size(); ++i)
    names[i] = plainName(module.functions[i].name);
  for (const Export &e : module.exports)
    if (e.kind == ExternKind::Func && e.index >= module.numImportedFunctions &&
        names[e.index].empty())
      names[e.index] = plainName(e.name);
  StringSet<> taken;
  for (size_t i = module.numImportedFunctions; i < names.size(); ++i) {
    if (names[i].empty())
      names[i] =
          "code-" + utohexstr(digestOf(module, module.functions[i]),
                              /*LowerCase=*/true, /*Width=*/16);
    std::string name = names[i];
    for (unsigned copy = 2; !taken.insert(name).second; ++copy)
      name = names[i] + "+" + std::to_string(copy);
    names[i] = name;
  }
  return names;
}

} // namespace w2o
