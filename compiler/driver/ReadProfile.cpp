//===- ReadProfile.cpp - A profile for a compile --------------------------===//
//
// The file (LLVM's InstrProfWriter and OnDiskHashTable.h; numbers are 8 bytes,
// low byte first, where nothing else is said): a header, with the offset of a
// hash table; a summary, which is computed anew here; the items of the table.
// At the offset: the number of buckets, the number of items, and for each
// bucket the offset of its items, 0 when there are none. A bucket: the number
// of items (2 bytes); each has a hash, the length of its key and of its data,
// the key, which is the name of a function, and the data.
//
// The data are records, one for each version of the function that was run: the
// digest of its control flow, the number of counts, the counts, the number of
// bytes of a bitmap (of which there are none here), and value profiles: their
// size (4 bytes) with this number and the next, the number of kinds (4 bytes),
// for each the kind (4 bytes), the number of sites (4 bytes), the number of
// values of each site (a byte each, padded to 8 bytes), and the values with
// their counts.
//
//===----------------------------------------------------------------------===//

#include "driver/ReadProfile.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ProfileData/InstrProf.h"
#include "llvm/ProfileData/InstrProfWriter.h"
#include "llvm/ProfileData/ProfileCommon.h"
#include "llvm/Support/DataExtractor.h"
#include "llvm/Support/MemoryBuffer.h"
#include <algorithm>

using namespace llvm;

namespace w2o {

namespace {

constexpr uint64_t firstVersion = 4; ///< LLVM 3.9.

using Records = std::vector<InstrProfRecord>;

class Reader {
public:
  /// Reads into `functions`, which has the names that are of interest.
  Reader(StringRef bytes, StringMap<std::vector<NamedInstrProfRecord>> &out)
      : in(bytes, /*IsLittleEndian=*/true, /*AddressSize=*/8),
        functions(out) {}

  /// What is wrong; null when nothing is.
  const char *run();

private:
  const char *readHeader(DataExtractor::Cursor &at);
  bool readBucket(uint64_t offset);
  bool readRecords(StringRef name, StringRef data);
  bool readValues(DataExtractor &data, DataExtractor::Cursor &at,
                  InstrProfRecord &record);

  DataExtractor in;
  StringMap<std::vector<NamedInstrProfRecord>> &functions;
  uint64_t version = 0;
  uint64_t tableOffset = 0;
  uint64_t itemsLeft = 0;
  uint64_t bytesLeft = 0;
};

/// Takes the error out of a cursor; whether there was none.
bool isGood(DataExtractor::Cursor &at) {
  bool good = bool(at);
  consumeError(at.takeError());
  return good;
}

const char *Reader::readHeader(DataExtractor::Cursor &at) {
  uint64_t magic = in.getU64(at);
  uint64_t word = in.getU64(at);
  in.getU64(at); // not used any more
  uint64_t hashType = in.getU64(at);
  tableOffset = in.getU64(at);
  if (!at || magic != IndexedInstrProf::Magic)
    return "is no profile that llvm-profdata merge has made";
  version = GET_VERSION(word);
  if (version < firstVersion ||
      version > IndexedInstrProf::ProfVersion::CurrentVersion)
    return "is of a version of the format that this LLVM does not know";
  constexpr uint64_t wrong =
      VARIANT_MASK_BYTE_COVERAGE | VARIANT_MASK_FUNCTION_ENTRY_ONLY;
  if (!(word & VARIANT_MASK_IR_PROF) || (word & wrong))
    return "does not count branches of LLVM IR, as code of --profile-generate "
           "does";
  if (hashType != uint64_t(IndexedInstrProf::HashT::MD5))
    return "is damaged";
  return nullptr;
}

const char *Reader::run() {
  DataExtractor::Cursor at(0);
  const char *problem = readHeader(at);
  bool isWhole = isGood(at);
  if (problem || !isWhole)
    return problem ? problem : "is damaged";
  // Each bucket and each item is somewhere in the file, and in no other place
  // at the same time, which bounds the time that reading takes.
  bytesLeft = in.size();
  DataExtractor::Cursor table(tableOffset);
  uint64_t numBuckets = in.getU64(table);
  itemsLeft = in.getU64(table);
  bool good = numBuckets <= in.size() && itemsLeft <= in.size();
  for (uint64_t i = 0; good && i < numBuckets; ++i) {
    uint64_t offset = in.getU64(table);
    good = table && (!offset || readBucket(offset));
  }
  return isGood(table) && good && itemsLeft == 0 ? nullptr : "is damaged";
}

bool Reader::readBucket(uint64_t offset) {
  DataExtractor::Cursor at(offset);
  uint64_t count = in.getU16(at);
  bool good = true;
  for (; good && count; --count) {
    in.getU64(at); // the hash of the key
    uint64_t keySize = in.getU64(at);
    uint64_t dataSize = in.getU64(at);
    StringRef key = in.getBytes(at, keySize);
    StringRef data = in.getBytes(at, dataSize);
    good = at && itemsLeft && key.size() + data.size() <= bytesLeft;
    if (!good)
      break;
    --itemsLeft;
    bytesLeft -= key.size() + data.size();
    good = readRecords(key, data);
  }
  return isGood(at) && good;
}

bool Reader::readRecords(StringRef name, StringRef bytes) {
  auto found = functions.find(name);
  if (found == functions.end())
    return true;
  DataExtractor data(bytes, /*IsLittleEndian=*/true, /*AddressSize=*/8);
  DataExtractor::Cursor at(0);
  bool good = true;
  while (good && at && !data.eof(at)) {
    NamedInstrProfRecord record;
    record.Name = found->first();
    record.Hash = data.getU64(at);
    uint64_t count = data.getU64(at);
    good = at && count && count <= bytes.size() / sizeof(uint64_t);
    for (uint64_t i = 0; good && at && i < count; ++i)
      record.Counts.push_back(
          std::min(data.getU64(at), getInstrMaxCountValue()));
    if (good && version > IndexedInstrProf::Version10)
      good = data.getU64(at) == 0;
    if (good && version > IndexedInstrProf::Version2)
      good = readValues(data, at, record);
    // Records of a run of code that was compiled with a profile itself are
    // about another control flow.
    if (good && at && !NamedInstrProfRecord::hasCSFlagInHash(record.Hash))
      found->second.push_back(std::move(record));
  }
  return isGood(at) && good;
}

bool Reader::readValues(DataExtractor &data, DataExtractor::Cursor &at,
                        InstrProfRecord &record) {
  uint64_t start = at.tell();
  uint32_t size = data.getU32(at);
  uint32_t numKinds = data.getU32(at);
  if (!at || size < 2 * sizeof(uint32_t) || size > data.size() - start)
    return false;
  for (uint32_t i = 0, lowest = 0; i < numKinds; ++i) {
    uint32_t kind = data.getU32(at);
    uint32_t numSites = data.getU32(at);
    StringRef counts = data.getBytes(at, numSites);
    data.skip(at, -uint64_t(numSites) % sizeof(uint64_t));
    if (!at || kind < lowest || kind > IPVK_Last)
      return false;
    lowest = kind + 1; // No kind comes twice.
    for (uint32_t site = 0; site < numSites; ++site) {
      std::vector<InstrProfValueData> values;
      for (uint8_t n = uint8_t(counts[site]); n && at; --n) {
        uint64_t value = data.getU64(at);
        values.push_back({value, data.getU64(at)});
      }
      if (at && kind == IPVK_IndirectCallTarget)
        record.addValueData(kind, site, values, /*ValueMap=*/nullptr);
    }
  }
  return at && at.tell() == start + size;
}

} // namespace

std::optional<Error> readProfile(const std::string &file,
                                 std::span<const uint8_t> bytes,
                                 const std::vector<std::string> &names,
                                 ReadProfile &profile) {
  StringMap<std::vector<NamedInstrProfRecord>> functions;
  for (const std::string &name : names)
    if (!name.empty())
      functions[name];
  StringRef text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  if (const char *problem = Reader(text, functions).run())
    return makeError(ErrorClass::Io, "profile '" + file + "' " + problem);

  // What takes 99 % of all counts is hot.
  InstrProfSummaryBuilder summary(ProfileSummaryBuilder::DefaultCutoffs);
  for (const std::string &name : names)
    if (!name.empty())
      for (const InstrProfRecord &record : functions[name])
        summary.addRecord(record);
  uint64_t hot = std::max<uint64_t>(
      ProfileSummaryBuilder::getHotCountThreshold(
          summary.getSummary()->getDetailedSummary()),
      1);

  InstrProfWriter writer;
  consumeError(writer.mergeProfileKind(InstrProfKind::IRInstrumentation));
  profile.heat.assign(names.size(), Heat::Warm);
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty())
      continue;
    uint64_t most = 0;
    for (NamedInstrProfRecord &record : functions[names[i]]) {
      most = std::max(most, *std::max_element(record.Counts.begin(),
                                              record.Counts.end()));
      writer.addRecord(std::move(record), /*Weight=*/1,
                       [](llvm::Error error) {
                         consumeError(std::move(error));
                       });
    }
    if (functions[names[i]].empty())
      continue;
    ++profile.numKnown;
    profile.heat[i] = most >= hot ? Heat::Hot
                      : most      ? Heat::Warm
                                  : Heat::Cold;
  }
  std::unique_ptr<MemoryBuffer> indexed = writer.writeBuffer();
  profile.indexed = indexed->getBuffer().str();
  return std::nullopt;
}

} // namespace w2o
