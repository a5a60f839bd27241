//===- Messages.h - What w2o-run says on standard error -------------------===//

#ifndef W2O_RUN_MESSAGES_H
#define W2O_RUN_MESSAGES_H

#include "ExpectedTrap.h"
#include "wasm2obj/Error.h"
#include "wasm2obj_rt.h"
#include <string>

namespace w2o {

/// Reports why a module was not compiled or loaded, as wasm2obj does: file,
/// class, offset, function, message. Returns the exit code of the class.
int reportError(const std::string &file, const Error &error);
/// Reports a mistake on the command line; returns its exit code.
int reportUsage(const std::string &message);
/// What became of instantiating or calling: 0, the program's exit code, or
/// that of a failure, which is reported. `instance`, which may be null, is
/// asked for the backtrace.
int reportOutcome(const w2o_error &error, w2o_instance *instance);
/// It did not end with the trap of --expect-trap; returns the exit code.
int reportNoTrap(const ExpectedTrap &expected);
/// A remark that changes nothing.
void reportNote(const std::string &message);

} // namespace w2o

#endif // W2O_RUN_MESSAGES_H
