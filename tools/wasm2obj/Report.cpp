//===- Report.cpp - What wasm2obj says on standard error ------------------===//

#include "Report.h"

#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

namespace w2o {

/// How a message starts after the file's name.
static std::string headline(ErrorClass kind) {
  switch (kind) {
  case ErrorClass::Malformed:
    return "malformed module";
  case ErrorClass::Invalid:
    return "invalid module";
  case ErrorClass::Unsupported:
    return "not supported";
  case ErrorClass::Limit:
    return "module over an implementation limit";
  case ErrorClass::Link:
    return "link failed";
  case ErrorClass::Preinit:
    return "pre-initialisation failed";
  case ErrorClass::Internal:
    return "internal error";
  case ErrorClass::Usage:
  case ErrorClass::Io:
    return "";
  }
  return "";
}

/// Control characters of names and paths must not reach the terminal.
static std::string printable(const std::string &text) {
  std::string result;
  char buffer[8];
  for (unsigned char c : text) {
    if (c >= 0x20 && c != 0x7f) {
      result += char(c);
      continue;
    }
    snprintf(buffer, sizeof buffer, "\\x%02x", c);
    result += buffer;
  }
  return result;
}

static std::string textOf(const Error &error, const std::string &file) {
  char buffer[64];
  std::string text = "wasm2obj: error: ";
  if (!file.empty())
    text += printable(file) + ": ";
  std::string head = headline(error.kind);
  text += head;
  if (error.offset) {
    snprintf(buffer, sizeof buffer, " at offset 0x%llx",
             static_cast<unsigned long long>(*error.offset));
    text += buffer;
  }
  if (error.functionIndex) {
    text += " (in function " + std::to_string(*error.functionIndex);
    if (!error.functionName.empty())
      text += " '" + printable(error.functionName) + "'";
    text += ")";
  }
  if (!head.empty() || error.offset)
    text += ": ";
  return text + printable(error.message) + "\n";
}

/// A JSON string. Bytes that are not UTF-8, which a path may have, are
/// replaced, so that the line is always valid JSON.
static std::string quote(const std::string &text) {
  std::string result = "\"";
  char buffer[8];
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = text[i];
    if (c == '"' || c == '\\') {
      result += '\\';
      result += char(c);
    } else if (c < 0x20 || c == 0x7f) {
      snprintf(buffer, sizeof buffer, "\\u%04x", c);
      result += buffer;
    } else if (c < 0x80) {
      result += char(c);
    } else {
      unsigned length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
      bool valid = c >= 0xc2 && c <= 0xf4 && i + length <= text.size();
      for (unsigned k = 1; valid && k < length; ++k)
        valid = (static_cast<unsigned char>(text[i + k]) & 0xc0) == 0x80;
      if (!valid) {
        result += "\\ufffd";
        continue;
      }
      result.append(text, i, length);
      i += length - 1;
    }
  }
  return result + "\"";
}

static std::string jsonOf(const Error &error, const std::string &file) {
  std::string line = "{\"severity\":\"error\",\"class\":";
  line += quote(errorClassName(error.kind));
  line += ",\"exitCode\":" + std::to_string(exitCode(error.kind));
  if (!file.empty())
    line += ",\"file\":" + quote(file);
  if (error.offset)
    line += ",\"offset\":" + std::to_string(*error.offset);
  if (error.functionIndex) {
    line += ",\"function\":" + std::to_string(*error.functionIndex);
    if (!error.functionName.empty())
      line += ",\"functionName\":" + quote(error.functionName);
  }
  return line + ",\"message\":" + quote(error.message) + "}\n";
}

int reportError(const Error &error, const std::string &file, bool json) {
  fputs((json ? jsonOf(error, file) : textOf(error, file)).c_str(), stderr);
  return exitCode(error.kind);
}

void reportWarning(const std::string &message, const std::string &file,
                   bool json) {
  std::string line =
      json ? "{\"severity\":\"warning\",\"file\":" + quote(file) +
                 ",\"message\":" + quote(message) + "}\n"
           : "wasm2obj: warning: " + printable(file) + ": " +
                 printable(message) + "\n";
  fputs(line.c_str(), stderr);
}

ProgressLine::ProgressLine()
    : start(std::chrono::steady_clock::now()), last(start),
      isTerminal(isatty(STDERR_FILENO)) {}

void ProgressLine::update(size_t done, size_t total) {
  using namespace std::chrono_literals;
  auto now = std::chrono::steady_clock::now();
  if (!isTerminal || now - start < 1s || now - last < 100ms)
    return;
  last = now;
  isShown = true;
  fprintf(stderr, "\r\x1b[K[%3zu%%] %zu of %zu functions",
          total ? done * 100 / total : 100, done, total);
  fflush(stderr);
}

void ProgressLine::clear() {
  if (isShown)
    fputs("\r\x1b[K", stderr);
  isShown = false;
}

void printTimes(const std::vector<PhaseTime> &phases, double wallSeconds) {
  double sum = 0;
  for (const PhaseTime &phase : phases)
    sum += phase.seconds;
  fprintf(stderr, "%-20s %9s %6s\n", "phase", "seconds", "share");
  for (const PhaseTime &phase : phases)
    fprintf(stderr, "%-20s %9.3f %5.1f%%\n", phase.name.c_str(), phase.seconds,
            sum > 0 ? phase.seconds * 100 / sum : 0);
  struct rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  fprintf(stderr, "%-20s %9.3f\n%-20s %9.3f\n%-20s %9ld\n", "all threads", sum,
          "wall clock", wallSeconds, "peak memory, MiB",
          usage.ru_maxrss / 1024);
}

} // namespace w2o
