/* Merge sort of a linked list: addresses that are loaded from memory. */
#include "freestanding.h"

struct node {
  struct node *next;
  uint32_t value;
};

enum { COUNT = 100000 };
static struct node nodes[COUNT];

static struct node *merge(struct node *a, struct node *b) {
  struct node *first, **end = &first;
  while (a && b) {
    struct node **smaller = a->value <= b->value ? &a : &b;
    *end = *smaller;
    end = &(*smaller)->next;
    *smaller = *end;
  }
  *end = a ? a : b;
  return first;
}

static struct node *sort(struct node *list) {
  if (!list || !list->next)
    return list;
  struct node *slow = list, *fast = list->next;
  while (fast && fast->next) {
    slow = slow->next;
    fast = fast->next->next;
  }
  struct node *second = slow->next;
  slow->next = NULL;
  return merge(sort(list), sort(second));
}

int32_t run(int32_t n) {
  uint32_t seed = 1, hash = 0;
  while (n-- > 0) {
    struct node *list = NULL;
    for (int i = 0; i < COUNT; ++i) {
      seed = seed * 1664525u + 1013904223u;
      nodes[i].value = seed >> 8;
      nodes[i].next = list;
      list = &nodes[i];
    }
    for (list = sort(list); list; list = list->next)
      hash = hash * 31 ^ list->value;
  }
  return (int32_t)hash;
}
