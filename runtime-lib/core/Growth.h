//===- Growth.h - The host's word on growing memories and tables ----------===//

#ifndef W2O_CORE_GROWTH_H
#define W2O_CORE_GROWTH_H

#include "core/Instance.h"

namespace w2o {

/// Asks the host, where it wants to be asked, whether guest code of `instance`
/// may grow something. May trap, and may run any code of the host.
bool mayGrow(Instance *instance, const w2o_growth &growth);

} // namespace w2o

#endif // W2O_CORE_GROWTH_H
