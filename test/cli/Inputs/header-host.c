#include "app.h"
#include <stdio.h>

void env__log(w2o_instance *caller, int32_t at, int32_t length) {
  const char *text = w2o_memory_at(app_memory(caller), (uint32_t)at,
                                   (uint32_t)length);
  if (!text)
    w2o_trap(caller, "bad pointer");
  printf("guest says: %.*s\n", (int)length, text);
}

void env__wide(w2o_instance *caller, int32_t p0, int32_t *r0, int64_t *r1) {
  (void)caller;
  *r0 = p0 + 1;
  *r1 = -p0;
}

int main(void) {
  w2o_error error;
  w2o_instance *app = app_instantiate(NULL, &error);
  if (!app) {
    printf("error: %s\n", error.message);
    return 1;
  }
  int32_t first, second;
  int64_t wide;
  if (app_greet(app, &first, &wide) != 0 || first != 8 || wide != -7)
    return 2;
  if (app_add(app, 20, 22, &first) != 0)
    return 3;
  printf("add: %d\n", first);
  if (app_divmod(app, 17, 5, &first, &second) != 0)
    return 4;
  printf("divmod: %d %d\n", first, second);
  int32_t code = app_divmod(app, 1, 0, &first, &second);
  w2o_last_error(app, &error);
  printf("trap %d: %s\n", code, error.message);
  const w2o_frame *frames;
  if (w2o_backtrace(app, &frames) != 1)
    return 5;
  printf("frame: %.*s\n", (int)frames[0].func_name_length,
         frames[0].func_name);
  printf("counter: %d\n", w2o_global_get(app_counter(app)).i32);
  w2o_instance_delete(app);
  return 0;
}
