//===- LowerSimdMemory.cpp - Vector loads and stores ----------------------===//
//
// Specification: Execution, "Memory Instructions". v128.load and v128.store
// are plain accesses (LowerMemory.cpp); these load or store a part of a
// vector. Each does one access of exactly the bytes that the instruction
// names, so that it traps exactly when it must.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

static uint64_t laneBytes(FixedVectorType *type) {
  return type->getScalarSizeInBits() / 8;
}

void FunctionLowering::lowerLoadSplat(const Instr &instr, Vec *type) {
  Value *address = effectiveAddress(instr.mem, pop(), laneBytes(type));
  Value *lane = guestLoad(type->getElementType(), address, instr.mem);
  pushVec(b.CreateVectorSplat(type->getNumElements(), lane));
}

void FunctionLowering::lowerLoadWiden(const Instr &instr, Vec *type,
                                      bool isSigned) {
  Value *address = effectiveAddress(instr.mem, pop(), 8);
  Value *half = guestLoad(FixedVectorType::getHalfElementsVectorType(type),
                          address, instr.mem);
  auto *wide = VectorType::getExtendedElementVectorType(
      cast<VectorType>(half->getType()));
  pushVec(isSigned ? b.CreateSExt(half, wide) : b.CreateZExt(half, wide));
}

void FunctionLowering::lowerLoadZero(const Instr &instr, Vec *type) {
  Value *address = effectiveAddress(instr.mem, pop(), laneBytes(type));
  Value *lane = guestLoad(type->getElementType(), address, instr.mem);
  pushVec(b.CreateInsertElement(Constant::getNullValue(type), lane,
                                uint64_t(0)));
}

void FunctionLowering::lowerLoadLane(const Instr &instr, Vec *type) {
  Value *v = popVec(type);
  Value *address = effectiveAddress(instr.mem, pop(), laneBytes(type));
  Value *lane = guestLoad(type->getElementType(), address, instr.mem);
  pushVec(b.CreateInsertElement(v, lane, uint64_t(instr.lane)));
}

void FunctionLowering::lowerStoreLane(const Instr &instr, Vec *type) {
  Value *lane = b.CreateExtractElement(popVec(type), uint64_t(instr.lane));
  guestStore(lane, effectiveAddress(instr.mem, pop(), laneBytes(type)),
             instr.mem);
}
