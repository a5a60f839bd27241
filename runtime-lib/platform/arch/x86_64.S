//===- x86_64.S - Ways into and out of guest code, x86-64 System V --------===//
//
//   w2o_enter_guest   host -> guest: activation record, registers, call
//   w2o_enter_int, w2o_enter_fp
//                     the same for typed exports
//   w2o_resume        trap -> host: returns from an activation's w2o_enter
//   w2o_host_stub     guest -> host function made by w2o_func_new
//   w2o_fault_landing where the fault handler continues a faulting thread
//
// All of them have full unwind information: a host's C++ exception crosses
// w2o_enter_guest, and a backtrace crosses everything. The offsets are those
// of Activation and ThreadState in core/Thread.h and of w2o_register_frame
// and w2o_vm_head in abi/VmLayout.h; Thread.cpp asserts them.
//
//===----------------------------------------------------------------------===//

#if defined(__x86_64__)

#if defined(__APPLE__)
#define SYMBOL(name) _##name
#else
#define SYMBOL(name) name
#endif

.macro FUNCTION name
  .p2align 4
  .globl \name
#if defined(__APPLE__)
  .private_extern \name
#else
  .hidden \name
  .type \name, @function
#endif
\name:
.endm

#if !defined(__APPLE__)
// Compiled code calls it.
.macro EXPORTED_FUNCTION name
  .p2align 4
  .globl \name
  .type \name, @function
\name:
.endm
#endif

.macro END_FUNCTION name
#if !defined(__APPLE__)
  .size \name, . - \name
#endif
.endm

// Saves the host's registers and makes room for the activation:
//
//   high [ return address ][ rbp rbx r12 r13 r14 r15 ][ Activation ] rsp
//
// Activation: 0 previous, 8 vm, 16 callerLimit, 24 thread, 32 frame.
.macro OPEN_ENTRY
  pushq %rbp
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset rbp, 0
  pushq %rbx
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset rbx, 0
  pushq %r12
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset r12, 0
  pushq %r13
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset r13, 0
  pushq %r14
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset r14, 0
  pushq %r15
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset r15, 0
  subq $56, %rsp
  .cfi_adjust_cfa_offset 56
.endm

// Returns. The registers are the host's already: the guest has kept them.
.macro CLOSE_ENTRY
  addq $104, %rsp
  .cfi_adjust_cfa_offset -104
  .cfi_restore rbp
  .cfi_restore rbx
  .cfi_restore r12
  .cfi_restore r13
  .cfi_restore r14
  .cfi_restore r15
  retq
.endm

// Argument registers to the w2o_register_frame at rsp, aligned to 16.
.macro SAVE_ARGUMENTS
  movq %rdi, (%rsp)
  movq %rsi, 8(%rsp)
  movq %rdx, 16(%rsp)
  movq %rcx, 24(%rsp)
  movq %r8, 32(%rsp)
  movq %r9, 40(%rsp)
  movaps %xmm0, 64(%rsp)
  movaps %xmm1, 80(%rsp)
  movaps %xmm2, 96(%rsp)
  movaps %xmm3, 112(%rsp)
  movaps %xmm4, 128(%rsp)
  movaps %xmm5, 144(%rsp)
  movaps %xmm6, 160(%rsp)
  movaps %xmm7, 176(%rsp)
.endm

// And from the one at rdx.
.macro LOAD_ARGUMENTS
  movups 64(%rdx), %xmm0
  movups 80(%rdx), %xmm1
  movups 96(%rdx), %xmm2
  movups 112(%rdx), %xmm3
  movups 128(%rdx), %xmm4
  movups 144(%rdx), %xmm5
  movups 160(%rdx), %xmm6
  movups 176(%rdx), %xmm7
  movq (%rdx), %rdi
  movq 8(%rdx), %rsi
  movq 24(%rdx), %rcx
  movq 32(%rdx), %r8
  movq 40(%rdx), %r9
  movq 16(%rdx), %rdx
.endm

  .text

// uint32_t w2o_enter_guest(w2o_vm *vm, void (*code)(), w2o_register_frame *,
//                          ThreadState *, uintptr_t callerLimit)
//                          rdi, rsi, rdx, rcx, r8
FUNCTION SYMBOL(w2o_enter_guest)
  .cfi_startproc
#if defined(__APPLE__)
  .cfi_personality 0x9b, SYMBOL(w2o_enter_personality)
#else
  // The routine is in this library: a direct 32-bit distance, which needs no
  // relocation at run time.
  .cfi_personality 0x1b, SYMBOL(w2o_enter_personality)
#endif
  OPEN_ENTRY

  movq (%rcx), %rax
  movq %rax, (%rsp)
  movq %rdi, 8(%rsp)
  movq %r8, 16(%rsp)
  movq %rcx, 24(%rsp)
  movq %rdx, 32(%rsp)
  incq -112(%rdi) // head.entry_depth
  movq %rsp, (%rcx)

  movq %rsi, %rax
  LOAD_ARGUMENTS
  callq *%rax

  movq 32(%rsp), %rdx
  movq %rax, 48(%rdx)
  movups %xmm0, 192(%rdx)
  movq 24(%rsp), %rcx
  movq (%rsp), %rax
  movq %rax, (%rcx)
  movq 8(%rsp), %rdi
  decq -112(%rdi)
  movq 16(%rsp), %rax
  cmpq %rax, -8(%rdi) // head.stack_limit
  jne 2f
1:
  .cfi_remember_state
  xorl %eax, %eax
  CLOSE_ENTRY
2:
  .cfi_restore_state
  movq %rsp, %rdi
  callq SYMBOL(w2o_restore_limits)
  jmp 1b
  .cfi_endproc
END_FUNCTION SYMBOL(w2o_enter_guest)

#if !defined(__APPLE__)
// The same for typed exports: the arguments are in registers already, as the
// guest takes them, with the code in r10. The trap code is returned in the
// register that is not used for the result (docs/Abi.md).
//
// What these entries cost is what they store, so one from a thread that is in
// no guest, on its own stack, writes no activation: a brief call
// (core/Thread.h).
//
// {rax, edx} w2o_enter_int(w2o_vm *vm, ...)
// {xmm0, eax} w2o_enter_fp(w2o_vm *vm, ...)
.macro TYPED_ENTRY name, status
EXPORTED_FUNCTION \name
  .cfi_startproc
  .cfi_personality 0x1b, w2o_enter_personality
  OPEN_ENTRY

  // ThreadState: 0 top, 8 stackLimit, 16 stackSpan, 24 briefVm.
  movq w2o_thread@gottpoff(%rip), %rbx
  cmpq $0, %fs:(%rbx)
  jne 4f
  movq -8(%rdi), %rax // head.stack_limit
  movq %rsp, %r11
  cmpq %fs:8(%rbx), %rax
  jne 4f
  subq %rax, %r11
  cmpq %fs:16(%rbx), %r11
  jae 4f
  movq %rdi, %fs:24(%rbx)
  leaq 1(%rsp), %r11 // briefCall
  movq %r11, %fs:(%rbx)
  callq *%r10
  // The guest has kept rbx.
  movq $0, %fs:(%rbx)
  movq %fs:24(%rbx), %rsi
  movq %fs:8(%rbx), %rdi
  cmpq %rdi, -8(%rsi)
  jne 2f
1:
  .cfi_remember_state
  movq 88(%rsp), %rbx
  xorl %\status, %\status
  CLOSE_ENTRY

  // Another limit than before.
2:
  .cfi_restore_state
  movq %rsi, 8(%rsp)
  movq %rdi, 16(%rsp)
3:
  subq $32, %rsp
  .cfi_adjust_cfa_offset 32
  movq %rax, (%rsp)
  movups %xmm0, 16(%rsp)
  leaq 32(%rsp), %rdi
  callq w2o_restore_limits
  movq (%rsp), %rax
  movups 16(%rsp), %xmm0
  addq $32, %rsp
  .cfi_adjust_cfa_offset -32
  jmp 1b

  // With an activation, as w2o_enter() and w2o_enter_guest do it.
4:
  addq %fs:0, %rbx
  movq -8(%rdi), %r11
  movq %rsp, %rax
  movq %r11, 16(%rsp)
  subq %r11, %rax
  cmpq 8(%rbx), %r11
  jne 6f
  cmpq 16(%rbx), %rax
  jae 6f
5:
  movq (%rbx), %rax
  testq %rax, %rax
  jne 7f
  movq %rax, 24(%rbx) // briefVm: the outermost call is none
7:
  movq %rdi, 8(%rsp)
  movq %rbx, 24(%rsp)
  movq %rax, (%rsp)
  incq -112(%rdi) // head.entry_depth
  movq %rsp, (%rbx)
  callq *%r10
  movq 8(%rsp), %rsi
  movq (%rsp), %rcx
  movq 16(%rsp), %rdi
  movq %rcx, (%rbx)
  decq -112(%rsi)
  cmpq %rdi, -8(%rsi)
  je 1b
  jmp 3b

6:
  subq $192, %rsp
  .cfi_adjust_cfa_offset 192
  SAVE_ARGUMENTS
  movq %r10, 48(%rsp)
  leaq 192(%rsp), %rsi
  callq w2o_prepare_entry
  movq 48(%rsp), %r10
  movq %rsp, %rdx
  LOAD_ARGUMENTS
  addq $192, %rsp
  .cfi_adjust_cfa_offset -192
  testl %eax, %eax
  je 5b
  // Nothing was entered.
  movl %eax, %edx
  movq 88(%rsp), %rbx
  CLOSE_ENTRY
  .cfi_endproc
END_FUNCTION \name
.endm

TYPED_ENTRY w2o_enter_int, edx
TYPED_ENTRY w2o_enter_fp, eax
#endif

// void w2o_resume(Activation *rdi, uint32_t code esi): makes the entry of an
// activation, which has been taken off the thread's list, return a code. All
// entries have the frame of OPEN_ENTRY. Backtrace.cpp knows them by their place
// between w2o_enter_guest and this.
FUNCTION SYMBOL(w2o_resume)
  .cfi_startproc
  movq %rdi, %rsp
  // The dead frames have references in them. They must not be found in parts
  // of later frames that nothing was written to, or a guest that has filled its
  // heap would never be rid of that.
  leaq -2048(%rsp), %rdi
  movl $256, %ecx
  xorl %eax, %eax
  rep stosq
  // Where the code is depends on the kind of entry.
  movl %esi, %eax
  movl %esi, %edx
  addq $56, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  retq
  .cfi_endproc
END_FUNCTION SYMBOL(w2o_resume)

// Code of the func records of host functions: spills the argument registers
// into a w2o_register_frame, and calls w2o_host_dispatch(frame).
FUNCTION SYMBOL(w2o_host_stub)
  .cfi_startproc
  subq $216, %rsp
  .cfi_adjust_cfa_offset 216
  SAVE_ARGUMENTS
  movq %rsp, %rdi
  callq SYMBOL(w2o_host_dispatch)
  movq 48(%rsp), %rax
  movaps 192(%rsp), %xmm0
  addq $216, %rsp
  .cfi_adjust_cfa_offset -216
  retq
  .cfi_endproc
END_FUNCTION SYMBOL(w2o_host_stub)

// The fault handler has set up, with the stack pointer aligned to 16:
//   (rsp)   stack pointer at the fault
//   8(rsp)  address of the faulting instruction + 1, since unwinders take
//           addresses but the innermost for return addresses and subtract 1
//   edi     trap code
// To an unwinder this is a call from the faulting instruction that keeps all
// registers but rsp and rip.
  .p2align 4
  nop // So that a lookup of the first byte minus one stays in here.
FUNCTION SYMBOL(w2o_fault_landing)
  .cfi_startproc
  // The caller's stack pointer is what is stored at (rsp):
  // DW_CFA_def_cfa_expression, 3 bytes: DW_OP_breg7 (rsp) 0; DW_OP_deref
  .cfi_escape 0x0f, 0x03, 0x77, 0x00, 0x06
  // Its address is stored at rsp + 8:
  // DW_CFA_expression, column 16 (rip), 2 bytes: DW_OP_breg7 (rsp) 8
  .cfi_escape 0x10, 0x10, 0x02, 0x77, 0x08
  callq SYMBOL(w2o_fault_trap)
  ud2
  .cfi_endproc
END_FUNCTION SYMBOL(w2o_fault_landing)

#endif // __x86_64__

// In every object, also in one that is empty for this CPU: without it the
// linker makes the stack executable.
#if defined(__ELF__)
  .section .note.GNU-stack, "", %progbits
#endif
