//===- TypeKey.cpp - Keys of host function types --------------------------===//
//
// The form is described at w2o_desc_type in abi/ModuleDesc.h: SHA-256 (FIPS
// 180-4) of the rolled-up recursive group, and the position in the group.
// The hash is written out here because the runtime has no library to take it
// from; it sees a few dozen bytes once per host function.
//
//===----------------------------------------------------------------------===//

#include "core/TypeKey.h"

#include "core/Types.h"

#include <string.h>

using namespace w2o;

namespace {

class Sha256 {
public:
  void add(uint8_t byte) {
    block[length % sizeof(block)] = byte;
    if (++length % sizeof(block) == 0)
      compress();
  }
  void addU32(uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8)
      add(uint8_t(value >> shift));
  }

  void finish(uint8_t *digest) {
    uint64_t bits = length * 8;
    add(0x80);
    while (length % sizeof(block) != sizeof(block) - 8)
      add(0);
    for (int shift = 56; shift >= 0; shift -= 8)
      add(uint8_t(bits >> shift));
    for (unsigned i = 0; i < 8; ++i)
      for (unsigned byte = 0; byte < 4; ++byte)
        digest[i * 4 + byte] = uint8_t(state[i] >> (24 - 8 * byte));
  }

private:
  static uint32_t rotate(uint32_t x, unsigned n) {
    return x >> n | x << (32 - n);
  }

  void compress() {
    // Fractional parts of the cube roots of the first 64 primes.
    static const uint32_t constants[64] = {
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
    uint32_t w[64];
    for (unsigned i = 0; i < 16; ++i)
      w[i] = uint32_t(block[4 * i]) << 24 | uint32_t(block[4 * i + 1]) << 16 |
             uint32_t(block[4 * i + 2]) << 8 | uint32_t(block[4 * i + 3]);
    for (unsigned i = 16; i < 64; ++i) {
      uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^
                    (w[i - 15] >> 3);
      uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^
                    (w[i - 2] >> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t v[8]; // a to h of the standard
    memcpy(v, state, sizeof(v));
    for (unsigned i = 0; i < 64; ++i) {
      uint32_t s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
      uint32_t choose = (v[4] & v[5]) ^ (~v[4] & v[6]);
      uint32_t t1 = v[7] + s1 + choose + constants[i] + w[i];
      uint32_t s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
      uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
      for (unsigned k = 7; k > 0; --k)
        v[k] = v[k - 1];
      v[4] += t1;
      v[0] = t1 + s0 + majority;
    }
    for (unsigned i = 0; i < 8; ++i)
      state[i] += v[i];
  }

  // Fractional parts of the square roots of the first 8 primes.
  uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  uint8_t block[64];
  uint64_t length = 0;
};

void addList(Sha256 &hash, const w2o_kind *kinds, size_t count) {
  hash.addU32(uint32_t(count));
  for (size_t i = 0; i < count; ++i) {
    ValueType type = valueTypeOf(kinds[i]);
    hash.add(type.kind);
    if (type.isRef()) {
      hash.add(type.nullable);
      hash.add(uint8_t(type.heap));
    }
  }
}

} // namespace

TypeKey w2o::keyOfSignature(const w2o_signature *signature) {
  Sha256 hash;
  hash.add(1); // final
  hash.add(0); // no supertype
  hash.add(W2O_DESC_TYPE_FUNC);
  addList(hash, signature->params, signature->num_params);
  addList(hash, signature->results, signature->num_results);
  TypeKey key = {}; // The last 4 bytes are the position in the group, 0.
  hash.finish(key.bytes);
  return key;
}
