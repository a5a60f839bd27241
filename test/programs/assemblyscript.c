/* A guest in AssemblyScript, and its host: `env.abort` tells what was thrown,
   with the guest's strings, and ends the call.
   REQUIRES: assemblyscript, x86_64, linux
   RUN: rm -rf %t.dir && mkdir %t.dir
   RUN: %asc %S/Inputs/program.ts -O --runtime incremental -o %t.dir/guest.wasm
   RUN: wasm2obj %t.dir/guest.wasm -o %t.dir/guest.o
   RUN: wasm2obj --emit=header %t.dir/guest.wasm -o %t.dir/guest.h
   RUN: %cc -Wall -Werror -I%t.dir -I%inc %s %t.dir/guest.o %rt/libw2o_rt.a -pthread -o %t
   RUN: %t | FileCheck %s
   CHECK: add 3
   CHECK-NEXT: add 8
   CHECK-NEXT: churn 13734624
   CHECK-NEXT: pick 25
   CHECK-NEXT: abort: Index out of range
   CHECK-NEXT: trap: AssemblyScript: abort
   CHECK-NEXT: abort: less than nothing of kind 1
   CHECK-NEXT: trap: AssemblyScript: abort
   CHECK-NEXT: add 1
 */
#include "guest.h"
#include <stdio.h>
#include <string.h>

/* UTF-16 with its length in bytes in front; here ASCII is all there is. */
static void print_string(w2o_instance *guest, uint32_t at) {
  w2o_memory *memory = guest_memory(guest);
  uint32_t size = 0;
  const void *length = at >= 4 ? w2o_memory_at(memory, at - 4, 4) : NULL;
  if (length)
    memcpy(&size, length, sizeof size);
  const unsigned char *text = w2o_memory_at(memory, at, size);
  for (uint32_t i = 0; text && i + 1 < size; i += 2)
    putchar(text[i]);
}

void env__abort(w2o_instance *caller, int32_t message, int32_t file,
                int32_t line, int32_t column) {
  (void)file, (void)line, (void)column;
  printf("abort: ");
  print_string(caller, (uint32_t)message);
  putchar('\n');
  w2o_trap(caller, "AssemblyScript: abort");
}

static void say(const char *name, w2o_instance *guest, int32_t trap,
                const int32_t *result) {
  w2o_error error;
  if (trap == 0) {
    printf("%s %d\n", name, *result);
    return;
  }
  w2o_last_error(guest, &error);
  printf("trap: %s\n", error.message);
}

int main(void) {
  w2o_config config = {.max_memory_pages = 8};
  w2o_error error;
  w2o_instance *guest = guest_instantiate(&config, &error);
  if (!guest) {
    puts(error.message);
    return 1;
  }
  int32_t number = 0;
  say("add", guest, guest_add(guest, 1, 3, &number), &number);
  say("add", guest, guest_add(guest, 1, 5, &number), &number);
  say("churn", guest, guest_churn(guest, 20000, &number), &number);
  say("pick", guest, guest_pick(guest, 1, &number), &number);
  say("pick", guest, guest_pick(guest, 2, &number), &number);
  say("add", guest, guest_add(guest, 1, -9, &number), &number);
  say("add", guest, guest_add(guest, 2, 1, &number), &number);
  w2o_instance_delete(guest);
  return 0;
}
