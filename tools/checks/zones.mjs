/**
 * Runs the time-related suites where the machine's time zone is not UTC, west and east of it, on
 * PostgreSQL servers that are set up there. A suite is time-related if it reads or writes a stored
 * time: if its text has one of the names below.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readServices } from './services-list.mjs';

const zones = ['America/New_York', 'Asia/Kolkata'];
const storedTime = /\b(created|updated|decided|published)At\b/;
const root = join(import.meta.dirname, '../..');
const workspaces = [...readServices(root).map(({ folder }) => folder), 'operations'];

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const suites = workspaces
  .flatMap((name) => filesIn(join(root, name, 'test')))
  .filter((path) => path.endsWith('.test.ts') && storedTime.test(readFileSync(path, 'utf8')));

for (const TZ of zones) {
  process.stdout.write(`\n${suites.length} time-related suites with TZ=${TZ}\n`);
  const { status } = spawnSync(process.execPath, [jest, '--runTestsByPath', ...suites], {
    cwd: root,
    env: { ...process.env, TZ },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
}
