//===- WasiAbi.h - Structs and constants that the guest sees --------------===//
//
// The binary interface of WASI preview 1 (module `wasi_snapshot_preview1`) and
// of its predecessor, snapshot 0 (module `wasi_unstable`), as the interface
// descriptions of the WebAssembly System Interface define them. All numbers
// are little-endian; these structs are copied to and from guest memory as they
// are (GuestMemory.h), so their layout is asserted as numbers. Padding is
// spelled out so that no byte of host memory leaks into the guest.
//
// Where the snapshots differ, the struct of snapshot 0 has the suffix 0.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_WASIABI_H
#define W2O_WASI_WASIABI_H

#include <cstddef>
#include <cstdint>

namespace w2o::wasi {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "guest structs are copied without swapping");

/// Which of the two modules a call came through.
enum class Snapshot : uint8_t { Unstable, Preview1 };

/// Error numbers; equal in both snapshots.
enum class Errno : uint16_t {
  Success = 0,
  TooBig = 1,
  Acces = 2,
  AddrInUse = 3,
  AddrNotAvail = 4,
  AfNoSupport = 5,
  Again = 6,
  Already = 7,
  BadF = 8,
  BadMsg = 9,
  Busy = 10,
  Canceled = 11,
  Child = 12,
  ConnAborted = 13,
  ConnRefused = 14,
  ConnReset = 15,
  DeadLk = 16,
  DestAddrReq = 17,
  Dom = 18,
  DQuot = 19,
  Exist = 20,
  Fault = 21,
  FBig = 22,
  HostUnreach = 23,
  IdRm = 24,
  IlSeq = 25,
  InProgress = 26,
  Intr = 27,
  Inval = 28,
  Io = 29,
  IsConn = 30,
  IsDir = 31,
  Loop = 32,
  MFile = 33,
  MLink = 34,
  MsgSize = 35,
  MultiHop = 36,
  NameTooLong = 37,
  NetDown = 38,
  NetReset = 39,
  NetUnreach = 40,
  NFile = 41,
  NoBufs = 42,
  NoDev = 43,
  NoEnt = 44,
  NoExec = 45,
  NoLck = 46,
  NoLink = 47,
  NoMem = 48,
  NoMsg = 49,
  NoProtoOpt = 50,
  NoSpc = 51,
  NoSys = 52,
  NotConn = 53,
  NotDir = 54,
  NotEmpty = 55,
  NotRecoverable = 56,
  NotSock = 57,
  NotSup = 58,
  NotTy = 59,
  NxIo = 60,
  Overflow = 61,
  OwnerDead = 62,
  Perm = 63,
  Pipe = 64,
  Proto = 65,
  ProtoNoSupport = 66,
  ProtoType = 67,
  Range = 68,
  RoFs = 69,
  SPipe = 70,
  Srch = 71,
  Stale = 72,
  TimedOut = 73,
  TxtBsy = 74,
  XDev = 75,
  NotCapable = 76,
};

enum class FileType : uint8_t {
  Unknown = 0,
  BlockDevice = 1,
  CharacterDevice = 2,
  Directory = 3,
  RegularFile = 4,
  SocketDgram = 5,
  SocketStream = 6,
  SymbolicLink = 7,
};

namespace clockid {
inline constexpr uint32_t Realtime = 0;
inline constexpr uint32_t Monotonic = 1;
inline constexpr uint32_t ProcessCpuTime = 2;
inline constexpr uint32_t ThreadCpuTime = 3;
} // namespace clockid

namespace fdflags {
inline constexpr uint16_t Append = 1 << 0;
inline constexpr uint16_t DSync = 1 << 1;
inline constexpr uint16_t NonBlock = 1 << 2;
inline constexpr uint16_t RSync = 1 << 3;
inline constexpr uint16_t Sync = 1 << 4;
inline constexpr uint16_t All = (1 << 5) - 1;
} // namespace fdflags

namespace oflags {
inline constexpr uint16_t Creat = 1 << 0;
inline constexpr uint16_t Directory = 1 << 1;
inline constexpr uint16_t Excl = 1 << 2;
inline constexpr uint16_t Trunc = 1 << 3;
inline constexpr uint16_t All = (1 << 4) - 1;
} // namespace oflags

namespace lookupflags {
inline constexpr uint32_t SymlinkFollow = 1 << 0;
inline constexpr uint32_t All = 1;
} // namespace lookupflags

namespace fstflags {
inline constexpr uint16_t Atim = 1 << 0;
inline constexpr uint16_t AtimNow = 1 << 1;
inline constexpr uint16_t Mtim = 1 << 2;
inline constexpr uint16_t MtimNow = 1 << 3;
inline constexpr uint16_t All = (1 << 4) - 1;
} // namespace fstflags

enum class Advice : uint8_t {
  Normal = 0,
  Sequential = 1,
  Random = 2,
  WillNeed = 3,
  DontNeed = 4,
  NoReuse = 5,
};

/// Order of preview 1. Snapshot 0 counts Cur, End, Set.
enum class Whence : uint8_t { Set = 0, Cur = 1, End = 2 };

struct Iovec {
  uint32_t buf;
  uint32_t length;
};
static_assert(sizeof(Iovec) == 8);

struct FdStat {
  FileType type;
  uint8_t padding0;
  uint16_t flags;
  uint32_t padding1;
  uint64_t rightsBase;
  uint64_t rightsInheriting;
};
static_assert(sizeof(FdStat) == 24);
static_assert(offsetof(FdStat, flags) == 2);
static_assert(offsetof(FdStat, rightsBase) == 8);
static_assert(offsetof(FdStat, rightsInheriting) == 16);

struct FileStat {
  uint64_t dev;
  uint64_t ino;
  FileType type;
  uint8_t padding[7];
  uint64_t nlink;
  uint64_t size;
  uint64_t atim;
  uint64_t mtim;
  uint64_t ctim;
};
static_assert(sizeof(FileStat) == 64);
static_assert(offsetof(FileStat, type) == 16);
static_assert(offsetof(FileStat, nlink) == 24);
static_assert(offsetof(FileStat, size) == 32);
static_assert(offsetof(FileStat, ctim) == 56);

/// Snapshot 0 has a link count of 32 bits.
struct FileStat0 {
  uint64_t dev;
  uint64_t ino;
  FileType type;
  uint8_t padding[3];
  uint32_t nlink;
  uint64_t size;
  uint64_t atim;
  uint64_t mtim;
  uint64_t ctim;
};
static_assert(sizeof(FileStat0) == 56);
static_assert(offsetof(FileStat0, nlink) == 20);
static_assert(offsetof(FileStat0, size) == 24);
static_assert(offsetof(FileStat0, ctim) == 48);

/// Header of a directory entry; the name follows without a terminator.
struct Dirent {
  uint64_t next; // cookie of the entry after this one
  uint64_t ino;
  uint32_t nameLength;
  FileType type;
  uint8_t padding[3];
};
static_assert(sizeof(Dirent) == 24);
static_assert(offsetof(Dirent, nameLength) == 16);
static_assert(offsetof(Dirent, type) == 20);

namespace preopentype {
inline constexpr uint8_t Dir = 0;
} // namespace preopentype

struct Prestat {
  uint8_t tag; // preopentype
  uint8_t padding[3];
  uint32_t nameLength;
};
static_assert(sizeof(Prestat) == 8);
static_assert(offsetof(Prestat, nameLength) == 4);

namespace eventtype {
inline constexpr uint8_t Clock = 0;
inline constexpr uint8_t FdRead = 1;
inline constexpr uint8_t FdWrite = 2;
} // namespace eventtype

namespace subclockflags {
inline constexpr uint16_t AbsTime = 1 << 0;
} // namespace subclockflags

namespace eventrwflags {
inline constexpr uint16_t HangUp = 1 << 0;
} // namespace eventrwflags

/// A subscription of preview 1. `id` is the clock, or the descriptor of the
/// two descriptor events, which use nothing after it.
struct Subscription {
  uint64_t userData;
  uint8_t tag; // eventtype
  uint8_t padding0[7];
  uint32_t id;
  uint32_t padding1;
  uint64_t timeout;
  uint64_t precision;
  uint16_t flags; // subclockflags
  uint8_t padding2[6];
};
static_assert(sizeof(Subscription) == 48);
static_assert(offsetof(Subscription, id) == 16);
static_assert(offsetof(Subscription, timeout) == 24);
static_assert(offsetof(Subscription, flags) == 40);

/// Snapshot 0 repeats the user's identifier inside a clock subscription;
/// descriptor events have their descriptor in its place.
struct Subscription0 {
  uint64_t userData;
  uint8_t tag; // eventtype
  uint8_t padding0[7];
  uint64_t identifierOrFd;
  uint32_t clock;
  uint32_t padding1;
  uint64_t timeout;
  uint64_t precision;
  uint16_t flags; // subclockflags
  uint8_t padding2[6];
};
static_assert(sizeof(Subscription0) == 56);
static_assert(offsetof(Subscription0, identifierOrFd) == 16);
static_assert(offsetof(Subscription0, clock) == 24);
static_assert(offsetof(Subscription0, timeout) == 32);
static_assert(offsetof(Subscription0, flags) == 48);

struct Event {
  uint64_t userData;
  Errno error;
  uint8_t type; // eventtype
  uint8_t padding0[5];
  uint64_t bytes;
  uint16_t flags; // eventrwflags
  uint8_t padding1[6];
};
static_assert(sizeof(Event) == 32);
static_assert(offsetof(Event, error) == 8);
static_assert(offsetof(Event, type) == 10);
static_assert(offsetof(Event, bytes) == 16);
static_assert(offsetof(Event, flags) == 24);

namespace riflags {
inline constexpr uint16_t Peek = 1 << 0;
inline constexpr uint16_t WaitAll = 1 << 1;
inline constexpr uint16_t All = 3;
} // namespace riflags

namespace roflags {
inline constexpr uint16_t DataTruncated = 1 << 0;
} // namespace roflags

namespace sdflags {
inline constexpr uint8_t Rd = 1 << 0;
inline constexpr uint8_t Wr = 1 << 1;
} // namespace sdflags

/// Signals of proc_raise, as far as their default effect is not the end of the
/// program.
namespace signals {
inline constexpr uint32_t None = 0;
inline constexpr uint32_t Chld = 16;
inline constexpr uint32_t Cont = 17;
inline constexpr uint32_t Stop = 18;
inline constexpr uint32_t TtOu = 21; // last of those that stop a program
inline constexpr uint32_t Urg = 22;
inline constexpr uint32_t Winch = 27;
inline constexpr uint32_t Last = 30; // SYS
} // namespace signals

} // namespace w2o::wasi

#endif // W2O_WASI_WASIABI_H
