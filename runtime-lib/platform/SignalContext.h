//===- SignalContext.h - Registers of an interrupted thread ---------------===//
//
// The third argument of a signal handler, per system and CPU. Functions here
// are async-signal-safe. The landing's contract is in arch/*.S.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_PLATFORM_SIGNALCONTEXT_H
#define W2O_PLATFORM_SIGNALCONTEXT_H

#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE // register names
#endif

#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

namespace w2o::platform {

/// The program counter, the stack pointer and the first argument register.
struct ContextRegisters {
  uint64_t *pc;
  uint64_t *sp;
  uint64_t *argument;
};

inline ContextRegisters registersOf(void *context) {
  auto *uc = static_cast<ucontext_t *>(context);
  auto at = [](auto &field) { return reinterpret_cast<uint64_t *>(&field); };
#if defined(__linux__) && defined(__x86_64__)
  auto &regs = uc->uc_mcontext.gregs;
  return {at(regs[REG_RIP]), at(regs[REG_RSP]), at(regs[REG_RDI])};
#elif defined(__linux__) && defined(__aarch64__)
  auto &mc = uc->uc_mcontext;
  return {at(mc.pc), at(mc.sp), at(mc.regs[0])};
#elif defined(__linux__) && defined(__riscv)
  auto &regs = uc->uc_mcontext.__gregs; // pc, ra, sp, ... a0 is x10
  return {at(regs[0]), at(regs[2]), at(regs[10])};
#elif defined(__APPLE__) && defined(__x86_64__)
  auto &ss = uc->uc_mcontext->__ss;
  return {at(ss.__rip), at(ss.__rsp), at(ss.__rdi)};
#elif defined(__APPLE__) && defined(__aarch64__)
  auto &ss = uc->uc_mcontext->__ss;
  return {at(ss.__pc), at(ss.__sp), at(ss.__x[0])};
#else
#error "no signal context for this system and CPU"
#endif
}

/// Whether a SIGSEGV or SIGBUS was sent by a process, this one included, rather
/// than raised by an instruction.
inline bool isSentSignal(const siginfo_t &info) {
  // Darwin has a positive number for it.
  return info.si_code <= 0 || info.si_code == SI_USER;
}

inline uintptr_t contextPc(void *context) {
  return uintptr_t(*registersOf(context).pc);
}

/// Makes the thread continue at `landing` as if the interrupted instruction
/// had called it.
inline void redirectToLanding(void *context, uintptr_t landing,
                              uint32_t argument) {
#if defined(__x86_64__)
  constexpr uint64_t instruction = 1;
  constexpr uint64_t redZone = 128; // Functions use it without notice.
#elif defined(__aarch64__)
  constexpr uint64_t instruction = 4;
  constexpr uint64_t redZone = 128; // Darwin only, harmless elsewhere.
#else
  constexpr uint64_t instruction = 2;
  constexpr uint64_t redZone = 0;
#endif
  ContextRegisters registers = registersOf(context);
  uint64_t sp = *registers.sp;
  auto *record =
      reinterpret_cast<uint64_t *>(((sp - redZone) & ~uint64_t(15)) - 16);
  record[0] = sp;
  // Unwinders subtract one from return addresses.
  record[1] = *registers.pc + instruction;
  *registers.sp = uint64_t(uintptr_t(record));
  *registers.pc = uint64_t(landing);
  *registers.argument = argument;
}

} // namespace w2o::platform

#endif // W2O_PLATFORM_SIGNALCONTEXT_H
