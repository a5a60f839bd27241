/* server.c - Options, signals and the end.
 *
 * SIGTERM and SIGINT end the server: no new connections, the requests that are
 * there are answered, then everything is given back.
 */
#define _GNU_SOURCE
#include "http.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: server [options]\n"
    "  --address IP       to listen on (127.0.0.1)\n"
    "  --port N           to listen on (8080; 0: one that is free)\n"
    "  --connections N    at a time (256)\n"
    "  --timeout SECONDS  for a connection that does nothing (10)\n"
    "  --deadline MS      for a request (100)\n"
    "  --memory PAGES     of 64 KiB, for a request (256)\n"
    "  --body BYTES       of a request (1048576)\n"
    "  --reply BYTES      of an answer (1048576)\n"
    "  --cgi PROGRAM      run a process for each request instead\n";

static unsigned number(const char *text, unsigned most) {
  char *end;
  unsigned long value = strtoul(text, &end, 10);
  if (end == text || *end || *text == '-' || value > most) {
    fprintf(stderr, "server: a number from 0 to %u is needed, found '%s'\n",
            most, text);
    exit(2);
  }
  return (unsigned)value;
}

int main(int argc, char **argv) {
  static const struct option options[] = {
      {"address", required_argument, NULL, 'a'},
      {"port", required_argument, NULL, 'p'},
      {"connections", required_argument, NULL, 'c'},
      {"timeout", required_argument, NULL, 't'},
      {"deadline", required_argument, NULL, 'd'},
      {"memory", required_argument, NULL, 'm'},
      {"body", required_argument, NULL, 'b'},
      {"reply", required_argument, NULL, 'r'},
      {"cgi", required_argument, NULL, 'g'},
      {NULL, 0, NULL, 0}};
  const char *program = NULL;
  struct http_config config = {.connections = 256,
                               .timeout_s = 10,
                               .limits = {.deadline_ms = 100,
                                          .memory_pages = 256,
                                          .stack_size = 256 << 10,
                                          .body_size = 1 << 20,
                                          .reply_size = 1 << 20},
                               .executor = &sandbox_executor};
  config.address.sin_family = AF_INET;
  config.address.sin_port = htons(8080);
  config.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

  for (int option;
       (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    switch (option) {
    case 'a':
      if (inet_pton(AF_INET, optarg, &config.address.sin_addr) != 1) {
        fprintf(stderr, "server: no address: '%s'\n", optarg);
        return 2;
      }
      break;
    case 'p':
      config.address.sin_port = htons((uint16_t)number(optarg, 65535));
      break;
    case 'c':
      config.connections = number(optarg, 4096);
      break;
    case 't':
      config.timeout_s = number(optarg, 3600);
      break;
    case 'd':
      config.limits.deadline_ms = number(optarg, 3600000);
      break;
    case 'm':
      config.limits.memory_pages = number(optarg, 65536);
      break;
    case 'b':
      config.limits.body_size = number(optarg, 1 << 30);
      break;
    case 'r':
      config.limits.reply_size = number(optarg, 1 << 30);
      break;
    case 'g':
      program = optarg;
      config.executor = &process_executor;
      break;
    default:
      fputs(usage, stderr);
      return 2;
    }
  }
  if (optind != argc || !config.connections || !config.limits.memory_pages) {
    fputs(usage, stderr);
    return 2;
  }
  config.limits.instances = config.connections; /* so a slot is never missing */

  /* Before the first thread, which all others take their mask from. */
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, NULL);
  signal(SIGPIPE, SIG_IGN);

  /* Large blocks go back to the system at once. Else each of many arenas keeps
     the largest body and reply that it ever had. */
  mallopt(M_MMAP_THRESHOLD, 128 << 10);

  if (!config.executor->start(&config.limits, program))
    return 1;
  unsigned port = http_start(&config);
  if (!port)
    return 1;
  char address[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &config.address.sin_addr, address, sizeof address);
  printf("listening on %s:%u\n", address, port);
  fflush(stdout);

  int signal_number;
  sigwait(&ends, &signal_number);
  http_stop(10);
  if (config.executor->stop())
    return 0;
  fprintf(stderr, "server: something is still in use\n");
  return 1;
}
