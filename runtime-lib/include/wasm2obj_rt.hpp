//===- wasm2obj_rt.hpp - Host API of the runtime for C++20 ----------------===//
//
// A thin layer over wasm2obj_rt.h, header only: RAII for stores and
// instances, exceptions for traps, std::span views of memories, host
// functions from lambdas, and calls with the signature checked. Everything
// said in wasm2obj_rt.h about threads and ownership holds here. Memory, Table,
// Global and Func are handles: cheap to copy, valid as long as their store.
//
// The inline namespace keeps the symbols of these classes apart from those of
// other libraries that use the namespace w2o.
//
//===----------------------------------------------------------------------===//

#ifndef WASM2OBJ_RT_HPP
#define WASM2OBJ_RT_HPP

#include "wasm2obj_rt.h"
#include <array>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <deque>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace w2o {
inline namespace rt {

//===------------------------------ Errors --------------------------------===//

/// One guest function of a backtrace.
struct Frame {
  const w2o_module *module;
  uint32_t funcIndex;
  uint64_t wasmOffset;  ///< Byte offset in the module, 0 when unknown.
  std::string funcName; ///< Empty when the module has no name for it.
};

/// A trap that left guest code, with its code, message and backtrace. Thrown
/// by calls into the guest; a host function may throw one to trap.
class Trap : public std::runtime_error {
public:
  explicit Trap(w2o_trap_code code, int32_t exitCode = 0)
      : runtime_error(w2o_trap_message(code)), trapCode(code), exit(exitCode) {}
  Trap(const w2o_error &error, std::vector<Frame> frames)
      : runtime_error(error.message), trapCode(error.trap),
        exit(error.exit_code), stack(std::move(frames)) {}

  w2o_trap_code code() const noexcept { return trapCode; }
  /// Whether the guest called for the end of the program (e.g. proc_exit).
  bool isExit() const noexcept { return trapCode == W2O_TRAP_EXIT; }
  int32_t exitCode() const noexcept { return exit; }
  /// Innermost first.
  const std::vector<Frame> &frames() const noexcept { return stack; }
  /// One line per frame, e.g. "  0: func 12 'foo' at 0x1234".
  std::string backtrace() const {
    std::string out;
    size_t number = 0;
    for (const Frame &frame : stack) {
      out += "  " + std::to_string(number++) + ": func " +
             std::to_string(frame.funcIndex);
      if (!frame.funcName.empty())
        out += " '" + frame.funcName + "'";
      if (frame.wasmOffset != 0) {
        std::string digits;
        for (uint64_t rest = frame.wasmOffset; rest != 0; rest >>= 4)
          digits.insert(digits.begin(), "0123456789abcdef"[rest & 15]);
        out += " at 0x" + digits;
      }
      out += '\n';
    }
    return out;
  }

private:
  w2o_trap_code trapCode;
  int32_t exit;
  std::vector<Frame> stack;
};

/// An instance could not be made, for another reason than a trap.
class InstantiateError : public std::runtime_error {
public:
  explicit InstantiateError(const w2o_error &error)
      : runtime_error(error.message), errorKind(error.kind) {}
  w2o_error_kind kind() const noexcept { return errorKind; }

private:
  w2o_error_kind errorKind;
};

//===------------------------------ Values --------------------------------===//

/// A v128 by its bytes. C++ sees this and not w2o_v128, since templates drop
/// the attribute that makes a vector type.
using V128 = std::array<uint8_t, 16>;
inline w2o_v128 toVector(const V128 &bytes) {
  w2o_v128 out;
  std::memcpy(&out, bytes.data(), sizeof out);
  return out;
}
inline V128 fromVector(const w2o_v128 &vector) {
  V128 out;
  std::memcpy(out.data(), &vector, sizeof vector);
  return out;
}

/// How a C++ type travels as a wasm value; only these types can.
template <class T> struct ValueTraits;

#define W2O_VALUE_TRAITS(Type, Kind, field)                                    \
  template <> struct ValueTraits<Type> {                                       \
    static constexpr w2o_kind kind = Kind;                                     \
    static Type get(const w2o_value &v) { return static_cast<Type>(v.field); } \
    static void set(w2o_value &v, Type x) {                                    \
      v.field = static_cast<decltype(v.field)>(x);                             \
    }                                                                          \
  };
W2O_VALUE_TRAITS(int32_t, W2O_I32, i32)
W2O_VALUE_TRAITS(uint32_t, W2O_I32, i32)
W2O_VALUE_TRAITS(int64_t, W2O_I64, i64)
W2O_VALUE_TRAITS(uint64_t, W2O_I64, i64)
W2O_VALUE_TRAITS(float, W2O_F32, f32)
W2O_VALUE_TRAITS(double, W2O_F64, f64)
W2O_VALUE_TRAITS(w2o_func *, W2O_FUNCREF, funcref)
W2O_VALUE_TRAITS(void *, W2O_EXTERNREF, externref)
W2O_VALUE_TRAITS(w2o_exception *, W2O_EXNREF, exnref)
#undef W2O_VALUE_TRAITS

template <> struct ValueTraits<V128> {
  static constexpr w2o_kind kind = W2O_V128;
  static V128 get(const w2o_value &v) {
    V128 out;
    std::memcpy(out.data(), v.v128, sizeof out);
    return out;
  }
  static void set(w2o_value &v, const V128 &x) {
    std::memcpy(v.v128, x.data(), sizeof v.v128);
  }
};

template <class T>
concept Value = requires { ValueTraits<T>::kind; };

namespace detail {

/// The results of a function that returns R: none, one, or a tuple.
template <class R> struct Results {
  static constexpr std::array<w2o_kind, 1> kinds = {ValueTraits<R>::kind};
  static R get(const w2o_value *v) { return ValueTraits<R>::get(v[0]); }
  static void set(w2o_value *v, const R &r) { ValueTraits<R>::set(v[0], r); }
};
template <> struct Results<void> {
  static constexpr std::array<w2o_kind, 0> kinds = {};
  static void get(const w2o_value *) {}
};
template <Value... Rs> struct Results<std::tuple<Rs...>> {
  static constexpr std::array<w2o_kind, sizeof...(Rs)> kinds = {
      ValueTraits<Rs>::kind...};
  static std::tuple<Rs...> get(const w2o_value *v) {
    return [&]<size_t... I>(std::index_sequence<I...>) {
      return std::tuple<Rs...>(ValueTraits<Rs>::get(v[I])...);
    }(std::index_sequence_for<Rs...>());
  }
  static void set(w2o_value *v, const std::tuple<Rs...> &r) {
    [&]<size_t... I>(std::index_sequence<I...>) {
      (ValueTraits<Rs>::set(v[I], std::get<I>(r)), ...);
    }(std::index_sequence_for<Rs...>());
  }
};

/// The signature R(Args...) as the C API wants it.
template <class Signature> struct SignatureOf;
template <class R, Value... Args> struct SignatureOf<R(Args...)> {
  static constexpr std::array<w2o_kind, sizeof...(Args)> params = {
      ValueTraits<Args>::kind...};
  static w2o_signature get() {
    return {params.data(), params.size(), Results<R>::kinds.data(),
            Results<R>::kinds.size()};
  }
  static bool matches(const w2o_signature &other) {
    w2o_signature mine = get();
    auto equal = [](const w2o_kind *a, size_t n, const w2o_kind *b, size_t m) {
      return n == m && (n == 0 || std::memcmp(a, b, n * sizeof *a) == 0);
    };
    return equal(mine.params, mine.num_params, other.params,
                 other.num_params) &&
           equal(mine.results, mine.num_results, other.results,
                 other.num_results);
  }
};

} // namespace detail

//===---------------------------- Exceptions ------------------------------===//

/// An exception tag. Two are equal when they are the same one.
class Tag {
public:
  explicit Tag(w2o_tag *handle) : tag(handle) {
    if (!tag)
      throw std::invalid_argument("no such tag");
  }
  w2o_tag *handle() const { return tag; }
  /// The types of the values, as parameters.
  w2o_signature type() const { return w2o_tag_type(tag); }
  bool operator==(const Tag &) const = default;

private:
  w2o_tag *tag;
};

/// An exception of WebAssembly: thrown by calls whose guest code throws one and
/// does not catch it. A host function throws one to throw into the guest; then
/// code and backtrace do not matter. References among the values are valid as
/// long as those of w2o_uncaught_exception().
class Exception : public Trap {
public:
  /// Values of the types that the tag has, or std::invalid_argument.
  template <Value... Ts>
  explicit Exception(Tag tag, const Ts &...values)
      : Trap(W2O_TRAP_UNCAUGHT_EXCEPTION), thrown(tag), list(sizeof...(Ts)) {
    const w2o_signature type = tag.type();
    if (type.num_params != sizeof...(Ts))
      throw std::invalid_argument("the tag has another number of values");
    size_t i = 0;
    (set(i++, values), ...);
  }
  Exception(const w2o_exception *exception, const w2o_error &error,
            std::vector<Frame> frames)
      : Trap(error, std::move(frames)), thrown(w2o_exception_tag(exception)),
        list(w2o_exception_values(exception, nullptr, 0)) {
    w2o_exception_values(exception, list.data(), list.size());
  }

  Tag tag() const { return thrown; }
  size_t size() const { return list.size(); }
  const std::vector<w2o_value> &values() const { return list; }
  template <Value T> T get(size_t index) const {
    check<T>(index);
    return ValueTraits<T>::get(list[index]);
  }

private:
  template <Value T> void check(size_t index) const {
    if (index >= list.size())
      throw std::out_of_range("the exception has no such value");
    if (thrown.type().params[index] != ValueTraits<T>::kind)
      throw std::invalid_argument("the value has another type");
  }
  template <Value T> void set(size_t index, const T &value) {
    check<T>(index);
    ValueTraits<T>::set(list[index], value);
  }

  Tag thrown;
  std::vector<w2o_value> list;
};

namespace detail {

/// Throws what a call into `store` ended with.
[[noreturn]] inline void raise(const w2o_error &error, w2o_store *store,
                               std::vector<Frame> frames) {
  if (error.trap == W2O_TRAP_UNCAUGHT_EXCEPTION)
    if (const w2o_exception *exception = w2o_uncaught_exception(store))
      throw Exception(exception, error, std::move(frames));
  throw Trap(error, std::move(frames));
}

} // namespace detail

//===------------------------------ Memory --------------------------------===//

/// A linear memory. Guest pointers are checked against its size; a bad one is
/// a std::out_of_range, never a host fault.
class Memory {
public:
  explicit Memory(w2o_memory *handle) : memory(handle) {
    if (!memory)
      throw std::invalid_argument("no such memory");
  }
  w2o_memory *handle() const { return memory; }

  /// All bytes. Valid until the memory grows: the base stays, the size not.
  std::span<uint8_t> bytes() const {
    return {w2o_memory_data(memory), size_t(w2o_memory_size(memory))};
  }
  uint64_t size() const { return w2o_memory_size(memory); }
  uint64_t pages() const { return w2o_memory_pages(memory); }
  bool grow(uint64_t delta) { return w2o_memory_grow(memory, delta); }
  bool isShared() const { return w2o_memory_is_shared(memory); }

  /// The bytes [address, address + length).
  std::span<uint8_t> bytes(uint64_t address, uint64_t length) const {
    void *at = w2o_memory_at(memory, address, length);
    if (!at)
      throw std::out_of_range("guest pointer outside of the memory");
    return {static_cast<uint8_t *>(at), size_t(length)};
  }
  /// `count` objects at `address`, in place. The address must be aligned for
  /// the host; read() and write() do not mind.
  template <class T>
    requires std::is_trivially_copyable_v<T>
  std::span<T> view(uint64_t address, uint64_t count) const {
    if (count > UINT64_MAX / sizeof(T))
      throw std::out_of_range("guest pointer outside of the memory");
    uint8_t *at = bytes(address, count * sizeof(T)).data();
    if (reinterpret_cast<uintptr_t>(at) % alignof(T) != 0)
      throw std::out_of_range("guest pointer not aligned");
    return {reinterpret_cast<T *>(at), size_t(count)};
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  T read(uint64_t address) const {
    T out;
    std::memcpy(&out, bytes(address, sizeof out).data(), sizeof out);
    return out;
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void write(uint64_t address, const T &value) const {
    std::memcpy(bytes(address, sizeof value).data(), &value, sizeof value);
  }
  std::string_view text(uint64_t address, uint64_t length) const {
    return {reinterpret_cast<const char *>(bytes(address, length).data()),
            size_t(length)};
  }
  /// The bytes from `address` up to a zero byte.
  std::string_view cString(uint64_t address) const {
    uint64_t end = size();
    if (address >= end)
      throw std::out_of_range("guest pointer outside of the memory");
    std::span<uint8_t> rest = bytes(address, end - address);
    const void *zero = std::memchr(rest.data(), 0, rest.size());
    if (!zero)
      throw std::out_of_range("guest string without end");
    return {reinterpret_cast<const char *>(rest.data()),
            size_t(static_cast<const uint8_t *>(zero) - rest.data())};
  }

private:
  w2o_memory *memory;
};

//===------------------------- Tables and globals -------------------------===//

class Table {
public:
  explicit Table(w2o_table *handle) : table(handle) {
    if (!table)
      throw std::invalid_argument("no such table");
  }
  w2o_table *handle() const { return table; }
  uint64_t size() const { return w2o_table_size(table); }
  w2o_value get(uint64_t index) const {
    w2o_value out;
    if (!w2o_table_get(table, index, &out))
      throw std::out_of_range("table index out of range");
    return out;
  }
  void set(uint64_t index, const w2o_value &value) const {
    if (!w2o_table_set(table, index, value))
      throw std::out_of_range("table index out of range");
  }
  bool grow(uint64_t delta, const w2o_value &init = {}) const {
    return w2o_table_grow(table, delta, init);
  }

private:
  w2o_table *table;
};

class Global {
public:
  explicit Global(w2o_global *handle) : global(handle) {
    if (!global)
      throw std::invalid_argument("no such global");
  }
  w2o_global *handle() const { return global; }
  w2o_kind kind() const { return w2o_global_kind(global); }
  bool isMutable() const { return w2o_global_is_mutable(global); }
  template <Value T> T get() const {
    check<T>();
    return ValueTraits<T>::get(w2o_global_get(global));
  }
  template <Value T> void set(const T &value) const {
    check<T>();
    w2o_value v{};
    ValueTraits<T>::set(v, value);
    if (!w2o_global_set(global, v))
      throw std::logic_error("global is immutable");
  }

private:
  template <Value T> void check() const {
    if (kind() != ValueTraits<T>::kind)
      throw std::invalid_argument("global has another type");
  }
  w2o_global *global;
};

//===----------------------------- Functions ------------------------------===//

class Instance;

/// Any function of a store: an export, a table element, a host function.
class Func {
public:
  explicit Func(w2o_func *handle) : func(handle) {
    if (!func)
      throw std::invalid_argument("no such function");
  }
  w2o_func *handle() const { return func; }
  w2o_signature signature() const { return w2o_func_signature(func); }

  /// Calls with a signature known at compile time, e.g.
  /// `f.call<int32_t(int32_t, int32_t)>(1, 2)`. R is void, a value type, or a
  /// std::tuple of value types. A signature that is not the function's is a
  /// std::invalid_argument; a trap is thrown as Trap without backtrace, which
  /// Instance::backtrace() has, an uncaught exception as Exception.
  template <class Signature, class... Args>
  auto call(const Args &...args) const {
    return Call<Signature>::run(func, args...);
  }

private:
  template <class Signature> struct Call;
  template <class R, class... Params> struct Call<R(Params...)> {
    static R run(w2o_func *func, const Params &...params) {
      using Results = detail::Results<R>;
      if (!detail::SignatureOf<R(Params...)>::matches(
              w2o_func_signature(func)))
        throw std::invalid_argument("function has another signature");
      // One element more, since an array cannot be empty.
      w2o_value args[sizeof...(Params) + 1] = {};
      w2o_value results[Results::kinds.size() + 1] = {};
      size_t i = 0;
      (ValueTraits<Params>::set(args[i++], params), ...);
      w2o_error error = {};
      if (w2o_func_call(func, args, sizeof...(Params), results,
                        Results::kinds.size(), &error) != W2O_TRAP_NONE)
        detail::raise(error, w2o_func_store(func), {});
      return Results::get(results);
    }
  };
  w2o_func *func;
};

//===----------------------------- Instances ------------------------------===//

/// What an instance is made from besides the module: a w2o_config that owns
/// its list of imports.
class Imports {
public:
  Imports &add(std::string_view module, std::string_view field, Func func) {
    w2o_extern e = {W2O_EXTERN_FUNC, {}};
    e.of.func = func.handle();
    return add(module, field, e);
  }
  Imports &add(std::string_view module, std::string_view field, Memory memory) {
    w2o_extern e = {W2O_EXTERN_MEMORY, {}};
    e.of.memory = memory.handle();
    return add(module, field, e);
  }
  Imports &add(std::string_view module, std::string_view field, Table table) {
    w2o_extern e = {W2O_EXTERN_TABLE, {}};
    e.of.table = table.handle();
    return add(module, field, e);
  }
  Imports &add(std::string_view module, std::string_view field, Global global) {
    w2o_extern e = {W2O_EXTERN_GLOBAL, {}};
    e.of.global = global.handle();
    return add(module, field, e);
  }
  Imports &add(std::string_view module, std::string_view field, Tag tag) {
    w2o_extern e = {W2O_EXTERN_TAG, {}};
    e.of.tag = tag.handle();
    return add(module, field, e);
  }
  Imports &add(std::string_view module, std::string_view field,
               const w2o_extern &value) {
    const std::string &m = names.emplace_back(module);
    const std::string &f = names.emplace_back(field);
    list.push_back({m.data(), m.size(), f.data(), f.size(), value});
    return *this;
  }
  /// Points `config` at the list, which must outlive the instantiation.
  void applyTo(w2o_config &config) const {
    config.imports = list.data();
    config.num_imports = list.size();
  }

private:
  std::deque<std::string> names; ///< Never moves what it holds.
  std::vector<w2o_import> list;
};

/// What a module imports and exports, in the tables of its class; types as in
/// the text format, e.g. "(func (param i32) (result i64))".
struct ImportInfo {
  std::string_view module, name, type;
};
struct ExportInfo {
  std::string_view name, type;
};

/// An instance. Deletes it in the end, unless config.store was set: then it
/// lives as long as that store.
class Instance {
public:
  explicit Instance(const w2o_module &module,
                    const w2o_config &config = w2o_config()) {
    w2o_error error = {};
    instance = w2o_instance_new(&module, &config, &error);
    isOwned = config.store == nullptr;
    if (instance)
      return;
    if (error.kind != W2O_ERROR_TRAP)
      throw InstantiateError(error);
    if (config.store)
      detail::raise(error, config.store, {});
    throw Trap(error, {}); // The exception is gone with its store.
  }
  Instance(Instance &&other) noexcept
      : instance(std::exchange(other.instance, nullptr)),
        isOwned(other.isOwned) {}
  Instance &operator=(Instance &&other) noexcept {
    std::swap(instance, other.instance);
    std::swap(isOwned, other.isOwned);
    return *this;
  }
  ~Instance() {
    if (isOwned)
      w2o_instance_delete(instance);
  }

  w2o_instance *handle() const { return instance; }
  w2o_store *store() const { return w2o_instance_store(instance); }

  /// Exports by name; std::invalid_argument when there is none.
  Func func(std::string_view name) const {
    return Func(find(name, W2O_EXTERN_FUNC).func);
  }
  Memory memory(std::string_view name = "memory") const {
    return Memory(find(name, W2O_EXTERN_MEMORY).memory);
  }
  Table table(std::string_view name) const {
    return Table(find(name, W2O_EXTERN_TABLE).table);
  }
  Global global(std::string_view name) const {
    return Global(find(name, W2O_EXTERN_GLOBAL).global);
  }
  Tag tag(std::string_view name) const {
    return Tag(find(name, W2O_EXTERN_TAG).tag);
  }

  /// The backtrace of the last trap that came out of the store.
  std::vector<Frame> backtrace() const {
    const w2o_frame *frames = nullptr;
    size_t count = w2o_backtrace(instance, &frames);
    std::vector<Frame> out;
    for (size_t i = 0; i != count; ++i) {
      Frame frame = {frames[i].module, frames[i].func_index,
                     frames[i].wasm_offset, {}};
      if (frames[i].func_name)
        frame.funcName.assign(frames[i].func_name, frames[i].func_name_length);
      out.push_back(std::move(frame));
    }
    return out;
  }
  /// w2o_enter_scope(): runs `body()`, which may call the direct functions of
  /// the header. Traps of those leave it without running destructors; what it
  /// throws itself is passed on.
  template <class F>
    requires std::invocable<F &>
  void enter(F body) const {
    check(w2o_enter_scope(
        instance,
        [](w2o_instance *, void *context) { (*static_cast<F *>(context))(); },
        &body));
  }
  /// Throws the trap or exception that a typed export reported; 0 is none.
  void check(int32_t code) const {
    if (code == W2O_TRAP_NONE)
      return;
    w2o_error error = {};
    w2o_last_error(instance, &error);
    detail::raise(error, store(), backtrace());
  }

private:
  decltype(w2o_extern::of) find(std::string_view name,
                                w2o_extern_kind kind) const {
    w2o_extern found = {};
    if (!w2o_export(instance, name.data(), name.size(), &found) ||
        found.kind != kind)
      throw std::invalid_argument("no such export: " + std::string(name));
    return found.of;
  }

  w2o_instance *instance = nullptr;
  bool isOwned = true;
};

//===------------------------------- Stores -------------------------------===//

/// A store, for instances that share things, and for host objects.
class Store {
public:
  Store() : store(w2o_store_new()) {
    if (!store)
      throw std::bad_alloc();
  }
  Store(Store &&other) noexcept
      : store(std::exchange(other.store, nullptr)),
        closures(std::move(other.closures)) {}
  Store &operator=(Store &&other) noexcept {
    std::swap(store, other.store);
    std::swap(closures, other.closures);
    return *this;
  }
  ~Store() { w2o_store_delete(store); }
  w2o_store *handle() const { return store; }

  /// w2o_store_new_ticket() and w2o_store_interrupt().
  uint64_t newTicket() { return w2o_store_new_ticket(store); }
  bool interrupt(uint64_t ticket = 0) {
    return w2o_store_interrupt(store, ticket);
  }

  /// A host function from any callable, e.g.
  /// `store.function<int32_t(int32_t)>([](int32_t x) { return x + 1; })`. The
  /// callable may take the calling w2o_instance * first. An Exception that it
  /// throws becomes one of the guest, anything else a trap: a Trap keeps its
  /// code, any other exception its text.
  template <class Signature, class F> Func function(F callable) {
    auto closure = std::make_shared<F>(std::move(callable));
    w2o_signature type = detail::SignatureOf<Signature>::get();
    w2o_func *func = w2o_func_new(store, &type,
                                  &Host<Signature, F>::run, closure.get());
    if (!func)
      throw std::bad_alloc();
    closures.push_back(std::move(closure));
    return Func(func);
  }
  Memory memory(uint64_t min, uint64_t max = UINT64_MAX) {
    w2o_error error = {};
    return made<Memory>(w2o_memory_new(store, min, max, &error), error);
  }
  Memory sharedMemory(uint64_t min, uint64_t max) {
    w2o_error error = {};
    return made<Memory>(w2o_memory_new_shared(store, min, max, &error), error);
  }
  /// This store's handle of a shared memory of another one.
  Memory share(const Memory &memory) {
    w2o_error error = {};
    return made<Memory>(w2o_memory_share(memory.handle(), store, &error),
                        error);
  }
  /// `kind` is W2O_FUNCREF or W2O_EXTERNREF.
  Table table(w2o_kind kind, uint64_t min, uint64_t max = UINT64_MAX) {
    w2o_error error = {};
    return made<Table>(w2o_table_new(store, kind, min, max, &error), error);
  }
  /// A tag of its own for values of these types.
  template <Value... Ts> Tag tag() {
    w2o_error error = {};
    const std::array<w2o_kind, sizeof...(Ts)> kinds = {
        ValueTraits<Ts>::kind...};
    return made<Tag>(
        w2o_tag_new(store, kinds.data(), kinds.size(), &error), error);
  }
  template <Value T> Global global(const T &init, bool isMutable = false) {
    w2o_error error = {};
    w2o_value value = {};
    ValueTraits<T>::set(value, init);
    return made<Global>(w2o_global_new(store, ValueTraits<T>::kind, isMutable,
                                       value, &error),
                        error);
  }

private:
  template <class T, class Handle>
  static T made(Handle *handle, const w2o_error &error) {
    if (!handle)
      throw std::runtime_error(error.message);
    return T(handle);
  }

  template <class Signature, class F> struct Host;
  template <class R, class... Params, class F> struct Host<R(Params...), F> {
    static bool run(void *context, w2o_instance *caller, const w2o_value *args,
                    w2o_value *results) {
      F &callable = *static_cast<F *>(context);
      try {
        auto call = [&]<size_t... I>(std::index_sequence<I...>) -> R {
          if constexpr (std::is_invocable_v<F &, w2o_instance *, Params...>)
            return callable(caller, ValueTraits<Params>::get(args[I])...);
          else
            return callable(ValueTraits<Params>::get(args[I])...);
        };
        (void)args;
        if constexpr (std::is_void_v<R>)
          call(std::index_sequence_for<Params...>());
        else
          detail::Results<R>::set(results,
                                  call(std::index_sequence_for<Params...>()));
        return true;
      } catch (const Exception &exception) {
        w2o_set_exception(caller, exception.tag().handle(),
                          exception.values().data(), exception.size());
      } catch (const Trap &trap) {
        w2o_set_trap(caller, trap.code(), trap.exitCode(), trap.what());
      } catch (const std::exception &error) {
        w2o_set_trap(caller, W2O_TRAP_HOST, 0, error.what());
      } catch (...) {
        w2o_set_trap(caller, W2O_TRAP_HOST, 0, "exception in a host function");
      }
      return false;
    }
  };

  w2o_store *store;
  std::vector<std::shared_ptr<void>> closures;
};

} // namespace rt
} // namespace w2o

#endif // WASM2OBJ_RT_HPP
