//===- Json.cpp - Writes JSON text (RFC 8259) -----------------------------===//

#include "Json.h"
#include "Utf8.h"
#include <cstdio>
#include <utility>

namespace w2o {

void JsonWriter::separate() {
  if (afterKey) {
    afterKey = false;
    return;
  }
  if (!isFirst)
    out += ',';
  if (depth != 0) {
    out += '\n';
    out.append(2 * depth, ' ');
  }
  isFirst = false;
}

void JsonWriter::open(char bracket) {
  separate();
  out += bracket;
  ++depth;
  isFirst = true;
}

void JsonWriter::close(char bracket) {
  --depth;
  if (!isFirst) {
    out += '\n';
    out.append(2 * depth, ' ');
  }
  out += bracket;
  isFirst = false;
}

void JsonWriter::quoted(std::string_view text) {
  out += '"';
  while (!text.empty()) {
    size_t length = utf8Length(text);
    unsigned char c = static_cast<unsigned char>(text[0]);
    if (length == 0) {
      out += "\\ufffd";
      length = 1;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += text[0];
    } else if (c < 0x20 || c == 0x7f) {
      char escape[8];
      snprintf(escape, sizeof escape, "\\u%04x", unsigned(c));
      out += escape;
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  out += '"';
}

void JsonWriter::key(std::string_view name) {
  separate();
  quoted(name);
  out += ": ";
  afterKey = true;
}

void JsonWriter::value(std::string_view text) {
  separate();
  quoted(text);
}

void JsonWriter::value(uint64_t number) {
  separate();
  out += std::to_string(number);
}

void JsonWriter::value(int64_t number) {
  separate();
  out += std::to_string(number);
}

void JsonWriter::value(bool truth) {
  separate();
  out += truth ? "true" : "false";
}

void JsonWriter::null() {
  separate();
  out += "null";
}

std::string JsonWriter::take() {
  out += '\n';
  return std::move(out);
}

} // namespace w2o
