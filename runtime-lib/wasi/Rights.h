//===- Rights.h - Capability bits of descriptors --------------------------===//
//
// WASI gives each descriptor two sets of rights: what may be done with it, and
// what descriptors opened through it may get at most. Rights only ever shrink.
// The sets below say which rights make sense for a type of file: libc derives
// from them whether a descriptor is a terminal (no seeking) and how a file was
// opened (reading, writing).
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_RIGHTS_H
#define W2O_WASI_RIGHTS_H

#include <cstdint>

namespace w2o::wasi {

using Rights = uint64_t;

namespace rights {
inline constexpr Rights FdDataSync = 1 << 0;
inline constexpr Rights FdRead = 1 << 1;
inline constexpr Rights FdSeek = 1 << 2;
inline constexpr Rights FdFdStatSetFlags = 1 << 3;
inline constexpr Rights FdSync = 1 << 4;
inline constexpr Rights FdTell = 1 << 5;
inline constexpr Rights FdWrite = 1 << 6;
inline constexpr Rights FdAdvise = 1 << 7;
inline constexpr Rights FdAllocate = 1 << 8;
inline constexpr Rights PathCreateDirectory = 1 << 9;
inline constexpr Rights PathCreateFile = 1 << 10;
inline constexpr Rights PathLinkSource = 1 << 11;
inline constexpr Rights PathLinkTarget = 1 << 12;
inline constexpr Rights PathOpen = 1 << 13;
inline constexpr Rights FdReadDir = 1 << 14;
inline constexpr Rights PathReadLink = 1 << 15;
inline constexpr Rights PathRenameSource = 1 << 16;
inline constexpr Rights PathRenameTarget = 1 << 17;
inline constexpr Rights PathFileStatGet = 1 << 18;
inline constexpr Rights PathFileStatSetSize = 1 << 19;
inline constexpr Rights PathFileStatSetTimes = 1 << 20;
inline constexpr Rights FdFileStatGet = 1 << 21;
inline constexpr Rights FdFileStatSetSize = 1 << 22;
inline constexpr Rights FdFileStatSetTimes = 1 << 23;
inline constexpr Rights PathSymlink = 1 << 24;
inline constexpr Rights PathRemoveDirectory = 1 << 25;
inline constexpr Rights PathUnlinkFile = 1 << 26;
inline constexpr Rights PollFdReadWrite = 1 << 27;
inline constexpr Rights SockShutdown = 1 << 28;
inline constexpr Rights SockAccept = 1 << 29;

inline constexpr Rights None = 0;

/// What can be done through a directory's descriptor.
inline constexpr Rights Directory =
    FdFdStatSetFlags | FdSync | FdDataSync | PathCreateDirectory |
    PathCreateFile | PathLinkSource | PathLinkTarget | PathOpen | FdReadDir |
    PathReadLink | PathRenameSource | PathRenameTarget | PathFileStatGet |
    PathFileStatSetSize | PathFileStatSetTimes | FdFileStatGet |
    FdFileStatSetTimes | PathSymlink | PathRemoveDirectory | PathUnlinkFile |
    PollFdReadWrite;

/// What can be done with a regular file or a block device.
inline constexpr Rights File =
    FdDataSync | FdRead | FdSeek | FdFdStatSetFlags | FdSync | FdTell |
    FdWrite | FdAdvise | FdAllocate | FdFileStatGet | FdFileStatSetSize |
    FdFileStatSetTimes | PollFdReadWrite;

/// Pipes and other streams without a position.
inline constexpr Rights Stream = FdRead | FdWrite | FdFdStatSetFlags |
                                 FdSync | FdDataSync | FdFileStatGet |
                                 FdFileStatSetTimes | PollFdReadWrite;

/// Terminals: libc takes a character device without FdSeek and FdTell for one.
inline constexpr Rights Terminal = Stream;

/// Other character devices, e.g. /dev/null.
inline constexpr Rights CharacterDevice = Stream | FdSeek | FdTell;

inline constexpr Rights Socket = Stream | SockShutdown | SockAccept;

/// What a preopened directory passes on to the files opened below it.
inline constexpr Rights Inheritable = Directory | File | Socket;

/// Rights that change something below a read-only directory.
inline constexpr Rights Modifying =
    FdDataSync | FdSync | FdWrite | FdAllocate | PathCreateDirectory |
    PathCreateFile | PathLinkSource | PathLinkTarget | PathRenameSource |
    PathRenameTarget | PathFileStatSetSize | PathFileStatSetTimes |
    FdFileStatSetSize | FdFileStatSetTimes | PathSymlink |
    PathRemoveDirectory | PathUnlinkFile;

/// Rights that a directory can never have, those that only it can have, and
/// those that only a socket can have.
inline constexpr Rights FileOnly = FdRead | FdSeek | FdTell | FdWrite |
                                   FdAdvise | FdAllocate | FdFileStatSetSize;
inline constexpr Rights DirectoryOnly =
    Directory & ~(File | Socket);
inline constexpr Rights SocketOnly = SockShutdown | SockAccept;
} // namespace rights

} // namespace w2o::wasi

#endif // W2O_WASI_RIGHTS_H
