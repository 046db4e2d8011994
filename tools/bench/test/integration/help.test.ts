import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const main = join(__dirname, '../../dist/main.js');

describe('npm run bench', () => {
  it.each(['--help', '-h'])('prints its usage with %s and runs no case', (help) => {
    const response = execFileSync(process.execPath, [main, help], { encoding: 'utf8' });
    expect(response).toMatch(/^npm run bench -- \[.* \[--help\]\n$/s);
  });
});
