/* Prices with a discount; there are no zero pieces and no empty packs. */

static int stock[4] = {10, 0, 3, 1};

__attribute__((export_name("price"))) int price(int pieces) {
  if (pieces < 1)
    __builtin_trap();
  return pieces * 120 - (pieces > 9 ? pieces * 20 : 0);
}

/* How many packs of `size` pieces are left of an article. */
__attribute__((export_name("packs"))) int packs(unsigned article, int size) {
  return stock[article % 4] / size;
}
