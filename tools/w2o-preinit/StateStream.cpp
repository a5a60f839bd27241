//===- StateStream.cpp - A state on its way between two processes ---------===//
//
// See StateStream.h.
//
//===----------------------------------------------------------------------===//

#include "StateStream.h"

#include <cstring>

namespace w2o {

namespace {

/// Passes the parts of a message to `put(data, size)`; run once to count bytes
/// and once to write them.
template <typename Put> class Writer {
public:
  explicit Writer(Put &put) : put(put) {}

  void number(uint64_t value) { put(&value, sizeof value); }
  void bytes(std::span<const uint8_t> data) {
    number(data.size());
    put(data.data(), data.size());
  }
  void text(const std::string &s) {
    number(s.size());
    put(s.data(), s.size());
  }
  void references(const std::vector<InitialState::Reference> &list) {
    static_assert(sizeof(InitialState::Reference) == 8);
    number(list.size());
    put(list.data(), list.size() * sizeof list[0]);
  }

  void state(const InitialState &s) {
    number(0);
    number(s.memories.size());
    for (const InitialState::Memory &memory : s.memories) {
      number(memory.size);
      number(memory.runs.size());
      for (const InitialState::Run &run : memory.runs) {
        number(run.at);
        bytes(run.bytes);
      }
    }
    number(s.globals.size());
    for (const InitialState::Global &global : s.globals) {
      put(global.bytes.data(), global.bytes.size());
      put(&global.reference, sizeof global.reference);
    }
    number(s.tables.size());
    for (const auto &table : s.tables)
      references(table);
    number(s.elements.size());
    for (const InitialState::ElementSegment &segment : s.elements) {
      number(segment.isDropped);
      references(segment.values);
    }
    number(s.droppedData.size());
    for (bool isDropped : s.droppedData)
      number(isDropped);
    number(s.removedExports.size());
    for (const std::string &name : s.removedExports)
      text(name);
  }

  void error(const Error &e) {
    number(uint64_t(e.kind) + 1);
    text(e.message);
    number(e.offset.has_value());
    number(e.offset.value_or(0));
    number(e.functionIndex.has_value());
    number(e.functionIndex.value_or(0));
    text(e.functionName);
  }

private:
  Put &put;
};

template <typename Message> bool write(FILE *out, Message message) {
  uint64_t size = 0;
  auto count = [&](const void *, size_t n) { size += n; };
  Writer counter(count);
  message(counter);
  bool ok = fwrite(&size, sizeof size, 1, out) == 1;
  auto put = [&](const void *data, size_t n) {
    ok = ok && fwrite(data, 1, n, out) == n;
  };
  Writer writer(put);
  message(writer);
  return ok && fflush(out) == 0;
}

class Reader {
public:
  explicit Reader(std::span<const uint8_t> bytes) : rest(bytes) {}

  bool isOk = true;
  bool atEnd() const { return rest.empty(); }

  std::span<const uint8_t> take(uint64_t size) {
    if (size > rest.size()) {
      isOk = false;
      rest = {};
      return {};
    }
    std::span<const uint8_t> taken = rest.first(size_t(size));
    rest = rest.subspan(size_t(size));
    return taken;
  }
  uint64_t number() {
    uint64_t value = 0;
    std::span<const uint8_t> data = take(sizeof value);
    if (isOk)
      std::memcpy(&value, data.data(), sizeof value);
    return value;
  }
  /// The length of a list whose entries have at least `entry` bytes each.
  size_t count(size_t entry) {
    uint64_t n = number();
    if (n > rest.size() / entry) {
      isOk = false;
      return 0;
    }
    return size_t(n);
  }
  std::string text() {
    std::span<const uint8_t> data = take(number());
    return std::string(reinterpret_cast<const char *>(data.data()),
                       data.size());
  }
  void references(std::vector<InitialState::Reference> &list) {
    list.resize(count(sizeof list[0]));
    std::span<const uint8_t> data = take(list.size() * sizeof list[0]);
    if (isOk && !list.empty())
      std::memcpy(list.data(), data.data(), data.size());
  }

  void state(InitialState &s) {
    s.memories.resize(count(16));
    for (InitialState::Memory &memory : s.memories) {
      memory.size = number();
      memory.runs.resize(count(16));
      for (InitialState::Run &run : memory.runs) {
        run.at = number();
        run.bytes = take(number());
      }
    }
    s.globals.resize(count(24));
    for (InitialState::Global &global : s.globals) {
      std::span<const uint8_t> data = take(24);
      if (!isOk)
        return;
      std::memcpy(global.bytes.data(), data.data(), 16);
      std::memcpy(&global.reference, data.data() + 16, 8);
    }
    s.tables.resize(count(8));
    for (auto &table : s.tables)
      references(table);
    s.elements.resize(count(16));
    for (InitialState::ElementSegment &segment : s.elements) {
      segment.isDropped = number() != 0;
      references(segment.values);
    }
    s.droppedData.resize(count(8));
    for (size_t i = 0; i < s.droppedData.size(); ++i)
      s.droppedData[i] = number() != 0;
    s.removedExports.resize(count(8));
    for (std::string &name : s.removedExports)
      name = text();
  }

  void error(Error &e) {
    e.message = text();
    bool hasOffset = number() != 0;
    uint64_t offset = number();
    bool hasFunction = number() != 0;
    uint64_t function = number();
    if (hasOffset)
      e.offset = offset;
    if (hasFunction)
      e.functionIndex = uint32_t(function);
    e.functionName = text();
  }

private:
  std::span<const uint8_t> rest;
};

} // namespace

bool writeState(FILE *out, const InitialState &state) {
  return write(out, [&](auto &writer) { writer.state(state); });
}

bool writeError(FILE *out, const Error &error) {
  return write(out, [&](auto &writer) { writer.error(error); });
}

std::optional<Error> readState(std::span<const uint8_t> bytes,
                               InitialState &state) {
  Reader reader(bytes);
  uint64_t kind = reader.number();
  Error error;
  if (kind == 0)
    reader.state(state);
  else
    reader.error(error);
  if (!reader.isOk || !reader.atEnd() ||
      kind > uint64_t(ErrorClass::Internal) + 1) {
    error = {};
    error.message = "the state of the instance arrived damaged";
    return error;
  }
  if (kind == 0)
    return std::nullopt;
  error.kind = ErrorClass(kind - 1);
  return error;
}

} // namespace w2o
