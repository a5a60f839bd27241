/*===- quickjs.c - QuickJS executes a script ------------------------------===*\
 * Crate rquickjs-sys, whose sources are QuickJS-NG. Objects with shapes,
 * closures, regular expressions, JSON, reference counts.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"
#include "quickjs.h"
#include <string.h>

static const char script[] =
    "(function (rounds) {\n"
    "  class Shape { constructor(w, h) { this.w = w; this.h = h; }\n"
    "    area() { return this.w * this.h; } }\n"
    "  class Square extends Shape { constructor(w) { super(w, w); } }\n"
    "  let sum = 0;\n"
    "  for (let round = 0; round < rounds; ++round) {\n"
    "    const shapes = [];\n"
    "    for (let i = 0; i < 20000; ++i)\n"
    "      shapes.push(i % 3 ? new Shape(i % 17, 3) : new Square(i % 13));\n"
    "    sum += shapes.map(s => s.area()).reduce((a, b) => a + b, 0);\n"
    "    const words = {};\n"
    "    const text = 'the quick brown fox jumps over '.repeat(300);\n"
    "    for (const w of text.match(/[a-z]+/g))\n"
    "      words[w] = (words[w] || 0) + 1;\n"
    "    const copy = JSON.parse(JSON.stringify({words, shapes}));\n"
    "    sum += copy.shapes.length + copy.words.fox;\n"
    "    let x = round;\n"
    "    for (let i = 0; i < 200000; ++i) x = (x * 31 + i % 7) % 1000003;\n"
    "    sum += x;\n"
    "  }\n"
    "  return 'quickjs ' + sum;\n"
    "})";

int main(int argc, char **argv) {
  JSRuntime *runtime = JS_NewRuntime();
  JSContext *context = JS_NewContext(runtime);
  JSValue function = JS_Eval(context, script, strlen(script), "script",
                             JS_EVAL_TYPE_GLOBAL);
  JSValue count = JS_NewInt32(context, rounds(argc, argv, 6));
  JSValue result = JS_Call(context, function, JS_UNDEFINED, 1, &count);
  const char *text = JS_ToCString(context, result);
  printf("%s\n", text ? text : "failed");
  JS_FreeCString(context, text);
  JS_FreeValue(context, result);
  JS_FreeValue(context, function);
  JS_FreeContext(context);
  JS_FreeRuntime(runtime);
  return 0;
}
