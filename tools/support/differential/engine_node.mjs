// The side of node's V8 in tools/differential.
//
// A server like engine_wasmtime.py, but for two things: a request has no
// process of its own, so the script that asks ends this one after a time-out;
// and what the JavaScript API cannot express (v128) is answered with
// `unsupported`.
import { readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

const table = new Uint32Array(256).map((_, i) => {
  for (let bit = 0; bit < 8; ++bit)
    i = i & 1 ? 0xedb88320 ^ (i >>> 1) : i >>> 1;
  return i;
});

// The polynomial of zlib.
function crc32(bytes) {
  let state = 0xffffffff;
  for (const byte of bytes)
    state = table[(state ^ byte) & 0xff] ^ (state >>> 8);
  return ((state ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

const view = new DataView(new ArrayBuffer(8));

function parse(text) {
  const [kind, bits] = text.split(":");
  if (bits === "null")
    return null;
  switch (kind) {
  case "i32":
    return Number.parseInt(bits, 16) | 0;
  case "i64":
    return BigInt.asIntN(64, BigInt("0x" + bits));
  case "f32":
    view.setUint32(0, Number.parseInt(bits, 16));
    return view.getFloat32(0);
  case "f64":
    view.setBigUint64(0, BigInt("0x" + bits));
    return view.getFloat64(0);
  case "externref":
    return { token: bits };
  }
  throw new Error("unsupported");
}

function format(kind, value) {
  switch (kind) {
  case "i32":
    return "i32:" + (value >>> 0).toString(16).padStart(8, "0");
  case "i64":
    return "i64:" +
        BigInt.asUintN(64, value).toString(16).padStart(16, "0");
  case "f32":
    view.setFloat32(0, value);
    return "f32:" + view.getUint32(0).toString(16).padStart(8, "0");
  case "f64":
    view.setFloat64(0, value);
    return "f64:" + view.getBigUint64(0).toString(16).padStart(16, "0");
  }
  if (value === null)
    return "ref:null";
  return value.token ? "ref:" + value.token : "ref:some";
}

// V8's messages; the names are the classes of compare.py.
const traps = [
  [/unreachable/, "unreachable"],
  [/by zero/, "divide"],
  [/divide result unrepresentable/, "overflow"],
  [/float unrepresentable/, "conversion"],
  [/memory access out of bounds/, "memory"],
  [/data segment .*out of bounds/, "memory"],
  [/table (index|access)|element segment|table\.(get|set|grow)/, "table"],
  [/null function or function signature|signature mismatch/, "signature"],
  [/unaligned/, "unaligned"],
  [/Atomics\.wait|shared memory/, "not shared"],
  [/null (pointer|reference)/, "null"],
];

function trapLine(what, error) {
  if (error instanceof RangeError && /stack/.test(error.message))
    return `${what} trap stack`;
  const found = traps.find(([pattern]) => pattern.test(error.message));
  if (found)
    return `${what} trap ${found[1]}`;
  return `${what} error ${error.message.replaceAll("\n", " ")}`;
}

class Run {
  constructor(bytes) {
    this.module = new WebAssembly.Module(bytes);
    this.exports = null;
    this.watched = [];
  }

  instantiate() {
    this.exports = null;
    try {
      this.exports = new WebAssembly.Instance(this.module, {}).exports;
      return "instance ok";
    } catch (error) {
      return trapLine("instance", error);
    }
  }

  call(name, results, texts) {
    const callee = this.exports?.[name];
    if (!callee)
      return "call missing";
    let args;
    try {
      args = texts.map(parse);
    } catch {
      return "call unsupported";
    }
    try {
      let values = callee(...args);
      if (results.length === 1)
        values = [values];
      return ["call ok", ...results.map((kind, i) => format(kind, values[i]))]
          .join(" ");
    } catch (error) {
      return error instanceof TypeError ? "call unsupported"
                                        : trapLine("call", error);
    }
  }

  state(kind, name, type) {
    const item = this.exports?.[name];
    if (!item)
      return "state missing";
    if (kind === "memory") {
      const bytes = new Uint8Array(item.buffer);
      return `state memory ${bytes.length} ${crc32(bytes)}`;
    }
    if (kind === "table") {
      const elements = [];
      for (let i = 0; i < item.length; ++i)
        elements.push(item.get(i) === null ? 0 : 1);
      return `state table ${item.length} ${crc32(elements)}`;
    }
    if (type === "v128")
      return "state unsupported";
    return "state global " + format(type, item.value);
  }

  step(line) {
    const words = line.split(" ");
    const name = (text) => Buffer.from(text === "-" ? "" : text, "hex")
                               .toString();
    switch (words[0]) {
    case "watch":
      this.watched.push([words[1], name(words[2]), words[3]]);
      return [];
    case "instance":
      return [this.instantiate()];
    case "set": {
      const global = this.exports?.[name(words[1])];
      if (!global)
        return ["set missing"];
      global.value = parse(words[2]);
      return ["set ok"];
    }
    case "call": {
      const results = words[2] === "-" ? [] : words[2].split(",");
      return [this.call(name(words[1]), results, words.slice(3))];
    }
    case "state":
      return this.watched.map((item) => this.state(...item));
    }
    return [];
  }
}

function answer(modulePath, planPath) {
  const lines = [];
  let run;
  try {
    run = new Run(readFileSync(modulePath));
  } catch (error) {
    return ["compile " + error.message.replaceAll("\n", " ")];
  }
  for (const line of readFileSync(planPath, "ascii").split("\n"))
    lines.push(...run.step(line));
  return lines;
}

for await (const line of createInterface({ input: process.stdin })) {
  const [, , modulePath, planPath] = line.split(" ");
  const lines = answer(modulePath, planPath);
  writeSync(1, [...lines, "end exit 0"].join("\n") + "\n");
}
