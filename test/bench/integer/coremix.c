/*===- coremix.c - What embedded integer code does ------------------------===*\
 * A linked list that is searched, reversed and merge sorted; products of small
 * matrices of 16-bit integers; a state machine over text; a checksum over all
 * results, bit by bit.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"
#include <stdint.h>
#include <string.h>

/* Checksum: the CRC with the polynomial x^16 + x^15 + x^2 + 1, reflected. */

static uint16_t crc8(uint8_t data, uint16_t crc) {
  for (int i = 0; i < 8; ++i) {
    unsigned carry = (data ^ crc) & 1;
    data >>= 1;
    crc >>= 1;
    if (carry)
      crc ^= 0xa001;
  }
  return crc;
}

static uint16_t crc16(uint16_t data, uint16_t crc) {
  return crc8((uint8_t)(data >> 8), crc8((uint8_t)data, crc));
}

/* List */

struct item {
  int16_t key, index;
};

struct node {
  struct node *next;
  struct item *item;
};

enum { Nodes = 64 };
static struct item items[Nodes];
static struct node nodes[Nodes];

static struct node *make_list(uint16_t seed) {
  for (int i = 0; i < Nodes; ++i) {
    seed = (uint16_t)(seed * 25173u + 13849u);
    items[i] = (struct item){(int16_t)(seed >> 3), (int16_t)i};
    nodes[i].item = &items[i];
    nodes[i].next = i + 1 < Nodes ? &nodes[i + 1] : NULL;
  }
  return nodes;
}

static struct node *find(struct node *list, int16_t key) {
  while (list && (list->item->key & 0xff) != key)
    list = list->next;
  return list;
}

static struct node *reverse(struct node *list) {
  struct node *done = NULL;
  while (list) {
    struct node *next = list->next;
    list->next = done;
    done = list;
    list = next;
  }
  return done;
}

typedef int (*order)(const struct item *, const struct item *);

static int by_key(const struct item *a, const struct item *b) {
  return a->key - b->key;
}
static int by_index(const struct item *a, const struct item *b) {
  return a->index - b->index;
}
/* Volatile, so that the calls stay indirect. */
static order volatile orders[2] = {by_key, by_index};

static struct node *sort(struct node *list, order compare) {
  for (int width = 1;; width *= 2) {
    struct node *rest = list, *tail = NULL;
    int merges = 0;
    list = NULL;
    while (rest) {
      struct node *left = rest, *right = rest;
      int left_count = 0, right_count = width;
      ++merges;
      while (left_count < width && right) {
        ++left_count;
        right = right->next;
      }
      while (left_count > 0 || (right_count > 0 && right)) {
        struct node *next;
        if (left_count > 0 && (right_count == 0 || !right ||
                               compare(left->item, right->item) <= 0)) {
          next = left;
          left = left->next;
          --left_count;
        } else {
          next = right;
          right = right->next;
          --right_count;
        }
        if (tail)
          tail->next = next;
        else
          list = next;
        tail = next;
      }
      rest = right;
    }
    tail->next = NULL;
    if (merges <= 1)
      return list;
  }
}

static uint16_t use_list(uint16_t seed, uint16_t crc) {
  struct node *list = make_list(seed);
  for (int16_t key = 0; key < 16; ++key) {
    struct node *found = find(list, key);
    list = reverse(list);
    if (found)
      crc = crc16((uint16_t)found->item->index, crc);
  }
  list = sort(list, orders[0]);
  for (struct node *n = list; n; n = n->next)
    crc = crc16((uint16_t)n->item->key, crc);
  list = sort(list, orders[1]);
  return crc16((uint16_t)list->item->key, crc);
}

/* Matrix */

enum { Order = 12 };

static uint16_t use_matrix(int16_t seed, uint16_t crc) {
  static int16_t a[Order][Order], b[Order][Order];
  static int32_t c[Order][Order];
  for (int i = 0; i < Order; ++i)
    for (int j = 0; j < Order; ++j) {
      a[i][j] = (int16_t)(seed + i * 5 + j);
      b[i][j] = (int16_t)(seed * 3 - i + j * 7);
    }
  for (int i = 0; i < Order; ++i)
    for (int j = 0; j < Order; ++j) {
      int32_t sum = 0, bits = 0;
      for (int k = 0; k < Order; ++k) {
        int32_t product = a[i][k] * b[k][j];
        sum += product;
        bits += ((product >> 2) & 15) * ((product >> 5) & 127);
      }
      c[i][j] = sum ^ bits;
    }
  for (int i = 0; i < Order; ++i)
    for (int j = 0; j < Order; ++j)
      crc = crc16((uint16_t)c[i][j], crc);
  return crc;
}

/* State machine: what kind of number is each word? */

enum state { Start, Sign, Digits, Point, Fraction, E, ESign, Exponent, Bad };

static enum state next_state(enum state state, uint8_t c) {
  int is_digit = c >= '0' && c <= '9';
  switch (state) {
  case Start:
    return is_digit               ? Digits
           : c == '+' || c == '-' ? Sign
           : c == '.'             ? Point
                                  : Bad;
  case Sign:
    return is_digit ? Digits : c == '.' ? Point : Bad;
  case Digits:
    return is_digit               ? Digits
           : c == '.'             ? Fraction
           : c == 'e' || c == 'E' ? E
                                  : Bad;
  case Point:
  case Fraction:
    return is_digit               ? Fraction
           : c == 'e' || c == 'E' ? E
                                  : Bad;
  case E:
    return is_digit ? Exponent : c == '+' || c == '-' ? ESign : Bad;
  case ESign:
  case Exponent:
    return is_digit ? Exponent : Bad;
  default:
    return Bad;
  }
}

static uint16_t use_states(uint8_t *text, unsigned step, uint16_t crc) {
  unsigned ends[Bad + 1] = {0}, moves[Bad + 1] = {0};
  unsigned length = (unsigned)strlen((char *)text);
  for (unsigned i = 0; i < length; i += step)
    if (text[i] != ',')
      text[i] ^= 1;
  for (uint8_t *p = text; *p; ++p) {
    enum state state = Start;
    for (; *p && *p != ','; ++p) {
      state = next_state(state, *p);
      ++moves[state];
    }
    ++ends[state];
    if (!*p)
      break;
  }
  for (int i = 0; i <= Bad; ++i)
    crc = crc16((uint16_t)ends[i], crc16((uint16_t)moves[i], crc));
  return crc;
}

int main(int argc, char **argv) {
  static const char *words[] = {"5012",    "+122", "-110.700", "35.54400",
                                "T0.3e-1F", "1e+7", "-.1234500", "0x12,9"};
  static uint8_t text[512];
  for (unsigned i = 0, end = 0; end < sizeof text - 16; ++i) {
    const char *word = words[i * 5 % 8];
    for (; *word; ++word)
      text[end++] = (uint8_t)*word;
    text[end++] = ',';
  }
  uint16_t crc = 0;
  int last = rounds(argc, argv, 60) * 100;
  for (int round = 0; round < last; ++round) {
    crc = use_list((uint16_t)round, crc);
    crc = use_matrix((int16_t)round, crc);
    crc = use_states(text, 1 + crc % 7u, crc);
  }
  printf("coremix %u\n", crc);
  return 0;
}
