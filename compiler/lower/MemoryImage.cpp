//===- MemoryImage.cpp - What a memory holds when an instance is made -----===//
//
// See MemoryImage.h.
//
//===----------------------------------------------------------------------===//

#include "lower/MemoryImage.h"
#include "abi/VmLayout.h"
#include <algorithm>
#include <cstring>
#include <optional>

using namespace w2o;

/// Below this many bytes copying segments costs less than a mapping and the
/// faults of its pages, and the object is not blown up to whole pages.
static constexpr uint64_t smallestImage = 32 * 1024;

/// Value of an offset expression without global.get; an i32 zero-extended.
static std::optional<uint64_t> constantOffset(const ConstExpr &expr) {
  std::vector<uint64_t> stack;
  auto binary = [&](auto operation, bool is32) {
    uint64_t right = stack.back();
    stack.pop_back();
    uint64_t result = operation(stack.back(), right);
    stack.back() = is32 ? uint32_t(result) : result;
  };
  auto add = [](uint64_t a, uint64_t b) { return a + b; };
  auto sub = [](uint64_t a, uint64_t b) { return a - b; };
  auto mul = [](uint64_t a, uint64_t b) { return a * b; };
  for (const Instr &instr : expr.instrs)
    switch (instr.op) {
    case Op::I32Const:
      stack.push_back(uint32_t(instr.imm));
      break;
    case Op::I64Const:
      stack.push_back(instr.imm);
      break;
    case Op::I32Add:
    case Op::I64Add:
      binary(add, instr.op == Op::I32Add);
      break;
    case Op::I32Sub:
    case Op::I64Sub:
      binary(sub, instr.op == Op::I32Sub);
      break;
    case Op::I32Mul:
    case Op::I64Mul:
      binary(mul, instr.op == Op::I32Mul);
      break;
    default: // global.get: known when the instance is made.
      return std::nullopt;
    }
  return stack.back();
}

static bool isInside(uint64_t start, uint64_t length, uint64_t size) {
  return length <= size && start <= size - length;
}

/// Whether running the element segments can trap.
static bool elementsMayTrap(const Module &module) {
  return std::any_of(
      module.elements.begin(), module.elements.end(),
      [&](const ElementSegment &segment) {
        if (segment.mode != SegmentMode::Active)
          return false;
        std::optional<uint64_t> offset = constantOffset(segment.offset);
        // The minimum holds for the size of an imported table too.
        return !offset ||
               !isInside(*offset, segment.size(),
                         module.tables[segment.table].type.limits.min);
      });
}

/// Whether the runtime can map an image into memories of this kind: it owns
/// their contents, and they consist of whole pages.
static bool canHaveImage(const Memory &memory) {
  return !memory.isImport && !memory.type.limits.isShared &&
         (1u << memory.type.pageSizeLog2) == W2O_WASM_PAGE_SIZE;
}

MemoryImage w2o::computeMemoryImage(const Module &module, uint64_t pageSize) {
  MemoryImage image;
  if (elementsMayTrap(module))
    return image;

  // Of the leading segments that are known and go to one memory, as many as
  // fill at least half of the pages that they span: else the object would be
  // mostly zeros.
  struct Piece {
    uint64_t at;
    std::span<const uint8_t> bytes;
  };
  std::vector<Piece> pieces;
  size_t numPieces = 0;
  uint64_t begin = UINT64_MAX, end = 0, payload = 0;
  uint64_t imageEnd = 0;
  uint32_t count = 0;
  for (const DataSegment &segment : module.data) {
    ++count;
    if (segment.mode == SegmentMode::Active) {
      std::optional<uint64_t> at = constantOffset(segment.offset);
      const Memory &memory = module.memories[segment.memory];
      if (!at || !canHaveImage(memory) ||
          memory.type.limits.min > (uint64_t(1) << 32) / W2O_WASM_PAGE_SIZE ||
          !isInside(*at, segment.bytes.size(),
                    memory.type.limits.min * W2O_WASM_PAGE_SIZE) ||
          (!pieces.empty() && segment.memory != image.memory))
        break;
      if (!segment.bytes.empty()) {
        image.memory = segment.memory;
        pieces.push_back({*at, segment.bytes});
        begin = std::min(begin, *at & ~(pageSize - 1));
        end = std::max(end, *at + segment.bytes.size());
        payload += segment.bytes.size();
      }
    }
    uint64_t pagesEnd = (end + pageSize - 1) & ~(pageSize - 1);
    if (payload < smallestImage || pagesEnd - begin > 2 * payload + pageSize)
      continue;
    image.numSegments = count;
    image.at = begin;
    imageEnd = pagesEnd;
    numPieces = pieces.size();
  }
  if (numPieces == 0)
    return image;
  image.bytes.assign(imageEnd - image.at, 0);
  for (const Piece &piece : std::span(pieces).first(numPieces))
    std::memcpy(&image.bytes[piece.at - image.at], piece.bytes.data(),
                piece.bytes.size());
  return image;
}
