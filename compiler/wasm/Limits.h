//===- Limits.h - Implementation limits, each named once ------------------===//
//
// The specification lets an implementation limit sizes ("Implementation
// Limitations"). Where the web's engines agree on a limit we use theirs, so
// that no module that runs there is refused here.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASM_LIMITS_H
#define W2O_WASM_LIMITS_H

#include <cstdint>

namespace w2o::limits {

inline constexpr uint64_t maxModuleSize = uint64_t(1) << 30;
inline constexpr uint32_t maxTypes = 1'000'000;
inline constexpr uint32_t maxRecGroupSize = 1'000'000;
inline constexpr uint32_t maxSubtypeDepth = 63;
inline constexpr uint32_t maxFunctions = 1'000'000;
inline constexpr uint32_t maxImports = 1'000'000;
inline constexpr uint32_t maxExports = 1'000'000;
inline constexpr uint32_t maxGlobals = 1'000'000;
inline constexpr uint32_t maxTags = 1'000'000;
inline constexpr uint32_t maxDataSegments = 1'000'000;
inline constexpr uint32_t maxElementSegments = 10'000'000;
inline constexpr uint32_t maxElementsPerSegment = 10'000'000;
inline constexpr uint32_t maxTables = 100'000;
inline constexpr uint32_t maxMemories = 100'000;
inline constexpr uint32_t maxParams = 1000;
inline constexpr uint32_t maxResults = 1000;
inline constexpr uint32_t maxStructFields = 10'000;
inline constexpr uint32_t maxArrayNewFixed = 10'000;
inline constexpr uint32_t maxLocals = 50'000;
inline constexpr uint32_t maxFunctionSize = 7'654'321;
inline constexpr uint32_t maxBrTableSize = 65'520;
/// Instructions in all constant expressions of a module. They are kept as
/// Instr, a hundred times the size of their bytes; bounds that memory.
inline constexpr uint32_t maxConstInstrs = 5'000'000;
inline constexpr uint32_t maxNameLength = 100'000;
/// Nested blocks; bounds the memory of the control stack.
inline constexpr uint32_t maxControlDepth = 1'000'000;
/// Operands on the stack of one function; a call of two bytes may push a
/// thousand, so this bounds the memory of the operand stack.
inline constexpr uint32_t maxOperandStack = 1'000'000;

} // namespace w2o::limits

#endif // W2O_WASM_LIMITS_H
