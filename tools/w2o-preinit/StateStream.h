//===- StateStream.h - A state on its way between two processes -----------===//
//
// w2o-preinit writes one message to a pipe, a state or an error, and wasm2obj
// reads it. Both run on one machine and are built together, so numbers have
// its byte order and there are no versions:
//
//   bytes of all that follows
//   kind of the error plus 1, or 0 for a state
//   the fields of either, in the order of their declaration
//
// A number is 8 bytes; a list is its length and its entries; a text is its
// length and its bytes.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_PREINIT_STATESTREAM_H
#define W2O_PREINIT_STATESTREAM_H

#include "wasm2obj/Error.h"
#include "wasm2obj/InitialState.h"
#include <cstdio>

namespace w2o {

bool writeState(FILE *out, const InitialState &state);
bool writeError(FILE *out, const Error &error);

/// Reads a message without its first number. The state borrows `bytes`, which
/// may be anything: what is no message gives an error of class Internal.
std::optional<Error> readState(std::span<const uint8_t> bytes,
                               InitialState &state);

} // namespace w2o

#endif // W2O_PREINIT_STATESTREAM_H
