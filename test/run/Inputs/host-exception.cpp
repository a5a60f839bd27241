#include "app.h"
#include <cstdio>

struct Failure {
  int code;
};

void env__fail(w2o_instance *, int32_t code) { throw Failure{code}; }

int main() {
  AppInstance app;
  try {
    app.recurse(100);
  } catch (const Failure &failure) {
    std::printf("caught %d\n", failure.code);
  }
  try {
    app.trap();
  } catch (const w2o::Trap &trap) {
    std::printf("trap: %s\n", trap.what());
  }
  try {
    app.fail_now();
  } catch (const Failure &failure) {
    std::printf("caught %d\n", failure.code);
  }
}
