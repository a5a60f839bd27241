//===- CrashHandler.cpp - Says where a script crashed the process ---------===//

#include "CrashHandler.h"
#include <csignal>
#include <initializer_list>
#include <unistd.h>

namespace w2o::spectest {

static volatile unsigned currentLine = 0;

// Only write() and _exit() here: the process is broken.
static void reportCrash(int signal) {
  char text[] = "crashed: signal 00 in the command at line 0000000\n";
  auto put = [](char *digits, unsigned width, unsigned value) {
    for (unsigned i = width; i-- > 0; value /= 10)
      digits[i] = char('0' + value % 10);
  };
  put(text + 16, 2, unsigned(signal));
  put(text + sizeof text - 9, 7, currentLine);
  ssize_t ignored = write(STDOUT_FILENO, text, sizeof text - 1);
  (void)ignored;
  _exit(128 + signal);
}

static void install(int signal) {
  struct sigaction action {};
  action.sa_handler = reportCrash;
  action.sa_flags = SA_ONSTACK;
  sigaction(signal, &action, nullptr);
}

void installCrashHandler() {
  static char stack[64 * 1024];
  stack_t alternate{};
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof stack;
  sigaltstack(&alternate, nullptr);
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
    install(signal);
}

void enterCommand(unsigned line) {
  currentLine = line;
  install(SIGABRT);
}

} // namespace w2o::spectest
