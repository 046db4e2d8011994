import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const main = join(__dirname, '../../dist/main.js');

describe('npm run bench', () => {
  it.each(['--help', '-h'])('prints its usage when asked with %s, and measures nothing', (help) => {
    const answer = execFileSync(process.execPath, [main, help], { encoding: 'utf8' });
    expect(answer).toMatch(/^npm run bench -- \[.* \[--help\]\n$/s);
  });
});
