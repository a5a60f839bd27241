// Exceptions of C++ as clang compiles them, in the older encoding: the answers
// must be those of native code. cxx-exnref.test has the present encoding.
// REQUIRES: wasi-cxx, x86_64, linux
// RUN: %cxx -std=c++17 -O1 %s -o %t.native && %t.native >%t.expected
// RUN: FileCheck %s --input-file %t.expected
// RUN: %wasi_cxx -std=c++17 -fexceptions -fwasm-exceptions -O0 %s %S/Inputs/cxx-throw.cpp -o %t0.wasm
// RUN: %wasi_cxx -std=c++17 -fexceptions -fwasm-exceptions -O2 %s %S/Inputs/cxx-throw.cpp -o %t2.wasm
// RUN: wasm2obj --enable legacy-exceptions -O2 --emit=exe %t0.wasm -o %t0
// RUN: wasm2obj --enable legacy-exceptions -O0 --emit=exe %t2.wasm -o %t2
// RUN: %t0 >%t0.out && diff %t.expected %t0.out
// RUN: %t2 >%t2.out && diff %t.expected %t2.out

// An exception that nobody catches ends the program; main() has destroyed its
// variables and thrown it again.
// RUN: not %t2 3 2>&1 | FileCheck %s --check-prefix=UNCAUGHT
// UNCAUGHT: many 999940040
// UNCAUGHT-NEXT: error: wasm trap: uncaught exception: tag (i32
// UNCAUGHT: main

// The feature is one to ask for.
// RUN: not wasm2obj --emit=exe %t2.wasm -o %t.off 2>&1 | FileCheck %s --check-prefix=OFF
// OFF: needs the feature 'legacy-exceptions', which is off

// CHECK: int 42 ~i~g
// CHECK: root 3 ~i~g
// CHECK: n0i+1o2o+3i4o+5o ~0~1~2~3~4~5
// CHECK: whole 5 live 0 ~first~basew5~last~first~base
// CHECK: deep 3000 3000
// CHECK: many 999940040
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

static std::string trail;

struct Noted {
  std::string name;
  explicit Noted(std::string name) : name(std::move(name)) {}
  ~Noted() { trail += "~" + name; }
};

static void say(const char *what) {
  std::printf("%s %s\n", what, trail.c_str());
  trail.clear();
}

// A hierarchy in which the bases have addresses of their own.
struct Left {
  int left = 1;
  virtual ~Left() {}
  virtual const char *name() const { return "Left"; }
};
struct Right {
  int right = 2;
  virtual ~Right() {}
};
struct Root {
  int root = 3;
  virtual ~Root() {}
};
struct Both : Left, Right, virtual Root {
  int both = 4;
  const char *name() const override { return "Both"; }
};
struct Twice1 : Left {};
struct Twice2 : Left {};
struct Ambiguous : Twice1, Twice2 {};
class Hidden : Left {};

[[gnu::noinline]] static void raise(int kind) {
  static Both both;
  switch (kind) {
  case 0:
    throw 42;
  case 1:
    throw 2.5;
  case 2:
    throw "text";
  case 3:
    throw std::string("a string that is too long to be stored in place");
  case 4:
    throw Left();
  case 5:
    throw Both();
  case 6:
    throw &both;
  case 7:
    throw std::runtime_error("runtime");
  case 8:
    throw std::out_of_range("range");
  case 9:
    throw Ambiguous();
  case 10:
    throw Hidden();
  case 11:
    throw static_cast<const Right *>(&both);
  case 12:
    throw nullptr;
  case 13:
    throw 42ull;
  }
}

[[gnu::noinline]] static std::string classify(int kind) {
  Noted guard("g");
  try {
    Noted inner("i");
    raise(kind);
    return "none";
  } catch (int n) {
    return "int " + std::to_string(n);
  } catch (const char *text) {
    return std::string("text ") + (text ? text : "null");
  } catch (double d) {
    return "double " + std::to_string(int(d * 10));
  } catch (const std::string &text) {
    return "string " + text;
  } catch (const Root &root) {
    return "root " + std::to_string(root.root);
  } catch (const Right *right) {
    return "right* " + std::to_string(right->right);
  } catch (Left &left) {
    return std::string("left ") + left.name();
  } catch (const std::runtime_error &error) {
    return std::string("runtime ") + error.what();
  } catch (const std::exception &error) {
    return std::string("exception ") + error.what();
  } catch (...) {
    return "other";
  }
}

// Handlers in handlers; each level adds to what it caught and throws again.
[[gnu::noinline]] static void nested(int depth) {
  Noted guard(std::to_string(depth));
  try {
    if (depth == 0)
      throw std::string("n");
    nested(depth - 1);
  } catch (std::string &text) {
    text += std::to_string(depth);
    try {
      raise(depth % 3);
    } catch (int) {
      text += "i";
    } catch (...) {
      text += "o";
    }
    if (depth % 2)
      throw;
    throw std::string(text + "+");
  }
}

// Members and elements that are made before the exception are destroyed.
struct Part {
  static int live, made;
  Part() {
    if (++made == 5)
      throw made;
    ++live;
  }
  ~Part() { --live; }
};
int Part::live, Part::made;
struct Whole : Noted {
  Noted first{"first"};
  Part parts[3];
  Noted last{"last"};
  Whole() try : Noted("base") {
  } catch (int n) {
    trail += "w" + std::to_string(n);
  }
};

struct Visitor {
  virtual ~Visitor() {}
  virtual int visit(int n) = 0;
};
struct Thrower : Visitor {
  int visit(int n) override {
    if (n % 7 == 3)
      throw n;
    return n;
  }
};

// A C function that knows nothing of exceptions is unwound too.
static int compare(const void *a, const void *b) {
  const int x = *static_cast<const int *>(a), y = *static_cast<const int *>(b);
  if (x == 5 || y == 5)
    throw std::invalid_argument("five");
  return x < y ? -1 : x > y;
}

[[gnu::noinline]] static int deep(int depth, int at) {
  if (depth == at)
    throw depth;
  Part *volatile unused = nullptr;
  (void)unused;
  struct Count {
    int &n;
    ~Count() { ++n; }
  };
  static int count;
  Count counter{count};
  if (depth == 0)
    count = 0;
  deep(depth + 1, at);
  return count;
}

static long many() {
  std::map<int, std::unique_ptr<std::string>> store;
  const std::vector<std::function<long(int)>> table = {
      [](int i) -> long { throw i; },
      [](int i) -> long { return i; },
      [](int i) -> long { throw std::runtime_error(std::to_string(i)); },
      [](int i) -> long { throw Both(); },
  };
  long sum = 0;
  for (int i = 0; i < 40000; ++i) {
    auto text = std::make_unique<std::string>(100, 'x');
    try {
      auto other = std::make_unique<std::string>(50, 'y');
      sum += table[(unsigned)i * 2654435761u % 4](i);
      store[i % 64] = std::move(other);
    } catch (int n) {
      sum += 2 * n;
    } catch (const std::exception &error) {
      sum += 3 * std::atoi(error.what());
    } catch (...) {
      sum -= i;
    }
    store[i % 32] = std::move(text);
  }
  return sum + (long)store.size();
}

// The variables of a loop that changes them between throws.
[[gnu::noinline]] static void locals() {
  int i = 0, caught = 0;
  double d = 1;
  long long wide = 1;
  while (i < 20) {
    try {
      ++i;
      d *= 1.5;
      wide = wide * 3 + i;
      if (i % 3 == 0)
        raise(i % 2);
      if (i % 5 == 0)
        continue;
      d += 1;
    } catch (int n) {
      caught += n;
      if (i > 17)
        break;
    } catch (double e) {
      d -= e;
    }
    wide ^= caught;
  }
  std::printf("locals %d %d %lld %.6f\n", i, caught, wide, d);
}

int main(int argc, char **argv) {
  for (int kind = 0; kind < 15; ++kind)
    say(classify(kind).c_str());

  try {
    nested(5);
  } catch (const std::string &text) {
    say(text.c_str());
  }

  try {
    Whole one, two;
  } catch (int n) {
    say(("whole " + std::to_string(n) + " live " + std::to_string(Part::live))
            .c_str());
  }

  std::unique_ptr<Visitor> visitor = std::make_unique<Thrower>();
  int total = 0;
  for (int i = 0; i < 100; ++i)
    try {
      total += visitor->visit(i);
    } catch (int n) {
      total -= n;
    }
  std::printf("visitor %d\n", total);

  int numbers[] = {9, 4, 7, 5, 1, 8};
  try {
    std::qsort(numbers, 6, sizeof *numbers, compare);
    std::printf("sorted\n");
  } catch (const std::logic_error &error) {
    std::printf("qsort %s\n", error.what());
  }

  try {
    std::vector<int> list(3);
    list.at(3) = 1;
  } catch (const std::out_of_range &) {
    std::printf("at\n");
  }

  try {
    deep(0, 3000);
  } catch (int n) {
    try {
      throw;
    } catch (int &again) {
      std::printf("deep %d %d\n", n, again);
    }
  }

  locals();
  std::printf("many %ld\n", many());
  std::fflush(stdout);
  if (argc > 1)
    raise(std::atoi(argv[1]));
  return 0;
}
