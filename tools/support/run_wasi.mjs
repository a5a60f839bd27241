// Runs a WASI program in Node, for tools/bench: run_wasi.mjs MODULE ARG...
//
// The last line of the output is the seconds from instantiation to exit: the
// start of Node and the first compilation are no part of the comparison. A
// module that exports `run` instead of `_start` has it called with the number
// that is its argument, and the result printed; the seconds are those of the
// call.
import {readFile} from 'node:fs/promises';
import {WASI} from 'node:wasi';

const args = process.argv.slice(2);
const module = await WebAssembly.compile(await readFile(args[0]));
const exports = WebAssembly.Module.exports(module).map(entry => entry.name);
let begin = performance.now();
let code = 0;
if (exports.includes('run')) {
  const instance = await WebAssembly.instantiate(module, {});
  begin = performance.now();
  console.log(instance.exports.run(Number(args[1])));
} else {
  const old = WebAssembly.Module.imports(module)
      .some(entry => entry.module === 'wasi_unstable');
  const wasi = new WASI(
      {version: old ? 'unstable' : 'preview1', args, returnOnExit: true});
  const instance =
      await WebAssembly.instantiate(module, wasi.getImportObject());
  code = wasi.start(instance);
}
console.log(((performance.now() - begin) / 1000).toFixed(6));
process.exitCode = code;
