//===- LowerProfile.h - What tells the runtime of counters ----------------===//

#ifndef W2O_LOWER_LOWERPROFILE_H
#define W2O_LOWER_LOWERPROFILE_H

#include "lower/PartitionState.h"

namespace w2o {

/// Emits the module's w2o_profile_data (abi/ProfileData.h), a call in `init`
/// that adds it, and a destructor that removes it. ELF only: the linker finds
/// the ends of the sections.
void lowerProfile(PartitionState &part, llvm::IRBuilder<> &init);

} // namespace w2o

#endif // W2O_LOWER_LOWERPROFILE_H
