/**
 * Runs a compiled program of this repository: `node tools/local/run-built.mjs FILE [ARGUMENT]…`.
 *
 * It runs as it was built, since the services of a running shop load from the same folders, and a
 * build would change these under them. Only where there is nothing yet it builds first; what that
 * prints goes to standard error, for what the program prints may be read by another. Exits 2 where
 * the build fails, which no program of ours takes for an answer.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [node, , file, ...args] = process.argv;
const program = join(root, file);

if (!existsSync(program)) {
  process.stderr.write('Nothing is built yet: building once, which takes about a minute.\n');
  if (!(await build({ stdout: 2 }))) {
    process.stderr.write('The build failed, see above. Has npm install been run?\n');
    process.exit(2);
  }
}
process.argv = [node, program, ...args];
await import(pathToFileURL(program).href);
