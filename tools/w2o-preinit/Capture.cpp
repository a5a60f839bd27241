//===- Capture.cpp - An instance to a state that can be compiled in -------===//
//
// The public interface shows exports only, so this reads the instance's header
// as compiled code does (abi/VmLayout.h, abi/ModuleDesc.h).
//
//===----------------------------------------------------------------------===//

#include "Capture.h"

#include "abi/ModuleDesc.h"
#include <algorithm>
#include <cstring>

namespace w2o {

namespace {

/// Memories are looked through in pieces of this size: small enough to find
/// the gaps, and a page of every system has whole ones.
constexpr uint64_t granule = 4096;
/// Each run becomes a segment, that is code to compile. Runs are joined, over
/// ever larger gaps, until there are no more than this or one per memory.
constexpr size_t maxRuns = 1000;
/// Lengths of segments have 32 bits.
constexpr uint64_t longestRun = uint64_t(1) << 30;

bool isZero(const uint8_t *bytes, uint64_t size) {
  return size == 0 ||
         (bytes[0] == 0 && std::memcmp(bytes, bytes + 1, size - 1) == 0);
}

/// The same without its zeros at both ends; not empty.
InitialState::Run trim(const uint8_t *base, uint64_t begin, uint64_t end) {
  while (base[begin] == 0)
    ++begin;
  while (base[end - 1] == 0)
    --end;
  return {begin, {base + begin, size_t(end - begin)}};
}

class Capturer {
public:
  Capturer(w2o_instance *instance, InitialState &state)
      : vm(reinterpret_cast<const char *>(instance)),
        desc(w2o_instance_module(instance)->desc), state(state) {}

  std::optional<Error> run() {
    findFunctions();
    if (takeTables() && takeGlobals() && takeElements()) {
      takeData();
      takeMemories();
      return std::nullopt;
    }
    return error;
  }

private:
  using Reference = InitialState::Reference;
  using Gap = uint64_t;

  template <typename T> const T *array(int64_t at) const {
    return reinterpret_cast<const T *>(vm + at);
  }
  template <typename T> const T *list(w2o_desc_array a) const {
    return W2O_DESC_AT(desc, T, a);
  }

  void findFunctions() {
    functionOfRecord.resize(desc->layout.num_records, UINT32_MAX);
    for (uint32_t i = 0; i < desc->funcs.count; ++i) {
      uint32_t record = list<w2o_desc_func>(desc->funcs)[i].record;
      if (record < functionOfRecord.size())
        functionOfRecord[record] = i;
    }
  }

  bool refuse(const std::string &where, const char *what) {
    error.kind = ErrorClass::Preinit;
    error.message =
        where + " holds a reference to " + what + ", which cannot be kept";
    return false;
  }

  bool refuse(const std::string &where, w2o_ref_type what) {
    switch (what) {
    case W2O_REF_STRUCT:
      return refuse(where, "a structure");
    case W2O_REF_ARRAY:
      return refuse(where, "an array");
    case W2O_REF_EXCEPTION:
      return refuse(where, "an exception");
    case W2O_REF_FUNC:
      return refuse(where, "a function of another instance");
    case W2O_REF_I31:
      return refuse(where, "an i31 as externref");
    case W2O_REF_NULL:
    case W2O_REF_HOST:
      break;
    }
    return refuse(where, "something of the host");
  }

  /// `where` is asked for when there is something to say.
  template <typename Where>
  bool encode(const w2o_desc_value_type &type, const void *pointer,
              Reference &result, Where where) {
    result = {};
    if (!pointer)
      return true;
    w2o_value value = {};
    value.anyref = const_cast<void *>(pointer);
    uint32_t heap = type.heap;
    bool isFunction = heap == W2O_DESC_HEAP_FUNC;
    if (heap >= W2O_DESC_HEAP_CONCRETE)
      isFunction = list<w2o_desc_type>(desc->types)[heap -
                                                    W2O_DESC_HEAP_CONCRETE]
                       .kind == W2O_DESC_TYPE_FUNC;
    if (isFunction) {
      uint64_t at = uint64_t(
          uintptr_t(pointer) -
          uintptr_t(array<struct w2o_func>(desc->layout.func_records)));
      uint64_t record = at / sizeof(struct w2o_func);
      if (record >= functionOfRecord.size() ||
          functionOfRecord[record] == UINT32_MAX)
        return refuse(where(), W2O_REF_FUNC);
      result = {Reference::Func, functionOfRecord[record]};
      return true;
    }
    if (heap == W2O_DESC_HEAP_EXTERN || heap == W2O_DESC_HEAP_NOEXTERN)
      return refuse(where(), w2o_ref_kind(W2O_EXTERNREF, value));
    if (heap == W2O_DESC_HEAP_EXN || heap == W2O_DESC_HEAP_NOEXN)
      return refuse(where(), W2O_REF_EXCEPTION);
    int32_t number = 0;
    if (!w2o_i31_get(value, &number))
      return refuse(where(), w2o_ref_kind(W2O_ANYREF, value));
    result = {Reference::I31, uint32_t(number)};
    return true;
  }

  bool takeTables() {
    state.tables.resize(desc->tables.count);
    for (uint32_t i = 0; i < desc->tables.count; ++i) {
      const auto &table = array<w2o_table_def>(desc->layout.table_defs)[i];
      const auto &type = list<w2o_desc_table>(desc->tables)[i].element;
      state.tables[i].resize(table.size);
      for (uint64_t k = 0; k < table.size; ++k)
        if (!encode(type, table.elements[k], state.tables[i][k], [&] {
              return "element " + std::to_string(k) + " of table " +
                     std::to_string(i);
            }))
          return false;
    }
    return true;
  }

  bool takeGlobals() {
    state.globals.resize(desc->globals.count);
    for (uint32_t i = 0; i < desc->globals.count; ++i) {
      const auto &cell = array<w2o_global_cell>(desc->layout.global_cells)[i];
      const auto &type = list<w2o_desc_global>(desc->globals)[i].type;
      if (type.kind == W2O_DESC_REF) {
        if (!encode(type, reinterpret_cast<const void *>(cell.bits[0]),
                    state.globals[i].reference,
                    [&] { return "global " + std::to_string(i); }))
          return false;
        continue;
      }
      // Not more than the value has: the rest may be anything.
      size_t size = type.kind == W2O_DESC_V128 ? 16
                    : type.kind == W2O_DESC_I64 || type.kind == W2O_DESC_F64
                        ? 8
                        : 4;
      std::memcpy(state.globals[i].bytes.data(), cell.bits, size);
    }
    return true;
  }

  bool takeElements() {
    state.elements.resize(desc->elems.count);
    for (uint32_t i = 0; i < desc->elems.count; ++i) {
      const auto &segment = list<w2o_desc_elem>(desc->elems)[i];
      InitialState::ElementSegment &to = state.elements[i];
      to.isDropped = array<uint64_t>(desc->layout.elem_lengths)[i] == 0;
      if (to.isDropped || !segment.values)
        continue;
      to.values.resize(segment.funcs.count);
      for (uint32_t k = 0; k < segment.funcs.count; ++k)
        if (!encode(segment.type, array<void *>(segment.values)[k],
                    to.values[k], [&] {
                      return "element segment " + std::to_string(i);
                    }))
          return false;
    }
    return true;
  }

  void takeData() {
    state.droppedData.resize(desc->data.count);
    for (uint32_t i = 0; i < desc->data.count; ++i)
      state.droppedData[i] =
          array<uint64_t>(desc->layout.data_lengths)[i] == 0;
  }

  void takeMemories() {
    state.memories.resize(desc->memories.count);
    size_t count = 0;
    for (uint32_t i = 0; i < desc->memories.count; ++i) {
      const auto &memory = array<w2o_memory_def>(desc->layout.memory_defs)[i];
      state.memories[i].size = memory.length;
      for (uint64_t at = 0; at < memory.length; at += granule) {
        uint64_t end = std::min(at + granule, memory.length);
        if (isZero(memory.base + at, end - at))
          continue;
        InitialState::Run run = trim(memory.base, at, end);
        join(state.memories[i].runs, run, memory.base, granule);
      }
      count += state.memories[i].runs.size();
    }
    size_t most = std::max(maxRuns, state.memories.size());
    for (Gap gap = 2 * granule; count > most; gap *= 2)
      count = joinAll(gap);
  }

  /// Appends a run, to the last one when not more than `gap` is between them.
  static void join(std::vector<InitialState::Run> &runs,
                   const InitialState::Run &run, const uint8_t *base,
                   Gap gap) {
    if (!runs.empty()) {
      InitialState::Run &last = runs.back();
      uint64_t size = run.at + run.bytes.size() - last.at;
      if (run.at - (last.at + last.bytes.size()) <= gap &&
          size <= longestRun) {
        last.bytes = {base + last.at, size_t(size)};
        return;
      }
    }
    runs.push_back(run);
  }

  size_t joinAll(Gap gap) {
    size_t count = 0;
    for (uint32_t i = 0; i < desc->memories.count; ++i) {
      const auto &memory = array<w2o_memory_def>(desc->layout.memory_defs)[i];
      std::vector<InitialState::Run> runs;
      for (const InitialState::Run &run : state.memories[i].runs)
        join(runs, run, memory.base, gap);
      state.memories[i].runs = std::move(runs);
      count += state.memories[i].runs.size();
    }
    return count;
  }

  const char *vm;
  const w2o_desc *desc;
  InitialState &state;
  std::vector<uint32_t> functionOfRecord;
  Error error;
};

} // namespace

std::optional<Error> captureState(w2o_instance *instance,
                                  InitialState &state) {
  return Capturer(instance, state).run();
}

} // namespace w2o
