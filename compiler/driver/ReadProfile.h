//===- ReadProfile.h - A profile for a compile ----------------------------===//
//
// Reads what `llvm-profdata merge` writes, an indexed profile. LLVM's reader
// trusts the offsets in such a file; profiles come from anywhere, so the bytes
// are read here, with every access checked, and written anew for LLVM's passes,
// only with the functions that the module has.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_DRIVER_READPROFILE_H
#define W2O_DRIVER_READPROFILE_H

#include "wasm2obj/Error.h"
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace w2o {

/// How much of the time of the profiled run a function took.
enum class Heat : uint8_t { Hot, Warm, Cold };

struct ReadProfile {
  /// For LLVM's passes: an indexed profile.
  std::string indexed;
  /// By function index. Warm where nothing is known.
  std::vector<Heat> heat;
  /// Functions of the module that the profile knows, by name at least.
  uint32_t numKnown = 0;
};

/// `file` is the name for messages, `names` what the functions of the module
/// are called (ProfileNames.h).
std::optional<Error> readProfile(const std::string &file,
                                 std::span<const uint8_t> bytes,
                                 const std::vector<std::string> &names,
                                 ReadProfile &profile);

} // namespace w2o

#endif // W2O_DRIVER_READPROFILE_H
