/* A host of its own, for a module that has imports.

   RUN: wasm2obj --prefix=till %{till} -o %t.o
   RUN: mkdir -p %t.include
   RUN: wasm2obj --prefix=till --emit=header %{till} -o %t.include/till.h
   RUN: %cc -I%t.include %s %t.o %rt -o %t
   RUN: %t | FileCheck %s
   CHECK: shown 120
   CHECK-NEXT: shown 1120
   CHECK-NEXT: unreachable in sell
 */
#include "till.h"
#include <stdio.h>

void till__show(w2o_instance *caller, int32_t cents) {
  (void)caller;
  printf("shown %d\n", cents);
}

int main(void) {
  w2o_instance *till = till_instantiate(NULL, NULL);
  if (!till || till_sell(till, 120) || till_sell(till, 1000))
    return 1;
  int32_t trap = till_sell(till, -1);
  const w2o_frame *frames;
  if (w2o_backtrace(till, &frames))
    printf("%s in %.*s\n", w2o_trap_message(trap),
           (int)frames[0].func_name_length, frames[0].func_name);
  w2o_instance_delete(till);
  return 0;
}
