//===- Runner.cpp - Executes one script and counts ------------------------===//
//
// The commands, one method each. Actions.cpp has calls and their results.
//
// Texts. The suite gives the messages of the specification's interpreter.
// Traps are compared with ours by text, because Traps.def uses the same words;
// ours may be a prefix ("uninitialized element" for "uninitialized element
// 2"). Refusals are compared by class only: which error of a module is found
// first is not specified. Failed linking is compared by its kind.
//
//===----------------------------------------------------------------------===//

#include "Runner.h"
#include "CrashHandler.h"
#include <cstdio>
#include <set>

namespace w2o::spectest {

const char *statusName(Status status) {
  switch (status) {
  case Status::Passed:
    return "passed";
  case Status::Failed:
    return "failed";
  case Status::Unsupported:
    return "unsupported";
  case Status::Skipped:
    return "skipped";
  }
  return "";
}

unsigned Summary::total(Status status) const {
  unsigned sum = 0;
  for (const auto &kind : counts)
    sum += kind[unsigned(status)];
  return sum;
}

static Result failed(std::string message) {
  return {Status::Failed, std::move(message)};
}

static std::string text(const Error &error) {
  std::string message = errorClassName(error.kind);
  message += ": " + error.message;
  if (error.functionIndex)
    message += " (function " + std::to_string(*error.functionIndex) + ")";
  if (error.offset)
    message += " (offset " + std::to_string(*error.offset) + ")";
  return message;
}

static Result resultOf(const Error &error) {
  return {error.kind == ErrorClass::Unsupported ? Status::Unsupported
                                                : Status::Failed,
          text(error)};
}

Runner::Runner(const RunnerOptions &options)
    : options(options), loader(options.compile) {}

Runner::~Runner() { w2o_store_delete(store); }

Summary Runner::run(const Script &script) {
  folder = script.path.parent_path();
  Summary summary;
  std::set<std::string> reported;
  if (!options.validateOnly) {
    store = w2o_store_new();
    if (options.heapStress)
      w2o_store_set_heap_stress(store, options.heapStress);
    if (auto problem = host.create(store)) {
      summary.counts[unsigned(CommandKind::Module)][unsigned(Status::Failed)]++;
      summary.findings.push_back({0, CommandKind::Module, failed(*problem)});
      return summary;
    }
  }
  for (const Command &command : script.commands) {
    enterCommand(command.line);
    if (options.trace) {
      std::printf("%s:%u: %s\n", script.name.c_str(), command.line,
                  commandName(command.kind));
      std::fflush(stdout);
    }
    const Skip *excluded = nullptr;
    for (const Skip &skip : options.skips)
      if (skip.group == script.group && skip.script == script.name &&
          skip.line == command.line && skip.kind == commandName(command.kind))
        excluded = &skip;
    Result result = excluded ? Result{Status::Skipped, excluded->reason}
                             : execute(command);
    ++summary.counts[unsigned(command.kind)][unsigned(result.status)];
    // A module that cannot be had makes all that use it end alike.
    if ((result.status == Status::Failed ||
         result.status == Status::Unsupported) &&
        reported.insert(result.message).second)
      summary.findings.push_back({command.line, command.kind, result});
  }
  enterCommand(0);
  return summary;
}

/// Whether a command is about more than whether modules are valid.
static bool needsExecution(CommandKind kind) {
  switch (kind) {
  case CommandKind::Module:
  case CommandKind::ModuleDefinition:
  case CommandKind::AssertInvalid:
  case CommandKind::AssertMalformed:
  case CommandKind::AssertUnlinkable:
  case CommandKind::AssertUninstantiable:
  case CommandKind::AssertMalformedCustom:
  case CommandKind::AssertInvalidCustom:
    return false;
  case CommandKind::ModuleInstance:
  case CommandKind::Register:
  case CommandKind::Action:
  case CommandKind::AssertReturn:
  case CommandKind::AssertTrap:
  case CommandKind::AssertExhaustion:
  case CommandKind::AssertException:
    return true;
  }
  return true;
}

Result Runner::execute(const Command &command) {
  if (command.isText)
    return {Status::Skipped, "text format"};
  if (options.validateOnly && needsExecution(command.kind))
    return {Status::Skipped, "only validating"};
  switch (command.kind) {
  case CommandKind::Module:
    return executeModule(command);
  case CommandKind::ModuleDefinition:
    return executeDefinition(command);
  case CommandKind::ModuleInstance:
    return executeInstance(command);
  case CommandKind::Register:
    return executeRegister(command);
  case CommandKind::Action:
    return executeAction(command);
  case CommandKind::AssertReturn:
    return executeAssertReturn(command);
  case CommandKind::AssertTrap:
    return executeAssertTrap(command, W2O_TRAP_NONE);
  case CommandKind::AssertExhaustion:
    return executeAssertTrap(command, W2O_TRAP_CALL_STACK_EXHAUSTED);
  case CommandKind::AssertException:
    return executeAssertTrap(command, W2O_TRAP_UNCAUGHT_EXCEPTION);
  case CommandKind::AssertInvalid:
    return executeAssertRefused(command, ErrorClass::Invalid);
  case CommandKind::AssertMalformed:
    return executeAssertRefused(command, ErrorClass::Malformed);
  case CommandKind::AssertUnlinkable:
    return executeAssertInstantiation(command, W2O_ERROR_LINK);
  case CommandKind::AssertUninstantiable:
    return executeAssertInstantiation(command, W2O_ERROR_TRAP);
  case CommandKind::AssertMalformedCustom:
  case CommandKind::AssertInvalidCustom:
    // Custom sections have no effect on semantics; we ignore wrong ones.
    return {Status::Skipped, "contents of custom sections"};
  }
  return failed("unknown command");
}

/// Exports that the host API cannot make need the plain module.
void Runner::loadSpectest() {
  spectest.emplace();
  Definition definition;
  if (auto error = readFile(options.spectestModule, definition.bytes)) {
    spectest->state = failed(text(*error));
    return;
  }
  spectest->state = loadDefinition(definition);
  if (spectest->state.status != Status::Passed)
    return;
  w2o_error error{};
  spectest = instantiate(definition, error);
}

bool Runner::findSpectest(std::string_view field, w2o_extern &result) {
  if (host.find(field, result))
    return true;
  // Any other name is one that is not there, on purpose.
  if (field != "table64")
    return false;
  if (!spectest)
    loadSpectest();
  if (spectest->instance)
    return w2o_export(spectest->instance, field.data(), field.size(), &result);
  missingImport = spectest->state;
  return false;
}

Result Runner::loadDefinition(Definition &definition) {
  if (definition.state.status != Status::Passed || definition.module)
    return definition.state;
  if (auto error = loader.load(definition.bytes, definition.module))
    definition.state = resultOf(*error);
  return definition.state;
}

Result Runner::readDefinition(const std::string &filename,
                              Definition &definition) {
  if (auto error = readFile(folder / filename, definition.bytes))
    definition.state = failed(text(*error));
  // Everything here is valid, whether it can be compiled yet or not.
  else if (auto invalid = loader.validate(definition.bytes))
    definition.state = failed(text(*invalid));
  return definition.state;
}

bool Runner::resolve(void *context, const char *module, size_t moduleLength,
                     const char *field, size_t fieldLength,
                     w2o_extern *result) {
  Runner &self = *static_cast<Runner *>(context);
  if (std::string_view(module, moduleLength) == "spectest")
    return self.findSpectest({field, fieldLength}, *result);
  auto it = self.registered.find(std::string(module, moduleLength));
  if (it == self.registered.end())
    return false;
  if (!it->second.instance) {
    self.missingImport = it->second.state;
    return false;
  }
  return w2o_export(it->second.instance, field, fieldLength, result);
}

Runner::InstanceEntry Runner::instantiate(const Definition &definition,
                                          w2o_error &error) {
  w2o_config config{};
  config.store = store;
  config.resolver = resolve;
  config.resolver_context = this;
  missingImport.reset();
  InstanceEntry entry;
  entry.instance = w2o_instance_new(definition.module, &config, &error);
  if (entry.instance)
    return entry;
  if (missingImport && error.kind == W2O_ERROR_LINK)
    entry.state = *missingImport;
  else
    entry.state = failed(std::string("instantiation: ") + error.message);
  return entry;
}

Result Runner::executeModule(const Command &command) {
  auto definition = std::make_shared<Definition>();
  Result state = readDefinition(command.filename, *definition);
  if (options.validateOnly)
    return state;
  current = {};
  if (state.status == Status::Passed)
    state = loadDefinition(*definition);
  if (state.status == Status::Passed) {
    w2o_error error{};
    current = instantiate(*definition, error);
  } else {
    current.state = state;
  }
  currentDefinition = definition;
  if (command.name) {
    instances[*command.name] = current;
    definitions[*command.name] = definition;
  }
  return current.state;
}

Result Runner::executeDefinition(const Command &command) {
  auto definition = std::make_shared<Definition>();
  Result state = readDefinition(command.filename, *definition);
  currentDefinition = definition;
  if (command.name)
    definitions[*command.name] = definition;
  return state;
}

Result Runner::executeInstance(const Command &command) {
  auto definition = currentDefinition;
  if (command.module) {
    auto it = definitions.find(*command.module);
    definition = it == definitions.end() ? nullptr : it->second;
  }
  if (!definition)
    return failed("there is no such module definition");
  current = {};
  current.state = loadDefinition(*definition);
  w2o_error error{};
  if (current.state.status == Status::Passed)
    current = instantiate(*definition, error);
  if (command.instance)
    instances[*command.instance] = current;
  return current.state;
}

Runner::InstanceEntry *
Runner::findInstance(const std::optional<std::string> &name) {
  if (!name)
    return &current;
  auto it = instances.find(*name);
  return it == instances.end() ? nullptr : &it->second;
}

Result Runner::executeRegister(const Command &command) {
  InstanceEntry *entry = findInstance(command.name);
  if (!entry)
    return failed("there is no instance " + command.name.value_or(""));
  registered[command.as] = *entry;
  return entry->state;
}

Result Runner::executeAssertRefused(const Command &command,
                                    ErrorClass expected) {
  std::vector<uint8_t> bytes;
  if (auto error = readFile(folder / command.filename, bytes))
    return failed(text(*error));
  auto error = loader.validate(bytes);
  std::string wanted = std::string(errorClassName(expected)) + " module (" +
                       command.text + ")";
  if (!error)
    return failed("accepted a " + wanted);
  if (error->kind != expected)
    return failed("wrong class for a " + wanted + ": " + text(*error));
  // A compile checks bodies while it lowers them: it must refuse too, but
  // may meet something unsupported first.
  if (!options.validateOnly && !loader.compile(bytes))
    return failed("compiled a " + wanted);
  return {};
}

Result Runner::executeAssertInstantiation(const Command &command,
                                          w2o_error_kind expected) {
  Definition definition;
  Result state = readDefinition(command.filename, definition);
  if (options.validateOnly || state.status != Status::Passed)
    return state;
  state = loadDefinition(definition);
  if (state.status != Status::Passed)
    return state;
  w2o_error error{};
  InstanceEntry entry = instantiate(definition, error);
  if (entry.instance)
    return failed("instantiated a module, expected: " + command.text);
  if (missingImport && error.kind == W2O_ERROR_LINK)
    return *missingImport;
  if (error.kind != expected)
    return failed("expected '" + command.text + "', got: " + error.message);
  if (expected == W2O_ERROR_TRAP &&
      !command.text.starts_with(w2o_trap_message(error.trap)))
    return failed("expected trap '" + command.text + "', got '" +
                  w2o_trap_message(error.trap) + "'");
  return {};
}

} // namespace w2o::spectest
