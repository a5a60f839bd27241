//===- RunLld.cpp - One call of lld ---------------------------------------===//

#include "link/Linker.h"

#include "lld/Common/Driver.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <mutex>

LLD_HAS_DRIVER(elf)

using namespace llvm;

namespace w2o {

/// lld's messages as one line: the errors without their prefix, a few at
/// most, since one missing library can make hundreds.
static std::string summarize(StringRef log) {
  static constexpr unsigned maxErrors = 4;
  SmallVector<StringRef, 16> lines;
  log.split(lines, '\n', -1, /*KeepEmpty=*/false);
  std::string text;
  unsigned errors = 0;
  for (StringRef line : lines) {
    size_t at = line.find("error: ");
    if (at == StringRef::npos)
      continue;
    if (++errors > maxErrors)
      continue;
    if (!text.empty())
      text += "; ";
    text += line.drop_front(at + strlen("error: ")).trim();
  }
  if (errors > maxErrors)
    text += "; and " + std::to_string(errors - maxErrors) + " more";
  return text.empty() ? "lld failed without a message" : text;
}

std::optional<Error> runLld(ArrayRef<std::string> args) {
  static std::mutex mutex;
  static bool usable = true;
  std::lock_guard<std::mutex> lock(mutex);

  Error error;
  if (!usable) {
    error.kind = ErrorClass::Internal;
    error.message = "lld crashed before and cannot run again in this process";
    return error;
  }
  std::vector<const char *> argv = {"ld.lld"};
  for (const std::string &arg : args)
    argv.push_back(arg.c_str());
  std::string log;
  raw_string_ostream stream(log);
  lld::Result result = lld::lldMain(argv, stream, stream,
                                    {{lld::Gnu, &lld::elf::link}});
  stream.flush();
  usable = result.canRunAgain;
  if (result.retCode == 0)
    return std::nullopt;
  error.kind = ErrorClass::Link;
  error.message = summarize(log);
  return error;
}

} // namespace w2o
