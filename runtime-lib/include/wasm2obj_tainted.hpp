//===- wasm2obj_tainted.hpp - Values of the guest that must be checked ----===//
//
// What a sandboxed library returns is whatever it likes: a length can be
// negative, an index beyond the end, a pointer not one, an enumerator none
// that the header names. A host that was written for the trusted library does
// not check, and so a guest that cannot leave its memory makes the host do it.
//
// Tainted<T> holds such a value and lets nothing be done with it but to check
// it: it converts to nothing, compares with nothing, indexes nothing. The
// class that `wasm2obj --emit=header` writes beside the plain one,
// such as PluginSandbox, returns all results like that.
//
// The contents of guest memory are tainted as well, and the guest may change
// them at any time, in a callback or on another thread: so what is checked is
// always a copy. These functions read each byte once.
//
// Everything said in wasm2obj_rt.h about threads holds here. The idea of types
// that force a check is that of RLBox (Narayan et al., USENIX Security 2020).
//
//===----------------------------------------------------------------------===//

#ifndef WASM2OBJ_TAINTED_HPP
#define WASM2OBJ_TAINTED_HPP

#include "wasm2obj_rt.hpp"

namespace w2o {
inline namespace rt {

/// A value of the guest that a check has refused.
class Rejected : public std::runtime_error {
public:
  Rejected() : std::runtime_error("value from the guest refused") {}
};

template <class T> class Tainted {
public:
  constexpr explicit Tainted(const T &value) : value(value) {}

  /// The value, if `isGood(value)`; else Rejected is thrown. The check must be
  /// about all that the host will rely on.
  template <class F>
    requires std::predicate<F &, const T &>
  constexpr T checked(F isGood) const {
    if (!isGood(value))
      throw Rejected();
    return value;
  }
  /// The value, if low <= value and value <= high; else Rejected is thrown.
  constexpr T in(const T &low, const T &high) const
    requires std::totally_ordered<T>
  {
    return checked([&](const T &v) { return low <= v && v <= high; });
  }
  /// An index of something with `size` elements, or Rejected.
  constexpr size_t index(size_t size) const
    requires std::integral<T>
  {
    checked([&](const T &v) {
      return std::cmp_greater_equal(v, 0) && std::cmp_less(v, size);
    });
    return static_cast<size_t>(value);
  }
  /// A length that the host is ready for, at most `limit`, or Rejected.
  constexpr size_t length(size_t limit) const
    requires std::integral<T>
  {
    checked([&](const T &v) {
      return std::cmp_greater_equal(v, 0) && std::cmp_less_equal(v, limit);
    });
    return static_cast<size_t>(value);
  }
  /// What `convert(value)` makes of it, e.g. an enumerator by a switch; it
  /// throws, or returns something harmless, for what it does not know.
  template <class F>
    requires std::invocable<F &, const T &>
  constexpr auto as(F convert) const {
    return convert(value);
  }
  /// As it is. Say beside each call why no value can do harm there.
  constexpr const T &unchecked() const { return value; }

private:
  T value;
};

/// Taints what a function of the guest returned: each value of several.
template <class T> Tainted<T> taint(const T &value) {
  return Tainted<T>(value);
}
template <class... Ts>
std::tuple<Tainted<Ts>...> taint(const std::tuple<Ts...> &values) {
  return std::apply(
      [](const Ts &...v) { return std::tuple<Tainted<Ts>...>(taint(v)...); },
      values);
}

/// A parameter of the guest: what the host made, or what came from the guest,
/// which may have its own back.
template <class T> class Argument {
public:
  constexpr Argument(const T &value) : held(value) {}
  constexpr Argument(const Tainted<T> &value) : held(value.unchecked()) {}
  constexpr const T &value() const { return held; }

private:
  T held;
};

/// What can be an address in guest memory: results and parameters are signed,
/// addresses are not.
template <class T>
concept GuestAddress = std::same_as<T, int32_t> || std::same_as<T, uint32_t> ||
                       std::same_as<T, int64_t> || std::same_as<T, uint64_t>;

/// The address as Memory takes it. It needs no check: all accesses of Memory
/// are checked, so the worst is a std::out_of_range, or other guest data.
template <GuestAddress T> uint64_t address(const Tainted<T> &pointer) {
  return static_cast<std::make_unsigned_t<T>>(pointer.unchecked());
}

/// A copy of the object at `pointer`; std::out_of_range when it is not inside
/// of the memory.
template <class T, GuestAddress A>
  requires std::is_trivially_copyable_v<T>
Tainted<T> copy(const Memory &memory, const Tainted<A> &pointer) {
  return Tainted<T>(memory.read<T>(address(pointer)));
}

/// A copy of `count` objects, each of them still to be checked. The count must
/// have been: see Tainted::length().
template <class T, GuestAddress A>
  requires std::is_trivially_copyable_v<T>
std::vector<Tainted<T>> copyArray(const Memory &memory,
                                  const Tainted<A> &pointer, size_t count) {
  if (count > UINT64_MAX / sizeof(T))
    throw std::out_of_range("guest pointer outside of the memory");
  std::span<uint8_t> bytes =
      memory.bytes(address(pointer), uint64_t(count) * sizeof(T));
  std::vector<Tainted<T>> out;
  out.reserve(count);
  for (size_t i = 0; i != count; ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    out.emplace_back(value);
  }
  return out;
}

/// A copy of `length` bytes. Bytes are good for everything that takes any
/// bytes, so they are not tainted; the length must have been checked.
template <GuestAddress A>
std::vector<uint8_t> copyBytes(const Memory &memory, const Tainted<A> &pointer,
                               size_t length) {
  std::span<uint8_t> bytes = memory.bytes(address(pointer), length);
  return {bytes.begin(), bytes.end()};
}

/// A copy of the text up to a zero byte, or Rejected when there is none within
/// `limit` bytes. It can be any bytes, not only UTF-8.
template <GuestAddress A>
std::string copyText(const Memory &memory, const Tainted<A> &pointer,
                     size_t limit) {
  uint64_t begin = address(pointer), size = memory.size();
  if (begin >= size)
    throw std::out_of_range("guest pointer outside of the memory");
  std::string text;
  uint64_t most = size - begin <= limit ? size - begin : uint64_t(limit) + 1;
  std::span<uint8_t> rest = memory.bytes(begin, most);
  for (volatile const uint8_t &byte : rest) {
    char c = static_cast<char>(byte); // once: it may change
    if (c == 0)
      return text;
    text.push_back(c);
  }
  throw Rejected();
}

} // namespace rt
} // namespace w2o

#endif // WASM2OBJ_TAINTED_HPP
