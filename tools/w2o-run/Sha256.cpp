//===- Sha256.cpp - SHA-256 -----------------------------------------------===//

#include "Sha256.h"
#include <bit>
#include <cstring>
#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

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

using Digest = uint32_t[8];

/// One of the 64 rounds; the caller rotates the names of the variables.
inline void doRound(uint32_t a, uint32_t b, uint32_t c, uint32_t &d,
                    uint32_t e, uint32_t f, uint32_t g, uint32_t &h,
                    uint32_t input) {
  uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
  uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + input;
  uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
  d += t1;
  h = t1 + s0 + ((a & b) ^ (a & c) ^ (b & c));
}

/// Section 6.2.2, for any CPU.
void addBlocks(Digest &digest, const uint8_t *block, size_t count) {
  for (; count != 0; --count, block += 64) {
    uint32_t w[64];
    for (int i = 0; i != 16; ++i)
      w[i] = uint32_t(block[4 * i]) << 24 | uint32_t(block[4 * i + 1]) << 16 |
             uint32_t(block[4 * i + 2]) << 8 | block[4 * i + 3];
    for (int i = 16; i != 64; ++i) {
      uint32_t x = w[i - 15], y = w[i - 2];
      uint32_t s0 = std::rotr(x, 7) ^ std::rotr(x, 18) ^ x >> 3;
      uint32_t s1 = std::rotr(y, 17) ^ std::rotr(y, 19) ^ y >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = digest;
    const uint32_t *k = roundConstants;
    for (int i = 0; i != 64; i += 8) {
      doRound(a, b, c, d, e, f, g, h, k[i] + w[i]);
      doRound(h, a, b, c, d, e, f, g, k[i + 1] + w[i + 1]);
      doRound(g, h, a, b, c, d, e, f, k[i + 2] + w[i + 2]);
      doRound(f, g, h, a, b, c, d, e, k[i + 3] + w[i + 3]);
      doRound(e, f, g, h, a, b, c, d, k[i + 4] + w[i + 4]);
      doRound(d, e, f, g, h, a, b, c, k[i + 5] + w[i + 5]);
      doRound(c, d, e, f, g, h, a, b, k[i + 6] + w[i + 6]);
      doRound(b, c, d, e, f, g, h, a, k[i + 7] + w[i + 7]);
    }
    const uint32_t sums[8] = {a, b, c, d, e, f, g, h};
    for (int i = 0; i != 8; ++i)
      digest[i] += sums[i];
  }
}

#ifdef __x86_64__

bool hasInstructions() {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1) && // SHA
         __get_cpuid(1, &a, &b, &c, &d) && (c >> 19 & 1); // SSE4.1
}

/// The same with the SHA instructions, ten times as fast: programs are
/// hashed at each start. They want the digest as {f, e, b, a} and {h, g, d,
/// c}, low lanes first.
__attribute__((target("sha,sse4.1"))) void
addBlocksX86(Digest &digest, const uint8_t *block, size_t count) {
  auto *lanes = reinterpret_cast<__m128i *>(digest);
  const __m128i byteSwap =
      _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128(lanes), 0xb1);
  __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(lanes + 1), 0x1b);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
  for (; count != 0; --count, block += 64) {
    const __m128i abefBefore = abef, cdghBefore = cdgh;
    __m128i w[4]; // The last 16 words of the message schedule.
    for (int i = 0; i != 16; ++i) {
      __m128i &next = w[i & 3];
      if (i < 4) {
        auto *words = reinterpret_cast<const __m128i *>(block) + i;
        next = _mm_shuffle_epi8(_mm_loadu_si128(words), byteSwap);
      } else {
        __m128i last = w[(i + 3) & 3];
        next = _mm_add_epi32(_mm_sha256msg1_epu32(next, w[(i + 1) & 3]),
                             _mm_alignr_epi8(last, w[(i + 2) & 3], 4));
        next = _mm_sha256msg2_epu32(next, last);
      }
      auto *constants = reinterpret_cast<const __m128i *>(roundConstants) + i;
      __m128i input = _mm_add_epi32(next, _mm_loadu_si128(constants));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, input);
      abef = _mm_sha256rnds2_epu32(abef, cdgh,
                                   _mm_shuffle_epi32(input, 0x0e));
    }
    abef = _mm_add_epi32(abef, abefBefore);
    cdgh = _mm_add_epi32(cdgh, cdghBefore);
  }
  __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
  __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128(lanes, _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128(lanes + 1, _mm_alignr_epi8(dchg, feba, 8));
}

#endif

} // namespace

std::string sha256(std::span<const uint8_t> bytes) {
  auto *add = addBlocks;
#ifdef __x86_64__
  if (hasInstructions())
    add = addBlocksX86;
#endif
  Digest digest = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  size_t blocks = bytes.size() / 64;
  add(digest, bytes.data(), blocks);
  // The rest, a one bit, zeros, and the length in bits: section 5.1.1.
  uint8_t tail[128] = {};
  size_t rest = bytes.size() % 64;
  if (rest != 0)
    std::memcpy(tail, bytes.data() + blocks * 64, rest);
  tail[rest] = 0x80;
  size_t tailSize = rest < 56 ? 64 : 128;
  uint64_t bits = uint64_t(bytes.size()) * 8;
  for (int i = 0; i != 8; ++i)
    tail[tailSize - 1 - i] = uint8_t(bits >> 8 * i);
  add(digest, tail, tailSize / 64);
  std::string out;
  for (uint32_t word : digest)
    for (int shift = 28; shift >= 0; shift -= 4)
      out += "0123456789abcdef"[word >> shift & 15];
  return out;
}

std::string sha256(const std::string &text) {
  return sha256(std::span(reinterpret_cast<const uint8_t *>(text.data()),
                          text.size()));
}

} // namespace w2o
