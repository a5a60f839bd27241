//===- ApplyState.cpp - A module that starts from a given state -----------===//
//
// See ApplyState.h.
//
//===----------------------------------------------------------------------===//

#include "driver/ApplyState.h"

#include "wasm/Limits.h"
#include "llvm/ADT/Twine.h"
#include <cstring>

using namespace w2o;

namespace {

using Reference = InitialState::Reference;

Instr constant(Op op, uint64_t value) {
  Instr instr;
  instr.op = op;
  instr.imm = value;
  return instr;
}

ConstExpr expression(std::initializer_list<Instr> instrs) {
  ConstExpr expr;
  expr.instrs = instrs;
  return expr;
}

ConstExpr addressConstant(uint64_t value, bool is64) {
  // As the decoder has it: an i32 is sign-extended.
  return expression({is64 ? constant(Op::I64Const, value)
                          : constant(Op::I32Const,
                                     uint64_t(int64_t(int32_t(value))))});
}

class StateApplier {
public:
  StateApplier(const InitialState &state, Module &module)
      : state(state), module(module) {}

  std::optional<Error> run() {
    // Old segments first: new ones are appended to the same lists.
    bool ok = checkCounts() && applySegments() && applyMemories() &&
              applyTables() && applyGlobals();
    if (!ok)
      return error;
    module.start.reset();
    for (const std::string &name : state.removedExports)
      std::erase_if(module.exports,
                    [&](const Export &e) { return e.name == name; });
    return std::nullopt;
  }

private:
  bool fail(const llvm::Twine &what) {
    error.kind = ErrorClass::Internal;
    error.message =
        ("the initial state does not fit the module: " + what).str();
    return false;
  }

  bool checkCounts() {
    return (state.memories.size() ==
                module.memories.size() - module.numImportedMemories &&
            state.tables.size() ==
                module.tables.size() - module.numImportedTables &&
            state.globals.size() ==
                module.globals.size() - module.numImportedGlobals &&
            state.elements.size() == module.elements.size() &&
            state.droppedData.size() == module.data.size()) ||
           fail("other numbers of definitions");
  }

  /// Only these functions have something that a reference can point to.
  bool canReferTo(uint32_t function) const {
    return function < module.functions.size() &&
           (module.functions[function].isImport ||
            module.functions[function].isDeclared);
  }

  /// Whether the reference can be where `type` is expected.
  bool check(const Reference &reference, ValType type) {
    if (!type.isRef())
      return fail("a reference for a number");
    HeapType heap = type.heap();
    bool isConcreteFunc =
        heap.isConcrete() && module.types.isFunc(heap.typeIndex());
    switch (reference.kind) {
    case Reference::Null:
      return type.isNullable() || fail("null in a type without null");
    case Reference::Func:
      if (heap.kind() != HeapKind::Func && !isConcreteFunc)
        return fail("a function in another type");
      return (canReferTo(reference.value) &&
              (!isConcreteFunc ||
               module.types.isSubType(
                   module.functions[reference.value].typeIndex,
                   heap.typeIndex()))) ||
             fail("function " + llvm::Twine(reference.value));
    case Reference::I31:
      return heap.kind() == HeapKind::Any || heap.kind() == HeapKind::Eq ||
             heap.kind() == HeapKind::I31 || fail("an i31 in another type");
    }
    return fail("an unknown kind of reference");
  }

  static ConstExpr expressionOf(const Reference &reference, ValType type) {
    Instr instr;
    switch (reference.kind) {
    case Reference::Null:
      instr.op = Op::RefNull;
      instr.ref = type;
      return expression({instr});
    case Reference::Func:
      instr.op = Op::RefFunc;
      instr.index = reference.value;
      return expression({instr});
    case Reference::I31:
      instr.op = Op::RefI31;
      return expression(
          {constant(Op::I32Const, uint64_t(int64_t(int32_t(reference.value)))),
           instr});
    }
    return {};
  }

  bool applySegments() {
    for (size_t i = 0; i < module.data.size(); ++i) {
      DataSegment &segment = module.data[i];
      if (segment.mode == SegmentMode::Active || state.droppedData[i]) {
        segment.mode = SegmentMode::Passive;
        segment.bytes = {};
      }
    }
    for (size_t i = 0; i < module.elements.size(); ++i)
      if (!applySegment(state.elements[i], module.elements[i]))
        return false;
    return true;
  }

  bool applySegment(const InitialState::ElementSegment &from,
                    ElementSegment &segment) {
    if (segment.mode == SegmentMode::Declarative)
      return true;
    if (segment.mode == SegmentMode::Active || from.isDropped) {
      segment.mode = SegmentMode::Passive;
      segment.functions.clear();
      segment.exprs.clear();
      return true;
    }
    if (!segment.usesExprs)
      return true;
    if (from.values.size() != segment.exprs.size())
      return fail("another length of an element segment");
    for (size_t k = 0; k < from.values.size(); ++k) {
      if (!check(from.values[k], segment.type))
        return false;
      segment.exprs[k] = expressionOf(from.values[k], segment.type);
    }
    return true;
  }

  bool applyMemories() {
    for (size_t i = 0; i < state.memories.size(); ++i) {
      uint32_t index = module.numImportedMemories + uint32_t(i);
      if (!applyMemory(state.memories[i], index))
        return false;
    }
    return true;
  }

  bool applyMemory(const InitialState::Memory &from, uint32_t index) {
    MemoryType &type = module.memories[index].type;
    Limits &limits = type.limits;
    uint64_t pages = from.size >> type.pageSizeLog2;
    if (limits.isShared)
      return fail("a shared memory");
    if (pages << type.pageSizeLog2 != from.size || pages < limits.min ||
        pages > limits.max.value_or(UINT64_MAX) ||
        (!limits.is64 && from.size > uint64_t(1) << 32))
      return fail("a memory of " + llvm::Twine(from.size) + " bytes");
    limits.min = pages;
    uint64_t end = 0;
    for (const InitialState::Run &run : from.runs) {
      if (run.at < end || run.at > from.size ||
          run.bytes.size() > from.size - run.at ||
          run.bytes.size() > UINT32_MAX)
        return fail("bytes at " + llvm::Twine(run.at));
      end = run.at + run.bytes.size();
    }
    auto append = [&](std::span<const InitialState::Run> runs) {
      for (const InitialState::Run &run : runs) {
        DataSegment &segment = module.data.emplace_back();
        segment.mode = SegmentMode::Active;
        segment.memory = index;
        segment.offset = addressConstant(run.at, limits.is64);
        segment.bytes = run.bytes;
      }
    };
    // What can be an image comes first: lower/MemoryImage.h.
    std::span<const InitialState::Run> runs(from.runs);
    auto [first, last] = densest(runs);
    append(runs.subspan(first, last - first));
    append(runs.first(first));
    append(runs.subspan(last));
    return true;
  }

  /// The neighbours with the most bytes that leave no more than as much free
  /// between them.
  static std::pair<size_t, size_t>
  densest(std::span<const InitialState::Run> runs) {
    std::pair<size_t, size_t> best = {0, 0};
    uint64_t most = 0, payload = 0;
    size_t first = 0;
    for (size_t i = 0; i < runs.size(); ++i) {
      payload += runs[i].bytes.size();
      if (runs[i].at + runs[i].bytes.size() - runs[first].at > 2 * payload) {
        first = i;
        payload = runs[i].bytes.size();
      }
      if (payload > most) {
        most = payload;
        best = {first, i + 1};
      }
    }
    return best;
  }

  bool applyTables() {
    for (size_t i = 0; i < state.tables.size(); ++i) {
      uint32_t index = module.numImportedTables + uint32_t(i);
      if (!applyTable(state.tables[i], index))
        return false;
    }
    return true;
  }

  bool applyTable(const std::vector<Reference> &elements, uint32_t index) {
    Table &table = module.tables[index];
    ValType type = table.type.element;
    Limits &limits = table.type.limits;
    if (elements.size() < limits.min ||
        elements.size() > limits.max.value_or(UINT64_MAX) ||
        elements.size() > limits::maxElementsPerSegment)
      return fail("a table of " + llvm::Twine(elements.size()) + " elements");
    limits.min = elements.size();
    for (const Reference &element : elements)
      if (!check(element, type))
        return false;
    if (elements.empty())
      return true;

    // The table is filled with its first element; behind those that are equal
    // to it, one segment sets the rest.
    const Reference filler = type.isNullable() ? Reference() : elements[0];
    table.init.reset();
    if (filler.kind != Reference::Null)
      table.init = expressionOf(filler, type);
    size_t first = 0, last = elements.size();
    while (first < last && elements[first] == filler)
      ++first;
    while (first < last && elements[last - 1] == filler)
      --last;
    if (first == last)
      return true;
    ElementSegment &segment = module.elements.emplace_back();
    segment.mode = SegmentMode::Active;
    segment.table = index;
    segment.offset = addressConstant(first, limits.is64);
    segment.type = type;
    // Numbers of functions need no memory in instances, unlike expressions;
    // lowering and runtime take UINT32_MAX as null (abi/ModuleDesc.h).
    segment.usesExprs = false;
    for (size_t k = first; k < last; ++k)
      segment.usesExprs |= elements[k].kind == Reference::I31;
    if (segment.usesExprs && last - first > limits::maxConstInstrs / 2) {
      error.kind = ErrorClass::Preinit;
      error.message = "a table of more than " +
                      std::to_string(limits::maxConstInstrs / 2) +
                      " i31 references cannot be kept";
      return false;
    }
    for (size_t k = first; k < last; ++k) {
      if (segment.usesExprs)
        segment.exprs.push_back(expressionOf(elements[k], type));
      else
        segment.functions.push_back(elements[k].kind == Reference::Func
                                        ? elements[k].value
                                        : UINT32_MAX);
    }
    return true;
  }

  bool applyGlobals() {
    for (size_t i = 0; i < state.globals.size(); ++i) {
      Global &global = module.globals[module.numImportedGlobals + i];
      const InitialState::Global &from = state.globals[i];
      if (global.type.type.isRef() &&
          !check(from.reference, global.type.type))
        return false;
      global.init = valueOf(from, global.type.type);
    }
    return true;
  }

  static ConstExpr valueOf(const InitialState::Global &from, ValType type) {
    uint32_t low;
    uint64_t wide;
    std::memcpy(&low, from.bytes.data(), sizeof low);
    std::memcpy(&wide, from.bytes.data(), sizeof wide);
    switch (type.kind()) {
    case ValKind::I32:
      return expression(
          {constant(Op::I32Const, uint64_t(int64_t(int32_t(low))))});
    case ValKind::I64:
      return expression({constant(Op::I64Const, wide)});
    case ValKind::F32:
      return expression({constant(Op::F32Const, low)});
    case ValKind::F64:
      return expression({constant(Op::F64Const, wide)});
    case ValKind::V128: {
      Instr instr;
      instr.op = Op::V128Const;
      instr.bytes = from.bytes;
      return expression({instr});
    }
    case ValKind::Ref:
      return expressionOf(from.reference, type);
    case ValKind::Bottom:
      break;
    }
    return {};
  }

  const InitialState &state;
  Module &module;
  Error error;
};

} // namespace

std::optional<Error> w2o::applyState(const InitialState &state,
                                     Module &module) {
  return StateApplier(state, module).run();
}
