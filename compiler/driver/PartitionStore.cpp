//===- PartitionStore.cpp - Partitions that were compiled before ----------===//
//
// An entry: the magic word; the number of functions with a profile; the number
// of functions; for each its index, size, symbol, the number of inlined calls,
// these, and rows; the object; a SHA-256 of all that. Numbers are ULEB128,
// texts have their length before them. A part: the magic word, then keys and
// entries in turn, as texts, sorted by key, to the end of the file.
//
//===----------------------------------------------------------------------===//

#include "driver/PartitionStore.h"

#include "driver/BuildId.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/DataExtractor.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace w2o {

static constexpr StringRef entryMagic = "w2o partition 3\n";
static constexpr StringRef partMagic = "w2o part 1\n";
static constexpr size_t digestBytes = 32;

static void writeText(raw_ostream &out, StringRef text) {
  encodeULEB128(text.size(), out);
  out << text;
}

/// With an error in the cursor when it is not all there.
static StringRef readText(DataExtractor &in, DataExtractor::Cursor &cursor) {
  uint64_t length = in.getULEB128(cursor);
  return in.getBytes(cursor, length);
}

std::string digestOf(StringRef bytes) {
  auto digest = SHA256::hash(arrayRefFromStringRef(bytes));
  return std::string(digest.begin(), digest.end());
}

std::string writePartition(const CompiledPartition &partition) {
  std::string bytes;
  raw_string_ostream out(bytes);
  out << entryMagic;
  encodeULEB128(partition.numProfiled, out);
  encodeULEB128(partition.code.size(), out);
  for (const CodeRange &range : partition.code) {
    encodeULEB128(range.functionIndex, out);
    encodeULEB128(range.size, out);
    writeText(out, range.symbol);
    encodeULEB128(range.inlined.size(), out);
    for (const InlinedCall &call : range.inlined)
      for (uint32_t number : {call.function, call.parent, call.offset})
        encodeULEB128(number, out);
    writeText(out, range.pcRows);
  }
  writeText(out, {partition.object.data(), partition.object.size()});
  out.flush();
  return bytes + digestOf(bytes);
}

bool readPartition(StringRef bytes, CompiledPartition &partition) {
  if (bytes.size() < entryMagic.size() + digestBytes ||
      !bytes.starts_with(entryMagic) ||
      digestOf(bytes.drop_back(digestBytes)) != bytes.take_back(digestBytes))
    return false;
  DataExtractor in(bytes.drop_back(digestBytes), /*IsLittleEndian=*/true, 8);
  DataExtractor::Cursor cursor(entryMagic.size());
  CompiledPartition result;
  result.numProfiled = uint32_t(in.getULEB128(cursor));
  uint64_t count = in.getULEB128(cursor);
  for (uint64_t i = 0; cursor && i < count; ++i) {
    CodeRange range;
    range.functionIndex = uint32_t(in.getULEB128(cursor));
    range.size = in.getULEB128(cursor);
    range.symbol = readText(in, cursor).str();
    uint64_t numInlined = in.getULEB128(cursor);
    for (uint64_t k = 0; cursor && k < numInlined; ++k) {
      InlinedCall call;
      for (uint32_t *number : {&call.function, &call.parent, &call.offset})
        *number = uint32_t(in.getULEB128(cursor));
      range.inlined.push_back(call);
    }
    range.pcRows = readText(in, cursor).str();
    result.code.push_back(std::move(range));
  }
  StringRef object = readText(in, cursor);
  bool isWhole = cursor && in.eof(cursor);
  consumeError(cursor.takeError());
  if (!isWhole)
    return false;
  result.object.assign(object.begin(), object.end());
  partition = std::move(result);
  return true;
}

std::string partitionKey(const llvm::Module &ir, const ModuleContext &context) {
  SHA256 hash;
  auto add = [&](StringRef text) {
    hash.update(std::to_string(text.size()) + ":");
    hash.update(text);
  };
  const LoweringOptions &options = context.options;
  const TargetFacts &target = context.target();
  static const std::string ids = buildIds();
  add(options.producer);
  add(ids);
  for (const std::string &text : {target.triple, target.dataLayout, target.cpu,
                                  target.featureString, options.prefix})
    add(text);
  add(std::to_string(unsigned(options.optLevel)));
  add(std::to_string(options.passes.raw()));
  add(options.debugInfo ? "-g" : "");
  add(options.profileKey);
  SmallString<0> bitcode;
  raw_svector_ostream out(bitcode);
  WriteBitcodeToFile(ir, out);
  add(bitcode);
  return toHex(hash.final(), /*LowerCase=*/true);
}

static std::optional<Error> badPart(const std::string &name,
                                    const char *what) {
  return makeError(ErrorClass::Io, "'" + name + "' " + what);
}

std::optional<Error> PartitionStore::open() {
  for (const auto &[name, bytes] : options.parts) {
    StringRef text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    if (!text.starts_with(partMagic))
      return badPart(name, "is no part of a compile (--partition)");
    DataExtractor in(text, /*IsLittleEndian=*/true, 8);
    DataExtractor::Cursor cursor(partMagic.size());
    while (cursor && !in.eof(cursor)) {
      StringRef key = readText(in, cursor);
      StringRef entry = readText(in, cursor);
      if (cursor)
        fromParts[key] = entry;
    }
    if (llvm::Error error = cursor.takeError()) {
      consumeError(std::move(error));
      return badPart(name, "ends in the middle");
    }
  }
  return std::nullopt;
}

/// The name is one that pruneCache() takes for a cache's.
std::string PartitionStore::pathOf(const std::string &key) const {
  SmallString<128> path(options.cacheDirectory);
  sys::path::append(path, "llvmcache-w2o-" + key);
  return std::string(path);
}

bool PartitionStore::find(const std::string &key,
                          CompiledPartition &partition) {
  auto part = fromParts.find(key);
  if (part != fromParts.end() && readPartition(part->second, partition))
    return true;
  if (options.cacheDirectory.empty())
    return false;
  // Pruning goes by the time of the last access.
  SmallString<128> path;
  Expected<sys::fs::file_t> file = sys::fs::openNativeFileForRead(
      pathOf(key), sys::fs::OF_UpdateAtime, &path);
  if (!file) {
    consumeError(file.takeError());
    return false;
  }
  auto buffer = MemoryBuffer::getOpenFile(*file, path, /*FileSize=*/-1,
                                          /*RequiresNullTerminator=*/false);
  sys::fs::closeFile(*file);
  if (!buffer || !readPartition((*buffer)->getBuffer(), partition))
    return false;
  keep(key, (*buffer)->getBuffer().str());
  return true;
}

void PartitionStore::keep(const std::string &key, std::string entry) {
  if (!options.numParts)
    return;
  std::lock_guard<std::mutex> lock(mutex);
  kept.emplace_back(key, std::move(entry));
}

/// Under a name of its own until it is whole.
static void writeCacheFile(const std::string &path, StringRef bytes) {
  Expected<sys::fs::TempFile> file =
      sys::fs::TempFile::create(path + "-%%%%%%%%.tmp");
  if (!file) {
    consumeError(file.takeError());
    return;
  }
  raw_fd_ostream out(file->FD, /*shouldClose=*/false);
  out << bytes;
  out.flush();
  bool failed = out.has_error();
  out.clear_error();
  llvm::Error error = failed ? file->discard() : file->keep(path);
  if (error) {
    consumeError(std::move(error));
    if (!failed)
      consumeError(file->discard());
  }
}

void PartitionStore::add(const std::string &key,
                         const CompiledPartition &partition) {
  std::string bytes = writePartition(partition);
  if (!options.cacheDirectory.empty() &&
      !sys::fs::create_directories(options.cacheDirectory))
    writeCacheFile(pathOf(key), bytes);
  keep(key, std::move(bytes));
}

std::string PartitionStore::part() {
  std::sort(kept.begin(), kept.end());
  std::string bytes;
  raw_string_ostream out(bytes);
  out << partMagic;
  for (const auto &[key, entry] : kept) {
    writeText(out, key);
    writeText(out, entry);
  }
  out.flush();
  return bytes;
}

void PartitionStore::prune() {
  if (options.cacheDirectory.empty() || !options.cacheBytes)
    return;
  CachePruningPolicy policy;
  policy.Interval = std::chrono::minutes(10);
  policy.Expiration = std::chrono::hours(0);
  policy.MaxSizeBytes = options.cacheBytes;
  pruneCache(options.cacheDirectory, policy);
}

} // namespace w2o
