//===- Print.h - Descriptors as text and as JSON --------------------------===//

#ifndef W2O_OBJDUMP_PRINT_H
#define W2O_OBJDUMP_PRINT_H

#include "Descriptor.h"
#include "Json.h"
#include "Options.h"

namespace w2o {

/// The summary that is printed without a selection.
std::string printSummary(const Descriptor &d);
/// The selected parts.
std::string printParts(const Descriptor &d, const Parts &parts);
/// One object; without a selection everything but the pc map.
void writeJson(JsonWriter &json, const Descriptor &d, const Parts &parts);

} // namespace w2o

#endif // W2O_OBJDUMP_PRINT_H
