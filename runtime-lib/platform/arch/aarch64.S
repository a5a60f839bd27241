//===- aarch64.S - Ways into and out of guest code, AArch64 ---------------===//
//
// The same four entry points as x86_64.S, which explains them. Offsets are
// those of core/Thread.h and abi/VmLayout.h; Thread.cpp asserts them.
//
//===----------------------------------------------------------------------===//

#if defined(__aarch64__)

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
  .type \name, %function
#endif
\name:
.endm

.macro END_FUNCTION name
#if !defined(__APPLE__)
  .size \name, . - \name
#endif
.endm

  .text

// uint32_t w2o_enter_guest(vm x0, code x1, frame x2, thread x3, limit x4)
//
//   sp + 0    Activation: 0 previous, 8 vm, 16 callerLimit, 24 thread, 32 frame
//   sp + 48   x29 x30, x19-x28, d8-d15
FUNCTION SYMBOL(w2o_enter_guest)
  .cfi_startproc
#if defined(__APPLE__)
  .cfi_personality 0x9b, SYMBOL(w2o_enter_personality)
#else
  .cfi_personality 0x1b, SYMBOL(w2o_enter_personality)
#endif
  sub sp, sp, #208
  .cfi_def_cfa_offset 208
  stp x29, x30, [sp, #48]
  .cfi_offset x29, -160
  .cfi_offset x30, -152
  stp x19, x20, [sp, #64]
  .cfi_offset x19, -144
  .cfi_offset x20, -136
  stp x21, x22, [sp, #80]
  .cfi_offset x21, -128
  .cfi_offset x22, -120
  stp x23, x24, [sp, #96]
  .cfi_offset x23, -112
  .cfi_offset x24, -104
  stp x25, x26, [sp, #112]
  .cfi_offset x25, -96
  .cfi_offset x26, -88
  stp x27, x28, [sp, #128]
  .cfi_offset x27, -80
  .cfi_offset x28, -72
  stp d8, d9, [sp, #144]
  .cfi_offset b8, -64
  .cfi_offset b9, -56
  stp d10, d11, [sp, #160]
  .cfi_offset b10, -48
  .cfi_offset b11, -40
  stp d12, d13, [sp, #176]
  .cfi_offset b12, -32
  .cfi_offset b13, -24
  stp d14, d15, [sp, #192]
  .cfi_offset b14, -16
  .cfi_offset b15, -8
  add x29, sp, #48

  ldr x9, [x3]
  stp x9, x0, [sp]
  stp x4, x3, [sp, #16]
  str x2, [sp, #32]
  ldur x9, [x0, #-112] // head.entry_depth
  add x9, x9, #1
  stur x9, [x0, #-112]
  mov x9, sp
  str x9, [x3]

  mov x9, x1
  mov x10, x2
  ldp q0, q1, [x10, #64]
  ldp q2, q3, [x10, #96]
  ldp q4, q5, [x10, #128]
  ldp q6, q7, [x10, #160]
  ldp x0, x1, [x10]
  ldp x2, x3, [x10, #16]
  ldp x4, x5, [x10, #32]
  blr x9

  ldr x10, [sp, #32]
  str x0, [x10, #48]
  str q0, [x10, #192]
  ldp x9, x10, [sp] // previous, vm
  ldr x11, [sp, #24]
  str x9, [x11]
  ldur x9, [x10, #-112]
  sub x9, x9, #1
  stur x9, [x10, #-112]
  ldr x9, [sp, #16]
  ldur x11, [x10, #-8] // head.stack_limit
  cmp x9, x11
  b.ne 2f
1:
  mov w0, #0
3:
  ldp d14, d15, [sp, #192]
  ldp d12, d13, [sp, #176]
  ldp d10, d11, [sp, #160]
  ldp d8, d9, [sp, #144]
  ldp x27, x28, [sp, #128]
  ldp x25, x26, [sp, #112]
  ldp x23, x24, [sp, #96]
  ldp x21, x22, [sp, #80]
  ldp x19, x20, [sp, #64]
  ldp x29, x30, [sp, #48]
  // The registers have their values of the caller, but stay described as
  // saved, which is as true until the stack pointer moves.
  .cfi_remember_state
  add sp, sp, #208
  .cfi_def_cfa_offset 0
  .cfi_restore x29
  .cfi_restore x30
  .cfi_restore x19
  .cfi_restore x20
  .cfi_restore x21
  .cfi_restore x22
  .cfi_restore x23
  .cfi_restore x24
  .cfi_restore x25
  .cfi_restore x26
  .cfi_restore x27
  .cfi_restore x28
  .cfi_restore b8
  .cfi_restore b9
  .cfi_restore b10
  .cfi_restore b11
  .cfi_restore b12
  .cfi_restore b13
  .cfi_restore b14
  .cfi_restore b15
  ret
2:
  .cfi_restore_state
  mov x0, sp
  bl SYMBOL(w2o_restore_limits)
  b 1b
  .cfi_endproc
END_FUNCTION SYMBOL(w2o_enter_guest)

// void w2o_resume(Activation *x0, uint32_t code w1): makes the
// w2o_enter_guest of an activation, which has been taken off the thread's
// list, return a code.
FUNCTION SYMBOL(w2o_resume)
  .cfi_startproc
  mov sp, x0
  // Clears dead frames: see x86_64.S.
  sub x2, x0, #2048
4:
  stp xzr, xzr, [x2], #16
  cmp x2, x0
  b.ne 4b
  mov w0, w1
  b 3b
  .cfi_endproc
END_FUNCTION SYMBOL(w2o_resume)

FUNCTION SYMBOL(w2o_host_stub)
  .cfi_startproc
  sub sp, sp, #224
  .cfi_def_cfa_offset 224
  stp x29, x30, [sp, #208]
  .cfi_offset x29, -16
  .cfi_offset x30, -8
  add x29, sp, #208
  stp x0, x1, [sp]
  stp x2, x3, [sp, #16]
  stp x4, x5, [sp, #32]
  stp q0, q1, [sp, #64]
  stp q2, q3, [sp, #96]
  stp q4, q5, [sp, #128]
  stp q6, q7, [sp, #160]
  mov x0, sp
  bl SYMBOL(w2o_host_dispatch)
  ldr x0, [sp, #48]
  ldr q0, [sp, #192]
  ldp x29, x30, [sp, #208]
  add sp, sp, #224
  .cfi_def_cfa_offset 0
  .cfi_restore x29
  .cfi_restore x30
  ret
  .cfi_endproc
END_FUNCTION SYMBOL(w2o_host_stub)

// As on x86-64: the stack pointer and the address (+ 4, one instruction) of
// the fault are at [sp]. The unwinder's return column is x30, so the faulting
// function's own x30 is not described: where it is a leaf that has not saved
// its x30, the backtrace names it, but may miss its callers.
FUNCTION SYMBOL(w2o_fault_landing)
  .cfi_startproc
  // DW_CFA_def_cfa_expression, 3 bytes: DW_OP_breg31 (sp) 0; DW_OP_deref
  .cfi_escape 0x0f, 0x03, 0x8f, 0x00, 0x06
  // DW_CFA_expression, column 30 (x30), 2 bytes: DW_OP_breg31 (sp) 8
  .cfi_escape 0x10, 0x1e, 0x02, 0x8f, 0x08
  bl SYMBOL(w2o_fault_trap)
  brk #1
  .cfi_endproc
END_FUNCTION SYMBOL(w2o_fault_landing)

#endif // __aarch64__

// In every object, also in one that is empty for this CPU: without it the
// linker makes the stack executable.
#if defined(__ELF__)
  .section .note.GNU-stack, "", %progbits
#endif
