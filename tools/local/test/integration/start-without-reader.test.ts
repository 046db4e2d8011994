import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tool = join(__dirname, '../..');

/** What the build writes in place of the shop: it tells on standard error that it runs. */
const shop = `process.stderr.write('the shop runs');`;
const build = `
  const fs = require('node:fs');
  fs.mkdirSync('tools/local/dist', { recursive: true });
  fs.writeFileSync('tools/local/dist/main.js', ${JSON.stringify(shop)});`;

describe('npm start', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'online-shop-reader-'));
    mkdirSync(join(folder, 'tools/local'), { recursive: true });
    for (const file of ['start.mjs', 'build.mjs']) {
      copyFileSync(join(tool, file), join(folder, 'tools/local', file));
    }
    const scripts = { build: 'node build.js' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
    writeFileSync(join(folder, 'build.js'), build);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('builds and runs the shop if the reader of its output has gone', async () => {
    const command = 'read -r _; exec node tools/local/start.mjs';
    const child = spawn('sh', ['-c', command], { cwd: folder });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    child.stdout.destroy();
    await once(child.stdout, 'close');

    child.stdin.end('\n');
    const [exitCode] = await once(child, 'close');

    expect(errors).toBe('the shop runs');
    expect(exitCode).toBe(0);
  });
});
