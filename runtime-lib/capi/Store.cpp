//===- Store.cpp - C API: stores ------------------------------------------===//

#include "core/Interrupt.h"

using namespace w2o;

extern "C" {

w2o_store *w2o_store_new(void) { return newStore(); }

void w2o_store_delete(w2o_store *store) { deleteStore(store); }

void w2o_store_set_max_heap_bytes(w2o_store *store, uint64_t bytes) {
  store->maxHeapBytes = bytes;
}

void w2o_store_set_data(w2o_store *store, void *data) { store->data = data; }

void *w2o_store_data(w2o_store *store) { return store->data; }

uint64_t w2o_store_new_ticket(w2o_store *store) { return newTicket(store); }

bool w2o_store_interrupt(w2o_store *store, uint64_t ticket) {
  return interruptStore(store, ticket);
}

void w2o_check_interrupt(w2o_instance *) { leaveWhenInterrupted(); }

} // extern "C"
