/* http.c - Requests from libmicrohttpd to an executor and back.
 *
 * A request is read to its end, within the limit, before anything is run for
 * it: a slow client holds a connection and nothing else. The reply is complete
 * before the first byte of it is sent, so a guest that fails in the middle
 * never leaves half an answer.
 */
#include "http.h"

#include "cgi.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct exchange {
  bool begun;
  unsigned refused; /* a status, once it is clear that nothing will be run */
  char *body;
  size_t body_size, body_capacity;
  bool has_target;
  struct variables variables;
};

static struct http_config config;
static struct MHD_Daemon *http_daemon;
static atomic_bool draining;
static atomic_uint active;
static atomic_ulong requests, failures;

/* ---- the log */

/* One line for a request that was not answered by the guest. Everything in it
   comes from a client or a guest, so nothing but printable ASCII is written. */
static void log_failure(const struct exchange *exchange, unsigned status,
                        const char *why, const struct reply *reply) {
  char line[1024];
  const char *method = "?", *target = "?";
  for (size_t i = 0; i < exchange->variables.count; ++i) {
    const char *variable = exchange->variables.list[i];
    if (!strncmp(variable, "REQUEST_METHOD=", 15))
      method = variable + 15;
    else if (!strncmp(variable, "REQUEST_URI=", 12))
      target = variable + 12;
  }
  int length =
      snprintf(line, sizeof line - 1, "%.20s %.200s %u: %s%s%.*s", method,
               target, status, why, reply && reply->said_size ? "; said: " : "",
               reply ? (int)reply->said_size : 0, reply ? reply->said : "");
  if (length < 0)
    return;
  if ((size_t)length > sizeof line - 2)
    length = sizeof line - 2;
  for (int i = 0; i < length; ++i)
    if (line[i] < ' ' || line[i] > '~')
      line[i] = '?';
  line[length] = '\n';
  ssize_t written = write(STDERR_FILENO, line, (size_t)length + 1);
  (void)written;
  atomic_fetch_add(&failures, 1);
}

/* ---- answers */

static const char *reason(unsigned status) {
  switch (status) {
  case 400:
    return "bad request";
  case 413:
    return "the body is too large";
  case 431:
    return "too many header fields";
  case 500:
    return "the program failed";
  case 502:
    return "the program's answer makes no sense";
  case 503:
    return "too busy";
  default:
    return "the program took too long";
  }
}

static enum MHD_Result queue(struct MHD_Connection *connection, unsigned status,
                             struct MHD_Response *response) {
  if (atomic_load(&draining))
    MHD_add_response_header(response, "Connection", "close");
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection,
                              unsigned status) {
  char text[80];
  int length = snprintf(text, sizeof text, "%u %s\n", status, reason(status));
  struct MHD_Response *response = MHD_create_response_from_buffer(
      (size_t)length, text, MHD_RESPMEM_MUST_COPY);
  if (!response)
    return MHD_NO;
  MHD_add_response_header(response, "Content-Type", "text/plain");
  return queue(connection, status, response);
}

/* Hands the bytes of the reply on; they are freed with the response. */
static enum MHD_Result deliver(struct MHD_Connection *connection,
                               const struct answer *answer,
                               struct reply *reply) {
  struct MHD_Response *response =
      MHD_create_response_from_buffer_with_free_callback_cls(
          answer->body_size, answer->body, free, reply->bytes);
  if (!response) {
    free(reply->bytes);
    return MHD_NO;
  }
  for (size_t i = 0; i < answer->num_fields; ++i)
    MHD_add_response_header(response, answer->fields[i].name,
                            answer->fields[i].value);
  return queue(connection, answer->status, response);
}

static enum MHD_Result run(struct MHD_Connection *connection,
                           struct exchange *exchange) {
  struct request request = {exchange->variables.list, exchange->variables.count,
                            exchange->body, exchange->body_size};
  struct reply reply = {.limit = config.limits.reply_size};
  struct answer answer;
  unsigned status = 0;
  const char *why = reply.why;
  switch (config.executor->execute(&request, &reply)) {
  case OUTCOME_FAILED:
    status = 500;
    break;
  case OUTCOME_LATE:
    status = 504;
    break;
  case OUTCOME_BUSY:
    status = 503;
    break;
  case OUTCOME_DONE:
    break;
  }
  if (reply.too_large) {
    status = 502;
    why = "the reply is too large";
  } else if (!status && (why = answer_parse(&answer, &reply))) {
    status = 502;
  }
  if (!status)
    return deliver(connection, &answer, &reply);
  log_failure(exchange, status, why, &reply);
  free(reply.bytes);
  return refuse(connection, status);
}

/* ---- requests */

/* The first that is known of a request: its target as it was sent. */
static void *on_target(void *context, const char *target,
                       struct MHD_Connection *connection) {
  (void)context;
  (void)connection;
  struct exchange *exchange = malloc(sizeof *exchange);
  if (!exchange)
    return NULL;
  atomic_fetch_add(&active, 1);
  exchange->begun = false;
  exchange->refused = 0;
  exchange->body = NULL;
  exchange->body_size = exchange->body_capacity = 0;
  exchange->variables.count = exchange->variables.used = 0;
  exchange->variables.list[0] = NULL;
  exchange->variables.overflow = false;
  exchange->has_target = variables_add_target(&exchange->variables, target);
  return exchange;
}

static enum MHD_Result on_field(void *context, enum MHD_ValueKind kind,
                                const char *name, const char *value) {
  (void)kind;
  variables_add_field(context, name, value ? value : "");
  return MHD_YES;
}

/* The head is complete. */
static void begin(struct MHD_Connection *connection, struct exchange *exchange,
                  const char *method, const char *version) {
  struct variables *variables = &exchange->variables;
  const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                                   "Content-Length");
  const char *type =
      MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Type");
  const char *host =
      MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  char address[INET_ADDRSTRLEN] = "", port[8];
  if (info)
    inet_ntop(AF_INET,
              &((const struct sockaddr_in *)info->client_addr)->sin_addr,
              address, sizeof address);
  snprintf(port, sizeof port, "%u", (unsigned)ntohs(config.address.sin_port));

  exchange->begun = true;
  variables_add(variables, "GATEWAY_INTERFACE", "CGI/1.1");
  variables_add(variables, "SERVER_SOFTWARE", "w2o-server");
  variables_add(variables, "SERVER_PROTOCOL", version);
  variables_add(variables, "SERVER_NAME", host ? host : "localhost");
  variables_add(variables, "SERVER_PORT", port);
  variables_add(variables, "SCRIPT_NAME", "");
  variables_add(variables, "REMOTE_ADDR", address);
  variables_add(variables, "REQUEST_METHOD", method);
  if (type)
    variables_add(variables, "CONTENT_TYPE", type);
  MHD_get_connection_values(connection, MHD_HEADER_KIND, on_field, variables);
  if (!exchange->has_target)
    exchange->refused = 400;
  else if (variables->overflow)
    exchange->refused = 431;
  else if (length && strtoull(length, NULL, 10) > config.limits.body_size)
    exchange->refused = 413;
}

/* Keeps a piece of the body; beyond the limit all of it is thrown away. */
static void receive(struct exchange *exchange, const char *bytes, size_t size) {
  if (exchange->refused)
    return;
  if (size > config.limits.body_size - exchange->body_size) {
    exchange->refused = 413;
    return;
  }
  size_t needed = exchange->body_size + size;
  if (needed > exchange->body_capacity) {
    size_t capacity = needed + needed / 2;
    char *fresh = realloc(exchange->body, capacity);
    if (!fresh) {
      exchange->refused = 503;
      return;
    }
    exchange->body = fresh;
    exchange->body_capacity = capacity;
  }
  memcpy(exchange->body + exchange->body_size, bytes, size);
  exchange->body_size = needed;
}

static enum MHD_Result on_request(void *context,
                                  struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *data,
                                  size_t *size, void **state) {
  (void)context;
  (void)url;
  struct exchange *exchange = *state;
  if (!exchange)
    return MHD_NO; /* no memory for it */
  if (!exchange->begun) {
    begin(connection, exchange, method, version);
    if (!exchange->refused)
      return MHD_YES;
  } else if (*size) {
    receive(exchange, data, *size);
    *size = 0;
    return MHD_YES;
  }
  atomic_fetch_add(&requests, 1);
  if (exchange->refused) {
    log_failure(exchange, exchange->refused, reason(exchange->refused), NULL);
    return refuse(connection, exchange->refused);
  }
  if (exchange->body_size) {
    char length[24];
    snprintf(length, sizeof length, "%zu", exchange->body_size);
    variables_add(&exchange->variables, "CONTENT_LENGTH", length);
  }
  return run(connection, exchange);
}

static void on_end(void *context, struct MHD_Connection *connection,
                   void **state, enum MHD_RequestTerminationCode why) {
  (void)context;
  (void)connection;
  (void)why;
  struct exchange *exchange = *state;
  if (!exchange)
    return;
  free(exchange->body);
  free(exchange);
  *state = NULL;
  atomic_fetch_sub(&active, 1);
}

unsigned http_start(const struct http_config *given) {
  config = *given;
  http_daemon = MHD_start_daemon(
      MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
          MHD_USE_POLL | MHD_USE_ITC,
      0, NULL, NULL, on_request, NULL, MHD_OPTION_SOCK_ADDR, &config.address,
      MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_LIMIT,
      config.connections, MHD_OPTION_CONNECTION_TIMEOUT, config.timeout_s,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MAX_HEAD,
      /* The guest's stack, and as much again for the server. */
      MHD_OPTION_THREAD_STACK_SIZE, 2 * config.limits.stack_size,
      MHD_OPTION_URI_LOG_CALLBACK, on_target, NULL, MHD_OPTION_NOTIFY_COMPLETED,
      on_end, NULL, MHD_OPTION_END);
  if (!http_daemon) {
    perror("server: cannot listen");
    return 0;
  }
  const union MHD_DaemonInfo *info =
      MHD_get_daemon_info(http_daemon, MHD_DAEMON_INFO_BIND_PORT);
  config.address.sin_port = htons(info ? info->port : 0);
  return info ? info->port : 0;
}

void http_stop(unsigned seconds) {
  atomic_store(&draining, true);
  MHD_socket listener = MHD_quiesce_daemon(http_daemon);
  if (listener != MHD_INVALID_SOCKET)
    close(listener);
  for (unsigned i = 0; i < seconds * 100 && atomic_load(&active); ++i)
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
  unsigned left = atomic_load(&active);
  MHD_stop_daemon(http_daemon);
  fprintf(stderr, "server: %lu requests, %lu failed, %u cut off\n",
          atomic_load(&requests), atomic_load(&failures), left);
}
