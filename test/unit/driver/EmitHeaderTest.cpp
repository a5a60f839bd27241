//===- EmitHeaderTest.cpp - The C header of a module ----------------------===//
//
// Texts only; that the header compiles and its names link is tested by
// test/cli/header-*.test.
//
//===----------------------------------------------------------------------===//

#include "driver/EmitHeader.h"
#include "gtest/gtest.h"

using namespace w2o;

namespace {

class EmitHeader : public testing::Test {
protected:
  EmitHeader() { options.prefix = "app"; }

  uint32_t type(std::initializer_list<ValType> params,
                std::initializer_list<ValType> results) {
    SubType t;
    t.func.params.assign(params);
    t.func.results.assign(results);
    module.types.addGroup({t});
    return module.types.size() - 1;
  }
  uint32_t function(uint32_t typeIndex) {
    Function f;
    f.typeIndex = typeIndex;
    module.functions.push_back(f);
    return uint32_t(module.functions.size() - 1);
  }
  void import(const char *from, const char *field, uint32_t typeIndex) {
    module.imports.push_back(
        {from, field, ExternKind::Func, function(typeIndex)});
    module.functions.back().isImport = true;
    ++module.numImportedFunctions;
  }
  void exportAs(std::string name, ExternKind kind, uint32_t index) {
    module.exports.push_back({std::move(name), kind, index});
  }
  std::string header() { return emitHeader(module, options); }
  static bool has(const std::string &text, const std::string &part) {
    return text.find(part) != std::string::npos;
  }

  const ValType i32 = ValKind::I32, i64 = ValKind::I64, f64 = ValKind::F64;
  Module module;
  CompileOptions options;
};

} // namespace

TEST_F(EmitHeader, DeclaresTheModule) {
  std::string text = header();
  EXPECT_TRUE(has(text, "#ifndef W2O_HEADER_app\n"));
  EXPECT_TRUE(has(text, "extern const w2o_module app_module;\n"));
  EXPECT_TRUE(has(text, "app_instantiate(const w2o_config *config"));
  EXPECT_TRUE(has(text, "class AppInstance : public ::w2o::Instance {"));
}

TEST_F(EmitHeader, DeclaresExports) {
  exportAs("add", ExternKind::Func, function(type({i32, i64}, {f64})));
  std::string text = header();
  EXPECT_TRUE(has(text, "/* \"add\": (func (param i32 i64) (result f64)) */\n"
                        "int32_t app_add(w2o_instance *instance, int32_t p0, "
                        "int64_t p1, double *r0);\n"));
  EXPECT_TRUE(has(text, "  double add(::std::int32_t p0, ::std::int64_t p1) "
                        "{\n    double r0{};\n"));
}

TEST_F(EmitHeader, PassesReferencesAndVectors) {
  exportAs("f", ExternKind::Func,
           function(type({ValType::funcRef(), ValKind::V128},
                         {ValType::externRef(), ValKind::V128})));
  std::string text = header();
  EXPECT_TRUE(has(text, "int32_t app_f(w2o_instance *instance, w2o_func *p0, "
                        "w2o_v128 p1, void **r0, w2o_v128 *r1);\n"));
  EXPECT_TRUE(has(text, "  ::std::tuple<void *, ::w2o::V128> f(::w2o_func *p0, "
                        "::w2o::V128 p1) {\n"));
}

TEST_F(EmitHeader, DeclaresLinkTimeImports) {
  import("env", "log", type({i32}, {}));
  import("env", "get", type({}, {i64}));
  import("env", "pair", type({}, {i32, i64}));
  import("wasi_snapshot_preview1", "fd_write", type({i32}, {i32}));
  std::string text = header();
  EXPECT_TRUE(has(text, "void env__log(w2o_instance *caller, int32_t p0);\n"));
  EXPECT_TRUE(has(text, "int64_t env__get(w2o_instance *caller);\n"));
  EXPECT_TRUE(has(text, "void env__pair(w2o_instance *caller, int32_t *r0, "
                        "int64_t *r1);\n"));
  EXPECT_FALSE(has(text, "fd_write("));
  EXPECT_TRUE(has(text, "see wasm2obj_wasi.h"));
}

TEST_F(EmitHeader, DeclaresDirectFunctions) {
  exportAs("a.b", ExternKind::Func, function(type({i32}, {f64})));
  exportAs("two", ExternKind::Func, function(type({}, {i32, i64})));
  std::string text = header();
  EXPECT_TRUE(has(text, "double app_direct__a_x2Eb(w2o_instance *instance, "
                        "int32_t p0)\n"
                        "    W2O_SYMBOL(\"app.direct.a_x2Eb\");\n"));
  EXPECT_TRUE(has(text, "void app_direct__two(w2o_instance *instance, "
                        "int32_t *r0, int64_t *r1)\n"));
}

TEST_F(EmitHeader, TaintsResults) {
  exportAs("get", ExternKind::Func, function(type({i32}, {i64, f64})));
  exportAs("set", ExternKind::Func, function(type({i64}, {})));
  std::string text = header();
  EXPECT_TRUE(has(text, "class AppSandbox : public AppInstance {"));
  EXPECT_TRUE(has(text, "  auto get(::w2o::Argument<::std::int32_t> p0) {\n"
                        "    return ::w2o::taint(AppInstance::get("
                        "p0.value()));\n"));
  EXPECT_TRUE(has(text, "  void set(::w2o::Argument<::std::int64_t> p0) {\n"
                        "    AppInstance::set(p0.value());\n"));
}

TEST_F(EmitHeader, TabulatesImportsAndExports) {
  import("env", "a", type({}, {}));
  exportAs(std::string("c\0d", 3), ExternKind::Func, function(type({}, {})));
  std::string text = header();
  EXPECT_TRUE(has(text, "1> importTable = {{\n      {{\"env\", 3}, "
                        "{\"a\", 1}, {\"(func)\", 6}},\n"));
  EXPECT_TRUE(has(text, "1> exportTable = {{\n      {{\"c\\000d\", 3}, "
                        "{\"(func)\", 6}},\n"));
}

TEST_F(EmitHeader, ListsInstanceBoundImports) {
  import("env", "log", type({i32}, {}));
  module.memories.push_back({{{1, 4}, 16}, true});
  module.imports.push_back({"env", "heap", ExternKind::Memory, 0});
  options.imports = ImportBinding::Instance;
  std::string text = header();
  EXPECT_FALSE(has(text, "env__log"));
  EXPECT_TRUE(has(text, " * \"env\" \"log\": (func (param i32))\n"));
  EXPECT_TRUE(has(text, " * \"env\" \"heap\": (memory 1 4)\n"));
}

TEST_F(EmitHeader, RefusesOneImportOfTwoSignatures) {
  import("env", "f", type({i32}, {}));
  import("env", "f", type({i32}, {}));
  EXPECT_FALSE(has(header(), "#error"));
  import("env", "f", type({i64}, {}));
  EXPECT_TRUE(has(header(), "#error \"imported with two signatures"));
}

TEST_F(EmitHeader, KeepsNamesInsideTheirQuotes) {
  uint32_t f = function(type({}, {}));
  exportAs("*/ int evil; /*", ExternKind::Func, f);
  exportAs("a\"b\\c\n?\?/", ExternKind::Func, f);
  module.memories.push_back({{{1, std::nullopt}, 16}, false});
  exportAs(std::string("m\0\"1", 4), ExternKind::Memory, 0);
  std::string text = header();
  EXPECT_FALSE(has(text, "*/ int evil"));
  EXPECT_TRUE(has(text, "\"\\2a/ int evil; /\\2a\""));
  EXPECT_TRUE(has(text, "\"a\\22b\\5cc\\0a\\3f\\3f/\""));
  EXPECT_TRUE(has(text, "w2o_export(instance, \"m\\000\\0421\", 4, &found)"));
}

TEST_F(EmitHeader, AvoidsNamesThatAreTaken) {
  uint32_t f = function(type({}, {}));
  for (const char *name : {"module", "class", "0", "AppInstance", "_start"})
    exportAs(name, ExternKind::Func, f);
  std::string text = header();
  EXPECT_TRUE(has(text, "int32_t app__x6Dodule(w2o_instance *instance);"));
  EXPECT_TRUE(has(text, "  void module() {"));
  EXPECT_TRUE(has(text, "  void class_() {"));
  EXPECT_TRUE(has(text, "  void _0() {"));
  EXPECT_TRUE(has(text, "  void AppInstance_() {"));
  EXPECT_TRUE(has(text, "  void _x5Fstart() {"));
}

TEST_F(EmitHeader, GivesAccessors) {
  module.memories.push_back({{{2, std::nullopt}, 16}, false});
  module.tables.push_back({{ValType::funcRef(), {1, 8}}, false, {}});
  module.globals.push_back({{i32, true}, false, {}});
  exportAs("memory", ExternKind::Memory, 0);
  exportAs("table", ExternKind::Table, 0);
  exportAs("counter", ExternKind::Global, 0);
  std::string text = header();
  EXPECT_TRUE(has(text, "static inline w2o_memory *app_memory(w2o_instance "
                        "*instance) {\n"));
  EXPECT_TRUE(has(text, "/* \"table\": (table 1 8 funcref) */\n"));
  EXPECT_TRUE(has(text, "/* \"counter\": (global (mut i32)) */\n"));
  EXPECT_TRUE(has(text, "  ::w2o::Global counter() {\n"));
}
