//===- Sha256.h - SHA-256 -------------------------------------------------===//
//
// FIPS 180-4. For cache keys: two modules must never share one, also when
// somebody tries to make them.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_RUN_SHA256_H
#define W2O_RUN_SHA256_H

#include <cstdint>
#include <span>
#include <string>

namespace w2o {

/// The digest as 64 lower-case hexadecimal digits.
std::string sha256(std::span<const uint8_t> bytes);
std::string sha256(const std::string &text);

} // namespace w2o

#endif // W2O_RUN_SHA256_H
