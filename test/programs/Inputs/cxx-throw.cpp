// The part of the C++ ABI that throws and catches, for WebAssembly's exception
// instructions: Debian's libc++abi for WASI is built without exceptions. What
// does not concern exceptions (matching of types, terminate) is libc++abi's.
// "Itanium C++ ABI: Exception Handling", and for the landing pads of
// WebAssembly the conventions of clang.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <typeinfo>

namespace {

// Destructors return the address of the object in WebAssembly's C++ ABI.
using Destructor = void *(void *);

// Thrown as the value of the tag __cpp_exception: a pointer to one of these.
// The object of the program follows it.
struct alignas(16) Exception {
  const std::type_info *type;
  Destructor *destructor;
  // What a handler gets: the object, or the base of it that the handler names.
  void *adjusted;
  // How many handlers are active; negative while it is thrown again from one.
  int handlers;
  Exception *outer;

  void *object() { return this + 1; }
  static Exception *of(void *object) {
    return static_cast<Exception *>(object) - 1;
  }
};

// The exceptions whose handlers are active, innermost first.
Exception *caught;

// The virtual function by which libc++abi compares types; the slots before it
// belong to its std::type_info.
struct Catchable : std::type_info {
  virtual void unused1() const;
  virtual void unused2() const;
  virtual bool canCatch(const Catchable *thrown, void *&adjusted) const = 0;
};

uintptr_t unsignedNumber(const uint8_t *&at) {
  uintptr_t value = 0;
  for (int shift = 0;; shift += 7) {
    const uint8_t byte = *at++;
    value |= uintptr_t(byte & 0x7f) << shift;
    if (!(byte & 0x80))
      return value;
  }
}

intptr_t signedNumber(const uint8_t *&at) {
  uintptr_t value = 0;
  for (int shift = 0;;) {
    const uint8_t byte = *at++;
    value |= uintptr_t(byte & 0x7f) << shift;
    shift += 7;
    if (byte & 0x80)
      continue;
    if (byte & 0x40 && shift < 32)
      value |= ~uintptr_t(0) << shift;
    return intptr_t(value);
  }
}

void free(Exception *exception) {
  if (exception->destructor)
    exception->destructor(exception->object());
  std::free(exception);
}

} // namespace

extern "C" {

// What a landing pad says of itself before it calls _Unwind_CallPersonality,
// and the number of the handler that it reads afterwards.
struct {
  uintptr_t landingPad;
  const uint8_t *table;
  uintptr_t selector;
} __wasm_lpad_context;

// Finds the handler in the table of the function: header, then pairs (landing
// pad, first action), then actions (handler, distance to the next action), then
// the types, counted backwards.
int _Unwind_CallPersonality(void *thrown) {
  auto *exception = static_cast<Exception *>(thrown);
  auto &context = __wasm_lpad_context;
  context.selector = 0;
  const uint8_t *at = context.table;
  if (!at || *at++ != 0xff) // "omitted": landing pads are indices
    std::terminate();
  const uint8_t *types = nullptr;
  if (const uint8_t encoding = *at++; encoding != 0xff) {
    if (encoding != 0) // DW_EH_PE_absptr
      std::terminate();
    const uintptr_t distance = unsignedNumber(at);
    types = at + distance;
  }
  ++at; // encoding of the pairs, which are numbers in any case
  const uintptr_t length = unsignedNumber(at);
  const uint8_t *const actions = at + length;
  uintptr_t action;
  for (uintptr_t pad = 0;; ++pad) {
    unsignedNumber(at);
    action = unsignedNumber(at);
    if (pad == context.landingPad)
      break;
  }
  if (!action)
    return 0;
  at = actions + action - 1;
  for (;;) {
    const intptr_t handler = signedNumber(at);
    if (handler > 0) {
      const Catchable *type;
      std::memcpy(&type, types - handler * sizeof type, sizeof type);
      void *adjusted = exception->object();
      if (!type ||
          type->canCatch(static_cast<const Catchable *>(exception->type),
                         adjusted)) {
        exception->adjusted = adjusted;
        context.selector = handler;
        return 0;
      }
    } else if (handler < 0) {
      std::terminate(); // a dynamic exception specification
    }
    const uint8_t *const here = at;
    const intptr_t distance = signedNumber(at);
    if (!distance)
      return 0;
    at = here + distance;
  }
}

void *__cxa_allocate_exception(size_t size) throw() {
  auto *exception =
      static_cast<Exception *>(std::calloc(1, sizeof(Exception) + size));
  if (!exception)
    std::terminate();
  return exception->object();
}

void __cxa_free_exception(void *object) throw() {
  std::free(Exception::of(object));
}

void __cxa_throw(void *object, std::type_info *type,
                 Destructor *destructor) {
  Exception *exception = Exception::of(object);
  exception->type = type;
  exception->destructor = destructor;
  exception->adjusted = object;
  __builtin_wasm_throw(0, exception);
}

void *__cxa_get_exception_ptr(void *thrown) throw() {
  return static_cast<Exception *>(thrown)->adjusted;
}

void *__cxa_begin_catch(void *thrown) throw() {
  auto *exception = static_cast<Exception *>(thrown);
  exception->handlers =
      (exception->handlers < 0 ? -exception->handlers : exception->handlers) +
      1;
  if (caught != exception) {
    exception->outer = caught;
    caught = exception;
  }
  // A handler of a pointer gets the pointer, adjusted: libc++abi replaces the
  // address of the pointer by its value.
  return exception->adjusted;
}

void __cxa_end_catch() {
  Exception *exception = caught;
  if (exception->handlers < 0) {
    if (++exception->handlers == 0)
      caught = exception->outer; // still thrown: somebody else catches it
    return;
  }
  if (--exception->handlers == 0) {
    caught = exception->outer;
    free(exception);
  }
}

void __cxa_rethrow() {
  Exception *exception = caught;
  if (!exception)
    std::terminate();
  exception->handlers = -exception->handlers;
  __builtin_wasm_throw(0, exception);
}
}

// Clang defines the tag in each object up to version 20 or so, and leaves it to
// the library in later ones.
#if __clang_major__ > 19
__asm__(".tagtype __cpp_exception i32\n"
        ".globl __cpp_exception\n"
        "__cpp_exception:\n");
#endif
