//===- main.cpp - w2o-objdump: what an object says about its module -------===//
//
// Usage: w2o-objdump [options] FILE...   (docs/Cli.md)
//
// Nothing is loaded or run: the descriptor is read as data, so objects of any
// target and from anybody can be looked at.
//
//===----------------------------------------------------------------------===//

#include "Print.h"
#include "wasm2obj/Error.h"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

using namespace w2o;

static bool readFile(const std::string &path, std::vector<uint8_t> &bytes) {
  std::unique_ptr<FILE, int (*)(FILE *)> file(fopen(path.c_str(), "rb"),
                                              fclose);
  if (!file)
    return false;
  uint8_t buffer[1 << 16];
  while (size_t n = fread(buffer, 1, sizeof buffer, file.get()))
    bytes.insert(bytes.end(), buffer, buffer + n);
  return !ferror(file.get());
}

static int fail(const std::string &path, ErrorClass kind,
                const std::string &message) {
  fprintf(stderr, "w2o-objdump: error: %s: %s\n", path.c_str(),
          message.c_str());
  return exitCode(kind);
}

namespace {

/// Writes one output for all files: text at once, JSON as one document.
class Dumper {
public:
  explicit Dumper(const ObjdumpOptions &options) : options(options) {
    if (options.json) {
      json.beginObject();
      json.key("files");
      json.beginArray();
    }
  }
  /// Returns the exit code of the file.
  int dump(const std::string &path);
  void finish() {
    if (!options.json)
      return;
    json.endArray();
    json.endObject();
    fputs(json.take().c_str(), stdout);
  }

private:
  int dumpObject(const std::string &name, Bytes bytes);

  const ObjdumpOptions &options;
  JsonWriter json;
  bool isFirst = true;
};

} // namespace

int Dumper::dumpObject(const std::string &name, Bytes bytes) {
  std::string error;
  std::optional<ObjectFile> file = readObjectFile(bytes, error);
  if (!file)
    return fail(name, ErrorClass::Malformed, error);
  std::vector<Descriptor> found = findDescriptors(*file, error);
  if (found.empty())
    return fail(name, ErrorClass::Malformed, error);
  if (options.json) {
    json.beginObject();
    json.member("file", std::string_view(name));
    json.member("format", std::string_view(file->format));
    json.key("modules");
    json.beginArray();
    for (const Descriptor &d : found)
      writeJson(json, d, options.parts);
    json.endArray();
    json.endObject();
    return 0;
  }
  for (const Descriptor &d : found) {
    printf("%s%s: %s\n", isFirst ? "" : "\n", name.c_str(),
           file->format.c_str());
    std::string text = options.parts == Parts()
                           ? printSummary(d)
                           : printParts(d, options.parts);
    fwrite(text.data(), 1, text.size(), stdout);
    isFirst = false;
  }
  return 0;
}

int Dumper::dump(const std::string &path) {
  std::vector<uint8_t> bytes;
  errno = 0;
  if (!readFile(path, bytes))
    return fail(path, ErrorClass::Io,
                std::string("cannot read: ") + strerror(errno));
  if (!isArchive(bytes))
    return dumpObject(path, bytes);
  std::string error;
  auto members = readArchive(bytes, error);
  if (!members)
    return fail(path, ErrorClass::Malformed, error);
  // An archive may hold host code too: only members with a module count.
  bool foundAny = false;
  for (const ArchiveMember &member : *members) {
    std::string reason;
    auto file = readObjectFile(member.bytes, reason);
    if (!file || findDescriptors(*file, reason).empty())
      continue;
    foundAny = true;
    if (int code = dumpObject(path + "(" + member.name + ")", member.bytes))
      return code;
  }
  return foundAny ? 0
                  : fail(path, ErrorClass::Malformed,
                         "no module descriptor in any member");
}

int main(int argc, char **argv) {
  ObjdumpOptions options;
  int exitStatus = 0;
  if (!parseOptions(argc, argv, options, exitStatus))
    return exitStatus;
  Dumper dumper(options);
  for (const std::string &path : options.files)
    if (int code = dumper.dump(path); code != 0 && exitStatus == 0)
      exitStatus = code;
  dumper.finish();
  return exitStatus;
}
