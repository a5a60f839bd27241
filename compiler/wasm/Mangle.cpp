//===- Mangle.cpp - Names of exports and imports as linker symbols --------===//
//
// The rules are in docs/Abi.md, "Names". Why they are injective: a literal
// underscore stands only between two letters or digits and never before
// "xHH", so each "_x" followed by two hexadecimal digits is an escape. Hence
// "__" cannot occur inside a mangled name, and the first "__" of an import
// symbol is its separator. An export symbol has "__" only before an escape,
// "xHH", and no mangled name starts with those three letters.
//
//===----------------------------------------------------------------------===//

#include "wasm/Mangle.h"
#include "abi/Symbols.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <iterator>

using namespace llvm;

namespace w2o {

static bool isUpperHex(char c) {
  return isDigit(c) || (c >= 'A' && c <= 'F');
}

/// Whether `text` starts with what follows the underscore of an escape.
static bool startsLikeEscape(StringRef text) {
  return text.size() >= 3 && text[0] == 'x' && isUpperHex(text[1]) &&
         isUpperHex(text[2]);
}

static void appendEscape(std::string &out, char c) {
  out += W2O_MANGLE_ESCAPE;
  out += hexdigit(uint8_t(c) >> 4);
  out += hexdigit(uint8_t(c) & 15);
}

static bool standsForItself(StringRef name, size_t i) {
  if (isAlnum(name[i]))
    return i != 0 || !startsLikeEscape(name);
  if (name[i] != '_' || i == 0 || i + 1 == name.size())
    return false;
  return isAlnum(name[i - 1]) && isAlnum(name[i + 1]) &&
         !startsLikeEscape(name.drop_front(i + 1));
}

/// Mangles `name`; the first byte is escaped in any case on request.
static std::string mangle(StringRef name, bool escapeFirst) {
  std::string out;
  out.reserve(name.size() + 8);
  for (size_t i = 0; i != name.size(); ++i) {
    if (standsForItself(name, i) && !(i == 0 && escapeFirst))
      out += name[i];
    else
      appendEscape(out, name[i]);
  }
  return out;
}

std::string mangleName(StringRef name) { return mangle(name, false); }

std::string demangleName(StringRef mangled) {
  std::string out;
  while (!mangled.empty()) {
    if (mangled[0] == '_' && startsLikeEscape(mangled.drop_front())) {
      out += char(hexFromNibbles(mangled[2], mangled[3]));
      mangled = mangled.drop_front(4);
    } else {
      out += mangled[0];
      mangled = mangled.drop_front();
    }
  }
  return out;
}

std::string importSymbol(StringRef module, StringRef field) {
  std::string symbol;
  if (module.empty())
    // Symbols like "__f" are the C library's; an import must not reach them.
    symbol = W2O_MANGLE_ESCAPE;
  else
    // A C identifier cannot start with a digit.
    symbol = mangle(module, isDigit(module[0]));
  return symbol + W2O_SYMBOL_IMPORT_SEPARATOR + mangleName(field);
}

std::string exportSymbol(StringRef prefix, StringRef name) {
  bool isReserved = name == "module" || name == "instantiate";
  return prefix.str() + "_" + mangle(name, isReserved);
}

std::string directSymbol(StringRef prefix, StringRef name) {
  return prefix.str() + W2O_SYMBOL_DIRECT + mangleName(name);
}

std::string directName(StringRef prefix, StringRef name) {
  return prefix.str() + "_direct__" + mangleName(name);
}

bool isValidPrefix(StringRef prefix) {
  if (prefix.empty() || isDigit(prefix[0]) || prefix.starts_with("_") ||
      prefix.ends_with("_") || prefix.contains("__") || prefix == "w2o" ||
      prefix.starts_with(W2O_SYMBOL_BUILTIN_PREFIX) || isCKeyword(prefix))
    return false;
  return all_of(prefix, [](char c) { return isAlnum(c) || c == '_'; });
}

bool isCKeyword(StringRef word) {
  // Sorted. Keywords of C11 that start with "_" cannot be mangled names.
  static constexpr StringLiteral keywords[] = {
      "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor",
      "bool", "break", "case", "catch", "char", "char16_t", "char32_t",
      "char8_t", "class", "co_await", "co_return", "co_yield", "compl",
      "concept", "const", "const_cast", "consteval", "constexpr", "constinit",
      "continue", "decltype", "default", "delete", "do", "double",
      "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false",
      "float", "for", "friend", "goto", "if", "inline", "int", "long",
      "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
      "operator", "or", "or_eq", "private", "protected", "public", "register",
      "reinterpret_cast", "requires", "restrict", "return", "short", "signed",
      "sizeof", "static", "static_assert", "static_cast", "struct", "switch",
      "template", "this", "thread_local", "throw", "true", "try", "typedef",
      "typeid", "typename", "typeof", "union", "unsigned", "using", "virtual",
      "void", "volatile", "wchar_t", "while", "xor", "xor_eq"};
  return std::binary_search(std::begin(keywords), std::end(keywords), word);
}

} // namespace w2o
