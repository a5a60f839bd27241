/* cgi.h - The Common Gateway Interface, RFC 3875: what a program is told of a
 * request, and what it answers. Nothing here knows of sockets or instances.
 */
#ifndef CGI_H
#define CGI_H

#include "executor.h"

/* Numbers that no client and no guest may exceed. */
enum { MAX_VARIABLES = 120, MAX_FIELDS = 64, MAX_HEAD = 16384 };

/* The meta-variables of a request. */
struct variables {
  const char *list[MAX_VARIABLES + 1]; /* terminated by NULL */
  size_t count;
  char text[5 * MAX_HEAD]; /* what `list` points into */
  size_t used;
  bool overflow; /* something did not fit: the request must not be run */
};

void variables_add(struct variables *variables, const char *name,
                   const char *value);
/* A header field of the request as HTTP_NAME; those that are not the program's
   business, or could be taken for others, are left out. */
void variables_add_field(struct variables *variables, const char *name,
                         const char *value);
/* PATH_INFO, QUERY_STRING and REQUEST_URI. False when the target is no path, or
   a part of it cannot be a string. */
bool variables_add_target(struct variables *variables, const char *target);

struct field {
  const char *name, *value;
};

/* A document response (section 6.2.1) with its head taken apart. */
struct answer {
  unsigned status;
  struct field fields[MAX_FIELDS]; /* without Status */
  size_t num_fields;
  char *body; /* points into the reply, as the fields do */
  size_t body_size;
};

/* Takes the head apart, in place. NULL, or what is wrong with it. */
const char *answer_parse(struct answer *answer, struct reply *reply);

#endif
