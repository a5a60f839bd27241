//===- riscv64.S - Ways into and out of guest code, RISC-V LP64D ----------===//
//
// The same four entry points as x86_64.S, which explains them. Offsets are
// those of core/Thread.h and abi/VmLayout.h; Thread.cpp asserts them. Floats
// use the low 8 bytes of their 16-byte slots.
//
//===----------------------------------------------------------------------===//

#if defined(__riscv) && __riscv_xlen == 64

.macro FUNCTION name
  .p2align 2
  .globl \name
  .hidden \name
  .type \name, @function
\name:
.endm

.macro END_FUNCTION name
  .size \name, . - \name
.endm

// Saves or loads one callee-saved register, with its description.
.macro SAVE register, at
  sd \register, \at(sp)
  .cfi_offset \register, \at - 256
.endm
.macro SAVE_FLOAT register, at
  fsd \register, \at(sp)
  .cfi_offset \register, \at - 256
.endm
.macro LOAD register, at
  ld \register, \at(sp)
  .cfi_restore \register
.endm
.macro LOAD_FLOAT register, at
  fld \register, \at(sp)
  .cfi_restore \register
.endm

  .text

// uint32_t w2o_enter_guest(vm a0, code a1, frame a2, thread a3, limit a4)
//
//   sp + 0    Activation: 0 previous, 8 vm, 16 callerLimit, 24 thread, 32 frame
//   sp + 48   ra, s0-s11, fs0-fs11
FUNCTION w2o_enter_guest
  .cfi_startproc
  .cfi_personality 0x1b, w2o_enter_personality
  addi sp, sp, -256
  .cfi_def_cfa_offset 256
  SAVE ra, 48
  SAVE s0, 56
  SAVE s1, 64
  SAVE s2, 72
  SAVE s3, 80
  SAVE s4, 88
  SAVE s5, 96
  SAVE s6, 104
  SAVE s7, 112
  SAVE s8, 120
  SAVE s9, 128
  SAVE s10, 136
  SAVE s11, 144
  SAVE_FLOAT fs0, 152
  SAVE_FLOAT fs1, 160
  SAVE_FLOAT fs2, 168
  SAVE_FLOAT fs3, 176
  SAVE_FLOAT fs4, 184
  SAVE_FLOAT fs5, 192
  SAVE_FLOAT fs6, 200
  SAVE_FLOAT fs7, 208
  SAVE_FLOAT fs8, 216
  SAVE_FLOAT fs9, 224
  SAVE_FLOAT fs10, 232
  SAVE_FLOAT fs11, 240

  ld t0, 0(a3)
  sd t0, 0(sp)
  sd a0, 8(sp)
  sd a4, 16(sp)
  sd a3, 24(sp)
  sd a2, 32(sp)
  ld t0, -112(a0) // head.entry_depth
  addi t0, t0, 1
  sd t0, -112(a0)
  sd sp, 0(a3)

  mv t0, a1
  mv t1, a2
  fld fa0, 64(t1)
  fld fa1, 80(t1)
  fld fa2, 96(t1)
  fld fa3, 112(t1)
  fld fa4, 128(t1)
  fld fa5, 144(t1)
  fld fa6, 160(t1)
  fld fa7, 176(t1)
  ld a0, 0(t1)
  ld a1, 8(t1)
  ld a2, 16(t1)
  ld a3, 24(t1)
  ld a4, 32(t1)
  ld a5, 40(t1)
  jalr t0

  ld t1, 32(sp)
  sd a0, 48(t1)
  fsd fa0, 192(t1)
  ld t0, 0(sp)
  ld t1, 24(sp)
  sd t0, 0(t1)
  ld t1, 8(sp)
  ld t0, -112(t1)
  addi t0, t0, -1
  sd t0, -112(t1)
  ld t0, 16(sp)
  ld t1, -8(t1) // head.stack_limit
  bne t0, t1, 2f
1:
  li a0, 0
3:
  .cfi_remember_state
  LOAD ra, 48
  LOAD s0, 56
  LOAD s1, 64
  LOAD s2, 72
  LOAD s3, 80
  LOAD s4, 88
  LOAD s5, 96
  LOAD s6, 104
  LOAD s7, 112
  LOAD s8, 120
  LOAD s9, 128
  LOAD s10, 136
  LOAD s11, 144
  LOAD_FLOAT fs0, 152
  LOAD_FLOAT fs1, 160
  LOAD_FLOAT fs2, 168
  LOAD_FLOAT fs3, 176
  LOAD_FLOAT fs4, 184
  LOAD_FLOAT fs5, 192
  LOAD_FLOAT fs6, 200
  LOAD_FLOAT fs7, 208
  LOAD_FLOAT fs8, 216
  LOAD_FLOAT fs9, 224
  LOAD_FLOAT fs10, 232
  LOAD_FLOAT fs11, 240
  addi sp, sp, 256
  .cfi_def_cfa_offset 0
  ret
2:
  .cfi_restore_state
  mv a0, sp
  call w2o_restore_limits
  j 1b
  .cfi_endproc
END_FUNCTION w2o_enter_guest

// void w2o_resume(Activation *a0, uint32_t code a1): makes the
// w2o_enter_guest of an activation, which has been taken off the thread's
// list, return a code.
FUNCTION w2o_resume
  .cfi_startproc
  mv sp, a0
  // Clears dead frames: see x86_64.S.
  addi t0, a0, -2048
4:
  sd zero, 0(t0)
  addi t0, t0, 8
  bne t0, a0, 4b
  mv a0, a1
  j 3b
  .cfi_endproc
END_FUNCTION w2o_resume

FUNCTION w2o_host_stub
  .cfi_startproc
  addi sp, sp, -224
  .cfi_def_cfa_offset 224
  sd ra, 216(sp)
  .cfi_offset ra, -8
  sd a0, 0(sp)
  sd a1, 8(sp)
  sd a2, 16(sp)
  sd a3, 24(sp)
  sd a4, 32(sp)
  sd a5, 40(sp)
  fsd fa0, 64(sp)
  fsd fa1, 80(sp)
  fsd fa2, 96(sp)
  fsd fa3, 112(sp)
  fsd fa4, 128(sp)
  fsd fa5, 144(sp)
  fsd fa6, 160(sp)
  fsd fa7, 176(sp)
  mv a0, sp
  call w2o_host_dispatch
  ld a0, 48(sp)
  fld fa0, 192(sp)
  ld ra, 216(sp)
  .cfi_restore ra
  addi sp, sp, 224
  .cfi_def_cfa_offset 0
  ret
  .cfi_endproc
END_FUNCTION w2o_host_stub

// As on AArch64: the unwinder's return column is ra, so the faulting
// function's own ra is not described.
FUNCTION w2o_fault_landing
  .cfi_startproc
  // DW_CFA_def_cfa_expression, 3 bytes: DW_OP_breg2 (sp) 0; DW_OP_deref
  .cfi_escape 0x0f, 0x03, 0x72, 0x00, 0x06
  // DW_CFA_expression, column 1 (ra), 2 bytes: DW_OP_breg2 (sp) 8
  .cfi_escape 0x10, 0x01, 0x02, 0x72, 0x08
  call w2o_fault_trap
  ebreak
  .cfi_endproc
END_FUNCTION w2o_fault_landing

#endif // __riscv

// In every object, also in one that is empty for this CPU: without it the
// linker makes the stack executable.
#if defined(__ELF__)
  .section .note.GNU-stack, "", %progbits
#endif
