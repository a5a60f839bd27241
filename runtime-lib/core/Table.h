//===- Table.h - Tables of references -------------------------------------===//
//
// Elements are in memory of malloc, which may move when the table grows;
// compiled code reloads the pointer after calls.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_TABLE_H
#define W2O_CORE_TABLE_H

#include "core/Types.h"

/// A table. As for memories, the definition that compiled code reads is in the
/// instance's header or in `ownDef`, and its `owner` points back here.
struct w2o_table {
  w2o_table_def *def;
  w2o_table_def ownDef;
  w2o_store *store;
  w2o_table *nextInStore;
  w2o_desc_limits limits; ///< As declared.
  w2o::ValueType element;
  uint64_t capacity; ///< Elements allocated.

  /// Whether [index, index + n) is inside, without overflow.
  bool contains(uint64_t index, uint64_t n) const {
    return n <= def->size && index <= def->size - n;
  }
  /// Elements before the growth, or UINT64_MAX when a limit is in the way.
  uint64_t grow(uint64_t delta, void *init);
  /// Back to null references and the declared size.
  void clear();
};

namespace w2o {

/// Elements that any table may have: 1 GiB of references. A guest must not be
/// able to ask the host for 32 GiB with one instruction.
constexpr uint64_t maxTableElements = UINT64_C(1) << 27;

/// Makes a table of null references in `store`, which frees it. `maxElements`
/// is the host's limit, 0 for none. Null with `error` filled.
w2o_table *newTable(w2o_store *store, const w2o_desc_limits &limits,
                    const ValueType &element, uint64_t maxElements,
                    w2o_error *error);
/// Moves the definition into an instance's header.
void bindDefinition(w2o_table *table, w2o_table_def *def);
void deleteTable(w2o_table *table);

} // namespace w2o

#endif // W2O_CORE_TABLE_H
