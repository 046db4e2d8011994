import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const main = join(__dirname, '../dist/faults/main.js');

describe('npm run faults', () => {
  it.each(['--help', '-h'])('prints its usage with %s and injects no fault', (help) => {
    const answer = execFileSync(process.execPath, [main, help], { encoding: 'utf8' });
    expect(answer).toMatch(/^npm run faults -- \[.* \[--help\]\n$/);
  });
});
