//===- Sha256.cpp - SHA-256 -----------------------------------------------===//

#include "Sha256.h"
#include <bit>
#include <cstring>

namespace w2o {

namespace {

// FIPS 180-4, section 4.2.2.
constexpr uint32_t roundConstants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

struct State {
  uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

  // Section 6.2.2.
  void addBlock(const uint8_t *block) {
    uint32_t w[64];
    for (int i = 0; i != 16; ++i)
      w[i] = uint32_t(block[4 * i]) << 24 | uint32_t(block[4 * i + 1]) << 16 |
             uint32_t(block[4 * i + 2]) << 8 | block[4 * i + 3];
    for (int i = 16; i != 64; ++i) {
      uint32_t a = w[i - 15], b = w[i - 2];
      uint32_t s0 = std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3;
      uint32_t s1 = std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t v[8];
    std::memcpy(v, h, sizeof v);
    for (int i = 0; i != 64; ++i) {
      uint32_t a = v[0], e = v[4];
      uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
      uint32_t choice = (e & v[5]) ^ (~e & v[6]);
      uint32_t t1 = v[7] + s1 + choice + roundConstants[i] + w[i];
      uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
      uint32_t majority = (a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]);
      std::memmove(v + 1, v, 7 * sizeof v[0]);
      v[4] += t1;
      v[0] = t1 + s0 + majority;
    }
    for (int i = 0; i != 8; ++i)
      h[i] += v[i];
  }
};

} // namespace

std::string sha256(std::span<const uint8_t> bytes) {
  State state;
  size_t at = 0;
  for (; bytes.size() - at >= 64; at += 64)
    state.addBlock(bytes.data() + at);
  // The rest, a one bit, zeros, and the length in bits: section 5.1.1.
  uint8_t tail[128] = {};
  size_t rest = bytes.size() - at;
  if (rest != 0)
    std::memcpy(tail, bytes.data() + at, rest);
  tail[rest] = 0x80;
  size_t tailSize = rest < 56 ? 64 : 128;
  uint64_t bits = uint64_t(bytes.size()) * 8;
  for (int i = 0; i != 8; ++i)
    tail[tailSize - 1 - i] = uint8_t(bits >> 8 * i);
  for (size_t i = 0; i != tailSize; i += 64)
    state.addBlock(tail + i);
  std::string out;
  for (uint32_t word : state.h)
    for (int shift = 28; shift >= 0; shift -= 4)
      out += "0123456789abcdef"[word >> shift & 15];
  return out;
}

std::string sha256(const std::string &text) {
  return sha256(std::span(reinterpret_cast<const uint8_t *>(text.data()),
                          text.size()));
}

} // namespace w2o
