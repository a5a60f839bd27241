//===- Script.cpp - JSON to the structs of Script.h -----------------------===//
//
// The reader is nlohmann-json: header-only, in Debian, maintained since 2013.
// LLVM has a JSON reader too, but tools see LLVM only through the compiler's
// public headers. The library reports errors by exceptions, which stay inside
// this file.
//
//===----------------------------------------------------------------------===//

#include "Script.h"
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace w2o::spectest {

using Json = nlohmann::json;

static constexpr const char *commandNames[] = {
#define COMMAND(Name, Text) Text,
#include "Commands.def"
};

const char *commandName(CommandKind kind) {
  return commandNames[unsigned(kind)];
}

static CommandKind commandKind(const std::string &name) {
  for (unsigned i = 0; i < numCommandKinds; ++i)
    if (name == commandNames[i])
      return CommandKind(i);
  throw std::runtime_error("unknown command type '" + name + "'");
}

static std::optional<std::string> optionalText(const Json &object,
                                               const char *key) {
  auto it = object.find(key);
  if (it == object.end())
    return std::nullopt;
  return it->get<std::string>();
}

/// A number as the suite writes it: the decimal value of its bits, or a NaN
/// pattern.
static Lane readLane(const std::string &text) {
  if (text == "nan:canonical")
    return {0, FloatPattern::CanonicalNan};
  if (text == "nan:arithmetic")
    return {0, FloatPattern::ArithmeticNan};
  size_t used = 0;
  uint64_t bits = std::stoull(text, &used);
  if (used != text.size())
    throw std::runtime_error("'" + text + "' is not a number");
  return {bits, FloatPattern::Bits};
}

static Value readVector(const Json &json) {
  static const std::pair<const char *, unsigned> shapes[] = {
      {"i8", 8}, {"i16", 16}, {"i32", 32}, {"i64", 64}, {"f32", 32},
      {"f64", 64}};
  Value value;
  value.type = Value::Type::V128;
  auto shape = json.at("lane_type").get<std::string>();
  for (auto [name, bits] : shapes)
    if (shape == name)
      value.laneBits = bits;
  if (!value.laneBits)
    throw std::runtime_error("unknown lane type '" + shape + "'");
  value.lanesAreFloats = shape[0] == 'f';
  for (const Json &lane : json.at("value"))
    value.lanes.push_back(readLane(lane.get<std::string>()));
  if (value.lanes.size() * value.laneBits != 128)
    throw std::runtime_error("wrong number of lanes for " + shape);
  return value;
}

static Value readReference(const Json &json, const std::string &type) {
  Value value;
  value.type = Value::Type::Ref;
  value.refType = type;
  auto text = optionalText(json, "value");
  if (!text) {
    value.refPattern = Value::RefPattern::NonNull;
  } else if (*text == "null") {
    value.refPattern = Value::RefPattern::Null;
  } else {
    value.refPattern = Value::RefPattern::Host;
    value.lanes.push_back(readLane(*text));
  }
  return value;
}

static Value readValue(const Json &json) {
  static const std::pair<const char *, Value::Type> numbers[] = {
      {"i32", Value::Type::I32},
      {"i64", Value::Type::I64},
      {"f32", Value::Type::F32},
      {"f64", Value::Type::F64}};
  auto type = json.at("type").get<std::string>();
  if (type == "v128")
    return readVector(json);
  if (type == "either") {
    Value value;
    value.type = Value::Type::Either;
    for (const Json &alternative : json.at("values"))
      value.alternatives.push_back(readValue(alternative));
    return value;
  }
  for (auto [name, number] : numbers) {
    if (type != name)
      continue;
    Value value;
    value.type = number;
    value.lanes.push_back(readLane(json.at("value").get<std::string>()));
    return value;
  }
  return readReference(json, type);
}

static Action readAction(const Json &json) {
  Action action;
  auto kind = json.at("type").get<std::string>();
  if (kind != "invoke" && kind != "get")
    throw std::runtime_error("unknown action '" + kind + "'");
  action.kind = kind == "get" ? Action::Kind::Get : Action::Kind::Invoke;
  action.module = optionalText(json, "module");
  action.field = json.at("field").get<std::string>();
  if (auto args = json.find("args"); args != json.end())
    for (const Json &arg : *args)
      action.args.push_back(readValue(arg));
  return action;
}

static Command readCommand(const Json &json) {
  Command command;
  command.kind = commandKind(json.at("type").get<std::string>());
  command.line = json.at("line").get<unsigned>();
  command.filename = optionalText(json, "filename").value_or("");
  command.isText = optionalText(json, "module_type") == "text";
  command.name = optionalText(json, "name");
  command.module = optionalText(json, "module");
  command.instance = optionalText(json, "instance");
  command.as = optionalText(json, "as").value_or("");
  command.text = optionalText(json, "text").value_or("");
  if (auto action = json.find("action"); action != json.end())
    command.action = readAction(*action);
  if (auto expected = json.find("expected"); expected != json.end())
    for (const Json &value : *expected)
      command.expected.push_back(readValue(value));
  return command;
}

static Json readJson(const std::filesystem::path &path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
    throw std::runtime_error("cannot be read");
  return Json::parse(stream);
}

std::optional<std::string> readScript(const std::filesystem::path &path,
                                      Script &script) {
  try {
    script.path = path;
    script.name = path.stem().string();
    // <group>/<script>/<script>.json
    auto absolute = std::filesystem::absolute(path);
    script.group = absolute.parent_path().parent_path().filename().string();
    script.commands.clear();
    Json json = readJson(path);
    for (const Json &command : json.at("commands"))
      script.commands.push_back(readCommand(command));
  } catch (const std::exception &error) {
    return path.string() + ": " + error.what();
  }
  return std::nullopt;
}

std::optional<std::string> readSkips(const std::filesystem::path &path,
                                     std::vector<Skip> &skips) {
  try {
    for (const Json &skip : readJson(path))
      skips.push_back({skip.at("group"), skip.at("script"), skip.at("type"),
                       skip.at("reason"), skip.at("line")});
  } catch (const std::exception &error) {
    return path.string() + ": " + error.what();
  }
  return std::nullopt;
}

} // namespace w2o::spectest
