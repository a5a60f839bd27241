//===- Execute.cpp - Compiles a module and carries out its plan -----------===//

#include "Execute.h"
#include "w2o-spectest/ModuleLoader.h"
#include <array>
#include <cinttypes>
#include <cstdio>
#include <unistd.h>

namespace w2o::difftest {

namespace {

/// The polynomial of zlib, so that the other engines have it at hand.
class Crc32 {
public:
  Crc32() {
    for (uint32_t i = 0; i < 256; ++i) {
      uint32_t rest = i;
      for (int bit = 0; bit < 8; ++bit)
        rest = rest & 1 ? 0xedb88320u ^ rest >> 1 : rest >> 1;
      table[i] = rest;
    }
  }
  void add(const uint8_t *bytes, uint64_t length) {
    for (uint64_t i = 0; i < length; ++i)
      state = table[uint8_t(state) ^ bytes[i]] ^ state >> 8;
  }
  uint32_t value() const { return ~state; }

private:
  std::array<uint32_t, 256> table;
  uint32_t state = ~0u;
};

class Executor {
public:
  Executor(const w2o_module *module, int trace)
      : module(module), trace(trace) {}

  void run(const std::vector<Step> &plan);

private:
  void print(const std::string &line);
  void instantiate();
  void set(const Step &step);
  void call(const Step &step);
  void state();
  void memoryState(w2o_memory *memory);
  void tableState(w2o_table *table);

  const w2o_module *module;
  int trace;
  w2o_instance *instance = nullptr;
  std::vector<const Step *> watched;
};

} // namespace

static void writeLine(int file, const std::string &line) {
  std::string text = line + "\n";
  for (size_t done = 0; done < text.size();) {
    ssize_t count = write(file, text.data() + done, text.size() - done);
    if (count <= 0)
      _exit(1); // nobody listens any more
    done += size_t(count);
  }
}

void Executor::print(const std::string &line) { writeLine(trace, line); }

static std::string trapLine(const char *what, w2o_trap_code code) {
  return std::string(what) + " trap " + std::to_string(int(code));
}

void Executor::instantiate() {
  // Former instances stay: it is the end of the process that frees them.
  w2o_error error = {};
  instance = w2o_instance_new(module, nullptr, &error);
  if (instance)
    print("instance ok");
  else if (error.kind == W2O_ERROR_TRAP)
    print(trapLine("instance", error.trap));
  else
    print(std::string("instance error ") + error.message);
}

void Executor::set(const Step &step) {
  w2o_extern global;
  if (!instance || !w2o_export(instance, step.name.data(), step.name.size(),
                               &global) ||
      global.kind != W2O_EXTERN_GLOBAL)
    return print("set missing");
  print(w2o_global_set(global.of.global, step.values[0]) ? "set ok"
                                                         : "set refused");
}

void Executor::call(const Step &step) {
  w2o_extern callee;
  if (!instance || !w2o_export(instance, step.name.data(), step.name.size(),
                               &callee) ||
      callee.kind != W2O_EXTERN_FUNC)
    return print("call missing");
  w2o_func *func = callee.of.func;
  w2o_signature type = w2o_func_signature(func);
  std::vector<w2o_value> results(type.num_results);
  w2o_error error = {};
  w2o_trap_code code =
      w2o_func_call(func, step.values.data(), step.values.size(),
                    results.data(), results.size(), &error);
  if (code != W2O_TRAP_NONE)
    return print(trapLine("call", code));
  std::string line = "call ok";
  for (size_t i = 0; i < results.size(); ++i)
    line += " " + formatValue(type.results[i], results[i]);
  print(line);
}

void Executor::memoryState(w2o_memory *memory) {
  Crc32 sum;
  sum.add(w2o_memory_data(memory), w2o_memory_size(memory));
  char text[64];
  std::snprintf(text, sizeof text, "state memory %" PRIu64 " %08" PRIx32,
                w2o_memory_size(memory), sum.value());
  print(text);
}

void Executor::tableState(w2o_table *table) {
  // Elements are compared by whether they are null: a reference has no other
  // property that engines share.
  Crc32 sum;
  uint64_t size = w2o_table_size(table);
  for (uint64_t i = 0; i < size; ++i) {
    w2o_value value = {};
    w2o_table_get(table, i, &value);
    uint8_t some = value.funcref != nullptr;
    sum.add(&some, 1);
  }
  char text[64];
  std::snprintf(text, sizeof text, "state table %" PRIu64 " %08" PRIx32, size,
                sum.value());
  print(text);
}

void Executor::state() {
  for (const Step *step : watched) {
    w2o_extern item;
    if (!instance ||
        !w2o_export(instance, step->name.data(), step->name.size(), &item) ||
        item.kind != step->watched)
      print("state missing");
    else if (item.kind == W2O_EXTERN_MEMORY)
      memoryState(item.of.memory);
    else if (item.kind == W2O_EXTERN_TABLE)
      tableState(item.of.table);
    else
      print("state global " + formatValue(w2o_global_kind(item.of.global),
                                          w2o_global_get(item.of.global)));
  }
}

void Executor::run(const std::vector<Step> &plan) {
  for (const Step &step : plan) {
    switch (step.kind) {
    case Step::Kind::Watch:
      watched.push_back(&step);
      break;
    case Step::Kind::Instance:
      instantiate();
      break;
    case Step::Kind::Set:
      set(step);
      break;
    case Step::Kind::Call:
      call(step);
      break;
    case Step::Kind::State:
      state();
      break;
    }
  }
}

void execute(const std::string &path, const std::vector<Step> &plan,
             const CompileOptions &options, int trace) {
  std::vector<uint8_t> bytes;
  std::optional<Error> error = spectest::readFile(path, bytes);
  spectest::ModuleLoader loader(options);
  const w2o_module *module = nullptr;
  if (!error)
    error = loader.load(bytes, module);
  if (error)
    return writeLine(trace, std::string("compile ") +
                                errorClassName(error->kind) + " " +
                                error->message);
  Executor(module, trace).run(plan);
}

} // namespace w2o::difftest
