import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { withTree } from './support/temporary-tree';

jest.setTimeout(180_000); // The compiler reads the whole repository.

/** Tracked files, and new ones. */
const listFiles = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
const root = join(__dirname, '../../..');

/** All sources that the compiler reads, with the generated clients. */
function readSources(): Record<string, string> {
  const listed = execFileSync('git', [...listFiles, '*.ts', '*.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  const services: { folder: string }[] = JSON.parse(
    readFileSync(join(root, 'services.json'), 'utf8'),
  );
  const generated = services.flatMap((service) => {
    const folder = `${service.folder}/src/db/generated`;
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
  });
  const paths = [...listed.split('\0').filter(Boolean), ...generated];
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Packages of workspaces are those of the copy. All others are those of the repository. */
function linkPackages(copy: string): void {
  const [from, to] = [join(root, 'node_modules'), join(copy, 'node_modules')];
  mkdirSync(join(to, '@online-shop'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@online-shop') symlinkSync(join(from, name), join(to, name));
  }
  for (const name of readdirSync(join(from, '@online-shop'))) {
    const workspace = relative(root, realpathSync(join(from, '@online-shop', name)));
    symlinkSync(join(copy, workspace), join(to, '@online-shop', name));
  }
}

/** The files that do not compile after the edits. */
function compile(edits: Readonly<Record<string, readonly [string, string]>>): string[] {
  const sources = readSources();
  for (const [path, [place, addition]] of Object.entries(edits)) {
    const source = sources[path] ?? '';
    expect(source).toContain(place);
    sources[path] = source.replace(place, place + addition);
  }
  return withTree(sources, (copy) => {
    linkPackages(copy);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '-p', 'tsconfig.check.json', '--pretty', 'false'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
    const files = stdout.split('\n').flatMap((line) => /^(\S+)\(\d+,\d+\): error/.exec(line) ?? []);
    return [...new Set(files.filter((file) => !file.includes('(')))].toSorted();
  });
}

test('does not compile until all code handles a new order status or kind of ledger entry', () => {
  const files = compile({
    'orders-service/src/orders/order.ts': [
      'export const orderStatuses = {',
      'REFUNDED: { isFinal: true, isPaid: true, hasReason: false },',
    ],
    'payments-service/src/accounts/account.ts': [
      'export const ledgerEntryKinds = {',
      'REFUND: { sign: 1, hasOrder: true },',
    ],
  });
  expect(files).toEqual([
    'operations/src/audit/checks/ledger.ts',
    'operations/src/audit/orders/life-of-order.ts',
    'operations/src/dead-letters/forecast/settlements.ts',
    'orders-service/src/db/orders.repository.ts',
    'orders-service/src/http/orders.schemas.ts',
    'payments-service/src/db/accounts.repository.ts',
    'payments-service/src/http/accounts.schemas.ts',
    'payments-service/test/integration/ledger.test.ts',
  ]);
});
