//===- Options.h - The command line of w2o-objdump ------------------------===//

#ifndef W2O_OBJDUMP_OPTIONS_H
#define W2O_OBJDUMP_OPTIONS_H

#include <string>
#include <vector>

namespace w2o {

/// Which parts of a descriptor to print.
struct Parts {
  bool header = false;
  bool features = false;
  bool types = false;
  bool imports = false;
  bool exports = false;
  bool functions = false;
  bool tables = false;
  bool memories = false;
  bool globals = false;
  bool tags = false;
  bool segments = false;
  bool layout = false;
  bool pcMap = false;

  bool operator==(const Parts &) const = default;
};

struct ObjdumpOptions {
  std::vector<std::string> files;
  Parts parts; ///< None: the summary.
  bool json = false;
};

/// Parses the command line. When that ends the program (an error, --help),
/// returns false with the exit code.
bool parseOptions(int argc, char **argv, ObjdumpOptions &options,
                  int &exitCode);

} // namespace w2o

#endif // W2O_OBJDUMP_OPTIONS_H
