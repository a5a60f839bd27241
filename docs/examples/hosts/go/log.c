/* log.c - The import "host" "log". A trap leaves from C, when Go's function
   has returned: no frame of Go is ever jumped over. */
#include "expand.h"

bool hostLog(w2o_instance *caller, int32_t at, int32_t size);

void host__log(w2o_instance *caller, int32_t at, int32_t size) {
  if (!hostLog(caller, at, size))
    w2o_trap(caller, "log: not in the guest's memory");
}
