//===- EmitHeader.cpp - The C header of a module --------------------------===//
//
// docs/Abi.md, "Names" and "Typed exports and link-time imports", written out
// as declarations. Two audiences: the C part is what a linker sees, with the
// exact prototypes, so that a host function of a wrong signature does not
// compile; the C++ part is a class whose methods return values and throw
// traps. Names inside comments are quoted as in the text format, so that no
// name can end a comment or a string literal.
//
//===----------------------------------------------------------------------===//

#include "driver/EmitHeader.h"
#include "wasm/BindImport.h"
#include "wasm/Mangle.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace w2o {

namespace {

/// Methods with more results than this get no C++ form: std::tuple is
/// instantiated recursively.
constexpr size_t maxTupleSize = 64;

/// A name between quotes for use in a comment: printable ASCII as it is, the
/// rest, and what could end the comment or form a trigraph, as `\hh`.
std::string quote(StringRef name) {
  std::string out = "\"";
  for (char c : name) {
    if (isPrint(c) && !StringRef("\"\\*?").contains(c))
      out += c;
    else
      out += {'\\', hexdigit(uint8_t(c) >> 4, true),
              hexdigit(uint8_t(c) & 15, true)};
  }
  return out + '"';
}

/// A name as a C string literal, and nothing that could end a comment or form a
/// trigraph. Octal escapes have a fixed length, so that they never swallow a
/// following digit.
std::string literal(StringRef name) {
  std::string out = "\"";
  for (char c : name) {
    if (isPrint(c) && !StringRef("\"\\?*").contains(c)) {
      out += c;
    } else {
      out += '\\';
      for (int shift : {6, 3, 0})
        out += char('0' + (uint8_t(c) >> shift & 7));
    }
  }
  return out + '"';
}

/// `my_lib` -> `MyLib`.
std::string camelCase(StringRef prefix) {
  std::string out;
  bool upper = true;
  for (char c : prefix) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += upper ? toUpper(c) : c;
    upper = false;
  }
  return out;
}

std::string describe(const FuncType &type) {
  std::string out = "(func";
  auto add = [&](StringRef word, ArrayRef<ValType> types) {
    if (types.empty())
      return;
    out += (" (" + word).str();
    for (ValType t : types)
      out += " " + toString(t);
    out += ")";
  };
  add("param", type.params);
  add("result", type.results);
  return out + ")";
}

std::string describe(const Limits &limits) {
  std::string out = limits.is64 ? "i64 " : "";
  out += utostr(limits.min);
  if (limits.max)
    out += " " + utostr(*limits.max);
  if (limits.isShared)
    out += " shared";
  return out;
}

class HeaderEmitter {
public:
  HeaderEmitter(const Module &module, const CompileOptions &options)
      : module(module), options(options), prefix(options.prefix), os(text) {}

  std::string emit();

private:
  void emitTop();
  void emitLinkedImports();
  void emitBoundImports();
  void emitExports();
  void emitFunctionExport(const Export &e);
  void emitDirectExport(const Export &e);
  void emitAccessor(const Export &e);
  void emitClass();
  void emitTaintedMethod(const Export &e, StringRef base);
  void emitTables();
  void emitMethod(const Export &e);
  void emitFunctionMethod(const Export &e);

  std::string cType(ValType type) const;
  std::string cxxType(ValType type) const;
  std::string handleType(ExternKind kind) const;
  std::string describeExtern(ExternKind kind, uint32_t index) const;
  std::string importPrototype(const Import &import) const;
  std::string methodName(StringRef name) const;
  bool isLinked(const Import &import) const;
  static bool isWasi(const Import &import) {
    return import.module == "wasi_snapshot_preview1" ||
           import.module == "wasi_unstable";
  }
  static StringRef kindWord(ExternKind kind);

  const Module &module;
  const CompileOptions &options;
  StringRef prefix;
  std::string text;
  raw_string_ostream os;
};

StringRef HeaderEmitter::kindWord(ExternKind kind) {
  switch (kind) {
  case ExternKind::Func:
    return "func";
  case ExternKind::Table:
    return "table";
  case ExternKind::Memory:
    return "memory";
  case ExternKind::Global:
    return "global";
  case ExternKind::Tag:
    return "tag";
  }
  llvm_unreachable("unknown kind");
}

std::string HeaderEmitter::cType(ValType type) const {
  switch (type.kind()) {
  case ValKind::I32:
    return "int32_t";
  case ValKind::I64:
    return "int64_t";
  case ValKind::F32:
    return "float";
  case ValKind::F64:
    return "double";
  case ValKind::V128:
    return "w2o_v128";
  case ValKind::Ref: {
    HeapType heap = type.heap();
    bool isFunc = heap.isConcrete() ? module.types.isFunc(heap.typeIndex())
                                    : heap.kind() == HeapKind::Func ||
                                          heap.kind() == HeapKind::NoFunc;
    bool isException =
        !heap.isConcrete() &&
        (heap.kind() == HeapKind::Exn || heap.kind() == HeapKind::NoExn);
    return isFunc ? "w2o_func *" : isException ? "w2o_exception *" : "void *";
  }
  case ValKind::Bottom:
    break;
  }
  llvm_unreachable("no such type in a valid module");
}

/// The C type of the handle of an export that is not a function.
std::string HeaderEmitter::handleType(ExternKind kind) const {
  return ("w2o_" + kindWord(kind)).str();
}

std::string HeaderEmitter::describeExtern(ExternKind kind,
                                          uint32_t index) const {
  switch (kind) {
  case ExternKind::Func:
    return describe(module.funcType(index));
  case ExternKind::Table: {
    const TableType &type = module.tables[index].type;
    return "(table " + describe(type.limits) + " " + toString(type.element) +
           ")";
  }
  case ExternKind::Memory:
    return "(memory " + describe(module.memories[index].type.limits) + ")";
  case ExternKind::Global: {
    const GlobalType &type = module.globals[index].type;
    std::string name = toString(type.type);
    return "(global " + (type.isMutable ? "(mut " + name + ")" : name) + ")";
  }
  case ExternKind::Tag:
    return "(tag " + describe(module.types.func(module.tags[index].typeIndex)) +
           ")";
  }
  llvm_unreachable("unknown kind");
}

/// Appends a parameter; the `*` of a pointer type stays with the name.
static void addParameter(std::string &out, StringRef type, const Twine &name) {
  out += ", ";
  out += type;
  if (!type.ends_with("*"))
    out += ' ';
  out += name.str();
}

bool HeaderEmitter::isLinked(const Import &import) const {
  return import.kind == ExternKind::Func &&
         bindImport(import.module, import.field, options.imports,
                    options.linkImports,
                    options.instanceImports) == ImportBinding::Link;
}

std::string HeaderEmitter::importPrototype(const Import &import) const {
  const FuncType &type = module.funcType(import.index);
  std::string result =
      type.results.size() == 1 ? cType(type.results[0]) : "void";
  std::string out = result + (StringRef(result).ends_with("*") ? "" : " ") +
                    importSymbol(import.module, import.field) +
                    "(w2o_instance *caller";
  for (size_t i = 0; i != type.params.size(); ++i)
    addParameter(out, cType(type.params[i]), "p" + Twine(i));
  if (type.results.size() > 1)
    for (size_t i = 0; i != type.results.size(); ++i)
      addParameter(out, cType(type.results[i]), "*r" + Twine(i));
  return out + ");";
}

void HeaderEmitter::emitTop() {
  os << "/* Made by wasm2obj. The module " << quote(module.name)
     << " as object code.\n"
        " *\n"
        " * Exported functions return a trap code; 0 means that the results "
        "were written.\n"
        " * Details of a trap: w2o_last_error() and w2o_backtrace(). See "
        "wasm2obj_rt.h.\n"
        " */\n\n"
     << "#ifndef W2O_HEADER_" << prefix << "\n#define W2O_HEADER_" << prefix
     << "\n\n#include \"wasm2obj_rt.h\"\n\n"
        "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
     << "extern const w2o_module " << prefix << "_module;\n\n"
     << "/* Makes an instance and runs its start function. `config` may be "
        "NULL. NULL on\n   failure, with the reason in `error` (which may be "
        "NULL). */\n"
     << "static inline w2o_instance *" << prefix
     << "_instantiate(const w2o_config *config,\n    w2o_error *error) {\n"
     << "  return w2o_instance_new(&" << prefix
     << "_module, config, error);\n}\n";
}

void HeaderEmitter::emitLinkedImports() {
  bool usesWasi = false, isFirst = true;
  StringMap<std::string> prototypes;
  for (const Import &import : module.imports) {
    if (!isLinked(import))
      continue;
    if (isWasi(import)) {
      usesWasi = true;
      continue;
    }
    std::string prototype = importPrototype(import);
    auto [known, isNew] = prototypes.try_emplace(
        importSymbol(import.module, import.field), prototype);
    if (!isNew && known->second == prototype)
      continue;
    if (isFirst)
      os << "\n/*===--- Imports: functions that the host defines ---===*/\n";
    isFirst = false;
    os << "\n/* " << quote(import.module) << " " << quote(import.field) << ": "
       << describeExtern(import.kind, import.index) << " */\n";
    if (isNew)
      os << prototype << "\n";
    else
      os << "#error \"imported with two signatures: bind this import per "
            "instance\"\n";
  }
  if (usesWasi)
    os << "\n/* The runtime defines the WASI imports; see wasm2obj_wasi.h. "
          "*/\n";
}

void HeaderEmitter::emitBoundImports() {
  bool isFirst = true;
  for (const Import &import : module.imports) {
    if (isLinked(import))
      continue;
    if (isFirst)
      os << "\n/*===--- Imports: bound per instance, by name, with w2o_config "
            "---===*\n *\n";
    isFirst = false;
    os << " * " << quote(import.module) << " " << quote(import.field) << ": "
       << describeExtern(import.kind, import.index) << "\n";
  }
  if (!isFirst)
    os << " */\n";
}

void HeaderEmitter::emitFunctionExport(const Export &e) {
  const FuncType &type = module.funcType(e.index);
  std::string out = "int32_t " + exportSymbol(prefix, e.name) +
                    "(w2o_instance *instance";
  for (size_t i = 0; i != type.params.size(); ++i)
    addParameter(out, cType(type.params[i]), "p" + Twine(i));
  for (size_t i = 0; i != type.results.size(); ++i)
    addParameter(out, cType(type.results[i]), "*r" + Twine(i));
  os << out << ");\n";
}

/// `<prefix>_<name>` cannot collide with the symbol of a function: the names
/// of all exports of a module differ, whatever their kind.
void HeaderEmitter::emitAccessor(const Export &e) {
  StringRef kind = kindWord(e.kind);
  os << "static inline " << handleType(e.kind) << " *"
     << exportSymbol(prefix, e.name) << "(w2o_instance *instance) {\n"
     << "  w2o_extern found;\n"
     << "  return w2o_export(instance, " << literal(e.name) << ", "
     << e.name.size() << ", &found) ? found.of." << kind << " : NULL;\n}\n";
}

/// The same for hosts that are inside of w2o_enter_scope().
void HeaderEmitter::emitDirectExport(const Export &e) {
  const FuncType &type = module.funcType(e.index);
  bool isPlain = type.results.size() <= 1;
  std::string result =
      isPlain && !type.results.empty() ? cType(type.results[0]) : "void";
  std::string out = result + (StringRef(result).ends_with("*") ? "" : " ") +
                    directName(prefix, e.name) + "(w2o_instance *instance";
  for (size_t i = 0; i != type.params.size(); ++i)
    addParameter(out, cType(type.params[i]), "p" + Twine(i));
  for (size_t i = 0; !isPlain && i != type.results.size(); ++i)
    addParameter(out, cType(type.results[i]), "*r" + Twine(i));
  os << out << ")\n    W2O_SYMBOL(\"" << directSymbol(prefix, e.name)
     << "\");\n";
}

void HeaderEmitter::emitExports() {
  if (!module.exports.empty())
    os << "\n/*===--- Exports ---===*/\n";
  for (const Export &e : module.exports) {
    os << "\n/* " << quote(e.name) << ": " << describeExtern(e.kind, e.index)
       << " */\n";
    switch (e.kind) {
    case ExternKind::Func:
      emitFunctionExport(e);
      emitDirectExport(e);
      break;
    case ExternKind::Table:
    case ExternKind::Memory:
    case ExternKind::Global:
    case ExternKind::Tag:
      emitAccessor(e);
      break;
    }
  }
}

/// The mangled name; a leading digit gets an underscore in front, a keyword
/// or the name of the class one behind. No mangled name looks like that.
std::string HeaderEmitter::methodName(StringRef name) const {
  std::string out = mangleName(name);
  if (out.empty() || isDigit(out[0]))
    return "_" + out;
  if (isCKeyword(out) || out == camelCase(prefix) + "Instance" ||
      out == camelCase(prefix) + "Sandbox" || out == "importTable" ||
      out == "exportTable")
    return out + "_";
  return out;
}

/// Types are qualified from the global namespace: a method may be called
/// "std" or "int32_t".
std::string HeaderEmitter::cxxType(ValType type) const {
  if (type.kind() == ValKind::V128)
    return "::w2o::V128";
  std::string name = cType(type);
  if (StringRef(name).starts_with("int"))
    return "::std::" + name;
  if (StringRef(name).starts_with("w2o_"))
    return "::" + name;
  return name;
}

/// Declares the C variable that takes result `i`.
static std::string resultVariable(StringRef type, size_t i) {
  std::string out = type.str();
  if (!type.ends_with("*"))
    out += ' ';
  return out + "r" + utostr(i) + "{};";
}

void HeaderEmitter::emitFunctionMethod(const Export &e) {
  const FuncType &type = module.funcType(e.index);
  if (type.results.size() > maxTupleSize) {
    os << "  /* " << quote(e.name) << " has too many results for a tuple. */\n";
    return;
  }
  auto convert = [](ValType t, StringRef function, const std::string &name) {
    return t.kind() == ValKind::V128
               ? ("::w2o::" + function + "(" + name + ")").str()
               : name;
  };
  SmallVector<std::string> resultTypes, results;
  std::string params, arguments;
  for (size_t i = 0; i != type.params.size(); ++i) {
    addParameter(params, cxxType(type.params[i]), "p" + Twine(i));
    arguments += ", " + convert(type.params[i], "toVector", "p" + utostr(i));
  }
  for (size_t i = 0; i != type.results.size(); ++i) {
    resultTypes.push_back(cxxType(type.results[i]));
    results.push_back(convert(type.results[i], "fromVector", "r" + utostr(i)));
    arguments += ", &r" + utostr(i);
  }
  std::string resultType = "void";
  if (results.size() == 1)
    resultType = resultTypes[0];
  else if (results.size() > 1)
    resultType = "::std::tuple<" + join(resultTypes, ", ") + ">";

  os << "  " << resultType << (StringRef(resultType).ends_with("*") ? "" : " ")
     << methodName(e.name) << "("
     << StringRef(params).drop_front(params.empty() ? 0 : 2) << ") {\n";
  for (size_t i = 0; i != results.size(); ++i) {
    StringRef type = resultTypes[i];
    os << "    "
       << resultVariable(type == "::w2o::V128" ? "::w2o_v128" : type, i)
       << "\n";
  }
  os << "    ::w2o::Instance::check(::" << exportSymbol(prefix, e.name)
     << "(::w2o::Instance::handle()" << arguments << "));\n";
  if (results.size() == 1)
    os << "    return " << results[0] << ";\n";
  if (results.size() > 1)
    os << "    return {" << join(results, ", ") << "};\n";
  os << "  }\n";
}

void HeaderEmitter::emitMethod(const Export &e) {
  StringRef wrapper;
  switch (e.kind) {
  case ExternKind::Func:
    return emitFunctionMethod(e);
  case ExternKind::Tag:
    wrapper = "::w2o::Tag";
    break;
  case ExternKind::Table:
    wrapper = "::w2o::Table";
    break;
  case ExternKind::Memory:
    wrapper = "::w2o::Memory";
    break;
  case ExternKind::Global:
    wrapper = "::w2o::Global";
    break;
  }
  os << "  " << wrapper << " " << methodName(e.name) << "() {\n    return "
     << wrapper << "(::" << exportSymbol(prefix, e.name)
     << "(::w2o::Instance::handle()));\n  }\n";
}

/// The method of the same name whose results are tainted.
void HeaderEmitter::emitTaintedMethod(const Export &e, StringRef base) {
  if (e.kind != ExternKind::Func)
    return;
  const FuncType &type = module.funcType(e.index);
  if (type.results.size() > maxTupleSize)
    return;
  std::string params, arguments;
  for (size_t i = 0; i != type.params.size(); ++i) {
    addParameter(params, "::w2o::Argument<" + cxxType(type.params[i]) + ">",
                 "p" + Twine(i));
    arguments += (i ? ", p" : "p") + utostr(i) + ".value()";
  }
  bool isVoid = type.results.empty();
  os << (isVoid ? "  void " : "  auto ") << methodName(e.name) << "("
     << StringRef(params).drop_front(params.empty() ? 0 : 2) << ") {\n    "
     << (isVoid ? "" : "return ::w2o::taint(") << base
     << "::" << methodName(e.name) << "(" << arguments
     << (isVoid ? ");\n  }\n" : "));\n  }\n");
}

/// What a host can ask at compile time. Names can have zero bytes in them.
void HeaderEmitter::emitTables() {
  auto view = [](StringRef text) {
    return "{" + literal(text) + ", " + utostr(text.size()) + "}";
  };
  auto begin = [&](StringRef type, StringRef name, size_t size) {
    os << "  static constexpr ::std::array<::w2o::" << type << ", " << size
       << "> " << name << " = {" << (size ? "{\n" : "};\n");
  };
  begin("ImportInfo", "importTable", module.imports.size());
  for (const Import &import : module.imports)
    os << "      {" << view(import.module) << ", " << view(import.field) << ", "
       << view(describeExtern(import.kind, import.index)) << "},\n";
  os << (module.imports.empty() ? "" : "  }};\n");
  begin("ExportInfo", "exportTable", module.exports.size());
  for (const Export &e : module.exports)
    os << "      {" << view(e.name) << ", "
       << view(describeExtern(e.kind, e.index)) << "},\n";
  os << (module.exports.empty() ? "" : "  }};\n");
}

void HeaderEmitter::emitClass() {
  std::string name = camelCase(prefix) + "Instance";
  std::string sandbox = camelCase(prefix) + "Sandbox";
  os << "#if defined(__cplusplus) && __cplusplus >= 202002L && "
        "defined(__cpp_exceptions)\n\n"
        "#include \"wasm2obj_rt.hpp\"\n#include "
        "\"wasm2obj_tainted.hpp\"\n#include <array>\n#include "
        "<cstdint>\n#include <tuple>\n\n"
     << "/* An instance of the module: one method per export. A trap is thrown "
        "as\n   w2o::Trap, a failed instantiation as w2o::InstantiateError. "
        "*/\n"
     << "class " << name << " : public ::w2o::Instance {\npublic:\n"
     << "  explicit " << name
     << "(const ::w2o_config &config = ::w2o_config())\n"
        "      : ::w2o::Instance(::"
     << prefix << "_module, config) {}\n";
  for (const Export &e : module.exports)
    emitMethod(e);
  emitTables();
  os << "};\n\n"
     << "/* The same for a host that does not trust the module: what functions "
        "return\n   must be checked before it can be used. See "
        "wasm2obj_tainted.hpp. */\n"
     << "class " << sandbox << " : public " << name << " {\npublic:\n"
     << "  using " << name << "::" << name << ";\n";
  for (const Export &e : module.exports)
    emitTaintedMethod(e, name);
  os << "};\n\n#endif\n\n";
}

std::string HeaderEmitter::emit() {
  emitTop();
  emitLinkedImports();
  emitBoundImports();
  emitExports();
  os << "\n#ifdef __cplusplus\n}\n#endif\n\n";
  emitClass();
  os << "#endif /* W2O_HEADER_" << prefix << " */\n";
  return std::move(os.str());
}

} // namespace

std::string emitHeader(const Module &module, const CompileOptions &options) {
  return HeaderEmitter(module, options).emit();
}

} // namespace w2o
