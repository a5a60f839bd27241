// Runs a WASI program in Node, for tools/bench: run_wasi.mjs MODULE ARG...
import {readFile} from 'node:fs/promises';
import {WASI} from 'node:wasi';

const args = process.argv.slice(2);
const module = await WebAssembly.compile(await readFile(args[0]));
const old = WebAssembly.Module.imports(module)
    .some(entry => entry.module === 'wasi_unstable');
const wasi = new WASI({version: old ? 'unstable' : 'preview1', args});
const instance =
    await WebAssembly.instantiate(module, wasi.getImportObject());
process.exit(wasi.start(instance));
