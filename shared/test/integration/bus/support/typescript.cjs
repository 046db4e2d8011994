/** With `node --conditions=source --require` of this file a child process runs TypeScript sources. */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

// Node.js tries extensions in this order: `./x` is `x.ts` even if an `x.json` exists beside it.
const loadJson = require.extensions['.json'];
delete require.extensions['.json'];
require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};
require.extensions['.json'] = loadJson;
