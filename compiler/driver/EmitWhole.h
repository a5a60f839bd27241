//===- EmitWhole.h - Assembly, IR and bitcode -----------------------------===//

#ifndef W2O_DRIVER_EMITWHOLE_H
#define W2O_DRIVER_EMITWHOLE_H

#include "driver/CompilePartition.h"

namespace w2o {

/// Compiles the module as one LLVM module and writes it in the form that
/// options.emit names: assembly, IR text or bitcode. Needs memory for all of
/// the IR at once, unlike objects.
std::optional<Error> emitWhole(const CompileJob &job,
                               std::vector<char> &output);

} // namespace w2o

#endif // W2O_DRIVER_EMITWHOLE_H
