//===- wasm2obj_gc.hpp - Structures and arrays of guests for C++20 --------===//
//
// A layer over "References" and "Heap" of wasm2obj_rt.h, beside
// wasm2obj_rt.hpp: Ref keeps an object alive as long as it is there, so code
// that only has Refs need not know when a reference becomes invalid.
//
//===----------------------------------------------------------------------===//

#ifndef WASM2OBJ_GC_HPP
#define WASM2OBJ_GC_HPP

#include "wasm2obj_rt.hpp"

namespace w2o {
inline namespace rt {

/// An anyref on its way into or out of a call, e.g. in
/// `f.call<AnyRef(int32_t)>(7)`. Valid as wasm2obj_rt.h says; make a Ref of it
/// to keep it.
struct AnyRef {
  void *bits = nullptr;

  static AnyRef fromValue(const w2o_value &value) { return {value.anyref}; }
  w2o_value value() const {
    w2o_value v = {};
    v.anyref = bits;
    return v;
  }
  bool operator==(const AnyRef &) const = default;
};

template <> struct ValueTraits<AnyRef> {
  static constexpr w2o_kind kind = W2O_ANYREF;
  static AnyRef get(const w2o_value &v) { return AnyRef::fromValue(v); }
  static void set(w2o_value &v, AnyRef x) { v.anyref = x.bits; }
};

/// A structure or array type; cheap to copy, valid for ever.
class ObjectType {
public:
  explicit ObjectType(const w2o_object_type *handle) : type(handle) {
    if (!type)
      throw std::invalid_argument("no such type of structures or arrays");
  }
  /// Type `index` of the module's type section.
  ObjectType(const Instance &instance, uint32_t index)
      : ObjectType(w2o_instance_type(instance.handle(), index)) {}

  const w2o_object_type *handle() const { return type; }
  bool isArray() const { return w2o_object_type_kind(type) == W2O_REF_ARRAY; }
  uint32_t numFields() const { return w2o_object_type_num_fields(type); }
  /// The element of an array is field 0.
  w2o_field_type field(uint32_t index) const {
    w2o_field_type out;
    if (!w2o_object_type_field(type, index, &out))
      throw std::out_of_range("the type has no such field");
    return out;
  }
  bool isSubTypeOf(ObjectType other) const {
    return w2o_object_type_is_subtype(type, other.type);
  }
  bool operator==(const ObjectType &) const = default;

private:
  const w2o_object_type *type;
};

/// Keeps an object alive. Must be destroyed before its store. An empty Ref is
/// the null reference.
class Ref {
public:
  Ref() = default;
  Ref(w2o_store *store, AnyRef any) : store(store) {
    if (!any.bits)
      return;
    ref = w2o_ref_retain(store, W2O_ANYREF, any.value());
    if (!ref)
      throw std::bad_alloc();
  }
  Ref(const Ref &other) : Ref(other.store, other.any()) {}
  Ref(Ref &&other) noexcept
      : store(other.store), ref(std::exchange(other.ref, nullptr)) {}
  Ref &operator=(Ref other) noexcept {
    std::swap(store, other.store);
    std::swap(ref, other.ref);
    return *this;
  }
  ~Ref() { w2o_ref_release(ref); }

  /// A structure with these fields, or with default values when there are
  /// none. Throws std::invalid_argument for values that do not fit, and
  /// std::bad_alloc when the heap is full.
  template <Value... Ts>
  static Ref structure(w2o_store *store, ObjectType type, const Ts &...fields) {
    const size_t count = type.isArray() ? 0 : type.numFields();
    if (sizeof...(Ts) != 0 && sizeof...(Ts) != count)
      throw std::invalid_argument("the structure has another number of fields");
    w2o_value values[sizeof...(Ts) + 1] = {};
    uint32_t i = 0;
    (setChecked(type.field(i), values[i], fields, i), ...);
    w2o_value out;
    w2o_error error = {};
    return made(store,
                w2o_struct_new(store, type.handle(), values, sizeof...(Ts),
                               &out, &error),
                out, error);
  }
  /// An array of default values.
  static Ref array(w2o_store *store, ObjectType type, uint32_t length) {
    w2o_value out;
    w2o_error error = {};
    return made(store,
                w2o_array_new(store, type.handle(), length, nullptr, &out,
                              &error),
                out, error);
  }
  /// An array of equal elements.
  template <Value T>
  static Ref array(w2o_store *store, ObjectType type, uint32_t length,
                   const T &init) {
    uint32_t i = 0;
    w2o_value value = {}, out;
    w2o_error error = {};
    setChecked(type.field(0), value, init, i);
    return made(store,
                w2o_array_new(store, type.handle(), length, &value, &out,
                              &error),
                out, error);
  }

  explicit operator bool() const { return ref; }
  /// For calls and fields; valid as long as this.
  AnyRef any() const {
    return ref ? AnyRef::fromValue(w2o_ref_value(ref)) : AnyRef();
  }
  w2o_ref_type kind() const {
    return w2o_ref_kind(W2O_ANYREF, any().value());
  }
  bool isA(ObjectType type) const {
    return w2o_ref_test(any().value(), type.handle());
  }
  /// The exact type; std::invalid_argument when this is no structure or array.
  ObjectType type() const {
    return ObjectType(w2o_ref_object_type(any().value()));
  }

  /// Field of a structure, or element of an array. std::out_of_range where
  /// there is none, std::invalid_argument for another type.
  template <Value T> T get(uint32_t index) const {
    check<T>(index);
    w2o_value out;
    if (!(isArray() ? w2o_array_get(any().value(), index, &out)
                    : w2o_struct_get(any().value(), index, &out)))
      throw std::out_of_range("there is no such field or element");
    return ValueTraits<T>::get(out);
  }
  /// Also std::logic_error when it is immutable.
  template <Value T> void set(uint32_t index, const T &value) const {
    const w2o_field_type field = check<T>(index);
    w2o_value v = {};
    ValueTraits<T>::set(v, value);
    if (!field.is_mutable)
      throw std::logic_error("the field is immutable");
    w2o_value old;
    if (isArray() && !w2o_array_get(any().value(), index, &old))
      throw std::out_of_range("there is no such element");
    if (!(isArray() ? w2o_array_set(any().value(), index, v)
                    : w2o_struct_set(any().value(), index, v)))
      throw std::invalid_argument("the reference has another type");
  }
  /// A field that is a reference, kept alive.
  Ref getRef(uint32_t index) const { return {store, get<AnyRef>(index)}; }

  /// Of an array; std::invalid_argument when this is none.
  uint32_t length() const {
    uint32_t out;
    if (!w2o_array_length(any().value(), &out))
      throw std::invalid_argument("the reference is no array");
    return out;
  }
  /// All elements of an array of numbers. T has the size of an element: int8_t
  /// for i8, double for f64, V128 for v128.
  template <class T>
    requires std::is_trivially_copyable_v<T>
  std::vector<T> read() const {
    std::vector<T> out(length());
    checkSize<T>();
    if (!w2o_array_read(any().value(), 0, uint32_t(out.size()), out.data()))
      throw std::invalid_argument("the array holds references");
    return out;
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void write(uint32_t first, std::span<const T> elements) const {
    checkSize<T>();
    if (elements.size() > UINT32_MAX ||
        !w2o_array_write(any().value(), first, uint32_t(elements.size()),
                         elements.data()))
      throw std::out_of_range("the elements are not inside, are references, or "
                              "immutable");
  }

private:
  bool isArray() const { return kind() == W2O_REF_ARRAY; }

  static Ref made(w2o_store *store, bool isOk, const w2o_value &value,
                  const w2o_error &error) {
    if (isOk)
      return {store, AnyRef::fromValue(value)};
    if (error.kind == W2O_ERROR_RESOURCE)
      throw std::bad_alloc();
    throw std::invalid_argument(error.message);
  }
  template <class T>
  static void setChecked(const w2o_field_type &field, w2o_value &value,
                         const T &from, uint32_t &index) {
    if (field.kind != ValueTraits<T>::kind)
      throw std::invalid_argument("the field has another type");
    ValueTraits<T>::set(value, from);
    ++index;
  }
  template <class T> w2o_field_type check(uint32_t index) const {
    const w2o_field_type field = type().field(isArray() ? 0 : index);
    if (field.kind != ValueTraits<T>::kind)
      throw std::invalid_argument("the field has another type");
    return field;
  }
  template <class T> void checkSize() const {
    const w2o_field_type field = type().field(0);
    size_t bytes = 0;
    switch (field.kind) {
    case W2O_I32:
      bytes = field.packed_bytes ? field.packed_bytes : 4;
      break;
    case W2O_F32:
      bytes = 4;
      break;
    case W2O_I64:
    case W2O_F64:
      bytes = 8;
      break;
    case W2O_V128:
      bytes = 16;
      break;
    default:
      throw std::invalid_argument("the array holds references");
    }
    if (bytes != sizeof(T))
      throw std::invalid_argument("the elements have another size");
  }

  w2o_store *store = nullptr;
  w2o_ref *ref = nullptr;
};

} // namespace rt
} // namespace w2o

#endif // WASM2OBJ_GC_HPP
