//===- Descriptor.h - Checked access to a module descriptor ---------------===//
//
// The blob of runtime-lib/abi/ModuleDesc.h, copied out of a file and checked:
// once a Descriptor exists, every array, string and index in it is in bounds,
// and whoever prints it need not check again.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_OBJDUMP_DESCRIPTOR_H
#define W2O_OBJDUMP_DESCRIPTOR_H

#include "ObjectFile.h"
#include "abi/ModuleDesc.h"
#include <string_view>

namespace w2o {

class Descriptor {
public:
  /// Checks the blob that starts with the first of `bytes`, which may have
  /// more behind it.
  static std::optional<Descriptor> parse(Bytes bytes, std::string &error);

  const w2o_desc &head() const {
    return *reinterpret_cast<const w2o_desc *>(blob.data());
  }
  std::string_view text(w2o_desc_string s) const {
    return {reinterpret_cast<const char *>(blob.data()) + s.at, s.length};
  }
  template <class T> std::span<const T> array(w2o_desc_array a) const {
    return {W2O_DESC_AT(blob.data(), T, a), a.count};
  }

  std::span<const w2o_desc_type> types() const {
    return array<w2o_desc_type>(head().types);
  }
  std::span<const w2o_desc_import> imports() const {
    return array<w2o_desc_import>(head().imports);
  }
  std::span<const w2o_desc_export> exports() const {
    return array<w2o_desc_export>(head().exports);
  }
  std::span<const w2o_desc_func> funcs() const {
    return array<w2o_desc_func>(head().funcs);
  }
  std::span<const w2o_desc_table> tables() const {
    return array<w2o_desc_table>(head().tables);
  }
  std::span<const w2o_desc_memory> memories() const {
    return array<w2o_desc_memory>(head().memories);
  }
  std::span<const w2o_desc_global> globals() const {
    return array<w2o_desc_global>(head().globals);
  }
  std::span<const uint32_t> tags() const {
    return array<uint32_t>(head().tags);
  }
  std::span<const w2o_desc_data> data() const {
    return array<w2o_desc_data>(head().data);
  }
  std::span<const w2o_desc_elem> elems() const {
    return array<w2o_desc_elem>(head().elems);
  }
  std::span<const w2o_desc_code> code() const {
    return array<w2o_desc_code>(head().code);
  }
  /// Bytes of machine code of each function.
  std::vector<uint64_t> codeSizes() const;

private:
  std::vector<uint64_t> blob; ///< Words, for the alignment.
};

/// w2o_desc_code::pc_map, decoded. Offsets are those in the module.
struct PcMap {
  /// A call that the body of its callee has replaced.
  struct Call {
    uint32_t func;   ///< The callee.
    uint64_t body;   ///< Where its body is.
    uint64_t caller; ///< 0: the code's function; k: the k-th call.
    uint64_t wasm;   ///< Of the call.
  };
  /// Code from `code` on comes from `wasm`, in what `caller` says.
  struct Row {
    uint64_t code; ///< From the start of the piece of code.
    uint64_t wasm;
    uint64_t caller;
  };
  std::vector<Call> calls;
  std::vector<Row> rows;
  bool isDamaged = false; ///< There is more that makes no sense.
};

PcMap decodePcMap(const Descriptor &descriptor, const w2o_desc_code &code);

/// All descriptors of a file, in the order of their addresses.
std::vector<Descriptor> findDescriptors(const ObjectFile &file,
                                        std::string &error);

} // namespace w2o

#endif // W2O_OBJDUMP_DESCRIPTOR_H
