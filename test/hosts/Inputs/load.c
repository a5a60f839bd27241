// load.c - A client that counts what becomes of each of many requests
//
//   load PORT REQUESTS CONNECTIONS EVERY [KEEP]
//
// One thread for each connection, one request at a time on each; every
// EVERY-th request is a fault, 0 is none. The server is asked to close a
// connection after KEEP requests; without it, it is used for as long as the
// server likes. A request is lost when
// its answer is not the one that it must get: status and, for the good ones,
// each byte. The exit status is 0 when none was.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct kind {
  const char *target;
  int status;
  const char *body; // NULL: any
};

static const struct kind good = {"/hello", 200, "hello 127.0.0.1, request 1\n"};
static const struct kind faults[] = {
    {"/loop", 504, NULL},   {"/trap", 500, NULL},
    {"/memory", 500, NULL}, {"/deep", 500, NULL},
    {"/exit", 500, NULL},   {"/garbage", 502, NULL},
    {"/wait", 504, NULL},   {"/large?n=2000000", 502, NULL},
    {"/talk", 500, NULL},   {"/bad-field", 502, NULL}};
enum { FAULTS = sizeof faults / sizeof *faults };

static struct sockaddr_in server;
static unsigned long requests, every, keep;
static atomic_ulong next, answered, failed, lost;
static unsigned *latencies; // of good requests, in microseconds

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int open_connection(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct timeval patience = {.tv_sec = 30};
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(fd, (struct sockaddr *)&server, sizeof server)) {
    close(fd);
    return -1;
  }
  return fd;
}

// Reads one answer. False when it is not there, or not as it must be.
static int receive(int fd, const struct kind *kind, int *closes) {
  char buffer[4096];
  size_t size = 0;
  char *body = NULL;
  size_t length = 0;
  do {
    ssize_t count = recv(fd, buffer + size, sizeof buffer - 1 - size, 0);
    if (count <= 0)
      return 0;
    size += (size_t)count;
    buffer[size] = '\0';
    if (!body && (body = strstr(buffer, "\r\n\r\n"))) {
      char *field = strcasestr(buffer, "\r\nContent-Length: ");
      if (!field || field > body)
        return 0;
      length = strtoul(field + 18, NULL, 10);
      *body = '\0';
      *closes = strcasestr(buffer, "\r\nConnection: close") != NULL;
      body += 4;
    }
  } while (size < sizeof buffer - 1 &&
           (!body || (size_t)(buffer + size - body) < length));
  return body && (size_t)(buffer + size - body) == length &&
         !strncmp(buffer, "HTTP/1.1 ", 9) && atoi(buffer + 9) == kind->status &&
         (!kind->body || !strcmp(body, kind->body));
}

static void *work(void *unused) {
  int fd = -1;
  unsigned long used = 0;
  for (unsigned long i; (i = atomic_fetch_add(&next, 1)) < requests;) {
    int faulty = every && i % every == every - 1;
    const struct kind *kind = faulty ? &faults[i / every % FAULTS] : &good;
    if (fd < 0) {
      fd = open_connection();
      used = 0;
    }
    char text[200];
    int size = snprintf(
        text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n",
        kind->target, ++used == keep ? "Connection: close\r\n" : "");
    double begin = seconds();
    int closes = 0;
    if (fd >= 0 && send(fd, text, (size_t)size, MSG_NOSIGNAL) == size &&
        receive(fd, kind, &closes)) {
      atomic_fetch_add(faulty ? &failed : &answered, 1);
    } else {
      atomic_fetch_add(&lost, 1);
      fprintf(stderr, "lost: request %lu, %s\n", i, kind->target);
      closes = 1;
    }
    latencies[i] = faulty ? 0 : (unsigned)((seconds() - begin) * 1e6);
    if (fd >= 0 && closes) {
      recv(fd, text, 1, 0); // the end: the server is done with it
      close(fd);
      fd = -1;
    }
  }
  if (fd >= 0)
    close(fd);
  return unused;
}

static int compare(const void *a, const void *b) {
  unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc < 5)
    return 2;
  server.sin_family = AF_INET;
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server.sin_port = htons((unsigned short)atoi(argv[1]));
  requests = strtoul(argv[2], NULL, 10);
  unsigned long connections = strtoul(argv[3], NULL, 10);
  every = strtoul(argv[4], NULL, 10);
  keep = argc > 5 ? strtoul(argv[5], NULL, 10) : 0;
  latencies = calloc(requests + 1, sizeof *latencies);
  pthread_t *threads = calloc(connections, sizeof *threads);
  if (!latencies || !threads)
    return 2;

  double begin = seconds();
  for (unsigned long i = 0; i < connections; ++i)
    if (pthread_create(&threads[i], NULL, work, NULL))
      return 2;
  for (unsigned long i = 0; i < connections; ++i)
    pthread_join(threads[i], NULL);
  double time = seconds() - begin;

  qsort(latencies, requests, sizeof *latencies, compare);
  unsigned long faulty = requests - answered;
  const unsigned *sorted = latencies + faulty;
  printf("%lu requests: %lu answered, %lu failed as they must, %lu lost\n",
         requests, answered, failed, lost);
  printf("%.0f requests/s, good ones p50 %u us, p99 %u us, p99.9 %u us\n",
         (double)requests / time, sorted[answered / 2],
         sorted[answered * 99 / 100], sorted[answered * 999 / 1000]);
  free(threads);
  free(latencies);
  return lost != 0;
}
