//===- DecodeTypes.h - Value, reference and heap types --------------------===//
//
// Types occur in sections and in bodies; both readers share these functions.
// They check encodings alone: whether a type index is defined, and whether
// the proposal of a type is switched on, is not their business.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_DECODE_DECODETYPES_H
#define W2O_DECODE_DECODETYPES_H

#include "support/ByteReader.h"
#include "support/ErrorSink.h"
#include "wasm/Types.h"

namespace w2o {

bool readHeapType(ByteReader &in, ErrorSink &errors, HeapType &type);
bool readRefType(ByteReader &in, ErrorSink &errors, ValType &type);
bool readValType(ByteReader &in, ErrorSink &errors, ValType &type);

/// Whether `byte` alone is a value type, or opens one of several bytes.
bool startsValType(uint8_t byte);

} // namespace w2o

#endif // W2O_DECODE_DECODETYPES_H
