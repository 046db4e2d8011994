import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../../../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const programs = {
  demo: 'tools/local/dist/demo.js',
  audit: 'operations/dist/audit/main.js',
  'dead-letters': 'operations/dist/dead-letters/main.js',
} as const;
type Command = keyof typeof programs;
const commands = Object.keys(programs) as Command[];

/** A program that prints its arguments and exits with its own code. */
const program = `
  console.log(JSON.stringify(process.argv.slice(2)));
  process.exitCode = 7;`;
const goodBuild = `
  const fs = require('node:fs'), { dirname } = require('node:path');
  console.log('a build prints');
  for (const file of ${JSON.stringify(Object.values(programs))}) {
    fs.mkdirSync(dirname(file), { recursive: true });
    fs.writeFileSync(file, ${JSON.stringify(program)});
  }`;

describe('a command that works on a running shop', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'online-shop-built-'));
    mkdirSync(join(folder, 'tools/local'), { recursive: true });
    for (const file of ['run-built.mjs', 'build.mjs']) {
      copyFileSync(join(root, 'tools/local', file), join(folder, 'tools/local', file));
    }
    const build = { scripts: { ...scripts, build: 'node build.js' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(build));
    writeFileSync(join(folder, 'build.js'), goodBuild);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(command: Command, ...args: readonly string[]) {
    const options = { cwd: folder, encoding: 'utf8' } as const;
    return spawnSync('npm', ['run', '--silent', command, '--', ...args], options);
  }

  it.each(commands)('is built first if nothing was built: npm run %s', (command) => {
    const { stdout, stderr, status } = run(command, '--json', 'a b');
    expect(stdout).toBe('["--json","a b"]\n');
    expect(stderr).toMatch(/^Nothing is built yet: .*\na build prints\n$/);
    expect(status).toBe(7);
  });

  it.each(commands)('runs without a build if it was built before: npm run %s', (command) => {
    run(command);
    writeFileSync(join(folder, 'build.js'), 'process.exit(1);');
    expect(run(command)).toMatchObject({ stdout: '[]\n', stderr: '', status: 7 });
  });

  it('reports a failed build and exits with code 2', () => {
    writeFileSync(join(folder, 'build.js'), 'process.exit(1);');
    const { stdout, stderr, status } = run('audit');
    expect(stdout).toBe('');
    expect(stderr).toContain('The build failed');
    expect(status).toBe(2);
  });

  it.each(commands)('is a file that the build creates: npm run %s', (command) => {
    expect(existsSync(join(root, programs[command]))).toBe(true);
  });
});
