//===- InitialState.h - A state that instances of a module start from -----===//
//
// What running a module's initialisers, start function and perhaps more has
// left (docs/Preinit.md). compileModule() with CompileOptions::initialState
// makes an object whose instances start there.
//
// Indices count what the module defines, without imports. Reading this type
// from an untrusted source is fine: compileModule() checks all of it.
//
//===----------------------------------------------------------------------===//

#ifndef WASM2OBJ_INITIALSTATE_H
#define WASM2OBJ_INITIALSTATE_H

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace w2o {

struct InitialState {
  struct Reference {
    enum Kind : uint32_t {
      Null,
      Func, ///< `value` is a function index, imports included.
      I31,  ///< `value` is what i31.get_s gives, as 32 bits.
    };
    Kind kind = Null;
    uint32_t value = 0;
    bool operator==(const Reference &) const = default;
  };

  /// Bytes of a memory from address `at` on; borrowed, from whoever made the
  /// state.
  struct Run {
    uint64_t at = 0;
    std::span<const uint8_t> bytes;
  };
  struct Memory {
    uint64_t size = 0;     ///< Bytes, whole pages of the memory.
    std::vector<Run> runs; ///< In order, apart; everything else is zero.
  };

  struct Global {
    std::array<uint8_t, 16> bytes = {}; ///< Numbers, vectors; low byte first.
    Reference reference;                ///< References.
  };

  /// All kinds of segments, active ones included: those are dropped.
  struct ElementSegment {
    bool isDropped = false;
    /// The values of a segment of expressions that is not dropped.
    std::vector<Reference> values;
  };

  std::vector<Memory> memories;
  std::vector<Global> globals;
  std::vector<std::vector<Reference>> tables;
  std::vector<ElementSegment> elements;
  std::vector<bool> droppedData; ///< One per data segment.

  /// Functions that must not be called again. Names that the module does not
  /// export are ignored.
  std::vector<std::string> removedExports;
};

} // namespace w2o

#endif // WASM2OBJ_INITIALSTATE_H
