//===- PollTest.cpp - Clocks and poll_oneoff ------------------------------===//

#include "GuestFixture.h"

#include <chrono>
#include <sys/socket.h>

using namespace w2o::wasi;

namespace {

class PollTest : public GuestTest {
protected:
  static constexpr uint32_t subscriptionsAt = 4096;
  static constexpr uint32_t eventsAt = 10000;

  void clock(uint32_t index, uint64_t userData, uint64_t timeout,
             uint32_t id = clockid::Monotonic, uint16_t flags = 0) {
    Subscription subscription = {};
    subscription.userData = userData;
    subscription.tag = eventtype::Clock;
    subscription.id = id;
    subscription.timeout = timeout;
    subscription.flags = flags;
    memory.write(subscriptionsAt + index * 48, subscription);
  }
  void descriptor(uint32_t index, uint64_t userData, uint8_t type,
                  uint32_t fd) {
    Subscription subscription = {};
    subscription.userData = userData;
    subscription.tag = type;
    subscription.id = fd;
    memory.write(subscriptionsAt + index * 48, subscription);
  }
  std::vector<Event> poll(uint32_t count) {
    EXPECT_EQ(
        pollOneOff(guest(), subscriptionsAt, eventsAt, count, resultAt),
        Errno::Success);
    std::vector<Event> events;
    for (uint32_t i = 0; i < at<uint32_t>(resultAt); ++i)
      events.push_back(at<Event>(eventsAt + i * 32));
    return events;
  }
  uint32_t give(int hostFd) {
    DescriptorRef reference;
    EXPECT_EQ(wasi->hostFiles.adopt(HostFd(hostFd), ~Rights{0}, ~Rights{0},
                                    reference),
              0);
    uint32_t fd = 0;
    EXPECT_EQ(wasi->descriptors.insert(std::move(reference), 3, fd),
              Errno::Success);
    return fd;
  }
  static uint64_t elapsed(std::chrono::steady_clock::time_point since) {
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::steady_clock::now() - since)
            .count());
  }
};

TEST_F(PollTest, SleepsAtLeastAsLongAsAsked) {
  auto begin = std::chrono::steady_clock::now();
  clock(0, 7, 20'000'000);
  auto events = poll(1);
  EXPECT_GE(elapsed(begin), 20'000'000u);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userData, 7u);
  EXPECT_EQ(events[0].type, eventtype::Clock);
  EXPECT_EQ(events[0].error, Errno::Success);
}

TEST_F(PollTest, ReportsOnlyTheClocksThatAreDue) {
  clock(0, 1, 3'600'000'000'000);
  clock(1, 2, 1'000'000);
  clock(2, 3, UINT64_MAX);
  clock(3, 4, 1'000'000, clockid::Realtime);
  auto events = poll(4);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].userData, 2u);
  EXPECT_EQ(events[1].userData, 4u);
}

TEST_F(PollTest, AbsoluteTimesInThePastAreDue) {
  clock(0, 1, 1, clockid::Realtime, subclockflags::AbsTime);
  clock(1, 2, 1, clockid::Monotonic, subclockflags::AbsTime);
  EXPECT_EQ(poll(2).size(), 2u);
}

TEST_F(PollTest, AReplacedClockDoesNotHangAWait) {
  w2o_wasi_set_clock(
      wasi.get(), [](void *, uint32_t) -> uint64_t { return 1000; }, nullptr);
  auto begin = std::chrono::steady_clock::now();
  clock(0, 1, 5'001'000, clockid::Realtime, subclockflags::AbsTime);
  EXPECT_EQ(poll(1).size(), 1u);
  EXPECT_GE(elapsed(begin), 5'000'000u);
}

TEST_F(PollTest, BadSubscriptionsAreReportedAtOnce) {
  clock(0, 1, 3'600'000'000'000);
  clock(1, 2, 1, 9);
  clock(2, 3, 1, clockid::ThreadCpuTime);
  descriptor(3, 4, eventtype::FdRead, 99);
  descriptor(4, 5, 17, 0);
  auto events = poll(5);
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[0].error, Errno::Inval);
  EXPECT_EQ(events[1].error, Errno::NotSup);
  EXPECT_EQ(events[2].error, Errno::BadF);
  EXPECT_EQ(events[3].error, Errno::Inval);
  EXPECT_EQ(pollOneOff(guest(), subscriptionsAt, eventsAt, 0, resultAt),
            Errno::Inval);
}

TEST_F(PollTest, DescriptorsReportWhatCanBeRead) {
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  uint32_t reader = give(pipes[0]);
  uint32_t writer = give(pipes[1]);
  descriptor(0, 1, eventtype::FdRead, reader);
  descriptor(1, 2, eventtype::FdWrite, writer);
  clock(2, 3, 3'600'000'000'000);
  auto events = poll(3);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userData, 2u);
  ASSERT_EQ(::write(pipes[1], "12345", 5), 5);
  events = poll(1);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userData, 1u);
  EXPECT_EQ(events[0].bytes, 5u);
  EXPECT_EQ(events[0].flags, 0);
  EXPECT_EQ(fdClose(guest(), writer), Errno::Success);
  events = poll(1);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].flags, eventrwflags::HangUp);
}

TEST_F(PollTest, RegularFilesAreAlwaysReady) {
  tree.file("file", "1234567");
  uint32_t fd = mustOpen("file");
  EXPECT_EQ(read(fd, 3), "123");
  descriptor(0, 1, eventtype::FdRead, fd);
  descriptor(1, 2, eventtype::FdWrite, fd);
  auto events = poll(2);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].bytes, 4u);
}

TEST_F(PollTest, WritingToABrokenPipeIsAnError) {
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  close(pipes[0]);
  uint32_t writer = give(pipes[1]);
  descriptor(0, 1, eventtype::FdWrite, writer);
  auto events = poll(1);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].error, Errno::Pipe);
  // Without the signal that would end this test.
  EXPECT_EQ(write(writer, "x"), Errno::Pipe);
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
}

TEST_F(PollTest, SnapshotZeroHasLargerSubscriptions) {
  Subscription0 first = {};
  first.userData = 11;
  first.tag = eventtype::Clock;
  first.identifierOrFd = 99;
  first.clock = clockid::Monotonic;
  first.timeout = 1'000'000;
  Subscription0 second = {};
  second.userData = 12;
  second.tag = eventtype::FdRead;
  tree.file("file", "123");
  second.identifierOrFd = mustOpen("file");
  memory.write(subscriptionsAt, first);
  memory.write(subscriptionsAt + 56, second);
  ASSERT_EQ(pollOneOff(oldGuest(), subscriptionsAt, eventsAt, 2, resultAt),
            Errno::Success);
  ASSERT_EQ(at<uint32_t>(resultAt), 1u);
  EXPECT_EQ(at<Event>(eventsAt).userData, 12u);
  EXPECT_EQ(at<Event>(eventsAt).bytes, 3u);
  ASSERT_EQ(pollOneOff(oldGuest(), subscriptionsAt, eventsAt, 1, resultAt),
            Errno::Success);
  ASSERT_EQ(at<uint32_t>(resultAt), 1u);
  EXPECT_EQ(at<Event>(eventsAt).userData, 11u);
  EXPECT_EQ(at<Event>(eventsAt).error, Errno::Success);
}

TEST_F(PollTest, ClocksAdvanceAndHaveAResolution) {
  for (uint32_t id = 0; id <= clockid::ThreadCpuTime; ++id) {
    ASSERT_EQ(clockTimeGet(guest(), id, 0, resultAt), Errno::Success);
    uint64_t before = at<uint64_t>(resultAt);
    ASSERT_EQ(clockTimeGet(guest(), id, 0, resultAt), Errno::Success);
    EXPECT_GE(at<uint64_t>(resultAt), before);
    ASSERT_EQ(clockResGet(guest(), id, resultAt), Errno::Success);
    EXPECT_GT(at<uint64_t>(resultAt), 0u);
  }
  EXPECT_EQ(clockTimeGet(guest(), 4, 0, resultAt), Errno::Inval);
  EXPECT_EQ(clockResGet(guest(), UINT32_MAX, resultAt), Errno::Inval);
}

} // namespace
