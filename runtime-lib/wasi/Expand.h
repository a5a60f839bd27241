//===- Expand.h - Parameter lists of Wasi.def in the forms that C++ wants -===//
//
// A row of Wasi.def has its parameters as one tuple of types and names, with
// their number beside it. The macros here turn such a tuple into
//
//   W2O_WASI_DECLARE_n tuple   `, type name ...` for the implementation
//   W2O_WASI_IMPORT_n tuple    `, AbiOf<type> name ...` for the import
//   W2O_WASI_PASS_n tuple      `, static_cast<type>(name) ...` for the call
//
// each with a leading comma, to follow a first parameter.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_EXPAND_H
#define W2O_WASI_EXPAND_H

#include <type_traits>

namespace w2o::wasi {

/// The type of a parameter in the C prototype of an import: signed, as
/// docs/Abi.md has it for i32 and i64.
template <class T> using AbiOf = std::make_signed_t<T>;

} // namespace w2o::wasi

#define W2O_WASI_DECLARE_0()
#define W2O_WASI_DECLARE_1(t, n) , t n
#define W2O_WASI_DECLARE_2(t, n, ...) , t n W2O_WASI_DECLARE_1(__VA_ARGS__)
#define W2O_WASI_DECLARE_3(t, n, ...) , t n W2O_WASI_DECLARE_2(__VA_ARGS__)
#define W2O_WASI_DECLARE_4(t, n, ...) , t n W2O_WASI_DECLARE_3(__VA_ARGS__)
#define W2O_WASI_DECLARE_5(t, n, ...) , t n W2O_WASI_DECLARE_4(__VA_ARGS__)
#define W2O_WASI_DECLARE_6(t, n, ...) , t n W2O_WASI_DECLARE_5(__VA_ARGS__)
#define W2O_WASI_DECLARE_7(t, n, ...) , t n W2O_WASI_DECLARE_6(__VA_ARGS__)
#define W2O_WASI_DECLARE_8(t, n, ...) , t n W2O_WASI_DECLARE_7(__VA_ARGS__)
#define W2O_WASI_DECLARE_9(t, n, ...) , t n W2O_WASI_DECLARE_8(__VA_ARGS__)

#define W2O_WASI_IMPORT_0()
#define W2O_WASI_IMPORT_1(t, n) , ::w2o::wasi::AbiOf<t> n
#define W2O_WASI_IMPORT_2(t, n, ...)                                           \
  W2O_WASI_IMPORT_1(t, n) W2O_WASI_IMPORT_1(__VA_ARGS__)
#define W2O_WASI_IMPORT_3(t, n, ...)                                           \
  W2O_WASI_IMPORT_1(t, n) W2O_WASI_IMPORT_2(__VA_ARGS__)
#define W2O_WASI_IMPORT_4(t, n, ...)                                           \
  W2O_WASI_IMPORT_1(t, n) W2O_WASI_IMPORT_3(__VA_ARGS__)
#define W2O_WASI_IMPORT_5(t, n, ...)                                           \
  W2O_WASI_IMPORT_1(t, n) W2O_WASI_IMPORT_4(__VA_ARGS__)
#define W2O_WASI_IMPORT_6(t, n, ...)                                           \
  W2O_WASI_IMPORT_1(t, n) W2O_WASI_IMPORT_5(__VA_ARGS__)
#define W2O_WASI_IMPORT_7(t, n, ...)                                           \
  W2O_WASI_IMPORT_1(t, n) W2O_WASI_IMPORT_6(__VA_ARGS__)
#define W2O_WASI_IMPORT_8(t, n, ...)                                           \
  W2O_WASI_IMPORT_1(t, n) W2O_WASI_IMPORT_7(__VA_ARGS__)
#define W2O_WASI_IMPORT_9(t, n, ...)                                           \
  W2O_WASI_IMPORT_1(t, n) W2O_WASI_IMPORT_8(__VA_ARGS__)

#define W2O_WASI_PASS_0()
#define W2O_WASI_PASS_1(t, n) , static_cast<t>(n)
#define W2O_WASI_PASS_2(t, n, ...)                                             \
  W2O_WASI_PASS_1(t, n) W2O_WASI_PASS_1(__VA_ARGS__)
#define W2O_WASI_PASS_3(t, n, ...)                                             \
  W2O_WASI_PASS_1(t, n) W2O_WASI_PASS_2(__VA_ARGS__)
#define W2O_WASI_PASS_4(t, n, ...)                                             \
  W2O_WASI_PASS_1(t, n) W2O_WASI_PASS_3(__VA_ARGS__)
#define W2O_WASI_PASS_5(t, n, ...)                                             \
  W2O_WASI_PASS_1(t, n) W2O_WASI_PASS_4(__VA_ARGS__)
#define W2O_WASI_PASS_6(t, n, ...)                                             \
  W2O_WASI_PASS_1(t, n) W2O_WASI_PASS_5(__VA_ARGS__)
#define W2O_WASI_PASS_7(t, n, ...)                                             \
  W2O_WASI_PASS_1(t, n) W2O_WASI_PASS_6(__VA_ARGS__)
#define W2O_WASI_PASS_8(t, n, ...)                                             \
  W2O_WASI_PASS_1(t, n) W2O_WASI_PASS_7(__VA_ARGS__)
#define W2O_WASI_PASS_9(t, n, ...)                                             \
  W2O_WASI_PASS_1(t, n) W2O_WASI_PASS_8(__VA_ARGS__)

#endif // W2O_WASI_EXPAND_H
