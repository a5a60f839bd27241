//===- UsageError.h - What tools say about wrong command lines ------------===//

#ifndef W2O_USAGE_USAGEERROR_H
#define W2O_USAGE_USAGEERROR_H

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace w2o {

/// The one of `names` that `word` was probably meant to be, or "".
std::string nearestName(const std::string &word,
                        const std::vector<std::string> &names);

/// A message for a value that is not one of `names`, with the nearest one.
std::string unknownValue(const std::string &option, const std::string &value,
                         const std::vector<std::string> &names);

/// CLI11's error as one line in the style of the tools, with a suggestion for
/// an option that does not exist.
std::string usageMessage(const CLI::App &app, const CLI::ParseError &error);

} // namespace w2o

#endif // W2O_USAGE_USAGEERROR_H
