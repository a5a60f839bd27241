//===- HostApiTest.cpp - What a host gives, and functions at the edges ----===//

#include "GuestFixture.h"
#include "wasi/Expand.h"

#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>

using namespace w2o::wasi;

namespace {

class HostApiTest : public GuestTest {
protected:
  std::vector<std::string> strings(bool environment) {
    EXPECT_EQ(environment ? environSizesGet(guest(), 0, 4)
                          : argsSizesGet(guest(), 0, 4),
              Errno::Success);
    uint32_t count = at<uint32_t>(0);
    EXPECT_EQ(environment ? environGet(guest(), 100, bufferAt)
                          : argsGet(guest(), 100, bufferAt),
              Errno::Success);
    std::vector<std::string> result;
    for (uint32_t i = 0; i < count; ++i)
      result.push_back(reinterpret_cast<char *>(bytes.get()) +
                       at<uint32_t>(100 + 4 * i));
    return result;
  }
};

TEST_F(HostApiTest, GivesNothingUnasked) {
  std::unique_ptr<w2o_wasi, Delete> fresh(w2o_wasi_new());
  Call call{nullptr, *fresh, memory, Snapshot::Preview1};
  EXPECT_EQ(argsSizesGet(call, 0, 4), Errno::Success);
  EXPECT_EQ(at<uint32_t>(0), 0u);
  EXPECT_EQ(environSizesGet(call, 0, 4), Errno::Success);
  EXPECT_EQ(at<uint32_t>(0), 0u);
  EXPECT_EQ(argsGet(call, memorySize, memorySize), Errno::Success);
  for (uint32_t fd = 0; fd < 10; ++fd) {
    EXPECT_EQ(fdFdStatGet(call, fd, 100), Errno::BadF);
    EXPECT_EQ(fdPrestatGet(call, fd, 100), Errno::BadF);
  }
}

TEST_F(HostApiTest, PassesArguments) {
  const char *args[] = {"program", "", "two words", "\xff\xfe"};
  ASSERT_TRUE(w2o_wasi_set_args(wasi.get(), 4, args, nullptr));
  EXPECT_EQ(strings(false),
            (std::vector<std::string>{"program", "", "two words", "\xff\xfe"}));
  EXPECT_EQ(argsGet(guest(), memorySize - 8, 0), Errno::Fault);
  EXPECT_EQ(argsGet(guest(), 0, memorySize - 4), Errno::Fault);
  EXPECT_EQ(argsSizesGet(guest(), memorySize - 2, 0), Errno::Fault);
}

TEST_F(HostApiTest, SetsReplacesAndRemovesVariables) {
  w2o_error error;
  ASSERT_TRUE(w2o_wasi_set_env(wasi.get(), "A", "1", &error));
  ASSERT_TRUE(w2o_wasi_set_env(wasi.get(), "AB", "x=y", &error));
  ASSERT_TRUE(w2o_wasi_set_env(wasi.get(), "A", "", &error));
  EXPECT_EQ(strings(true), (std::vector<std::string>{"AB=x=y", "A="}));
  ASSERT_TRUE(w2o_wasi_set_env(wasi.get(), "AB", nullptr, &error));
  EXPECT_EQ(strings(true), (std::vector<std::string>{"A="}));
  EXPECT_FALSE(w2o_wasi_set_env(wasi.get(), "", "1", &error));
  EXPECT_FALSE(w2o_wasi_set_env(wasi.get(), "A=B", "1", &error));
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  EXPECT_STREQ(error.message, "the name of an environment variable must not "
                              "be empty or contain '=', found 'A=B'");
}

TEST_F(HostApiTest, ReplacesAllVariables) {
  w2o_error error;
  ASSERT_TRUE(w2o_wasi_set_env(wasi.get(), "OLD", "1", &error));
  const char *variables[] = {"A=1", "B=", "C=x=y"};
  ASSERT_TRUE(w2o_wasi_set_environ(wasi.get(), 3, variables, &error));
  std::vector<std::string> expected = {"A=1", "B=", "C=x=y"};
  EXPECT_EQ(strings(true), expected);

  // All or nothing.
  const char *bad[] = {"D=1", "no value"};
  EXPECT_FALSE(w2o_wasi_set_environ(wasi.get(), 2, bad, &error));
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  EXPECT_STREQ(error.message, "an environment variable has the form "
                              "NAME=VALUE, found 'no value'");
  const char *nameless[] = {"=1"};
  EXPECT_FALSE(w2o_wasi_set_environ(wasi.get(), 1, nameless, nullptr));
  EXPECT_EQ(strings(true), expected);

  ASSERT_TRUE(w2o_wasi_set_environ(wasi.get(), 0, nullptr, nullptr));
  EXPECT_TRUE(strings(true).empty());
}

TEST_F(HostApiTest, InheritsTheEnvironment) {
  setenv("W2O_UNIT_VARIABLE", "value", 1);
  ASSERT_TRUE(w2o_wasi_inherit_env(wasi.get(), nullptr));
  bool found = false;
  for (const std::string &entry : strings(true))
    found |= entry == "W2O_UNIT_VARIABLE=value";
  EXPECT_TRUE(found);
}

TEST_F(HostApiTest, PreopensHaveNames) {
  ASSERT_TRUE(w2o_wasi_preopen_dir(wasi.get(), tree.path("").c_str(),
                                   "second/name", true, nullptr));
  ASSERT_EQ(fdPrestatGet(guest(), 4, resultAt), Errno::Success);
  EXPECT_EQ(at<Prestat>(resultAt).tag, preopentype::Dir);
  EXPECT_EQ(at<Prestat>(resultAt).nameLength, 11u);
  EXPECT_EQ(fdPrestatDirName(guest(), 4, 100, 10), Errno::NameTooLong);
  EXPECT_EQ(fdPrestatDirName(guest(), 4, 100, 11), Errno::Success);
  EXPECT_EQ(std::memcmp(bytes.get() + 100, "second/name", 11), 0);
  EXPECT_EQ(fdPrestatGet(guest(), 5, resultAt), Errno::BadF);
  w2o_error error;
  EXPECT_FALSE(w2o_wasi_preopen_dir(wasi.get(), "/does/not/exist", "/x", false,
                                    &error));
  EXPECT_EQ(error.kind, W2O_ERROR_ARGUMENT);
  EXPECT_STREQ(error.message, "cannot open directory '/does/not/exist': No "
                              "such file or directory");
  tree.file("file");
  EXPECT_FALSE(w2o_wasi_preopen_dir(wasi.get(), tree.path("file").c_str(),
                                    "/x", false, &error));
}

TEST_F(HostApiTest, StreamsGoOneWay) {
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  ASSERT_TRUE(w2o_wasi_set_stream(wasi.get(), 0, pipes[0], nullptr));
  ASSERT_TRUE(w2o_wasi_set_stream(wasi.get(), 1, pipes[1], nullptr));
  close(pipes[0]);
  close(pipes[1]); // both were duplicated
  EXPECT_EQ(write(1, "through"), Errno::Success);
  EXPECT_EQ(read(0), "through");
  EXPECT_EQ(write(0, "x"), Errno::NotCapable);
  EXPECT_EQ(read(1), "errno 76");
  EXPECT_EQ(fdSeek(guest(), 1, 0, 1, resultAt), Errno::SPipe);
  ASSERT_TRUE(w2o_wasi_set_stream(wasi.get(), 1, -1, nullptr));
  EXPECT_EQ(write(1, "x"), Errno::BadF);
  EXPECT_EQ(read(0), ""); // the writer is gone
  w2o_error error;
  EXPECT_FALSE(w2o_wasi_set_stream(wasi.get(), 3, 0, &error));
  EXPECT_FALSE(w2o_wasi_set_stream(wasi.get(), 0, 100000, &error));
}

TEST_F(HostApiTest, RandomnessCanBeReplaced) {
  EXPECT_EQ(randomGet(guest(), 0, memorySize), Errno::Success);
  EXPECT_EQ(randomGet(guest(), memorySize, 0), Errno::Success);
  EXPECT_EQ(randomGet(guest(), memorySize, 1), Errno::Fault);
  int seed = 5;
  w2o_wasi_set_random(
      wasi.get(),
      [](void *context, void *buffer, size_t length) {
        std::memset(buffer, *static_cast<int *>(context), length);
        return length < 100;
      },
      &seed);
  EXPECT_EQ(randomGet(guest(), 50, 4), Errno::Success);
  EXPECT_EQ(at<uint32_t>(50), 0x05050505u);
  EXPECT_EQ(randomGet(guest(), 50, 100), Errno::Io);
}

TEST_F(HostApiTest, SocketsAcceptSendReceive) {
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::string name = tree.path("sock");
  ASSERT_LT(name.size(), sizeof(address.sun_path));
  std::strcpy(address.sun_path, name.c_str());
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr *>(&address),
                 sizeof(address)),
            0);
  ASSERT_EQ(listen(listener, 1), 0);
  uint32_t fd = 0;
  ASSERT_TRUE(w2o_wasi_preopen_socket(wasi.get(), listener, &fd, nullptr));
  close(listener);
  EXPECT_EQ(fd, 4u);
  int client = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(connect(client, reinterpret_cast<sockaddr *>(&address),
                    sizeof(address)),
            0);
  ASSERT_EQ(sockAccept(guest(), fd, fdflags::NonBlock, resultAt),
            Errno::Success);
  uint32_t connection = at<uint32_t>(resultAt);
  EXPECT_EQ(fdStat(connection).type, FileType::SocketStream);
  EXPECT_EQ(fdStat(connection).flags, fdflags::NonBlock);
  EXPECT_EQ(sockAccept(guest(), fd, 1, resultAt), Errno::Inval);

  auto receive = [&](uint32_t most, uint32_t flags) {
    memory.write(vectorAt, Iovec{bufferAt, most});
    return sockRecv(guest(), connection, vectorAt, 1, flags, resultAt,
                    resultAt + 8);
  };
  EXPECT_EQ(receive(10, 0), Errno::Again);
  ASSERT_EQ(::send(client, "hello", 5, 0), 5);
  EXPECT_EQ(receive(2, riflags::Peek), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 2u);
  EXPECT_EQ(receive(10, 0), Errno::Success);
  EXPECT_EQ(at<uint32_t>(resultAt), 5u);
  EXPECT_EQ(std::memcmp(bytes.get() + bufferAt, "hello", 5), 0);
  EXPECT_EQ(receive(10, 4), Errno::Inval);

  memory.write(vectorAt, Iovec{bufferAt, 5});
  EXPECT_EQ(sockSend(guest(), connection, vectorAt, 1, 0, resultAt),
            Errno::Success);
  EXPECT_EQ(sockSend(guest(), connection, vectorAt, 1, 1, resultAt),
            Errno::Inval);
  char back[5];
  EXPECT_EQ(recv(client, back, 5, 0), 5);
  EXPECT_EQ(sockShutdown(guest(), connection, 0), Errno::Inval);
  EXPECT_EQ(sockShutdown(guest(), connection, sdflags::Wr), Errno::Success);
  EXPECT_EQ(recv(client, back, 5, 0), 0);
  close(client);
  EXPECT_EQ(sockSend(guest(), connection, vectorAt, 1, 0, resultAt),
            Errno::Pipe);

  tree.file("file");
  HostFd file(::open(tree.path("file").c_str(), O_RDONLY));
  EXPECT_FALSE(
      w2o_wasi_preopen_socket(wasi.get(), file.get(), nullptr, nullptr));
}

TEST_F(HostApiTest, CutOffDatagramsAreReported) {
  int sockets[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets), 0);
  uint32_t fd;
  ASSERT_TRUE(w2o_wasi_preopen_socket(wasi.get(), sockets[0], &fd, nullptr));
  ASSERT_EQ(::send(sockets[1], "hello", 5, 0), 5);
  memory.write(vectorAt, Iovec{bufferAt, 2});
  EXPECT_EQ(sockRecv(guest(), fd, vectorAt, 1, 0, resultAt, resultAt + 8),
            Errno::Success);
  EXPECT_EQ(at<uint16_t>(resultAt + 8), roflags::DataTruncated);
  close(sockets[0]);
  close(sockets[1]);
}

/// Calls a function with the same number for all of its parameters.
template <class... Params>
Errno callWithAll(Call &call, Errno (*function)(Call &, Params...),
                  [[maybe_unused]] uint64_t value) {
  return function(call, static_cast<Params>(value)...);
}

TEST_F(HostApiTest, NoArgumentsReachOutsideTheMemory) {
  // Under a sanitizer an access beyond the memory fails the test; without one
  // the calls must at least return.
  const uint64_t values[] = {0,
                             1,
                             3,
                             memorySize - 8,
                             memorySize - 1,
                             memorySize,
                             0x7fffffff,
                             0x80000000,
                             0xfffffff0,
                             0xffffffff,
                             UINT64_MAX};
  for (uint64_t value : values) {
    for (Snapshot snapshot : {Snapshot::Preview1, Snapshot::Unstable}) {
      Call edge = call(snapshot);
#define W2O_WASI(name, implementation, count, parameters)                      \
  if (std::string_view(#name) != "proc_raise")                                 \
    callWithAll(edge, implementation, value);
#include "wasi/Wasi.def"
    }
  }
}

TEST_F(HostApiTest, ResultsThatDoNotFitAreFaults) {
  tree.file("file", "text");
  uint32_t fd = mustOpen("file");
  memory.write(vectorAt, Iovec{bufferAt, 4});
  uint32_t end = memorySize - 2;
  EXPECT_EQ(fdRead(guest(), fd, vectorAt, 1, end), Errno::Fault);
  EXPECT_EQ(read(fd), "text"); // the failed call has not moved anything
  EXPECT_EQ(fdFdStatGet(guest(), fd, end), Errno::Fault);
  EXPECT_EQ(fdFileStatGet(guest(), fd, end), Errno::Fault);
  EXPECT_EQ(fdTell(guest(), fd, end), Errno::Fault);
  EXPECT_EQ(fdSeek(guest(), fd, 0, 0, end), Errno::Fault);
  EXPECT_EQ(clockTimeGet(guest(), 0, 0, end), Errno::Fault);
  EXPECT_EQ(fdReadDir(guest(), preopened, end, 100, 0, resultAt),
            Errno::Fault);
  EXPECT_EQ(pathOpen(guest(), preopened, 0, pathAt, path("new"),
                     oflags::Creat, rights::FdRead, 0, 0, end),
            Errno::Fault);
  EXPECT_FALSE(tree.exists("new"));
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, end, 100), Errno::Fault);
  EXPECT_EQ(pathUnlinkFile(guest(), preopened, 0, 5000), Errno::NameTooLong);
}

} // namespace
