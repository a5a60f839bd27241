//===- CrashHandler.h - Says where a script crashed the process -----------===//
//
// Compiled code, the compiler or the runtime may crash. The process is lost
// then, but its last words name the line of the script.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_SPECTEST_CRASHHANDLER_H
#define W2O_SPECTEST_CRASHHANDLER_H

namespace w2o::spectest {

/// To be called before the runtime installs its handler, which passes on what
/// is not a guest's fault.
void installCrashHandler();

/// Line of the command that is being executed. LLVM installs a handler of its
/// own when it first writes a temporary file, and an abort never gets back to
/// ours from there, so the handler of aborts is installed again.
void enterCommand(unsigned line);

} // namespace w2o::spectest

#endif // W2O_SPECTEST_CRASHHANDLER_H
