//===- Error.h - The error that every compiler entry point reports --------===//
//
// One value describes everything that can go wrong in a compile. The class
// decides the exit code of the tools (see exitCode()) and is part of the
// command-line contract in docs/Cli.md.
//
//===----------------------------------------------------------------------===//

#ifndef WASM2OBJ_ERROR_H
#define WASM2OBJ_ERROR_H

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace w2o {

/// What kind of failure an Error is. The specification separates malformed
/// (cannot be decoded) from invalid (decodes, but breaks a typing rule).
enum class ErrorClass : uint8_t {
  Malformed,   ///< The bytes are not a module of the binary format.
  Invalid,     ///< The module decodes but does not validate.
  Unsupported, ///< Valid, but uses a feature that is off or not compiled yet.
  Limit,       ///< Valid, but over an implementation limit (wasm/Limits.h).
  Usage,       ///< A wrong option, option value or target name.
  Io,          ///< A file could not be read or written.
  Link,        ///< lld refused to link.
  Preinit,     ///< The module cannot be initialised at compile time.
  Internal,    ///< A defect of wasm2obj itself.
};

/// The exit code that all tools use for an error class; 0 is success and is
/// never returned. The numbers are fixed: scripts depend on them.
constexpr int exitCode(ErrorClass c) {
  switch (c) {
  case ErrorClass::Malformed:
    return 3;
  case ErrorClass::Invalid:
    return 4;
  case ErrorClass::Unsupported:
    return 5;
  case ErrorClass::Limit:
    return 6;
  case ErrorClass::Usage:
    return 2;
  case ErrorClass::Io:
    return 7;
  case ErrorClass::Link:
    return 8;
  case ErrorClass::Preinit:
    return 9;
  case ErrorClass::Internal:
    return 70;
  }
  return 70;
}

/// Lower-case name of the class, as printed and as used in JSON diagnostics.
constexpr const char *errorClassName(ErrorClass c) {
  switch (c) {
  case ErrorClass::Malformed:
    return "malformed";
  case ErrorClass::Invalid:
    return "invalid";
  case ErrorClass::Unsupported:
    return "unsupported";
  case ErrorClass::Limit:
    return "limit";
  case ErrorClass::Usage:
    return "usage";
  case ErrorClass::Io:
    return "io";
  case ErrorClass::Link:
    return "link";
  case ErrorClass::Preinit:
    return "preinit";
  case ErrorClass::Internal:
    return "internal";
  }
  return "internal";
}

/// One failure. Text follows LLVM's diagnostic style: lower case, no final
/// period, with what was found and what was expected.
struct Error {
  ErrorClass kind = ErrorClass::Internal;
  /// Message without file name, offset or function; those are separate.
  std::string message;
  /// Byte offset in the module, where one is known.
  std::optional<uint64_t> offset;
  /// Index in the function index space, where the failure is in a body.
  std::optional<uint32_t> functionIndex;
  /// Name of that function from the name section, empty when there is none.
  std::string functionName;
};

/// One that is not at a place in the module.
inline Error makeError(ErrorClass kind, std::string message) {
  Error error;
  error.kind = kind;
  error.message = std::move(message);
  return error;
}

} // namespace w2o

#endif // WASM2OBJ_ERROR_H
