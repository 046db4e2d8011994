/**
 * Runs a compiled program of this repository: `node tools/local/run-built.mjs FILE [ARGUMENT]…`.
 *
 * It does not rebuild existing programs: the services of a running shop load files from the same
 * folders, and a build would replace these files. It builds only if the program does not exist yet.
 * The output of that build goes to stderr, because another program may read the stdout of this one.
 * If the build fails, the exit code is 2, which no program of this repository uses.
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
    process.stderr.write(
      'The build failed: see the errors above. Run npm install if packages are missing.\n',
    );
    process.exit(2);
  }
}
process.argv = [node, program, ...args];
await import(pathToFileURL(program).href);
