//===- ModuleDecoderTest.cpp - Sections of the binary format --------------===//

#include "decode/ModuleDecoder.h"
#include "wasm/Limits.h"
#include <gtest/gtest.h>

using namespace w2o;

namespace {

using Bytes = std::vector<uint8_t>;

const Bytes header = {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00};

Bytes operator+(Bytes a, const Bytes &b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes section(uint8_t id, const Bytes &content) {
  return Bytes{id, uint8_t(content.size())} + content;
}

/// Owns the bytes that the module points into.
struct Decoded {
  Bytes bytes;
  Module module;
  ErrorSink errors;
  ModuleDecoder decoder;
  bool ok;

  Decoded(const Bytes &sections, FeatureSet features = FeatureSet::all())
      : bytes(header + sections), decoder(bytes, features, module, errors),
        ok(decoder.decode()) {}

  /// The message up to the first colon, behind the class.
  std::string error() const {
    if (ok)
      return "none";
    llvm::StringRef message = errors.error().message;
    return std::string(errorClassName(errors.error().kind)) + " " +
           message.split(':').first.str();
  }
};

// One function type [] -> [], one function of it, and its empty body.
const Bytes typeSection = section(1, {1, 0x60, 0, 0});
const Bytes functionSection = section(3, {1, 0});
const Bytes codeSection = section(10, {1, 2, 0, 0x0b});
const Bytes oneFunction = typeSection + functionSection + codeSection;

TEST(ModuleDecoder, Header) {
  auto decodeAll = [](const Bytes &bytes) {
    Module module;
    ErrorSink errors;
    ModuleDecoder decoder(bytes, FeatureSet(), module, errors);
    return decoder.decode() ? std::string("none")
                            : llvm::StringRef(errors.error().message)
                                  .split(':')
                                  .first.str();
  };
  EXPECT_EQ(decodeAll(header), "none");
  EXPECT_EQ(decodeAll({}), "unexpected end");
  EXPECT_EQ(decodeAll({0x00, 0x61, 0x73}), "unexpected end");
  EXPECT_EQ(decodeAll({0x7f, 0x45, 0x4c, 0x46}), "magic header not detected");
  EXPECT_EQ(decodeAll({0x00, 0x61, 0x73, 0x6d, 0x01}), "unexpected end");
  EXPECT_EQ(decodeAll({0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00}),
            "unknown binary version")
      << "a component";
}

TEST(ModuleDecoder, SectionsComeOnceAndInOrder) {
  EXPECT_EQ(Decoded(oneFunction).error(), "none");
  const char *outOfOrder = "malformed unexpected content after last section";
  EXPECT_EQ(Decoded(functionSection + typeSection).error(), outOfOrder);
  EXPECT_EQ(Decoded(typeSection + typeSection).error(), outOfOrder);
  // The ids of tag and data count are not in order.
  EXPECT_EQ(Decoded(section(5, {0}) + section(13, {0}) + section(6, {0}) +
                    section(12, {0}) + section(10, {0}) + section(11, {0}))
                .error(),
            "none");
  EXPECT_EQ(Decoded(section(6, {0}) + section(13, {0})).error(), outOfOrder);
  EXPECT_EQ(Decoded(section(10, {0}) + section(12, {0})).error(), outOfOrder);
  EXPECT_EQ(Decoded(section(14, {0})).error(),
            "malformed malformed section id");
}

TEST(ModuleDecoder, SectionSizes) {
  EXPECT_EQ(Decoded(section(1, {0, 0})).error(),
            "malformed section size mismatch");
  EXPECT_EQ(Decoded({1, 9, 0}).error(), "malformed length out of bounds");
  EXPECT_EQ(Decoded(section(1, {1, 0x60, 0})).error(),
            "malformed unexpected end of section or function");
}

TEST(ModuleDecoder, CountsAreBoundedByTheInput) {
  // No list may be sized by a count that the input cannot hold.
  const Bytes many = {0xff, 0xff, 0xff, 0xff, 0x0f};
  for (uint8_t id : {1, 2, 3, 4, 5, 13, 6, 7, 9, 10, 11})
    EXPECT_EQ(Decoded(section(id, many)).error(),
              "malformed unexpected end of section or function")
        << unsigned(id);
}

TEST(ModuleDecoder, FunctionAndCodeMustAgree) {
  const char *differ =
      "malformed function and code section have inconsistent lengths";
  EXPECT_EQ(Decoded(typeSection + functionSection).error(), differ);
  EXPECT_EQ(Decoded(codeSection).error(), differ);
  EXPECT_EQ(Decoded(section(3, {0})).error(), "none");
}

TEST(ModuleDecoder, DataCountMustAgree) {
  const char *differ =
      "malformed data count and data section have inconsistent lengths";
  EXPECT_EQ(Decoded(section(12, {1})).error(), differ);
  EXPECT_EQ(Decoded(section(12, {2}) + section(11, {1, 1, 0})).error(), differ);
  Decoded same(section(12, {1}) + section(11, {1, 1, 2, 'h', 'i'}));
  EXPECT_EQ(same.error(), "none");
  ASSERT_EQ(same.module.data.size(), 1u);
  EXPECT_EQ(same.module.data[0].mode, SegmentMode::Passive);
  EXPECT_EQ(same.module.data[0].bytes.size(), 2u);
}

TEST(ModuleDecoder, BodiesAreRangesOfTheInput) {
  Decoded d(oneFunction);
  ASSERT_EQ(d.module.functions.size(), 1u);
  const Function &function = d.module.functions[0];
  EXPECT_EQ(function.body.size(), 2u);
  EXPECT_EQ(function.body.data(), d.bytes.data() + function.bodyOffset);
}

TEST(ModuleDecoder, TypeGroups) {
  // (rec (type (sub (struct (field (mut i8)))))
  //      (type (sub final 0 (array (ref null 1))))) (type (func))
  Decoded d(section(1, {2,    0x4e, 2,    0x50, 0, 0x5f, 1,    0x78, 1,
                        0x4f, 1,    0,    0x5e, 0x63, 1, 0,    0x60, 0,
                        0}));
  ASSERT_EQ(d.error(), "none");
  EXPECT_EQ(d.module.types.size(), 0u) << "left to validation";
  auto &groups = d.decoder.typeGroups();
  ASSERT_EQ(groups.size(), 2u);
  ASSERT_EQ(groups[0].size(), 2u);
  const SubType &first = groups[0][0];
  EXPECT_FALSE(first.isFinal);
  EXPECT_EQ(first.kind, CompositeKind::Struct);
  EXPECT_EQ(first.fields[0].storage.packing, StorageType::I8);
  EXPECT_TRUE(first.fields[0].isMutable);
  const SubType &second = groups[0][1];
  EXPECT_TRUE(second.isFinal);
  EXPECT_EQ(second.superType, 0u);
  EXPECT_EQ(second.fields[0].storage.type,
            ValType::ref(HeapType::concrete(1), true));
  EXPECT_EQ(groups[1][0].kind, CompositeKind::Func);
}

TEST(ModuleDecoder, MalformedTypes) {
  EXPECT_EQ(Decoded(section(1, {1, 0x40, 0, 0})).error(),
            "malformed malformed definition type");
  EXPECT_EQ(Decoded(section(1, {1, 0xe0, 0x7f, 0, 0})).error(),
            "malformed integer representation too long");
  EXPECT_EQ(Decoded(section(1, {1, 0x60, 1, 0x40, 0})).error(),
            "malformed malformed value type");
  EXPECT_EQ(Decoded(section(1, {1, 0x60, 1, 0x63, 0x7f, 0})).error(),
            "malformed malformed heap type");
  EXPECT_EQ(Decoded(section(1, {1, 0x5e, 0x7f, 2})).error(),
            "malformed malformed mutability");
  EXPECT_EQ(Decoded(section(4, {1, 0x7f, 0, 0})).error(),
            "malformed malformed reference type");
}

TEST(ModuleDecoder, TypeIndexThatNoModuleCanDefine) {
  // (ref null 4294967295) would not fit into a packed value type.
  EXPECT_EQ(Decoded(section(1, {1, 0x60, 1, 0x63, 0xff, 0xff, 0xff, 0xff, 0x0f,
                                0}))
                .error(),
            "invalid unknown type 4294967295");
}

TEST(ModuleDecoder, MemoryLimits) {
  Decoded d(section(5, {5,             //
                        0x00, 1,       //
                        0x01, 1, 2,    //
                        0x03, 1, 2,    // shared
                        0x05, 1, 2,    // 64-bit
                        0x08, 7, 0})); // pages of one byte
  ASSERT_EQ(d.error(), "none");
  const std::vector<Memory> &memories = d.module.memories;
  ASSERT_EQ(memories.size(), 5u);
  EXPECT_FALSE(memories[0].type.limits.max.has_value());
  EXPECT_EQ(memories[1].type.limits.max, 2u);
  EXPECT_TRUE(memories[2].type.limits.isShared);
  EXPECT_TRUE(memories[3].type.limits.is64);
  EXPECT_EQ(memories[4].type.pageSizeLog2, 0u);
  EXPECT_EQ(memories[4].type.limits.min, 7u);
  EXPECT_EQ(memories[0].type.pageSizeLog2, 16u);

  EXPECT_EQ(Decoded(section(5, {1, 0x10, 0})).error(),
            "malformed malformed limits flags");
  EXPECT_EQ(Decoded(section(5, {1, 0x08, 0, 64})).error(),
            "malformed invalid custom page size");
  EXPECT_EQ(Decoded(section(4, {1, 0x70, 0x03, 0, 0})).error(),
            "malformed malformed limits flags")
      << "tables cannot be shared";
}

TEST(ModuleDecoder, TableWithInitialElement) {
  Decoded d(section(4, {2, 0x70, 0x00, 1, 0x40, 0x00, 0x64, 0x70, 0x00, 3, 0xd2,
                        0, 0x0b}));
  ASSERT_EQ(d.error(), "none");
  EXPECT_FALSE(d.module.tables[0].init.has_value());
  ASSERT_TRUE(d.module.tables[1].init.has_value());
  EXPECT_EQ(d.module.tables[1].init->instrs[0].op, Op::RefFunc);
  EXPECT_EQ(d.module.tables[1].type.limits.min, 3u);
  EXPECT_EQ(Decoded(section(4, {1, 0x40, 0x01, 0x70, 0, 0, 0x0b})).error(),
            "malformed zero byte expected");
}

TEST(ModuleDecoder, ImportsOpenTheIndexSpaces) {
  Decoded d(section(2, {5,                             //
                        1, 'm', 1, 'f', 0, 7,          //
                        1, 'm', 1, 't', 1, 0x70, 0, 1, //
                        1, 'm', 1, 'm', 2, 0, 1,       //
                        1, 'm', 1, 'g', 3, 0x7f, 1,    //
                        1, 'm', 1, 'e', 4, 0, 3}) +
            section(5, {1, 0, 9}));
  ASSERT_EQ(d.error(), "none");
  const Module &m = d.module;
  ASSERT_EQ(m.imports.size(), 5u);
  EXPECT_EQ(m.imports[3].module, "m");
  EXPECT_EQ(m.imports[3].field, "g");
  EXPECT_EQ(m.numImportedFunctions, 1u);
  EXPECT_EQ(m.functions[0].typeIndex, 7u);
  EXPECT_TRUE(m.functions[0].isImport);
  EXPECT_EQ(m.numImportedMemories, 1u);
  ASSERT_EQ(m.memories.size(), 2u);
  EXPECT_FALSE(m.memories[1].isImport);
  EXPECT_TRUE(m.globals[0].type.isMutable);
  EXPECT_EQ(m.tags[0].typeIndex, 3u);

  EXPECT_EQ(Decoded(section(2, {1, 0, 0, 5})).error(),
            "malformed malformed import kind");
  EXPECT_EQ(Decoded(section(2, {1, 0, 0, 4, 1, 0})).error(),
            "malformed malformed tag attribute");
  EXPECT_EQ(Decoded(section(7, {1, 0, 5, 0})).error(),
            "malformed malformed export kind");
}

TEST(ModuleDecoder, AllFormsOfElementSegments) {
  Decoded d(section(9, {8,                                  //
                        0, 0x41, 0, 0x0b, 1, 5,             //
                        1, 0, 1, 5,                         //
                        2, 3, 0x41, 0, 0x0b, 0, 1, 5,       //
                        3, 0, 1, 5,                         //
                        4, 0x41, 0, 0x0b, 1, 0xd2, 5, 0x0b, //
                        5, 0x70, 1, 0xd2, 5, 0x0b,          //
                        6, 3, 0x41, 0, 0x0b, 0x6f, 0,       //
                        7, 0x70, 1, 0xd0, 0x70, 0x0b}));
  ASSERT_EQ(d.error(), "none");
  const std::vector<ElementSegment> &e = d.module.elements;
  ASSERT_EQ(e.size(), 8u);
  const SegmentMode modes[] = {
      SegmentMode::Active, SegmentMode::Passive, SegmentMode::Active,
      SegmentMode::Declarative};
  for (unsigned i = 0; i < 8; ++i) {
    EXPECT_EQ(e[i].mode, modes[i % 4]) << i;
    EXPECT_EQ(e[i].usesExprs, i >= 4) << i;
    EXPECT_EQ(e[i].table, i % 4 == 2 ? 3u : 0u) << i;
  }
  EXPECT_EQ(e[0].functions, std::vector<uint32_t>{5});
  EXPECT_EQ(e[0].type, ValType::ref(HeapKind::Func, false));
  EXPECT_EQ(e[4].type, ValType::funcRef());
  EXPECT_EQ(e[6].type, ValType::externRef());
  EXPECT_EQ(e[7].exprs[0].instrs[0].op, Op::RefNull);

  EXPECT_EQ(Decoded(section(9, {1, 8})).error(),
            "malformed malformed elements segment kind");
  EXPECT_EQ(Decoded(section(9, {1, 1, 1, 0})).error(),
            "malformed malformed element kind");
  EXPECT_EQ(Decoded(section(11, {1, 3})).error(),
            "malformed malformed data segment kind");
}

TEST(ModuleDecoder, ConstantExpressionsEndAtTheirOwnEnd) {
  // A block is not constant, but it is well formed.
  Decoded d(section(6, {1, 0x7f, 0, 0x02, 0x40, 0x0b, 0x41, 1, 0x0b}));
  ASSERT_EQ(d.error(), "none");
  EXPECT_EQ(d.module.globals[0].init.instrs.size(), 3u);
  EXPECT_EQ(Decoded(section(6, {1, 0x7f, 0, 0x02, 0x40, 0x0b})).error(),
            "malformed unexpected end of section or function");
}

TEST(ModuleDecoder, EncodingsOfFeaturesThatAreOff) {
  auto without = [](Feature feature, const Bytes &sections) {
    FeatureSet features = FeatureSet::all();
    features.set(feature, false);
    Decoded d(sections, features);
    return d.error();
  };
  EXPECT_EQ(without(Feature::CustomPageSizes, section(5, {1, 8, 0, 16})),
            "unsupported a page size needs the feature 'custom-page-sizes', "
            "which is off");
  EXPECT_NE(without(Feature::GC, section(1, {1, 0x4e, 0})), "none");
  EXPECT_NE(without(Feature::GC, section(1, {1, 0x4f, 0, 0x60, 0, 0})), "none");
  EXPECT_NE(without(Feature::BulkMemory, section(12, {0})), "none");
  EXPECT_NE(without(Feature::BulkMemory,
                    section(11, {1, 2, 0, 0x41, 0, 0x0b, 0})),
            "none");
  EXPECT_NE(without(Feature::ReferenceTypes,
                    section(9, {1, 4, 0x41, 0, 0x0b, 0})),
            "none");
}

TEST(ModuleDecoder, Limits) {
  // One parameter more than allowed; the bytes are there.
  Bytes params(limits::maxParams + 1, 0x7f);
  Bytes content = Bytes{1, 0x60, 0xe9, 0x07} + params + Bytes{0};
  Bytes big = {1, uint8_t((content.size() & 0x7f) | 0x80),
               uint8_t(content.size() >> 7)};
  EXPECT_EQ(Decoded(big + content).error(), "limit too many parameters");
}

TEST(ModuleDecoder, CustomSectionsAreKept) {
  Decoded d(section(0, {1, 'a', 7, 8}) + typeSection + section(0, {1, 'b'}));
  ASSERT_EQ(d.error(), "none");
  ASSERT_EQ(d.module.customs.size(), 2u);
  EXPECT_EQ(d.module.customs[0].name, "a");
  EXPECT_EQ(d.module.customs[0].bytes.size(), 2u);
  EXPECT_EQ(d.module.customs[0].offset, 12u);
  EXPECT_EQ(Decoded(section(0, {1, 0xff})).error(),
            "malformed malformed UTF-8 encoding");
  EXPECT_EQ(Decoded(section(0, {})).error(),
            "malformed unexpected end of section or function");
}

Bytes nameSection(const Bytes &content) {
  return section(0, Bytes{4, 'n', 'a', 'm', 'e'} + content);
}

TEST(ModuleDecoder, Names) {
  // In front of the functions on purpose; an unknown subsection between.
  Decoded d(nameSection({0, 2, 1, 'M', 2, 1, 0, 1, 4, 1, 0, 1, 'f'}) +
            oneFunction);
  ASSERT_EQ(d.error(), "none");
  EXPECT_EQ(d.module.name, "M");
  EXPECT_EQ(d.module.functions[0].name, "f");
}

TEST(ModuleDecoder, MalformedNamesAreIgnored) {
  for (const Bytes &bad : {
           Bytes{0, 2, 1, 'M', 1, 4, 1, 0, 9, 'f'}, // name too long
           Bytes{0, 2, 1, 0xff, 1, 4, 1, 0, 1, 'f'}, // not UTF-8
           Bytes{1, 9, 1, 0, 1, 'f'},                // subsection too long
           Bytes{1, 5, 1, 0, 1, 'f', 0},             // bytes left over
       }) {
    Decoded d(oneFunction + nameSection(bad));
    EXPECT_EQ(d.error(), "none");
    EXPECT_EQ(d.module.name, "");
    EXPECT_EQ(d.module.functions[0].name, "");
  }
  Decoded stray(oneFunction + nameSection({1, 4, 1, 9, 1, 'f'}));
  EXPECT_EQ(stray.error(), "none") << "a name for no function";
}

TEST(ModuleDecoder, EveryTruncationIsRefused) {
  Bytes all = header + oneFunction + section(11, {1, 0, 0x41, 0, 0x0b, 1, 'x'});
  for (size_t size = 0; size < all.size(); ++size) {
    // What ends behind whole sections may be a module of its own.
    if (size == 8 || size == 8 + typeSection.size() ||
        size == 8 + oneFunction.size())
      continue;
    Bytes part(all.begin(), all.begin() + long(size));
    Module module;
    ErrorSink errors;
    ModuleDecoder decoder(part, FeatureSet(), module, errors);
    EXPECT_FALSE(decoder.decode()) << size;
    EXPECT_EQ(errors.error().kind, ErrorClass::Malformed) << size;
  }
}

} // namespace
