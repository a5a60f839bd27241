/* guest.c - A program behind the server: a command that answers one request.
 *
 * Plain C with CGI: what is asked comes from the environment and standard
 * input, the answer goes to standard output. It is compiled to WebAssembly for
 * the sandbox, and natively for --cgi. Half of its routes are what hostile and
 * broken programs do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

static unsigned long parameter(unsigned long otherwise) {
  const char *query = variable("QUERY_STRING");
  return strncmp(query, "n=", 2) ? otherwise : strtoul(query + 2, NULL, 10);
}

static void head(const char *type) { printf("Content-Type: %s\n\n", type); }

/* ---- good ones */

/* How many requests this memory has seen: always one. */
static void hello(void) {
  static volatile int seen;
  seen = seen + 1;
  head("text/plain");
  printf("hello %s, request %d\n", variable("REMOTE_ADDR"), seen);
}

static void echo(void) {
  const char *type = variable("CONTENT_TYPE");
  char buffer[16384];
  head(*type ? type : "application/octet-stream");
  for (size_t count; (count = fread(buffer, 1, sizeof buffer, stdin));)
    fwrite(buffer, 1, count, stdout);
}

static void primes(void) {
  unsigned long most = parameter(20000), count = 0;
  char *composite = calloc(most + 1, 1);
  if (!composite)
    exit(3);
  for (unsigned long i = 2; i <= most; ++i) {
    if (composite[i])
      continue;
    ++count;
    for (unsigned long j = i * 2; j <= most; j += i)
      composite[j] = 1;
  }
  head("text/plain");
  printf("%lu primes up to %lu\n", count, most);
}

static void environment(void) {
  static const char *const names[] = {
      "GATEWAY_INTERFACE", "REQUEST_METHOD",  "SCRIPT_NAME",
      "PATH_INFO",         "QUERY_STRING",    "CONTENT_TYPE",
      "CONTENT_LENGTH",    "SERVER_PROTOCOL", "HTTP_COOKIE",
      "HTTP_PROXY",        "HTTP_X_TEST",     "HTTP_AUTHORIZATION"};
  head("text/plain");
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
    if (getenv(names[i]))
      printf("%s=%s\n", names[i], getenv(names[i]));
}

static void moved(void) { printf("Location: /hello\r\n\r\n"); }

static void large(void) {
  head("application/octet-stream");
  for (unsigned long left = parameter(1000); left; --left)
    putchar('x');
}

/* ---- bad ones */

static void loop(void) {
  for (volatile unsigned i = 0;; ++i)
    ;
}

/* Waits where nothing of it is executed. */
static void wait_long(void) {
  nanosleep(&(struct timespec){.tv_sec = 3600}, NULL);
}

static void trap(void) { __builtin_trap(); }

/* All that it can get, and each page written. */
static void memory(void) {
  for (volatile char *block; (block = malloc(65536));)
    for (int i = 0; i < 65536; i += 4096)
      block[i] = 1;
  abort();
}

/* Without a variable in memory, so that it is the stack of calls that ends. */
static int (*volatile again)(int);
static int deep_call(int depth) { return again(depth + 1) + 1; }
static void deep(void) {
  again = deep_call;
  printf("%d\n", again(0));
}

static void leave(void) {
  head("text/plain");
  printf("this must not be sent\n");
  fflush(stdout);
  exit(7);
}

static void garbage(void) { printf("no head at all"); }

static void split(void) {
  printf("Content-Type: text/plain\nContent-Length: 1000\n"
         "Transfer-Encoding: chunked\nX-Good: yes\n\nfine\n");
}

static void bad_field(void) {
  printf("Content-Type: text/plain\nX-Bad: a\rSet-Cookie: b\n\nno\n");
}

static void talk(void) {
  fprintf(stderr, "an \033[31mevil\nmessage");
  exit(1);
}

int main(void) {
  static const struct {
    const char *path;
    void (*answer)(void);
  } routes[] = {{"/hello", hello},         {"/echo", echo},
                {"/primes", primes},       {"/environment", environment},
                {"/moved", moved},         {"/large", large},
                {"/loop", loop},           {"/wait", wait_long},
                {"/trap", trap},           {"/memory", memory},
                {"/deep", deep},           {"/exit", leave},
                {"/garbage", garbage},     {"/split", split},
                {"/bad-field", bad_field}, {"/talk", talk}};
  const char *path = variable("PATH_INFO");
  for (size_t i = 0; i < sizeof routes / sizeof *routes; ++i)
    if (!strcmp(path, routes[i].path)) {
      routes[i].answer();
      return 0;
    }
  printf("Status: 404 Not Found\nContent-Type: text/plain\n\nno such page\n");
  return 0;
}
