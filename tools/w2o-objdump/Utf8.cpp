//===- Utf8.cpp - Length of a UTF-8 sequence ------------------------------===//

#include "Utf8.h"
#include <cstdint>

namespace w2o {

size_t utf8Length(std::string_view text) {
  if (text.empty())
    return 0;
  uint8_t first = uint8_t(text[0]);
  if (first < 0x80)
    return 1;
  // The second byte is restricted after some first bytes: no overlong forms,
  // no surrogates, nothing over U+10FFFF.
  uint8_t low = 0x80, high = 0xbf;
  size_t length;
  if (first >= 0xc2 && first <= 0xdf) {
    length = 2;
  } else if (first >= 0xe0 && first <= 0xef) {
    length = 3;
    low = first == 0xe0 ? 0xa0 : low;
    high = first == 0xed ? 0x9f : high;
  } else if (first >= 0xf0 && first <= 0xf4) {
    length = 4;
    low = first == 0xf0 ? 0x90 : low;
    high = first == 0xf4 ? 0x8f : high;
  } else {
    return 0;
  }
  if (text.size() < length)
    return 0;
  for (size_t i = 1; i != length; ++i) {
    uint8_t byte = uint8_t(text[i]);
    if (byte < low || byte > high)
      return 0;
    low = 0x80;
    high = 0xbf;
  }
  return length;
}

} // namespace w2o
