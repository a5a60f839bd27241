//===- FunctionReaderTest.cpp - Instructions and their immediates ---------===//

#include "decode/FunctionReader.h"
#include "wasm/Limits.h"
#include <gtest/gtest.h>

using namespace w2o;

namespace {

using Bytes = std::vector<uint8_t>;

/// One instruction read from bytes that it must use up.
struct Read {
  Bytes bytes;
  ErrorSink errors;
  FunctionReader reader;
  Instr instr;
  bool ok;

  explicit Read(Bytes input)
      : bytes(std::move(input)), reader(bytes, 50, errors),
        ok(reader.next(instr)) {
    if (ok) {
      EXPECT_TRUE(reader.atEnd());
    }
  }
  std::string error() const {
    return ok ? "none"
              : llvm::StringRef(errors.error().message).split(':').first.str();
  }
};

TEST(FunctionReader, OpcodesAndOffsets) {
  Bytes bytes = {0x01, 0xfd, 0xff, 0x01, 0x0b};
  ErrorSink errors;
  FunctionReader reader(bytes, 7, errors);
  Instr instr;
  ASSERT_TRUE(reader.next(instr));
  EXPECT_EQ(instr.op, Op::Nop);
  EXPECT_EQ(instr.offset, 7u);
  ASSERT_TRUE(reader.next(instr));
  EXPECT_EQ(instr.op, Op::F64x2ConvertLowI32x4U);
  EXPECT_EQ(instr.offset, 8u);
  ASSERT_TRUE(reader.next(instr));
  EXPECT_EQ(instr.op, Op::End);
  EXPECT_TRUE(reader.atEnd());
  EXPECT_FALSE(reader.next(instr));
  EXPECT_EQ(errors.error().message, "unexpected end of section or function");
}

TEST(FunctionReader, IllegalOpcodes) {
  EXPECT_EQ(Read({0xff}).error(), "illegal opcode ff");
  EXPECT_EQ(Read({0x27}).error(), "illegal opcode 27");
  EXPECT_EQ(Read({0xfc, 0x1f}).error(), "illegal opcode fc 1f");
  EXPECT_EQ(Read({0xfc, 0x87, 0x80, 0x80, 0x80, 0x80, 0x00}).error(),
            "integer representation too long");
  EXPECT_EQ(Read({0xfd}).error(), "unexpected end of section or function");
}

TEST(FunctionReader, Constants) {
  EXPECT_EQ(Read({0x41, 0x7f}).instr.imm, UINT64_MAX);
  EXPECT_EQ(Read({0x42, 0x3f}).instr.imm, 63u);
  EXPECT_EQ(Read({0x43, 0, 0, 0x80, 0x3f}).instr.imm, 0x3f800000u);
  EXPECT_EQ(Read({0x44, 1, 2, 3, 4, 5, 6, 7, 8}).instr.imm,
            0x0807060504030201u);
  Bytes vector = {0xfd, 12};
  for (uint8_t i = 0; i < 16; ++i)
    vector.push_back(i);
  EXPECT_EQ(Read(vector).instr.bytes[15], 15);
  vector.pop_back();
  EXPECT_FALSE(Read(vector).ok);
}

TEST(FunctionReader, BlockTypes) {
  EXPECT_EQ(Read({0x02, 0x40}).instr.block.kind, BlockType::Empty);
  Read value({0x03, 0x7e});
  EXPECT_EQ(value.instr.block.kind, BlockType::Value);
  EXPECT_EQ(value.instr.block.value, ValType(ValKind::I64));
  Read reference({0x04, 0x64, 0x05});
  EXPECT_EQ(reference.instr.block.value,
            ValType::ref(HeapType::concrete(5), false));
  Read index({0x02, 0x80, 0x01});
  EXPECT_EQ(index.instr.block.kind, BlockType::TypeIndex);
  EXPECT_EQ(index.instr.block.typeIndex, 128u);
  EXPECT_EQ(Read({0x02, 0x41}).error(), "malformed block type");
}

TEST(FunctionReader, MemoryArguments) {
  Read plain({0x28, 0x02, 0x80, 0x01});
  EXPECT_EQ(plain.instr.mem.alignLog2, 2u);
  EXPECT_EQ(plain.instr.mem.offset, 128u);
  EXPECT_EQ(plain.instr.mem.memory, 0u);
  Read other({0x28, 0x41, 0x03, 0x04});
  EXPECT_EQ(other.instr.mem.alignLog2, 1u);
  EXPECT_EQ(other.instr.mem.memory, 3u);
  EXPECT_EQ(other.instr.mem.offset, 4u);
  Read wide({0x28, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
             0x01});
  EXPECT_EQ(wide.instr.mem.offset, UINT64_MAX);
  Read lane({0xfd, 84, 0x00, 0x00, 0x0f});
  EXPECT_EQ(lane.instr.lane, 15u);
  EXPECT_EQ(Read({0x28, 0x80, 0x01, 0x00}).error(), "malformed memop flags");
}

TEST(FunctionReader, OrderOfTwoIndices) {
  Read call({0x11, 1, 2});
  EXPECT_EQ(call.instr.index, 1u) << "type";
  EXPECT_EQ(call.instr.index2, 2u) << "table";
  Read init({0xfc, 8, 3, 4});
  EXPECT_EQ(init.instr.index, 3u) << "data segment";
  EXPECT_EQ(init.instr.index2, 4u) << "memory";
  Read copy({0xfc, 14, 5, 6});
  EXPECT_EQ(copy.instr.index, 5u) << "destination";
  EXPECT_EQ(copy.instr.index2, 6u) << "source";
}

TEST(FunctionReader, BranchTables) {
  Read table({0x0e, 2, 7, 8, 9});
  EXPECT_EQ(table.instr.labels.vec(), (std::vector<uint32_t>{7, 8, 9}));
  EXPECT_EQ(Read({0x0e, 0, 4}).instr.labels.size(), 1u);
  Read huge({0x0e, 0xff, 0xff, 0xff, 0xff, 0x0f, 0});
  EXPECT_EQ(huge.error(), "unexpected end of section or function");

  Bytes many = {0x0e, 0xf1, 0xff, 0x03};
  many.resize(many.size() + limits::maxBrTableSize + 2);
  Read over(many);
  EXPECT_EQ(over.errors.error().kind, ErrorClass::Limit);
}

TEST(FunctionReader, References) {
  EXPECT_EQ(Read({0xd0, 0x6f}).instr.ref, ValType::externRef());
  EXPECT_EQ(Read({0xfb, 20, 0x6b}).instr.ref,
            ValType::ref(HeapKind::Struct, false));
  EXPECT_EQ(Read({0xfb, 23, 0x03}).instr.ref,
            ValType::ref(HeapType::concrete(3), true));
  Read cast({0xfb, 24, 1, 5, 0x6e, 0x6c});
  EXPECT_EQ(cast.instr.index, 5u);
  EXPECT_EQ(cast.instr.ref, ValType::ref(HeapKind::Any, true));
  EXPECT_EQ(cast.instr.ref2, ValType::ref(HeapKind::I31, false));
  EXPECT_EQ(Read({0xfb, 24, 4, 5, 0x6e, 0x6c}).error(), "malformed cast flags");
  EXPECT_EQ(Read({0xd0, 0x7f}).error(), "malformed heap type");
}

TEST(FunctionReader, SelectWithTypes) {
  Read select({0x1c, 1, 0x70});
  ASSERT_EQ(select.instr.op, Op::SelectTypes);
  ASSERT_EQ(select.instr.types.size(), 1u);
  EXPECT_EQ(select.instr.types[0], ValType::funcRef());
}

TEST(FunctionReader, CatchClauses) {
  Read read({0x1f, 0x40, 4,    //
             0x00, 7, 1,       //
             0x01, 8, 2,       //
             0x02, 3,          //
             0x03, 4});
  ASSERT_TRUE(read.ok);
  ASSERT_EQ(read.instr.catches.size(), 4u);
  EXPECT_EQ(read.instr.catches[0].tag, 7u);
  EXPECT_EQ(read.instr.catches[0].label, 1u);
  EXPECT_EQ(read.instr.catches[1].kind, CatchClause::CatchRef);
  EXPECT_EQ(read.instr.catches[1].tag, 8u);
  EXPECT_EQ(read.instr.catches[1].label, 2u);
  EXPECT_EQ(read.instr.catches[2].label, 3u);
  EXPECT_EQ(read.instr.catches[3].kind, CatchClause::CatchAllRef);
  EXPECT_EQ(Read({0x1f, 0x40, 1, 4, 0}).error(), "malformed catch clause");
}

TEST(FunctionReader, FenceHasOneReservedByte) {
  EXPECT_TRUE(Read({0xfe, 0x03, 0x00}).ok);
  EXPECT_EQ(Read({0xfe, 0x03, 0x01}).error(), "zero byte expected");
}

TEST(FunctionReader, EveryOpcodeHasReadableImmediates) {
  // Zero bytes are acceptable immediates of every shape.
  for (unsigned i = 0; i < numOps; ++i) {
    Op op = Op(i);
    Bytes bytes;
    if (opPrefix(op)) {
      bytes = {opPrefix(op), uint8_t((opCode(op) & 0x7f) | 0x80),
               uint8_t(opCode(op) >> 7)};
    } else {
      bytes = {uint8_t(opCode(op))};
    }
    bytes.resize(bytes.size() + 20);
    ErrorSink errors;
    FunctionReader reader(bytes, 0, errors);
    Instr instr;
    EXPECT_TRUE(reader.next(instr)) << opName(op).str();
    EXPECT_EQ(instr.op, op);
  }
}

std::string locals(const Bytes &bytes, size_t &count) {
  ErrorSink errors;
  FunctionReader reader(bytes, 0, errors);
  llvm::SmallVector<ValType, 8> types;
  bool ok = reader.readLocals(types);
  count = types.size();
  return ok ? "none" : errorClassName(errors.error().kind);
}

TEST(FunctionReader, Locals) {
  size_t count = 0;
  EXPECT_EQ(locals({2, 3, 0x7f, 1, 0x7c}, count), "none");
  EXPECT_EQ(count, 4u);
  EXPECT_EQ(locals({0}, count), "none");
  // 50,000 is the limit; more is refused without making them.
  EXPECT_EQ(locals({1, 0xd0, 0x86, 0x03, 0x7f}, count), "none");
  EXPECT_EQ(count, 50'000u);
  EXPECT_EQ(locals({1, 0xd1, 0x86, 0x03, 0x7f}, count), "limit");
  EXPECT_EQ(count, 0u);
  // 2^32 is malformed, and that comes first.
  EXPECT_EQ(locals({2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 1, 0x7e}, count),
            "malformed");
}

} // namespace
