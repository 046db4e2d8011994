import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withTree } from './support/temporary-tree';

const script = join(__dirname, '../prose.mjs');

/** Runs the check on a repository of these files, committed under this subject. */
function checkProse(files: Record<string, string>, subject = 'Place orders') {
  return withTree(files, (root) => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: root });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', subject);
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, root], {
      encoding: 'utf8',
    });
    return { exitCode: status, output: stdout + stderr };
  });
}

describe('check:prose', () => {
  test('accepts plain sentences', () => {
    expect(checkProse({ 'a.ts': '/** Retries three times. */', 'b.md': 'A dead letter.' })).toEqual(
      {
        exitCode: 0,
        output: '✓ 2 files are written plainly\n',
      },
    );
  });

  test.each([
    ['src/a.ts', '// Whoever starts first declares it.', 'name the person'],
    ['README.md', 'The broker is away.', 'unavailable'],
    ['a.mjs', "throw new Error('tried in vain')", 'failed'],
    ['schema.prisma', '/// nobody reads it', 'name the component'],
  ])('reports the line of %s that contains %j', (file, line, instead) => {
    const { exitCode, output } = checkProse({ [file]: `\n${line}\n` });
    expect(output).toMatch(new RegExp(`^  ${file}:2 says '.*': .*${instead}`, 'm'));
    expect(exitCode).toBe(1);
  });

  test('reports a commit whose subject is too long', () => {
    const { exitCode, output } = checkProse({ 'a.ts': '' }, 'x'.repeat(73));
    expect(output).toMatch(/the subject of commit \w+ x{73} has more than 72 characters/);
    expect(exitCode).toBe(1);
  });
});
