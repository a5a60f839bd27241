/* http.h - The HTTP side of the server, on libmicrohttpd.
 *
 * A thread for each connection: a guest that takes its time delays nobody on
 * another one, and the kernel shares the processors out.
 */
#ifndef HTTP_H
#define HTTP_H

#include "executor.h"

#include <netinet/in.h>

struct http_config {
  struct sockaddr_in address; /* port 0: one that is free */
  unsigned connections;       /* at a time; one more is closed at once */
  unsigned timeout_s;         /* of an idle or slow connection */
  struct limits limits;
  const struct executor *executor;
};

/* The port, or 0 after a message on standard error. */
unsigned http_start(const struct http_config *config);
/* Accepts no more connections, waits for the requests that are there, for
   `seconds` at most, and closes all. Prints what was done to standard error. */
void http_stop(unsigned seconds);

#endif
