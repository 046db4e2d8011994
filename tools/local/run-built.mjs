/**
 * Runs a compiled program of this repository: `node tools/local/run-built.mjs FILE [ARGUMENT]…`.
 *
 * It runs as it was built, since the services of a running shop load from the same folders, and a
 * build would change these under them. Only where there is nothing yet it builds first; what that
 * prints goes to standard error, for what the program prints may be read by another. Exits 2 where
 * the build fails, which no program of ours takes for an answer.
 */
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [node, , file, ...args] = process.argv;
const program = join(root, file);

function build() {
  process.stderr.write('Nothing is built yet: building once, which takes a moment.\n');
  try {
    execSync('npm run --silent build', { cwd: root, stdio: ['ignore', 2, 2] });
  } catch {
    process.stderr.write('The build failed, for what stands above; was npm install run?\n');
    process.exit(2);
  }
}

if (!existsSync(program)) build();
process.argv = [node, program, ...args];
await import(pathToFileURL(program).href);
