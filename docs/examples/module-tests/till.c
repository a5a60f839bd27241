/* Shows on the till of its host what is sold. */

__attribute__((import_module("till"), import_name("show")))
void show(int cents);

static int total;

__attribute__((export_name("sell"))) void sell(int cents) {
  if (cents < 0)
    __builtin_trap();
  total += cents;
  show(total);
}
