//===- Json.h - Writes JSON text ------------------------------------------===//

#ifndef W2O_OBJDUMP_JSON_H
#define W2O_OBJDUMP_JSON_H

#include <cstdint>
#include <string>
#include <string_view>

namespace w2o {

/// Appends values in order; commas, indentation and escapes are done here.
/// Bytes that are not UTF-8 become U+FFFD.
class JsonWriter {
public:
  void beginObject() { open('{'); }
  void endObject() { close('}'); }
  void beginArray() { open('['); }
  void endArray() { close(']'); }
  /// The name of the member that the next value belongs to.
  void key(std::string_view name);
  void value(std::string_view text);
  void value(uint64_t number);
  void value(int64_t number);
  void value(bool truth);
  void null();

  template <class T> void member(std::string_view name, const T &v) {
    key(name);
    value(v);
  }

  /// The finished document, with a newline at the end.
  std::string take();

private:
  void open(char bracket);
  void close(char bracket);
  void separate();
  void quoted(std::string_view text);

  std::string out;
  unsigned depth = 0;
  bool isFirst = true;  ///< Nothing precedes in this object or array.
  bool afterKey = false;
};

} // namespace w2o

#endif // W2O_OBJDUMP_JSON_H
