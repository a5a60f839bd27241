//===- Actions.cpp - Calls, globals, and what must come out of them -------===//

#include "Runner.h"

namespace w2o::spectest {

static Result failed(std::string message) {
  return {Status::Failed, std::move(message)};
}

/// Whether the runner can hold values of a type of the host API.
static bool isKnownKind(w2o_kind kind) {
  switch (kind) {
  case W2O_I32:
  case W2O_I64:
  case W2O_F32:
  case W2O_F64:
  case W2O_V128:
  case W2O_FUNCREF:
  case W2O_EXTERNREF:
  case W2O_ANYREF:
  case W2O_EXNREF:
    return true;
  }
  return false;
}

Runner::Outcome Runner::invoke(w2o_instance *instance, const Action &action) {
  Outcome outcome;
  w2o_extern item{};
  if (!w2o_export(instance, action.field.data(), action.field.size(), &item) ||
      item.kind != W2O_EXTERN_FUNC) {
    outcome.state = failed("no exported function '" + action.field + "'");
    return outcome;
  }
  w2o_signature type = w2o_func_signature(item.of.func);
  if (type.num_params != action.args.size()) {
    outcome.state = failed("'" + action.field + "' takes " +
                           std::to_string(type.num_params) + " arguments");
    return outcome;
  }
  std::vector<w2o_value> args(type.num_params), results(type.num_results);
  // Making an argument may free what an earlier one refers to.
  std::vector<std::unique_ptr<w2o_ref, void (*)(w2o_ref *)>> kept;
  for (size_t i = 0; i < args.size(); ++i) {
    bool unsupported = false;
    auto arg = makeArgument(store, action.args[i], type.params[i],
                            unsupported);
    if (!arg) {
      outcome.state = {unsupported ? Status::Unsupported : Status::Failed,
                       "argument " + describe(action.args[i]) +
                           " cannot be passed through the host API"};
      return outcome;
    }
    args[i] = *arg;
    if (type.params[i] == W2O_ANYREF)
      kept.emplace_back(w2o_ref_retain(store, W2O_ANYREF, args[i]),
                        w2o_ref_release);
  }
  for (size_t i = 0; i < results.size(); ++i) {
    if (isKnownKind(type.results[i]))
      continue;
    outcome.state = {Status::Unsupported,
                     "the host API has no values of a result's type"};
    return outcome;
  }
  w2o_trap_code trap =
      w2o_func_call(item.of.func, args.data(), args.size(), results.data(),
                    results.size(), &outcome.error);
  if (trap != W2O_TRAP_NONE) {
    outcome.kind = Outcome::Kind::Trap;
    outcome.error.trap = trap;
    return outcome;
  }
  outcome.kind = Outcome::Kind::Values;
  for (size_t i = 0; i < results.size(); ++i)
    outcome.values.push_back({type.results[i], results[i]});
  return outcome;
}

Runner::Outcome Runner::getGlobal(w2o_instance *instance,
                                  const Action &action) {
  Outcome outcome;
  w2o_extern item{};
  if (!w2o_export(instance, action.field.data(), action.field.size(), &item) ||
      item.kind != W2O_EXTERN_GLOBAL) {
    outcome.state = failed("no exported global '" + action.field + "'");
    return outcome;
  }
  w2o_kind kind = w2o_global_kind(item.of.global);
  if (!isKnownKind(kind)) {
    outcome.state = {Status::Unsupported,
                     "the host API has no values of a global's type"};
    return outcome;
  }
  outcome.kind = Outcome::Kind::Values;
  outcome.values.push_back({kind, w2o_global_get(item.of.global)});
  return outcome;
}

Runner::Outcome Runner::perform(const Action &action) {
  Outcome outcome;
  InstanceEntry *entry = findInstance(action.module);
  if (!entry) {
    outcome.state = failed("there is no instance " + *action.module);
    return outcome;
  }
  if (!entry->instance) {
    outcome.state = entry->state.status == Status::Passed
                        ? failed("there is no current instance")
                        : entry->state;
    return outcome;
  }
  switch (action.kind) {
  case Action::Kind::Invoke:
    return invoke(entry->instance, action);
  case Action::Kind::Get:
    return getGlobal(entry->instance, action);
  }
  return outcome;
}

static std::string describe(const std::vector<TypedValue> &values) {
  std::string text;
  for (const TypedValue &value : values)
    text += (text.empty() ? "" : ", ") + describe(value);
  return values.empty() ? "nothing" : text;
}

static std::string describe(const std::vector<Value> &values) {
  std::string text;
  for (const Value &value : values)
    text += (text.empty() ? "" : ", ") + describe(value);
  return values.empty() ? "nothing" : text;
}

/// "fac(i64 0x19)".
static std::string describe(const Action &action) {
  return action.field + "(" +
         (action.args.empty() ? "" : describe(action.args)) + ")";
}

Result Runner::executeAction(const Command &command) {
  Outcome outcome = perform(*command.action);
  switch (outcome.kind) {
  case Outcome::Kind::NotRun:
    return outcome.state;
  case Outcome::Kind::Trap:
    return failed(describe(*command.action) + ": " + outcome.error.message);
  case Outcome::Kind::Values:
    return {};
  }
  return {};
}

Result Runner::executeAssertReturn(const Command &command) {
  Outcome outcome = perform(*command.action);
  if (outcome.kind == Outcome::Kind::NotRun)
    return outcome.state;
  std::string call = describe(*command.action);
  if (outcome.kind == Outcome::Kind::Trap)
    return failed(call + ": expected " + describe(command.expected) +
                  ", got a trap: " + outcome.error.message);
  bool good = outcome.values.size() == command.expected.size();
  for (size_t i = 0; good && i < outcome.values.size(); ++i)
    good = matches(command.expected[i], outcome.values[i]);
  if (!good)
    return failed(call + ": expected " + describe(command.expected) +
                  ", got " + describe(outcome.values));
  return {};
}

/// `only` is the code that it must be; W2O_TRAP_NONE: the one whose message
/// the command gives.
Result Runner::executeAssertTrap(const Command &command, w2o_trap_code only) {
  Outcome outcome = perform(*command.action);
  if (outcome.kind == Outcome::Kind::NotRun)
    return outcome.state;
  std::string call = describe(*command.action);
  const char *wanted = only == W2O_TRAP_NONE ? command.text.c_str()
                                             : w2o_trap_message(only);
  if (outcome.kind == Outcome::Kind::Values)
    return failed(call + ": expected trap '" + wanted + "', got " +
                  describe(outcome.values));
  w2o_trap_code code = outcome.error.trap;
  bool good = only == W2O_TRAP_NONE
                  ? command.text.starts_with(w2o_trap_message(code))
                  : code == only;
  if (!good)
    return failed(call + ": expected trap '" + wanted + "', got '" +
                  w2o_trap_message(code) + "': " + outcome.error.message);
  return {};
}

} // namespace w2o::spectest
