//===- DescriptorBuilder.h - The bytes of a module's descriptor -----------===//
//
// Fills abi/ModuleDesc.h's blob. The bytes are position independent except
// for w2o_desc_code::start, which only the linker knows; so the code table is
// the last thing in the blob and Metadata.cpp appends it as relocated words.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_DESCRIPTORBUILDER_H
#define W2O_LOWER_DESCRIPTORBUILDER_H

#include "lower/ModuleLowering.h"

namespace w2o {

class DescriptorBuilder {
public:
  /// Everything before the code table, with the table's place filled in.
  DescriptorBuilder(const ModuleContext &context,
                    llvm::ArrayRef<CodeRange> code);

  const std::string &bytes() const { return blob; }
  /// The code table, `start` still 0.
  const std::vector<w2o_desc_code> &codeTable() const { return codes; }
  /// Contents of all data segments, as w2o_desc_data::at counts.
  const std::string &data() const { return dataBytes; }

private:
  w2o_desc_string addString(llvm::StringRef text);
  template <typename T> w2o_desc_array addArray(const std::vector<T> &entries);
  w2o_desc_value_type valueType(ValType type) const;
  w2o_desc_array valueTypes(llvm::ArrayRef<ValType> types);
  w2o_desc_array addFields(uint32_t typeIndex);
  w2o_desc_limits limits(const Limits &limits, uint32_t pageSizeLog2) const;
  void align();

  w2o_desc_array addTypes();
  w2o_desc_array addImports();
  w2o_desc_array addExports();
  w2o_desc_array addFunctions();
  w2o_desc_array addTables();
  w2o_desc_array addMemories();
  w2o_desc_array addGlobals();
  w2o_desc_array addTags();
  w2o_desc_array addData();
  w2o_desc_array addElements();
  void addCode(llvm::ArrayRef<CodeRange> code);

  const ModuleContext &ctx;
  const Module &module;
  std::string blob;
  std::string dataBytes;
  std::vector<w2o_desc_code> codes;
};

} // namespace w2o

#endif // W2O_LOWER_DESCRIPTORBUILDER_H
