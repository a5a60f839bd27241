/* nothing.c - The example of a server without a guest
 *
 * An executor (docs/examples/server/executor.h) that answers what the guest
 * does to /hello: what is left of a request is HTTP, the head of the answer and
 * this client, and the difference to others is what they cost.
 */
#include "executor.h"

static bool start(const struct limits *limits, const char *program) {
  (void)limits;
  (void)program;
  return true;
}

static enum outcome execute(const struct request *request,
                            struct reply *reply) {
  static const char answer[] =
      "Content-Type: text/plain\n\nhello 127.0.0.1, request 1\n";
  (void)request;
  reply_write(reply, answer, sizeof answer - 1);
  return OUTCOME_DONE;
}

static bool stop(void) { return true; }

const struct executor sandbox_executor = {start, execute, stop};
