//===- Sock.cpp - sock_* --------------------------------------------------===//
//
// Preview 1 makes no sockets: guests get them from the host program
// (w2o_wasi_preopen_socket, standard streams) and by accepting.
//
//===----------------------------------------------------------------------===//

#include "wasi/Errno.h"
#include "wasi/HostFile.h"
#include "wasi/IoVectors.h"
#include "wasi/PipeGuard.h"
#include "wasi/Wasi.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <utility>

namespace w2o::wasi {

namespace {

/// Looks a socket up. Other descriptors may have the right to be read from and
/// written to as well.
Errno socketOf(Call &call, uint32_t fd, Rights needed, DescriptorRef &result) {
  if (Errno error = call.descriptor(fd, needed, result);
      error != Errno::Success)
    return error;
  return result->isSocket() ? Errno::Success : Errno::NotSock;
}

} // namespace

Errno sockAccept(Call &call, uint32_t fd, uint32_t flags, GuestPtr result) {
  if ((flags & ~uint32_t{fdflags::NonBlock}) != 0)
    return Errno::Inval;
  DescriptorRef listener;
  if (Errno error = socketOf(call, fd, rights::SockAccept, listener);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(result, sizeof(uint32_t)))
    return Errno::Fault;
  HostFd accepted(accept(listener->host(), nullptr, nullptr));
  if (!accepted.valid())
    return lastErrno();
  // Hosts disagree on what a connection inherits: set both flags either way.
  int current = fcntl(accepted.get(), F_GETFL);
  int wanted = (current & ~O_NONBLOCK) |
               (fdFlagsToHost(static_cast<uint16_t>(flags)) & O_NONBLOCK);
  if (current == -1 || fcntl(accepted.get(), F_SETFL, wanted) == -1 ||
      fcntl(accepted.get(), F_SETFD, FD_CLOEXEC) == -1)
    return lastErrno();
  DescriptorRef descriptor;
  if (int error = call.wasi.hostFiles.adopt(
          std::move(accepted), listener->inheriting(),
          listener->inheriting(), descriptor))
    return errnoFromHost(error);
  uint32_t number;
  if (Errno error =
          call.wasi.descriptors.insert(std::move(descriptor), 0, number);
      error != Errno::Success)
    return error;
  call.memory.write(result, number);
  return Errno::Success;
}

Errno sockRecv(Call &call, uint32_t fd, GuestPtr list, uint32_t count,
               uint32_t flags, GuestPtr resultLength, GuestPtr resultFlags) {
  if ((flags & ~uint32_t{riflags::All}) != 0)
    return Errno::Inval;
  DescriptorRef socket;
  if (Errno error = socketOf(call, fd, rights::FdRead, socket);
      error != Errno::Success)
    return error;
  IoVectors vectors;
  if (Errno error = vectors.read(call.memory, list, count);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(resultLength, sizeof(uint32_t)) ||
      !call.memory.contains(resultFlags, sizeof(uint16_t)))
    return Errno::Fault;
  int hostFlags = 0;
  if ((flags & riflags::Peek) != 0)
    hostFlags |= MSG_PEEK;
  if ((flags & riflags::WaitAll) != 0)
    hostFlags |= MSG_WAITALL;
  msghdr message = {};
  message.msg_iov = vectors.data();
  message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(
      vectors.count());
  ssize_t got = recvmsg(socket->host(), &message, hostFlags);
  if (got < 0)
    return lastErrno();
  uint16_t outcome =
      (message.msg_flags & MSG_TRUNC) != 0 ? roflags::DataTruncated : 0;
  call.memory.write(resultLength, static_cast<uint32_t>(got));
  call.memory.write(resultFlags, outcome);
  return Errno::Success;
}

Errno sockSend(Call &call, uint32_t fd, GuestPtr list, uint32_t count,
               uint32_t flags, GuestPtr result) {
  if (flags != 0)
    return Errno::Inval;
  DescriptorRef socket;
  if (Errno error = socketOf(call, fd, rights::FdWrite, socket);
      error != Errno::Success)
    return error;
  IoVectors vectors;
  if (Errno error = vectors.read(call.memory, list, count);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(result, sizeof(uint32_t)))
    return Errno::Fault;
  msghdr message = {};
  message.msg_iov = vectors.data();
  message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(
      vectors.count());
  PipeGuard guard(true);
  ssize_t sent = sendmsg(socket->host(), &message, 0);
  if (sent < 0)
    return lastErrno();
  call.memory.write(result, static_cast<uint32_t>(sent));
  return Errno::Success;
}

Errno sockShutdown(Call &call, uint32_t fd, uint32_t how) {
  DescriptorRef socket;
  if (Errno error = socketOf(call, fd, rights::SockShutdown, socket);
      error != Errno::Success)
    return error;
  switch (how) {
  case sdflags::Rd:
    return errnoUnlessOk(shutdown(socket->host(), SHUT_RD));
  case sdflags::Wr:
    return errnoUnlessOk(shutdown(socket->host(), SHUT_WR));
  case sdflags::Rd | sdflags::Wr:
    return errnoUnlessOk(shutdown(socket->host(), SHUT_RDWR));
  default:
    return Errno::Inval;
  }
}

} // namespace w2o::wasi
