//===- Utf8.h - Length of a UTF-8 sequence --------------------------------===//

#ifndef W2O_OBJDUMP_UTF8_H
#define W2O_OBJDUMP_UTF8_H

#include <cstddef>
#include <string_view>

namespace w2o {

/// Bytes of the character that `text` starts with; 0 when these bytes are not
/// a character (Unicode Standard, table 3-7).
size_t utf8Length(std::string_view text);

} // namespace w2o

#endif // W2O_OBJDUMP_UTF8_H
