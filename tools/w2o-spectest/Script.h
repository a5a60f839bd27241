//===- Script.h - A converted test script as data -------------------------===//
//
// The WebAssembly specification's tests are scripts (.wast). The suite that
// test/spec runs has them converted: a list of commands in JSON, with one
// binary file per module. This header is that list as plain structs; Script.cpp
// reads it. docs/Testing.md describes the suite.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_SPECTEST_SCRIPT_H
#define W2O_SPECTEST_SCRIPT_H

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace w2o::spectest {

/// Each kind of command, with the name that the JSON gives it.
enum class CommandKind {
#define COMMAND(Name, Text) Name,
#include "Commands.def"
};
inline constexpr unsigned numCommandKinds = 0
#define COMMAND(Name, Text) +1
#include "Commands.def"
    ;
const char *commandName(CommandKind kind);

/// What a float, or a float lane, is compared with.
enum class FloatPattern { Bits, CanonicalNan, ArithmeticNan };

/// One number or vector lane: bits, and how to compare them.
struct Lane {
  uint64_t bits = 0;
  FloatPattern pattern = FloatPattern::Bits;
};

/// An argument, or what a result is compared with.
struct Value {
  enum class Type { I32, I64, F32, F64, V128, Ref, Either };
  enum class RefPattern {
    Null,    ///< The null reference.
    NonNull, ///< Any reference of the type but null.
    Host     ///< Host reference number `lanes[0]`.
  };

  Type type = Type::I32;
  /// The number, or the lanes of a vector, lane 0 first.
  std::vector<Lane> lanes;
  /// Bits per lane of a vector, and whether its lanes are floats.
  unsigned laneBits = 0;
  bool lanesAreFloats = false;
  /// References: "funcref", "externref", ... ("ref" for any null).
  std::string refType;
  RefPattern refPattern = RefPattern::Null;
  /// Either: the alternatives.
  std::vector<Value> alternatives;
};

struct Action {
  enum class Kind { Invoke, Get };
  Kind kind = Kind::Invoke;
  /// Name of the instance; nothing means the current one.
  std::optional<std::string> module;
  std::string field;
  std::vector<Value> args;
};

struct Command {
  CommandKind kind = CommandKind::Module;
  unsigned line = 0;
  std::string filename;
  bool isText = false;
  std::optional<std::string> name;     ///< of the module or instance
  std::optional<std::string> module;   ///< module_instance: the definition
  std::optional<std::string> instance; ///< module_instance: the new name
  std::string as;                      ///< register
  std::string text;                    ///< expected failure
  std::optional<Action> action;
  std::vector<Value> expected;
};

struct Script {
  std::filesystem::path path;
  std::string group; ///< "core", "threads", ...
  std::string name;  ///< "i32"
  std::vector<Command> commands;
};

/// Reads a script; returns the error message on failure.
std::optional<std::string> readScript(const std::filesystem::path &path,
                                      Script &script);

/// A command that the suite's skips.json excludes, with the reason.
struct Skip {
  std::string group, script, kind, reason;
  unsigned line = 0;
};
std::optional<std::string> readSkips(const std::filesystem::path &path,
                                     std::vector<Skip> &skips);

} // namespace w2o::spectest

#endif // W2O_SPECTEST_SCRIPT_H
