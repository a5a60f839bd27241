//===- Opcode.cpp - Tables of the instructions ----------------------------===//
//
// Every question of Opcode.h is a look-up in a constant table that the
// compiler builds from Opcodes.def. Decoding is on the path of each byte of a
// module, so the way from an encoding to an Op is one array access too.
//
//===----------------------------------------------------------------------===//

#include "wasm/Opcode.h"
#include "wasm/Types.h"
#include <array>
#include <cassert>
#include <cstddef>

using namespace w2o;

namespace {

/// A short list of operand kinds; i64.add128 has the longest.
struct KindList {
  std::array<ValKind, 4> kinds = {};
  uint8_t size = 0;
  llvm::ArrayRef<ValKind> ref() const { return {kinds.data(), size}; }
};

template <typename... Kinds> constexpr KindList list(Kinds... kinds) {
  static_assert(sizeof...(kinds) <= 4);
  return {{kinds...}, uint8_t(sizeof...(kinds))};
}

struct OpInfo {
  llvm::StringLiteral text;
  uint32_t code;
  uint8_t prefix;
  ImmKind imm;
  std::optional<Feature> feature;
  uint8_t accessLog2;
  bool hasSignature;
  KindList params;
  KindList results;
};

// How Opcodes.def spells features and kinds.
using enum Feature;
constexpr std::nullopt_t MVP = std::nullopt;
constexpr ValKind I32 = ValKind::I32;
constexpr ValKind I64 = ValKind::I64;
constexpr ValKind F32 = ValKind::F32;
constexpr ValKind F64 = ValKind::F64;
constexpr ValKind V128 = ValKind::V128;

constexpr OpInfo infos[numOps] = {
#define OP_FIXED(Name, Text, Prefix, Code, Feature, Imm, Params, Results)      \
  {Text, Code, Prefix, ImmKind::Imm, Feature, 0, true, list Params,            \
   list Results},
#define OP_MEM(Name, Text, Prefix, Code, Feature, Imm, AccessLog2, Params,     \
               Results)                                                        \
  {Text,       Code, Prefix,      ImmKind::Imm, Feature,                       \
   AccessLog2, true, list Params, list Results},
#define OP_CUSTOM(Name, Text, Prefix, Code, Feature, Imm)                      \
  {Text, Code, Prefix, ImmKind::Imm, Feature, 0, false, {}, {}},
#include "wasm/Opcodes.def"
};

constexpr const OpInfo &info(Op op) { return infos[size_t(op)]; }

/// One more than the largest code behind any prefix.
constexpr uint32_t codeEnd = [] {
  uint32_t end = 0;
  for (const OpInfo &i : infos)
    end = i.code >= end ? i.code + 1 : end;
  return end;
}();

constexpr uint16_t noOp = UINT16_MAX;
static_assert(numOps < noOp);

/// Row of a prefix in the decode table: 0, then 0xfb to 0xfe.
constexpr unsigned numRows = 5;
constexpr unsigned rowOf(uint8_t prefix) { return prefix ? prefix - 0xfa : 0; }

using DecodeTable = std::array<std::array<uint16_t, codeEnd>, numRows>;

constexpr DecodeTable decodeTable = [] {
  DecodeTable table;
  for (auto &row : table)
    row.fill(noOp);
  for (uint16_t op = 0; op < numOps; ++op)
    table[rowOf(infos[op].prefix)][infos[op].code] = op;
  return table;
}();

/// Two instructions with one encoding would leave a row unreachable.
constexpr bool encodingsDiffer = [] {
  for (uint16_t op = 0; op < numOps; ++op)
    if (decodeTable[rowOf(infos[op].prefix)][infos[op].code] != op)
      return false;
  return true;
}();
static_assert(encodingsDiffer);

constexpr std::array<bool, numOps> constantOps = [] {
  std::array<bool, numOps> is = {};
#define OP_CONSTANT(Name) is[size_t(Op::Name)] = true;
#include "wasm/Opcodes.def"
  return is;
}();

} // namespace

llvm::StringRef w2o::opName(Op op) { return info(op).text; }
ImmKind w2o::opImm(Op op) { return info(op).imm; }
std::optional<Feature> w2o::opFeature(Op op) { return info(op).feature; }
uint8_t w2o::opPrefix(Op op) { return info(op).prefix; }
uint32_t w2o::opCode(Op op) { return info(op).code; }

std::optional<Op> w2o::decodeOp(uint8_t prefix, uint32_t code) {
  if ((prefix != 0 && (prefix < 0xfb || prefix > 0xfe)) || code >= codeEnd)
    return std::nullopt;
  uint16_t op = decodeTable[rowOf(prefix)][code];
  if (op == noOp)
    return std::nullopt;
  return Op(op);
}

std::optional<FixedSignature> w2o::opSignature(Op op) {
  const OpInfo &i = info(op);
  if (!i.hasSignature)
    return std::nullopt;
  return FixedSignature{i.params.ref(), i.results.ref()};
}

uint32_t w2o::opAccessLog2(Op op) {
  assert(opImm(op) == ImmKind::MemArg || opImm(op) == ImmKind::MemArgLane);
  return info(op).accessLog2;
}

bool w2o::opIsConstant(Op op) { return constantOps[size_t(op)]; }
