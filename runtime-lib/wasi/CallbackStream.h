//===- CallbackStream.h - Streams that are functions of the host ----------===//
//
// Standard input and output that a host program provides itself. To the guest
// they are pipes: no position, and always ready, since nobody can know when a
// function of the host would block.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_CALLBACKSTREAM_H
#define W2O_WASI_CALLBACKSTREAM_H

#include "wasi/Descriptor.h"
#include "wasm2obj_wasi.h"

namespace w2o::wasi {

class CallbackStream final : public Descriptor {
public:
  /// One of the two functions is null, and the rights do not allow its use.
  CallbackStream(w2o_wasi_read reader, w2o_wasi_write writer, void *context,
                 Rights rights)
      : Descriptor(FileType::Unknown,
                   rights & rightsOfType(FileType::Unknown, false),
                   rights::None),
        reader(reader), writer(writer), context(context) {}

  int read(const iovec *buffers, int count, size_t &moved) override;
  int write(const iovec *buffers, int count, size_t &moved) override;
  int fdFlags(uint16_t &result) override;
  int setFdFlags(uint16_t changed) override;
  int sync(bool dataOnly) override;
  int status(FileStatus &result) override;
  int setTimes(const timespec (&times)[2]) override;

private:
  ~CallbackStream() = default;
  void destroy() override;

  w2o_wasi_read reader;
  w2o_wasi_write writer;
  void *context;
  std::atomic<uint16_t> flags{0};
};

} // namespace w2o::wasi

#endif // W2O_WASI_CALLBACKSTREAM_H
