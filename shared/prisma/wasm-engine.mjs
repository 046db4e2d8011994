/** Loads the schema engine from its WebAssembly package, without the experimental flag of Node. */
import { readFileSync } from 'node:fs';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const module = new URL(
  'schema_engine_bg.wasm',
  import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'),
);
const { instance } = await WebAssembly.instantiate(readFileSync(module), {
  './schema_engine_bg.js': bindings,
});

let lastPanic;
/** The engine's message of its last panic. */
export const panicMessage = () => lastPanic;
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message: (message) => {
    lastPanic = message;
  },
};

bindings.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

export const { SchemaEngine } = bindings;
