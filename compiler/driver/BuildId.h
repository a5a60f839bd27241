//===- BuildId.h - Which build of the compiler this is --------------------===//

#ifndef W2O_DRIVER_BUILDID_H
#define W2O_DRIVER_BUILDID_H

#include <string>

namespace w2o {

/// The build ids of this program and of the libraries of LLVM that it has
/// loaded, in hexadecimal: two builds of one version generate different code.
/// What was linked without an id is not in it.
std::string buildIds();

} // namespace w2o

#endif // W2O_DRIVER_BUILDID_H
