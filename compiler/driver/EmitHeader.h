//===- EmitHeader.h - The C header of a module ----------------------------===//

#ifndef W2O_DRIVER_EMITHEADER_H
#define W2O_DRIVER_EMITHEADER_H

#include "wasm/Module.h"
#include "wasm2obj/CompileOptions.h"
#include <string>

namespace w2o {

/// The text of --emit=header: a C11 header that declares what the object of
/// the module defines and what the host has to define, with a class on top
/// for C++20. Uses the prefix and the import options only; the module must
/// be valid.
std::string emitHeader(const Module &module, const CompileOptions &options);

} // namespace w2o

#endif // W2O_DRIVER_EMITHEADER_H
