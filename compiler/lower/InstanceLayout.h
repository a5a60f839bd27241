//===- InstanceLayout.h - Displacements of an instance's header fields ----===//
//
// Computes where the arrays of a module's instance header are (abi/VmLayout.h,
// abi/ModuleDesc.h). The only code in the compiler that knows offsets; the
// runtime reads the result from the descriptor.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_INSTANCELAYOUT_H
#define W2O_LOWER_INSTANCELAYOUT_H

#include "abi/ModuleDesc.h"
#include "wasm/Module.h"
#include <cstdint>
#include <vector>

namespace w2o {

/// Whether guard pages stand behind everything that an access of the memory
/// can name (abi/VmLayout.h). Not behind 64-bit memories, which no reservation
/// could cover, nor behind memories of another page size, which may end
/// anywhere in a page of the system; their accesses are checked in code.
inline bool isGuarded(const MemoryType &type) {
  return !type.limits.is64 && (1u << type.pageSizeLog2) == W2O_WASM_PAGE_SIZE;
}

class InstanceLayout {
public:
  explicit InstanceLayout(const Module &module);

  static constexpr uint32_t noRecord = UINT32_MAX;

  /// Slot of a function in func_records: imports first, then every defined
  /// function that a reference can name; noRecord for the others.
  uint32_t recordOf(uint32_t functionIndex) const {
    return records[functionIndex];
  }
  uint32_t numRecords() const { return uint32_t(abi.num_records); }
  /// Function index of each record.
  const std::vector<uint32_t> &recordFunctions() const {
    return recordToFunction;
  }

  // Displacements from vm.
  int64_t memorySlot(uint32_t memory) const {
    return abi.memory_slots + int64_t(sizeof(w2o_memory_slot)) * memory;
  }
  int64_t memoryDef(uint32_t definedMemory) const {
    return abi.memory_defs + int64_t(sizeof(w2o_memory_def)) * definedMemory;
  }
  int64_t tableSlot(uint32_t importedTable) const {
    return abi.table_slots + int64_t(sizeof(void *)) * importedTable;
  }
  int64_t tableDef(uint32_t definedTable) const {
    return abi.table_defs + int64_t(sizeof(w2o_table_def)) * definedTable;
  }
  int64_t globalSlot(uint32_t importedGlobal) const {
    return abi.global_slots + int64_t(sizeof(void *)) * importedGlobal;
  }
  int64_t globalCell(uint32_t definedGlobal) const {
    return abi.global_cells + int64_t(sizeof(w2o_global_cell)) * definedGlobal;
  }
  int64_t funcRecord(uint32_t record) const {
    return abi.func_records + int64_t(sizeof(struct w2o_func)) * record;
  }
  int64_t typeId(uint32_t typeIndex) const {
    return abi.type_ids + int64_t(sizeof(uint32_t)) * typeIndex;
  }
  int64_t typeInfo(uint32_t typeIndex) const {
    return abi.type_infos + int64_t(sizeof(void *)) * typeIndex;
  }
  int64_t tagSlot(uint32_t tag) const {
    return abi.tag_slots + int64_t(sizeof(void *)) * tag;
  }
  int64_t elemValue(uint32_t segment, uint32_t element) const {
    return elemValueStart[segment] + int64_t(sizeof(void *)) * element;
  }
  int64_t tailArg(uint32_t slot) const {
    return abi.tail_args + int64_t(16) * slot;
  }

  /// Memory 0 is defined here, guarded and not shared, so that it starts at vm.
  bool memory0AtVm() const { return atVm; }
  const w2o_desc_layout &desc() const { return abi; }

private:
  w2o_desc_layout abi = {};
  bool atVm = false;
  std::vector<uint32_t> records;
  std::vector<uint32_t> recordToFunction;
  std::vector<int64_t> elemValueStart;
};

} // namespace w2o

#endif // W2O_LOWER_INSTANCELAYOUT_H
