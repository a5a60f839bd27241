/* cgi.c - Meta-variables for the program, and the head of its answer.
 *
 * Both directions are hostile: a client must not be able to say something in
 * the name of the server, and a guest must not be able to end the head of an
 * answer where it likes, or to speak of the length and the connection.
 */
#include "cgi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- what the program has written */

bool reply_write(struct reply *reply, const void *bytes, size_t size) {
  if (size > reply->limit - reply->size) {
    reply->too_large = true;
    return false;
  }
  size_t needed = reply->size + size;
  if (needed > reply->capacity) {
    size_t capacity = needed < 4096 ? 4096 : needed + needed / 2;
    char *fresh = realloc(reply->bytes, capacity);
    if (!fresh)
      return false;
    reply->bytes = fresh;
    reply->capacity = capacity;
  }
  memcpy(reply->bytes + reply->size, bytes, size);
  reply->size = needed;
  return true;
}

void reply_say(struct reply *reply, const void *bytes, size_t size) {
  size_t room = sizeof reply->said - reply->said_size;
  if (size > room)
    size = room;
  memcpy(reply->said + reply->said_size, bytes, size);
  reply->said_size += size;
}

/* ---- meta-variables, section 4.1 */

/* Adds a string of the form NAME=VALUE in which there is no more than the
   value to write; NULL when it does not fit. */
static char *begin(struct variables *variables, size_t size) {
  if (variables->count == MAX_VARIABLES ||
      size > sizeof variables->text - variables->used) {
    variables->overflow = true;
    return NULL;
  }
  char *text = variables->text + variables->used;
  variables->used += size;
  variables->list[variables->count++] = text;
  variables->list[variables->count] = NULL;
  return text;
}

void variables_add(struct variables *variables, const char *name,
                   const char *value) {
  size_t size = strlen(name) + strlen(value) + 2;
  char *text = begin(variables, size);
  if (text)
    snprintf(text, size, "%s=%s", name, value);
}

/* Adds to the value of a field that came before (section 4.1.18). */
static bool append(struct variables *variables, const char *name, size_t length,
                   const char *value) {
  for (size_t i = 0; i < variables->count; ++i) {
    const char *old = variables->list[i];
    if (strncmp(old, name, length) || old[length] != '=')
      continue;
    const char *comma = strcmp(name, "HTTP_COOKIE") ? ", " : "; ";
    size_t size = strlen(old) + 2 + strlen(value) + 1;
    if (size > sizeof variables->text - variables->used) {
      variables->overflow = true;
      return true;
    }
    char *text = variables->text + variables->used;
    snprintf(text, size, "%s%s%s", old, comma, value);
    variables->used += size;
    variables->list[i] = text;
    return true;
  }
  return false;
}

void variables_add_field(struct variables *variables, const char *name,
                         const char *value) {
  /* Said in other variables, about this connection only, or secrets; and a
     client must not choose the proxy of the program. */
  static const char *const dropped[] = {
      "Authorization",    "Connection", "Content-Length",
      "Content-Type",     "Keep-Alive", "Proxy",
      "Proxy-Connection", "TE",         "Proxy-Authorization",
      "Trailer",          "Upgrade",    "Transfer-Encoding"};
  for (size_t i = 0; i < sizeof dropped / sizeof *dropped; ++i)
    if (!strcasecmp(name, dropped[i]))
      return;
  char variable[128] = "HTTP_";
  size_t length = 5;
  for (const char *at = name; *at; ++at) {
    char c = *at;
    if (c >= 'a' && c <= 'z')
      c = (char)(c - 'a' + 'A');
    else if (c == '-')
      c = '_';
    else if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
      return; /* "_" too: X_Y and X-Y would be one variable */
    if (length == sizeof variable - 1)
      return;
    variable[length++] = c;
  }
  variable[length] = '\0';
  if (!append(variables, variable, length, value))
    variables_add(variables, variable, value);
}

static int hexadecimal(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool variables_add_target(struct variables *variables, const char *target) {
  variables_add(variables, "REQUEST_URI", target);
  if (!strncasecmp(target, "http://", 7)) /* as to a proxy: RFC 9112, 3.2.2 */
    target += 7 + strcspn(target + 7, "/");
  size_t length = strcspn(target, "?");
  if (target[0] != '/')
    return false;
  char *text = begin(variables, sizeof "PATH_INFO=" + length);
  if (!text)
    return true;
  memcpy(text, "PATH_INFO=", 10);
  text += 10;
  for (size_t i = 0; i < length; ++i) {
    char c = target[i];
    if (c == '%') {
      int high = hexadecimal(target[i + 1]);
      int low = high < 0 ? -1 : hexadecimal(target[i + 2]);
      if (low < 0 || (high | low) == 0)
        return false;
      c = (char)(high * 16 + low);
      i += 2;
    }
    *text++ = c;
  }
  *text = '\0';
  variables_add(variables, "QUERY_STRING",
                target[length] ? target + length + 1 : "");
  return true;
}

/* ---- the answer, section 6 */

static bool is_token(const char *text) {
  static const char marks[] = "!#$%&'*+-.^_`|~";
  if (!*text)
    return false;
  for (; *text; ++text) {
    char c = *text, lower = (char)(c | 0x20);
    if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') &&
        !strchr(marks, c))
      return false;
  }
  return true;
}

static bool is_text(const char *text) {
  for (; *text; ++text)
    if (((unsigned char)*text < ' ' && *text != '\t') || *text == 127)
      return false;
  return true;
}

/* Three digits, and a reason that HTTP words itself. */
static unsigned parse_status(const char *value) {
  unsigned status = 0;
  for (int i = 0; i < 3; ++i) {
    if (value[i] < '0' || value[i] > '9')
      return 0;
    status = status * 10 + (unsigned)(value[i] - '0');
  }
  if ((value[3] && value[3] != ' ') || status < 200 || status > 599)
    return 0;
  return status;
}

static const char *add_field(struct answer *answer, char *line) {
  /* The server's own. */
  static const char *const reserved[] = {
      "Connection", "Content-Length",   "Date", "Keep-Alive", "Trailer", "TE",
      "Upgrade",    "Transfer-Encoding"};
  char *colon = strchr(line, ':');
  if (!colon)
    return "a line without a colon in the head";
  *colon = '\0';
  char *value = colon + 1 + strspn(colon + 1, " \t");
  for (size_t end = strlen(value);
       end && (value[end - 1] == ' ' || value[end - 1] == '\t');)
    value[--end] = '\0';
  if (!is_token(line) || !is_text(value))
    return "bad characters in the head";
  if (!strcasecmp(line, "Status")) {
    if (answer->status)
      return "two statuses";
    answer->status = parse_status(value);
    return answer->status ? NULL : "bad status";
  }
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; ++i)
    if (!strcasecmp(line, reserved[i]))
      return NULL;
  if (answer->num_fields == MAX_FIELDS)
    return "too many fields in the head";
  answer->fields[answer->num_fields++] = (struct field){line, value};
  return NULL;
}

const char *answer_parse(struct answer *answer, struct reply *reply) {
  char *at = reply->bytes, *end = at + reply->size;
  bool has_type = false, has_location = false;
  answer->status = 0;
  answer->num_fields = 0;
  for (;;) {
    size_t left = (size_t)(end - at);
    size_t used = (size_t)(at - reply->bytes);
    if (used > MAX_HEAD)
      return "head too large";
    char *newline = left ? memchr(at, '\n', left) : NULL;
    if (!newline)
      return "no end of the head";
    char *line = at;
    at = newline + 1;
    if (newline != line && newline[-1] == '\r')
      --newline;
    *newline = '\0';
    if (newline == line)
      break;
    if (strlen(line) != (size_t)(newline - line))
      return "bad characters in the head";
    const char *wrong = add_field(answer, line);
    if (wrong)
      return wrong;
  }
  for (size_t i = 0; i < answer->num_fields; ++i) {
    has_type |= !strcasecmp(answer->fields[i].name, "Content-Type");
    has_location |= !strcasecmp(answer->fields[i].name, "Location");
  }
  answer->body = at;
  answer->body_size = (size_t)(end - at);
  if (!answer->status && !has_type && !has_location)
    return "an empty head";
  /* Section 6.2.4: a document needs a type. Redirects within the server
     (6.2.2) are ones for the client here. */
  if (answer->body_size && !has_type)
    return "a body without Content-Type";
  if (!answer->status)
    answer->status = has_location ? 302 : 200;
  if (answer->status == 204 || answer->status == 304)
    answer->body_size = 0;
  return NULL;
}
