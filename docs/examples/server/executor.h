/* executor.h - What the HTTP side wants done for a request.
 *
 * A request is a list of meta-variables and a body, the reply the bytes that
 * the program wrote: CGI, RFC 3875. Who runs the program is behind three
 * functions: sandbox.c makes an instance, process.c a process. All memory is
 * the caller's. execute() is called on many threads at a time.
 */
#ifndef EXECUTOR_H
#define EXECUTOR_H

#include <stdbool.h>
#include <stddef.h>

/* What a request may use; all are set. */
struct limits {
  unsigned deadline_ms;
  unsigned memory_pages; /* of 64 KiB */
  unsigned instances;    /* at a time */
  size_t stack_size;
  size_t body_size;
  size_t reply_size;
};

struct request {
  const char *const *variables; /* NAME=VALUE, and NULL at the end */
  size_t num_variables;
  const char *body;
  size_t body_size;
};

enum outcome {
  OUTCOME_DONE,
  OUTCOME_FAILED, /* trapped, killed, or ended with a status other than 0 */
  OUTCOME_LATE,   /* stopped at the deadline */
  OUTCOME_BUSY    /* nothing to run it with at the moment */
};

struct reply {
  char *bytes; /* by malloc(), what the program wrote; the caller frees */
  size_t size, capacity, limit;
  bool too_large;
  char said[200]; /* the beginning of what it wrote to standard error */
  size_t said_size;
  char why[300]; /* unless OUTCOME_DONE; may hold names that the guest chose */
};

/* Of cgi.c: adds bytes of the program. False beyond the limit. */
bool reply_write(struct reply *reply, const void *bytes, size_t size);
void reply_say(struct reply *reply, const void *bytes, size_t size);

struct executor {
  /* False after a message on standard error. */
  bool (*start)(const struct limits *limits, const char *program);
  enum outcome (*execute)(const struct request *request, struct reply *reply);
  /* When no request is left. False when something was not given back. */
  bool (*stop)(void);
};

extern const struct executor sandbox_executor, process_executor;

#endif
